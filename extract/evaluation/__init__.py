"""Scoring of records against hand labels. It imports the extractor, never the other way round."""
