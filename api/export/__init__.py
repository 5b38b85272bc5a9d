"""The graph for other tools: GraphML, GEXF, CSV, JSON Lines and Parquet, each written as a stream."""
