"""How does a release lie in a lab server's folder? As delivery would have laid it."""

from __future__ import annotations

import shutil
from pathlib import Path

from zenca_gui.core.delivery import Release
from zenca_gui.lab.private_file import write_private

RELEASES = "releases"
CURRENT = "current"


def lay(folder: Path, release: Release) -> None:
    """Lay a release and let `current` lead to it."""
    put(folder, release)
    lead(folder, release.name)


def put(folder: Path, release: Release) -> None:
    """Lay a release beside the others; what is served stays."""
    place = folder / RELEASES / release.name
    partial = folder / RELEASES / f".{release.name}.partial"
    for old in (partial, place):
        if old.exists():
            shutil.rmtree(old)
    partial.mkdir(parents=True, mode=0o700)
    full = release.certificate_pem.rstrip() + b"\n" + release.chain_pem
    (partial / "cert.pem").write_bytes(release.certificate_pem)
    (partial / "chain.pem").write_bytes(release.chain_pem)
    (partial / "fullchain.pem").write_bytes(full)
    (partial / "trust.pem").write_bytes(release.trust_pem)
    write_private(partial / "key.pem", release.key_pem.reveal().encode())
    partial.replace(place)


def lead(folder: Path, name: str) -> None:
    """Let `current` lead to a release that lies there, in one rename."""
    coming = folder / f"{CURRENT}.new"
    coming.unlink(missing_ok=True)
    coming.symlink_to(Path(RELEASES, name), target_is_directory=True)
    coming.replace(folder / CURRENT)


def serves(folder: Path) -> bool:
    """Tell whether a server has files here to go on with."""
    return (served(folder) / "fullchain.pem").is_file()


def served(folder: Path) -> Path:
    """Return the release's own folder that `current` leads to now."""
    return (folder / CURRENT).resolve()
