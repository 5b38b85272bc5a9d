"""Fetches Neo4j Community from Maven Central, once for each version."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.neo4j.java import NoServer

POM = Path(__file__).with_name("pom.xml")
VERSION = "5.26.20"  # the long-term one that almanacs are promised to run on
NEWEST = "2026.08.1"  # the newest that tests run on
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_TRIES = 3  # a download may break off


def cache(version: str = VERSION) -> Path:
    """Where what was fetched is kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "almanac" / f"neo4j-{version}"


def fetched(version: str = VERSION) -> Path:
    """The folder of a version's libraries, fetched where they are not there yet.  Raises NoServer."""
    libraries = cache(version) / "lib"
    if libraries.is_dir():
        return libraries
    maven = shutil.which("mvn")
    if maven is None:
        raise NoServer("there is no Maven (mvn) to fetch Neo4j with")
    making = libraries.with_name(f"lib-{os.getpid()}")
    command = [maven, "-q", "-B", "-f", str(POM), _PLUGIN]
    command += [f"-Dneo4j.version={version}", f"-DoutputDirectory={making}"]
    failed = ""
    for _ in range(_TRIES):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        failed = (done.stdout.strip()[-500:] or f"exit code {done.returncode}") if done.returncode else ""
        if not failed:
            break
    if failed:
        raise NoServer(f"Maven could not fetch Neo4j {version}: {failed}")
    try:
        making.rename(libraries)
    except OSError:  # another process was quicker
        shutil.rmtree(making)
    return libraries
