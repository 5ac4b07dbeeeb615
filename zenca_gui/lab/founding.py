"""How does a lab begin whose CA zenca does not hold? Its files are made; zenca gets no key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zenca_gui.core.certificate import Custody
from zenca_gui.core.ports.lab import FirstCa, FirstServer, Founded
from zenca_gui.lab.held_ca import HeldCa, new_root, own_release
from zenca_gui.lab.outside_ca import new_outside_ca
from zenca_gui.lab.release_on_disk import lay
from zenca_gui.lab.zone_console import FIRST_RELEASE, keep_first


def found(folder: Path, ca: FirstCa, servers: Sequence[FirstServer]) -> Founded:
    """Make the CA in the lab's folder, and the first files of each server."""
    authority = _authority(folder, ca)
    leaves = []
    for server in servers:
        release, leaf = own_release(
            FIRST_RELEASE, authority, server.names, not_before=ca.not_before,
            not_after=ca.not_after,
        )  # fmt: skip
        place = folder / "servers" / server.fqdn
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        lay(place, release)
        leaves.append(leaf)
    return Founded(
        authority=authority.certificate, chain=authority.chain, leaves=tuple(leaves)
    )  # fmt: skip


def _authority(folder: Path, ca: FirstCa) -> HeldCa:
    if ca.custody is Custody.EXTERNAL:
        return new_outside_ca(
            folder, ca.subject, ca.key, not_before=ca.not_before, not_after=ca.not_after
        )
    made = new_root(ca.subject, ca.key, not_before=ca.not_before, not_after=ca.not_after)
    keep_first(folder, made)
    return made
