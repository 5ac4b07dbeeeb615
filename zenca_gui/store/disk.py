"""Does a folder lie on a disk of this machine? SQLite's WAL does not work across a network."""

from __future__ import annotations

import re
import sys
from pathlib import Path

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "ncpfs", "davfs",
     "fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.glusterfs", "fuse.s3fs", "fuse.smbnetfs"}
)  # fmt: skip
"""File systems, as /proc/self/mountinfo names them, on which another machine holds the data."""
MOUNTS = Path("/proc/self/mountinfo")


def is_network(folder: Path, mounts: str | None = None) -> bool:
    """Tell whether the folder, which need not exist, lies on a network disk.

    `mounts` is the text of a mountinfo file; this machine's own when None.
    """
    if str(folder).startswith("\\\\"):
        return True
    if sys.platform == "win32":
        return _is_network_drive(folder)
    if mounts is None:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""
    return _file_system(folder.absolute(), mounts) in NETWORK


def _file_system(folder: Path, mounts: str) -> str:
    """Return the type of the deepest mount above the folder; of two in one place, the later."""
    best, found = -1, ""
    for line in mounts.splitlines():
        words, _separator, rest = line.partition(" - ")
        fields = words.split(" ")
        if len(fields) < 5 or not rest:
            continue
        place = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[4]))
        if folder.is_relative_to(place) and len(place.parts) >= best:
            best, found = len(place.parts), rest.split(" ")[0]
    return found


if sys.platform == "win32":

    def _is_network_drive(folder: Path) -> bool:
        import ctypes

        remote = 4
        anchor = folder.absolute().anchor
        return anchor.startswith("//") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == remote
