"""Tests of reading RDF that others wrote."""
