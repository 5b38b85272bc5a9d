"""Where the graph is kept and traversed: the stores, the fold, the projection, the traversals."""
