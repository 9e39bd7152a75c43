"""Showing an article with its records: what each rests on and how far to trust it."""
