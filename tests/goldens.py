"""Goldens: derived files that are kept, compared byte for byte, and written again by `make goldens`.

Pictures are derived too, but no two are alike: they are only taken, on request, and must be there.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Golden:
    """Compares what was derived with the file that is kept; the fixture `golden` is one.

    `golden("docs/ontology.md", text)`: the path is relative to the project's root.
    """

    root: Path
    update: bool
    written: list[str] = field(default_factory=list)

    def __call__(self, path: str, derived: str | bytes) -> None:
        """Fail where the file at `path` differs from `derived`; where goldens are updated, write it instead."""
        kept = self.root / path
        wanted = derived.encode() if isinstance(derived, str) else derived
        found = kept.read_bytes() if kept.exists() else None
        if found == wanted:
            return
        if not self.update:
            raise AssertionError(
                f"{path} differs from what is derived; run `make goldens`\n{_diff(found, wanted)}"
            )
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(wanted)
        self.written.append(path)


@dataclass(frozen=True, slots=True)
class Picture:
    """Takes a picture of the docs where pictures are updated; elsewhere sees to it that there is one.

    `picture("docs/neo4j-path.png", take)`: `take` gives the bytes of a PNG.
    """

    root: Path
    update: bool
    written: list[str] = field(default_factory=list)

    def __call__(self, path: str, take: Callable[[], bytes]) -> None:
        """Take it anew, or fail where there is no PNG at `path`."""
        kept = self.root / path
        if self.update:
            kept.write_bytes(take())
            self.written.append(path)
        assert kept.read_bytes().startswith(b"\x89PNG"), path


def _diff(found: bytes | None, wanted: bytes, most: int = 60) -> str:
    """The first lines of a unified diff from the kept bytes to the derived ones."""
    if found is None:
        return "there is no such file yet"
    old, new = (part.decode(errors="backslashreplace").splitlines() for part in (found, wanted))
    return "\n".join(list(difflib.unified_diff(old, new, "kept", "derived", lineterm=""))[:most])
