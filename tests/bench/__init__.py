"""Tests of the bench: the synthetic almanac, and what is drawn of its results."""
