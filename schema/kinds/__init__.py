"""The kinds of node, one module a family."""
