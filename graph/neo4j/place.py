"""Where an almanac on a server is, and who asks.  Pure, and light: commands that need no server import no driver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from schema.errors import BadRequest

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


@dataclass(frozen=True, slots=True)
class Place:
    """A server's address, a database of it, and who asks.  The secrets are in no message.

    alongside: whether other graphs may share the database.  Raises BadRequest for what is no address of a server.
    """

    url: str
    database: str = "neo4j"
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    alongside: bool = False

    def __post_init__(self) -> None:
        if "@" in self.url:  # and not a word of it, for it may hold a password
            raise BadRequest(
                "an address holds no user and no password",
                do="Set ALMANAC_NEO4J_USER and ALMANAC_NEO4J_PASSWORD instead",
            )
        if not is_address(self.url) or not _leads_to_a_server(self.url):
            raise BadRequest(
                f"{self.url!r} is no address of a Neo4j server", do="Write bolt://127.0.0.1:7687"
            )

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


def _leads_to_a_server(url: str) -> bool:
    told = urlsplit(url)
    try:
        asks_a_cluster = told.scheme.startswith("neo4j")
        return (
            bool(told.hostname)
            and told.port != 0
            and told.path in ("", "/")
            and (asks_a_cluster or not told.query)
        )
    except ValueError:  # a port that is no number
        return False
