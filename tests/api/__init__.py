"""Tests of how the almanac is asked."""
