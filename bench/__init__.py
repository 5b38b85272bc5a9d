"""Measures the almanac beside its peers, in one run: `make bench`, or `make bench SIZE=100000`."""
