"""Who holds on to what of a CA? Which work a change brings follows from it (DESIGN 4.2, 5)."""

from __future__ import annotations

from enum import Enum

from zenca_gui.core.change_kind import ChangeKind


class Scope(Enum):
    """What a change replaces for those who look at it from outside."""

    KEY = "a new CA key, with everything under it"
    CA_AND_LEAVES = "a new CA certificate of the same key, and new server certificates"
    CA_CERTIFICATE = "a new CA certificate of the same key alone"
    LEAVES = "new server certificates under the same CA"


class Holder(Enum):
    """Who keeps something of the CA or of its servers."""

    AGENT = "an agent: trusts the CA certificate"
    PHONE = "a phone: trusts the CA certificate"
    AMT = "an AMT device: was provisioned with the CA certificate"
    SUBSCRIBER = "a Subscriber: keeps the Publisher's server certificate"


_TABLE = {
    Scope.KEY: frozenset(Holder),
    Scope.CA_AND_LEAVES: frozenset(Holder),
    Scope.CA_CERTIFICATE: frozenset({Holder.AGENT, Holder.PHONE, Holder.AMT}),
    Scope.LEAVES: frozenset({Holder.SUBSCRIBER}),
}
"""Who has work, by what is replaced. Agents and phones take a new CA certificate by the update."""


def scope(kind: ChangeKind, *, same_key: bool, reissue: bool) -> Scope:
    """Say what a change of this kind and choice replaces."""
    if kind is ChangeKind.SERVERS:
        return Scope.LEAVES
    if not same_key:
        return Scope.KEY
    return Scope.CA_AND_LEAVES if reissue else Scope.CA_CERTIFICATE


def needs(what: Scope, holder: Holder) -> bool:
    """Tell whether this holder has work when this is replaced."""
    return holder in _TABLE[what]
