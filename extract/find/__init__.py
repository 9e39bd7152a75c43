"""Finders: what is written where. None of them imports another."""
