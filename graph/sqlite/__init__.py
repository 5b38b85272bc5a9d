"""The store that keeps an almanac in one SQLite file."""

from graph.sqlite.store import SqliteStore, open_store

__all__ = ["SqliteStore", "open_store"]
