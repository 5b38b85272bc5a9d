"""A Neo4j server of this machine's own, from Maven Central: for tests and for looking at an almanac in Neo4j Browser."""
