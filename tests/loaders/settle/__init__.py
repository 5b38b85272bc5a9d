"""Tests of loaders: settle."""
