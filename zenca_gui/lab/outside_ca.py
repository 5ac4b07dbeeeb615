"""Who signs what a lab's zone asks for outside? An external CA: a root, and one below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.names import subject as parts_of
from zenca_gui.core.ports.pki import Form
from zenca_gui.lab.held_ca import PKI, HeldCa, below, certified, held, keep, new_root

FOLDER = "outside-ca"
ROOT, ISSUING = "root", "issuing"
DAY = timedelta(days=1)
ROOT_LIFE = 20 * 365 * DAY
ISSUING_LIFE = 5 * 365 * DAY
LEAF_LIFE = 200 * DAY
"""What a public CA gives today."""


def new_outside_ca(
    folder: Path, subject: str, key: KeyKind, *, not_before: datetime, not_after: datetime
) -> HeldCa:
    """Make the root (which outlives all) and the CA below it with these dates."""
    root = new_root(
        _root_name(subject), key, not_before=not_before,
        not_after=max(not_after, not_before + ROOT_LIFE),
    )  # fmt: skip
    keep(folder / FOLDER, ROOT, root)
    issuing = below(root, new_root(subject, key, not_before=not_before, not_after=not_after))
    keep(folder / FOLDER, ISSUING, issuing)
    return issuing


def sign(folder: Path, requests: Sequence[bytes], *, now: datetime, same_ca: bool) -> list[bytes]:
    """Sign each; return each leaf in PEM with the CA that signed it and the root."""
    ca = _lasting(folder, now, same_ca=same_ca)
    read = [PKI.read_request(request) for request in requests]
    for request in read:
        if not request.names:
            raise BadMaterial(
                _("This request names no server."), _("Nothing was signed. Ask with a name.")
            )
    leaves = [
        certified(
            ca, request.der, request.names, not_before=now - timedelta(hours=1),
            not_after=now.replace(microsecond=0) + LEAF_LIFE,
        )
        for request in read
    ]  # fmt: skip
    return [PKI.export([leaf, ca.certificate, *ca.chain], Form.PEM) for leaf in leaves]


def _lasting(folder: Path, now: datetime, *, same_ca: bool) -> HeldCa:
    """Return the CA that signs; one that ends before its leaves would is made anew."""
    place = folder / FOLDER
    started = now.replace(microsecond=0) - timedelta(hours=1)
    known, root = held(place, ISSUING), held(place, ROOT)
    if known is None or root is None:
        return new_outside_ca(
            folder, "CN=Lab Issuing CA,O=Elsewhere", KeyKind.EC_P256, not_before=started,
            not_after=started + ISSUING_LIFE,
        )  # fmt: skip
    if same_ca or known.certificate.not_after >= now + LEAF_LIFE + DAY:
        return known
    anew = new_root(
        known.certificate.subject, KeyKind(known.certificate.key), not_before=started,
        not_after=started + ISSUING_LIFE,
    )  # fmt: skip
    issuing = below(root, anew)
    keep(place, ISSUING, issuing)
    return issuing


def _root_name(subject: str) -> str:
    _kind, value = parts_of(subject)[0]
    return f"CN={value} Root"
