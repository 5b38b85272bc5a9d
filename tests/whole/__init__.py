"""Tests of the whole: what the README says, and a fresh clone."""
