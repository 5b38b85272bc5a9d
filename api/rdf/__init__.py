"""The graph as RDF: what is written, and the formats it is written in."""
