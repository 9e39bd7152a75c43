"""Statements of many articles held against each other: what is repeated, and what disagrees."""
