"""Tests of the traversals, each against a plain version of it."""
