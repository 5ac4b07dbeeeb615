"""What is in a hand-over bundle? One line of JSON, then the database itself, sealed as age."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from zenca_gui.core.errors import BadMaterial, StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.journal import Head
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.names import shown
from zenca_gui.core.ports.pki import Backups
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor

FORMAT = "zenca-hand-over-1"
LARGEST = 2 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A whole database on its way to another workstation, and what opens its keys."""

    uuid: str
    name: str
    """The hand-over's own random name."""
    epoch: int
    """The epoch in which it is taken over."""
    at: datetime
    by: Actor
    host: str
    to: str
    head: Head
    zones: tuple[str, ...]
    administrators: tuple[str, ...]
    passphrases: Mapping[str, Secret] = field(repr=False)
    image: bytes = field(repr=False)


def packed(bundle: Bundle) -> bytes:
    """Return what is sealed: `age -d` gives it back, `head -n 1` reads its first line."""
    first = {
        "format": FORMAT,
        "uuid": bundle.uuid,
        "name": bundle.name,
        "epoch": bundle.epoch,
        "at": to_text(bundle.at),
        "by": bundle.by,
        "host": bundle.host,
        "to": bundle.to,
        "head": bundle.head.to_text(),
        "zones": list(bundle.zones),
        "administrators": list(bundle.administrators),
        "passphrases": {name: kept.reveal() for name, kept in bundle.passphrases.items()},
    }
    return json.dumps(first).encode() + b"\n" + bundle.image


def opened(path: Path, passphrase: Secret, backups: Backups) -> Bundle:
    """Read a bundle and open it; takes a second. BadMaterial, StoreError."""
    try:
        if path.stat().st_size > LARGEST:
            raise _not_ours(path)
        sealed = path.read_bytes()
    except OSError as error:
        raise StoreError(
            _("{path} cannot be read: {why}.").format(path=path, why=error.strerror),
            _("Nothing was changed. Look at the file's name and rights."),
        ) from error
    try:
        first, _newline, image = backups.decrypt(sealed, passphrase).partition(b"\n")
    except BadMaterial as error:
        raise BadMaterial(
            _("{path} does not open with this passphrase.").format(path=shown(path.name)),
            _("Nothing was changed. Give the passphrase that the bundle was made with."),
        ) from error
    try:
        found = json.loads(first)
        if found["format"] != FORMAT:
            raise _not_ours(path)
        return Bundle(
            uuid=str(found["uuid"]),
            name=str(found["name"]),
            epoch=int(found["epoch"]),
            at=from_text(found["at"]),
            by=Actor(str(found["by"])),
            host=str(found["host"]),
            to=str(found["to"]),
            head=Head.from_text(found["head"]),
            zones=tuple(map(str, found["zones"])),
            administrators=tuple(map(str, found["administrators"])),
            passphrases={str(n): Secret(str(kept)) for n, kept in found["passphrases"].items()},
            image=image,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _not_ours(path) from error


def put_in_place(beside: Path, path: Path) -> None:
    """Give a file that was read back its name, for good."""
    beside.replace(path)
    try:
        if os.name != "nt":
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except BaseException:
        path.unlink(missing_ok=True)  # a bundle of a hand-over that is given up
        raise


def _not_ours(path: Path) -> BadMaterial:
    return BadMaterial(
        _("{path} is not a hand-over bundle.").format(path=shown(path.name)),
        _("Nothing was changed. Choose the file that zenca hand-over wrote."),
    )
