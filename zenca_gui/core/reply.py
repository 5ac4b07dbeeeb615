"""What is asked of an external CA, what comes back, and how is it judged? The values alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.preflight import Outcome, worst
from zenca_gui.core.zone import ServerId

DAYS_AFTER = 30
"""How long after activation a reply must be valid, unless the zone says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open request: for which server, with which names and which public key."""

    server: ServerId
    fqdn: str
    names: tuple[str, ...] = ()
    """All names that the request asks for; the FQDN must be covered, the others should."""
    mdm: bool = False
    public_sha256: str
    kept: Certificate | None = None
    """The good reply that is kept already, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What every reply of this change has to keep."""

    now: datetime
    activation: datetime | None = None
    """None: as soon as everything is there, so now."""
    old_ends: datetime | None = None
    """The end of the CA that is replaced; ending before it is a warning."""
    days_after: int = DAYS_AFTER

    @property
    def active(self) -> datetime:
        """When the certificates begin to serve: never in the past."""
        return max(self.now, self.activation or self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check that failed: a stable code, the sentence with both values, how bad it is."""

    code: str
    sentence: str
    outcome: Outcome = Outcome.STOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One certificate and where it came from, or the sentence why a file gave none."""

    source: str
    """File, or file and name inside its archive: `replies.zip/zen01.pem`."""
    certificate: Certificate | None = None
    refusal: str = ""
    hint: str = ""
    locked: bool = False
    """It asks for a password: give one and read again."""
    wrong_password: bool = False
    """No password that was given opens it: give another and read again."""


class Standing(Enum):
    """What becomes of a reply."""

    TAKEN = "taken"
    """Good: keep it, with its chain. It replaces `Asked.kept` where that is another."""
    AGAIN = "again"
    """Good, and kept already or in the same batch: nothing to do."""
    OLDER = "older"
    """Good, but a newer good reply to the same request is there."""
    ROOT = "root to confirm"
    """Good but for its root, which no person has confirmed by fingerprint yet."""
    REFUSED = "refused"
    STRANGER = "answers no open request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A reply with the chain that was built for it and every check that failed."""

    received: Received
    certificate: Certificate
    asked: Asked | None
    """None for a stranger."""
    standing: Standing
    chain: tuple[Certificate, ...] = field(default=(), repr=False)
    """Its issuers, nearest first, the root last; as far as they are known."""
    findings: tuple[Finding, ...] = ()
    """In the order of the checks; warnings too."""
    root: Certificate | None = None
    """The root to confirm, where that is all that is missing."""

    @property
    def good(self) -> bool:
        """Whether this reply can serve (kept now, before, or behind a newer one)."""
        return self.standing in {Standing.TAKEN, Standing.AGAIN, Standing.OLDER}

    @property
    def presented(self) -> tuple[Certificate, ...]:
        """Leaf first, then its issuers, the root last."""
        return (self.certificate, *self.chain)

    @property
    def outcome(self) -> Outcome:
        """The worst of the findings."""
        return worst(f.outcome for f in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """Replies that came as bytes, not as a file: pasted, dropped, or handed over by a caller."""

    name: str
    data: bytes = field(repr=False)
