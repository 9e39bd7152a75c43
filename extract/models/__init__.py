"""Model files, made by scripts/train.py."""
