"""What does a device of the lab know, and what does it make of a server it meets?"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zenca_gui.core.ports.lab import Bond, Habit, LabDevice, ListeningServer
from zenca_gui.core.rollout import Stage
from zenca_gui.lab.notes import Kit, read_kit
from zenca_gui.remote.tls_client import Exchange, Meeting, TlsClient, Vouched, public_sha256_of

LIMIT = 5.0
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
MUST_RE_ENROL = "the update was activated before it took it; it must re-enrol"
UNKNOWN_CA = "the certificate was issued by a CA that this device does not know"
NO_ROOM = "no space left where it keeps the certificates it trusts"
UNKNOWN_LEAF = "this is not the certificate that the device has pinned"


def certificates_of(pem: bytes) -> tuple[bytes, ...]:
    """Return the certificates of a PEM text in DER."""
    return tuple(
        ssl.PEM_cert_to_DER_cert(each.decode("ascii")) for each in _CERTIFICATE.findall(pem)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What one contact came to."""

    server: str
    meeting: Meeting
    soon: bool
    """Whether the device wants to come back at once: it took an update that is active."""


class Device:
    """One device's mind. One thread at a time makes contact for it."""

    def __init__(self, plan: LabDevice, *, trust: Iterable[bytes], leaves: Iterable[str]) -> None:
        self.plan = plan
        self.rested_at = 0.0
        """When, on the steady clock, it may make contact again."""
        self._trust = tuple(trust)
        self._authorities = frozenset(map(public_sha256_of, self._trust))
        self._leaves = frozenset(leaves)
        self._kit: Kit | None = None
        self._stage: Stage | None = None
        self._turn = 0
        self._failures = plan.failures

    def choose(self, servers: tuple[ListeningServer, ...]) -> ListeningServer:
        """Return the server to meet next: each in turn."""
        self._turn += 1
        first = sum(self.plan.guid.encode())
        return servers[(first + self._turn) % len(servers)]

    def contact(
        self, server: ListeningServer, *, at: datetime, cancelled: Callable[[], bool]
    ) -> Met:
        """Connect as a real device would: verify, ask for an update, take it, report."""
        client = TlsClient(trust=self._trust, pin=self._unpinned)
        edition = self._kit.edition if self._kit else ""
        meeting = client.talk(
            server.address, server.port, name=server.fqdn, at=at, say=self._speak, seconds=LIMIT,
            cancelled=cancelled,
        )  # fmt: skip
        took = self._kit is not None and self._kit.edition != edition and self._kit.activated
        return Met(server=server.fqdn, meeting=meeting, soon=took)

    def bring(self, kit: Kit) -> None:
        """Take what the administrator's tools laid into its trust store."""
        if self._kit is None or self._kit.edition != kit.edition:
            self._take(kit)

    def _unpinned(self, chain: Vouched) -> str:
        """Return why a chain that verified will not do for this device's bond."""
        if self.plan.bond is Bond.PIN_LEAF and chain.sha256[0] not in self._leaves:
            return UNKNOWN_LEAF
        # A chain over a cross certificate ends in the anchor too; who pins the CA wants it to
        # have issued the server's certificate itself, or a CA below it that issued one it knows.
        issuer = chain.public_sha256[min(1, len(chain.public_sha256) - 1)]
        if chain.sha256[0] in self._leaves:
            self._authorities |= {issuer}
        if self.plan.bond is Bond.PIN_ANCHOR and issuer not in self._authorities:
            return UNKNOWN_CA
        return ""

    def _speak(self, exchange: Exchange) -> None:
        who = f"Device: {self.plan.guid}"
        has = f"\r\nIf-None-Match: {self._kit.edition}" if self._kit else ""
        update = exchange.ask(f"GET /update HTTP/1.1\r\n{who}{has}")
        reason = ""
        if update.status == 200:
            kit = read_kit(json.loads(update.body))
            if self._failures:
                self._failures -= 1
                self._report(exchange, Stage.FAILED, NO_ROOM, update=kit.name)
                return
            self._take(kit)
        elif update.status == 403:
            reason = MUST_RE_ENROL
        elif self._kit and exchange.presented[0] in self._kit.future:
            self._stage = Stage.ACTIVE
        self._report(exchange, self._stage, reason, update=self._kit.name if self._kit else "")

    def _report(self, exchange: Exchange, stage: Stage | None, reason: str, *, update: str) -> None:
        told: Mapping[str, Any] = {
            "stage": stage.value if stage else "",
            "reason": reason,
            "change": self._kit.change if self._kit else "",
            "update": update,
            "presented": exchange.presented,
        }
        who = f"Device: {self.plan.guid}"
        exchange.ask(f"POST /report HTTP/1.1\r\n{who}", json.dumps(told).encode())

    def _take(self, kit: Kit) -> None:
        """Trust what the kit says from now on; the old holds on while it says so."""
        if self._kit is None or self._kit.change != kit.change:
            self._stage = Stage.PENDING
        self._kit = kit
        self._trust = kit.trust
        self._authorities = frozenset(map(public_sha256_of, kit.trust))
        self._leaves = kit.future | self._leaves if kit.overlap else kit.future


def next_due(habit: Habit, *, start: datetime, after: datetime) -> datetime | None:
    """Return when a device of this habit is up next, None where it never comes back."""
    return home_at(habit, start=start, at=after + habit.every)


def home_at(habit: Habit, *, start: datetime, at: datetime) -> datetime | None:
    """Return this moment, or the end of the absence that it falls into."""
    if habit.away_from is None and habit.away_until is None:
        return at
    left = start + (habit.away_from if habit.away_from is not None else timedelta(0))
    if at < left:
        return at
    if habit.away_until is None:
        return None
    return max(at, start + habit.away_until)
