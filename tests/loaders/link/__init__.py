"""Tests of loaders: link."""
