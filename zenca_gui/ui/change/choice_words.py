"""How are the choices of a change named, where a person reads them?"""

from __future__ import annotations

from zenca_gui.core.ca_change import ChangeKind, Reason
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Carrier

CA_KEYS = (
    KeyKind.RSA_2048,
    KeyKind.RSA_3072,
    KeyKind.RSA_4096,
    KeyKind.EC_P256,
    KeyKind.EC_P384,
    KeyKind.EC_P521,
)
"""What a CA of ours may have; devices do not take Ed25519."""


def key_words(key: KeyKind | str) -> str:
    """Return `RSA 3072` or `EC P-256`; what zenca does not make is shown as it was read."""
    named = {
        KeyKind.RSA_2048: "RSA 2048",
        KeyKind.RSA_3072: "RSA 3072",
        KeyKind.RSA_4096: "RSA 4096",
        KeyKind.EC_P256: "EC P-256",
        KeyKind.EC_P384: "EC P-384",
        KeyKind.EC_P521: "EC P-521",
        KeyKind.ED25519: "Ed25519",
    }
    if isinstance(key, str):
        return next((words for kind, words in named.items() if kind.value == key), key)
    return named[key]


def reason_words(reason: Reason) -> str:
    """Return why the CA is replaced."""
    return {
        Reason.EXPIRY: _("The CA comes to its end"),
        Reason.COMPROMISED: _("Its key may be in other hands"),
        Reason.POLICY: _("A rule of ours asks for it"),
    }[reason]


def carrier_words(carrier: Carrier) -> str:
    """Return what brings the update to devices."""
    return {
        Carrier.ZONE: _("The zone's own system update"),
        Carrier.TOOLS: _("Our own tools, with zenca's trust kit"),
        Carrier.LAB: _("The lab"),
    }[carrier]


def kind_words(kind: ChangeKind) -> str:
    """Return what is done, as a title."""
    return {
        ChangeKind.REMINT: _("Remint the CA"),
        ChangeKind.INTERNAL: _("Change the CA to Internal"),
        ChangeKind.EXTERNAL: _("Change the CA to External"),
        ChangeKind.SERVERS: _("Remint server certificates"),
    }[kind]
