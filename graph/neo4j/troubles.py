"""What the driver and the server say went wrong, as errors of ours: what it was, and what to do.

Invariant: an address, a database and a user may stand in a message; a password and a token never do.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    DriverError,
    Forbidden,
    IncompleteCommit,
    Neo4jError,
    RoutingServiceUnavailable,
    TransactionError,
    TransientError,
    UnsupportedServerProduct,
)

from schema.errors import StoreBusy, StoreFull, StoreProblem

OLDEST = (5, 26)
_WHO = "Set ALMANAC_NEO4J_USER and ALMANAC_NEO4J_PASSWORD, or ALMANAC_NEO4J_TOKEN"
_TLS = "Write bolt+s:// (or neo4j+s://) where the server asks for TLS, and bolt:// where it has none"
# "… more than the limit 16.0 MiB. Currently using 16.0 MiB. db.memory.transaction.max threshold reached"
_LIMIT = re.compile(r"the limit (?P<size>[\d.,]+ \w+)\..*?(?P<setting>[\w.]+) threshold reached", re.DOTALL)
_READ_ONLY = ("WriteOnReadOnlyAccessDatabase", "ForbiddenOnReadOnlyDatabase")
OWN_LIMIT = "db.memory.transaction.max"  # of one transaction, whatever others do meanwhile


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Errors of the driver and the server as StoreProblems that say what to do."""
    try:
        yield
    except Neo4jError as error:
        raise answered(error, where) from error
    except DriverError as error:
        # What a transaction is asked after it has failed says less than what it failed by.
        cause = error.__cause__ if isinstance(error, TransactionError) else error
        if isinstance(cause, Neo4jError):
            raise answered(cause, where) from error
        raise _unreached(cause if isinstance(cause, DriverError) else error, where) from error


def answered(error: Neo4jError, where: str) -> StoreProblem:
    """What a server said instead of doing what it was asked."""
    code, message = error.code or "", error.message or ""
    if isinstance(error, AuthError):
        return StoreProblem("the server does not know this user and password", where=where, do=_WHO)
    if code.endswith("AuthenticationRateLimit"):
        return StoreProblem(
            "the server takes no more passwords for a while, for too many were wrong",
            where=where,
            do=f"{_WHO}; then wait some seconds",
        )
    if out_of_memory(error):
        return _too_large(message, where)
    if code.endswith(_READ_ONLY):
        return StoreProblem(
            "the database may only be read",
            where=where,
            do="To write, take it out of server.databases.read_only and server.databases.default_to_read_only"
            " in neo4j.conf",
        )
    if isinstance(error, TransientError):
        return StoreBusy(f"the server is busy ({message})", where=where, do="Do it again")
    if code.endswith("DatabaseNotFound"):
        return StoreProblem(
            "the server has no database of that name",
            where=where,
            do="Name another in ALMANAC_NEO4J_DATABASE",
        )
    if isinstance(error, Forbidden):
        return StoreProblem(
            f"the server refuses it ({message})",
            where=where,
            do="Use a user and a database that may be written",
        )
    return StoreProblem(f"the server answers {code}: {message}", where=where)


def out_of_memory(error: Neo4jError) -> bool:
    """Whether a transaction needed more memory than it may have."""
    return any(word in (error.code or "") for word in ("MemoryPool", "OutOfMemory"))


def _too_large(message: str, where: str) -> StoreFull:
    found = _LIMIT.search(message)
    setting, size = (found["setting"], f": {found['size']}") if found else (OWN_LIMIT, "")
    return StoreFull(
        f"the changeset needs more memory than the server's {setting} allows{size}",
        where=where,
        do=f"Apply it in smaller parts (almanac load --batch 50), or raise {setting} in neo4j.conf",
    )


def _unreached(error: DriverError, where: str) -> StoreProblem:
    """Why there was no answer at all."""
    if isinstance(error, IncompleteCommit):
        return StoreBusy(
            "the server went away while it committed, so it may have or not",
            where=where,
            do="Do it again: what is there already is not applied twice",
        )
    reason = " ".join(str(error).split())
    if isinstance(error, UnsupportedServerProduct) or "Notification filtering is not supported" in reason:
        return too_old(f"of a version that can't be spoken to ({reason})", where)
    causes = list(_causes(error))
    plain = next(
        (cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror), reason
    )
    what, do = f"the server can't be reached ({plain})", "Start it, or check the address, and do it again"
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        what = "the server's certificate is signed by nobody that this machine trusts, or is for another name"
        do = "Name the file of who signed it in SSL_CERT_FILE, or write +ssc in place of +s to trust any"
    elif any(isinstance(cause, ssl.SSLError) for cause in causes):
        what, do = "the server does not speak TLS at this address", _TLS
    elif "looks like HTTP" in reason:
        what, do = "that is a port for HTTP", "Take the port for Bolt, 7687 unless it was set otherwise"
    elif "incomplete handshake" in reason:
        what, do = "the server hung up at once", f"{_TLS}; if it is just starting, do it again"
    elif isinstance(error, RoutingServiceUnavailable) or "routing information" in reason:
        what = f"no server of a cluster can be reached ({plain})"
        do = "Start it, or check the address and whether it asks for TLS; bolt:// instead of neo4j:// says more"
    return StoreBusy(what, where=where, do=do)


def too_old(what: str, where: str) -> StoreProblem:
    """The server is of a version that an almanac can't be kept on."""
    oldest = ".".join(map(str, OLDEST))
    return StoreProblem(f"the server is {what}", where=where, do=f"Neo4j {oldest} or newer is needed")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
