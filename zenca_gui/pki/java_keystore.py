"""How does Java's own keystore (JKS) hold certificates? For a Java too old for PKCS#12."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.secret import Secret

_MAGIC, _VERSION, _TRUSTED = 0xFEEDFEED, 2, 2
_SALT = b"Mighty Aphrodite"
USUAL = Secret("changeit")
"""Every Java opens its trust store with this word: it guards no secret, only against accidents."""


def truststore(certificates: Sequence[tuple[str, Certificate]], password: Secret | None) -> bytes:
    """Write (alias, certificate) pairs; an entry is as old as its certificate, so nothing varies.

    The checksum at the end is SHA-1 because the format knows no other.
    """
    body = struct.pack(">III", _MAGIC, _VERSION, len(certificates))
    for alias, certificate in certificates:
        made = int(certificate.not_before.timestamp() * 1000)
        body += struct.pack(">I", _TRUSTED) + _text(alias) + struct.pack(">q", made)
        body += _text("X.509") + struct.pack(">I", len(certificate.der)) + certificate.der
    digest = hashlib.sha1(usedforsecurity=False)
    digest.update((password or USUAL).reveal().encode("utf-16-be"))
    digest.update(_SALT)
    digest.update(body)
    return body + digest.digest()


def _text(text: str) -> bytes:
    """Write as Java's DataOutput does; an alias here is ASCII, where that is plain UTF-8."""
    return struct.pack(">H", len(text)) + text.encode("ascii")
