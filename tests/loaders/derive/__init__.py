"""Tests of loaders: derive."""
