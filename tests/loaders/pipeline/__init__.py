"""Tests of loaders: pipeline."""
