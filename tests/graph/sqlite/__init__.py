"""What is SQLite's own of the store: its file, its formats, its indexes."""
