"""Tests of asking in SPARQL."""
