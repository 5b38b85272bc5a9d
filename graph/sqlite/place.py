"""Where an almanac may lie: write-ahead logging needs memory shared by all writers, which no network file system gives."""

from __future__ import annotations

import re
from pathlib import Path

from schema.errors import UnsafePlace

_MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")
NETWORK = frozenset(
    [
        "9p",
        "afpfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "fuse.davfs2",
        "fuse.ceph",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "pvfs2",
        "smb2",
        "smb3",
        "smbfs",
    ]
)


def file_system(path: Path) -> str:
    """The type of the file system that `path` lies on, as the kernel calls it; empty where that can't be told."""
    if not _MOUNTS.exists():
        return ""
    place = path.resolve()
    mounts = [_mount(line) for line in _MOUNTS.read_text().splitlines()]
    above = [
        (len(point.parts), i, kind) for i, (point, kind) in enumerate(mounts) if place.is_relative_to(point)
    ]
    return max(above)[2] if above else ""


def _mount(line: str) -> tuple[Path, str]:
    """Mount point and type of a line of mountinfo: `… root point options … - type source options`."""
    fields, _, described = line.partition(" - ")
    point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), fields.split(" ")[4])
    return Path(point), described.split(" ")[0]


def refuse_network(path: Path, kind: str) -> None:
    """Raises UnsafePlace where `kind` is that of a network file system."""
    if kind in NETWORK:
        raise UnsafePlace(
            f"{path} lies on a network file system ({kind}), which can lose what was acknowledged",
            do="Keep the almanac on a local disk; copy it with `VACUUM INTO` where it is wanted elsewhere",
        )
