"""Tests of the almanac as RDF."""
