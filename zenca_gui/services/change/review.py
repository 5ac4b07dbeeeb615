"""Would it work? Old beside new, the four-case proof, and whom it would leave behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import (
    Certificate,
    Generation,
    ServerCertificate,
    fingerprint,
    serial_text,
)
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.forecast import LeftBehind
from zenca_gui.core.forecast_words import left_words, too_little_words
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.proof import Cell, Ends, Leaf, Trust, bridge, expected, moments, outcome
from zenca_gui.core.zone import Server, ServerId, ZoneId
from zenca_gui.services.change.begin import PROOF, must_be
from zenca_gui.services.change.parts import (
    Material,
    has_overlap,
    left_behind_from,
    of_change,
    overlap_chain,
)
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_ups import FollowUps
from zenca_gui.services.forecasts import Forecasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One row: what, how it is, how it will be."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Everything a person looks at before they commit."""

    old: Generation
    new: Generation
    rows: tuple[Compared, ...]
    cells: tuple[Cell, ...]
    outcome: Outcome
    left_behind: int
    left_behind_words: str
    follow_ups: tuple[str, ...]
    servers: tuple[Server, ...]
    now: datetime


@dataclass
class Reviewing:
    """Run the proof with the real certificates, in the order they will be presented."""

    desk: Desk
    follow_ups: FollowUps
    forecasts: Forecasts

    def review(self, zone: ZoneId) -> Review:
        """Return all of it; the proof's outcome is remembered with the change."""
        home = self.desk.zone(zone)
        change = must_be(
            self.desk, zone, ChangeState.MATERIAL, ChangeState.ASSIGNED, ChangeState.ACTIVE
        )
        material = of_change(self.desk, change)
        if material is None:
            raise ZencaError(_("Nothing was made yet."), _("Make the new CA first."))
        old = self.desk.store.authorities.generation(change.old)
        servers = tuple(self.desk.store.servers.of(zone))
        cells = tuple(self._proof(change, material, old, servers, now=self.desk.now(home)))
        result = outcome(cells)
        if change.state is ChangeState.MATERIAL:
            with self.desk.store.transaction():
                self.desk.store.changes.keep(
                    change.id, PROOF,
                    json.dumps({"outcome": result.value, "looks": len(cells),
                                "unexpected": sum(1 for c in cells if not c.as_expected),
                                "cases": _kept(cells, servers)}),
                )  # fmt: skip
        behind = self._left_behind(change)
        told = self.forecasts.of(zone)
        return Review(
            old=old, new=material.new,
            rows=tuple(compared(old.certificate, material.new.certificate)),
            cells=cells, outcome=result, left_behind=round(behind.expected),
            left_behind_words=" ".join(
                filter(None, (left_words(told, behind), too_little_words(told, behind)))
            ),
            follow_ups=tuple(
                self.follow_ups.expected(change, overlap=has_overlap(material))
            ), servers=servers, now=self.desk.now(home),
        )  # fmt: skip

    def _proof(
        self,
        change: Change,
        material: Material,
        old: Generation,
        servers: Sequence[Server],
        *,
        now: datetime,
    ) -> list[Cell]:
        pki, new = self.desk.pki, material.new
        only_old, only_new = pki.verifier([old.anchor]), pki.verifier([new.anchor])
        both = pki.verifier([old.anchor, new.anchor])
        over = bridge(old, new, cross=has_overlap(material))
        ends = Ends(old=old.ends, old_anchor=old.anchor.not_after, new=new.ends)
        future = {c.server: c for c in material.certificates}
        cells = []
        at_times = moments(now=now, activation=change.activation, old_ends=old.ends)
        for server in servers:
            presented = {Leaf.OLD: self.presented_now(server.id, change)}
            if server.id in future:
                leaf_to_be = future[server.id].certificate
                presented[Leaf.NEW] = [leaf_to_be, *overlap_chain(change, material, leaf_to_be)]
            for leaf, chain in presented.items():
                if not chain:
                    continue
                for moment, at in at_times:
                    for trust in Trust:
                        new_trust = both if at <= old.ends else only_new
                        verifier = only_old if trust is Trust.OLD else new_trust
                        reason = verifier.refusal(chain, at=at, name=server.fqdn)
                        cells.append(
                            Cell(
                                server=server.id, leaf=leaf, trust=trust, moment=moment, at=at,
                                trusted=not reason, reason=reason,
                                expected=expected(
                                    leaf, trust, at, leaf_ends=chain[0].not_after, ends=ends,
                                    over=over,
                                ),
                            )
                        )  # fmt: skip
        return cells

    def presented_now(self, server: ServerId, change: Change) -> list[Certificate]:
        """Return the chain a server serves today: as last seen, else as zenca issued it."""
        rows = self.desk.store.authorities
        issued = rows.server_certificates(change.zone, server=server)
        seen = self.desk.store.servers.last_seen(change.zone).get(server)
        ours = {c.certificate.sha256 for c in issued if c.change == change.id}
        if seen is not None and seen.presented and seen.presented[0] not in ours:
            chain = [rows.certificate(sha256) for sha256 in seen.presented]
            return [c for c in chain if c is not None]
        before: list[ServerCertificate] = [c for c in issued if c.change != change.id]
        return [before[-1].certificate] if before else []

    def _left_behind(self, change: Change) -> LeftBehind:
        """Return who does not follow in time; activated by hand, at once."""
        told = self.forecasts.of(change.zone)
        return told.at(max(left_behind_from(self.desk, change) or told.now, told.now))


def _kept(cells: Sequence[Cell], servers: Sequence[Server]) -> list[dict[str, Any]]:
    """Return the cases as the evidence keeps them."""
    names = {server.id: server.fqdn for server in servers}
    return [
        {
            "server": names[cell.server], "leaf": cell.leaf.value, "trust": cell.trust.value,
            "moment": cell.moment.value, "at": to_iso(cell.at), "trusted": cell.trusted,
            "expected": cell.expected, "reason": cell.reason,
        }
        for cell in cells
    ]  # fmt: skip


def compared(old: Certificate, new: Certificate) -> list[Compared]:
    """Return one certificate beside another, field by field; names only where there are some."""
    fields: list[tuple[str, Callable[[Certificate], str]]] = [
        (_("Subject"), lambda c: c.subject),
        (_("Key"), lambda c: c.key),
        (_("Signature"), lambda c: c.signature),
        (_("Valid from"), lambda c: f"{c.not_before:%Y-%m-%d %H:%M} UTC"),
        (_("Valid to"), lambda c: f"{c.not_after:%Y-%m-%d %H:%M} UTC"),
        (_("Serial number"), lambda c: serial_text(c.serial)),
        (_("Key identifier"), lambda c: fingerprint(c.key_identifier.replace(":", ""))),
        (_("SHA-256 fingerprint"), lambda c: fingerprint(c.sha256)),
    ]
    if old.names or new.names:
        fields.insert(1, (_("Names"), lambda c: ", ".join(c.names)))
    if not (old.self_signed and new.self_signed):
        fields.insert(1, (_("Issuer"), lambda c: c.issuer))
    return [Compared(what=what, old=read(old), new=read(new)) for what, read in fields]
