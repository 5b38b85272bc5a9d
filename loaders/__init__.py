"""How it gets in: from bytes to records, mentions and changesets."""
