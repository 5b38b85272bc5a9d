"""Tests; each folder mirrors the package whose name it bears."""
