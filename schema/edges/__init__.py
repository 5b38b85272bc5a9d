"""The types of edge, one module a family."""
