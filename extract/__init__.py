"""Statistical records from Vietnamese news text."""
