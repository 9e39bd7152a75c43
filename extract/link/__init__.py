"""Linking what was found into statements."""
