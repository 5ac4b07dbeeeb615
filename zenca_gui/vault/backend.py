"""What sort of keyring is this? None, one that writes plaintext, or one that can be trusted."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_PLAIN = ("plaintext", "null")


class Kind(Enum):
    """How a backend of the `keyring` library is to be treated."""

    NONE = "none"
    PLAINTEXT = "plaintext"
    SECRET_SERVICE = "secret service"  # noqa: S105 - a name
    OTHER = "other"


def kind_of(backend: KeyringBackend) -> Kind:
    """Return a backend's kind; a chain is as unsafe as the worst in it."""
    name = f"{type(backend).__module__}.{type(backend).__qualname__}".lower()
    if name.startswith("keyring.backends.chainer."):
        kinds = {kind_of(link) for link in backend.backends} - {Kind.NONE}  # type: ignore[attr-defined]
        order = (Kind.PLAINTEXT, Kind.SECRET_SERVICE, Kind.OTHER)
        return next((kind for kind in order if kind in kinds), Kind.NONE)
    if name.startswith("keyring.backends.fail."):
        return Kind.NONE
    encrypts = "encrypted" in name
    if any(word in name for word in _PLAIN) or ("keyrings.alt" in name and not encrypts):
        return Kind.PLAINTEXT
    if "secretservice" in name or "libsecret" in name:
        return Kind.SECRET_SERVICE
    return Kind.OTHER
