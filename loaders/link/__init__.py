"""Linking: which entities a text names.  Pure: names and texts in, mentions and suggestions out."""
