"""Reads the documents named on its command line, each in a process of its own under limits; prints what came of them.

Started by the tests: what an attack costs is lost with the process that was attacked.  A line of JSON for each.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

from loaders.read import read
from schema.errors import Unreadable
from schema.record import Document
from tests.loaders.read.limited import hold

SECONDS = 10  # of processor time, after which a process is ended
WARM_UP = (
    b"<rss version='2.0'><channel><title>t</title><item><title>t &amp; <b>t</title></item></channel></rss>"
)


def result(path: Path) -> dict[str, object]:
    """What came of one document: why it is unreadable, or all the text of its items."""
    said: list[str] = []
    why = ""
    try:
        document = read(path.read_bytes(), name=path.name, address="https://example.org/feed")
    except Unreadable as error:
        why = str(error)
    else:
        assert isinstance(document, Document)
        said = [f"{record.title}\n{record.summary}\n{record.body}" for record in document.records]
    return {"unreadable": why, "said": said, "ended": 0}


def in_its_own_process(path: Path) -> None:
    """Prints the result of one document; `ended` is a code other than 0 where the process did not live to do so."""
    child = os.fork()
    if not child:
        hold()
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        sys.stdout.write(json.dumps(result(path)) + "\n")
        sys.stdout.flush()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        sys.stdout.write(json.dumps({"unreadable": "", "said": [], "ended": status}) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Read them all, one after the other."""
    read(WARM_UP, name="warm-up")
    for name in sys.argv[1:]:
        in_its_own_process(Path(name))


if __name__ == "__main__":
    main()
