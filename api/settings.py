"""Settings: what the environment says, read once at the edge and handed in as a value."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from api.sparql.limits import UNLESS_SET, Limits
from graph.neo4j.place import Place, is_address
from schema.addresses import EVERYWHERE, checked_base
from schema.keys import Key, source_key

DEFAULT_STORE = Path("var/almanac.db")
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Settings:
    """Which almanac is meant, in whose name it is written to, with what its addresses in RDF begin, what a query may take.

    Raises Invalid.
    """

    store: Path | Place
    actor: Key
    base: str = EVERYWHERE
    sparql: Limits = UNLESS_SET

    @classmethod
    def read(
        cls, environment: Mapping[str, str], store: str | None = None, *, alongside: bool = False
    ) -> Settings:
        """From an option, else `ALMANAC_STORE`, else `var/almanac.db`; the actor is the person logged in.

        A store is a file, or the address of a Neo4j server, whose database is shared with other graphs where `alongside`
        or `ALMANAC_NEO4J_ALONGSIDE` says so.  base: from `ALMANAC_BASE`, else `urn:almanac:`.
        """
        told = store or environment.get("ALMANAC_STORE") or str(DEFAULT_STORE)
        base = environment.get("ALMANAC_BASE") or EVERYWHERE
        limits = Limits.read(environment)
        place = place_of(environment, told, alongside=alongside)
        return cls(place, source_key("person", _login()), checked_base(base), limits)


def place_of(environment: Mapping[str, str], told: str, *, alongside: bool = False) -> Path | Place:
    """Where an almanac is: a file, or a Neo4j server that is asked as the environment says."""
    if not is_address(told):
        return Path(told)
    place = Place.read(environment, told)
    return replace(place, alongside=True) if alongside else place


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as containers have
        return "unknown"
