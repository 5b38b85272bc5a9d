"""What makes an almanac pleasant in Neo4j Browser: a style, and queries to begin with."""
