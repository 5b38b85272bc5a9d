"""Tests of the ontology and its values."""
