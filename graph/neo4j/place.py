"""Where an almanac on a server is, and who asks.  Pure, and light: commands that need no server import no driver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


@dataclass(frozen=True, slots=True)
class Place:
    """A server's address, a database of it, and who asks.  The secrets are in no message.

    alongside: whether other graphs may share the database.
    """

    url: str
    database: str = "neo4j"
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    alongside: bool = False

    @classmethod
    def read(cls, environment: Mapping[str, str], url: str) -> Place:
        """From `ALMANAC_NEO4J_DATABASE`, `…_USER`, `…_PASSWORD`, `…_TOKEN` and `…_ALONGSIDE`."""
        told = {
            name: value
            for name in ("database", "user", "password", "token")
            if (value := environment.get(f"ALMANAC_NEO4J_{name.upper()}"))
        }
        return cls(url, **told, alongside=environment.get("ALMANAC_NEO4J_ALONGSIDE", "") not in ("", "0"))

    @property
    def shown(self) -> str:
        """What messages call it."""
        return f"{self.url} ({self.database})"

    def __str__(self) -> str:
        return self.url


def is_address(text: str) -> bool:
    """Whether `text` names a Neo4j server rather than a file."""
    return urlsplit(text).scheme in _SCHEMES
