"""Tests of the Neo4j store beyond the contract."""
