"""Goldens: derived files that are kept, compared byte for byte, and written again by `make goldens`."""

from __future__ import annotations

import difflib
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


def _diff(found: bytes | None, wanted: bytes, most: int = 60) -> str:
    """The first lines of a unified diff from the kept bytes to the derived ones."""
    if found is None:
        return "there is no such file yet"
    old, new = (part.decode(errors="backslashreplace").splitlines() for part in (found, wanted))
    return "\n".join(list(difflib.unified_diff(old, new, "kept", "derived", lineterm=""))[:most])
