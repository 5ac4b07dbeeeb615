"""Which roads are offered, and how does a change begin?"""

from __future__ import annotations

import json
from dataclasses import dataclass

from zenca_gui.core.ca_change import Change, ChangeState, Draft
from zenca_gui.core.certificate import ChangeId, Custody, Generation
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.roads import ROADS, Road, refusal, road, usual
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.authority import Authority
from zenca_gui.services.desk import Desk
from zenca_gui.services.recovery import Recovery

PREFLIGHT, PROOF, EVIDENCE = "preflight", "proof", "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One road from here. `why_not` is "" where it is offered."""

    kind: ChangeKind
    to: Custody
    why_not: str = ""


@dataclass
class Beginning:
    """From nothing to a draft."""

    desk: Desk
    authority: Authority
    recovery: Recovery

    def offered(self, zone: ZoneId) -> dict[ChangeKind, str]:
        """Return the kinds of change: "" where offered, else the sentence why not."""
        return {
            kind: next(
                (o.why_not for o in self.roads(zone) if o.kind is kind and not o.why_not),
                next(o.why_not for o in self.roads(zone) if o.kind is kind),
            )
            for kind in ChangeKind
        }

    def roads(self, zone: ZoneId) -> list[Offer]:
        """Return every cell of the table that begins at this zone's CA."""
        active = self.authority.active(zone)
        held = active.custody if active else Custody.ZENCA
        why = ""
        if active is None:
            why = _("This zone has no CA yet.")
        elif self.desk.store.changes.open(zone) is not None:
            why = _("A change of this zone's CA is open already.")
        late = active is not None and active.ends <= self.desk.now(self.desk.zone(zone))
        return [
            Offer(kind=kind, to=to, why_not=why or refusal(kind, held, to, late=late))
            for kind in ChangeKind
            for to in Custody
        ]

    def start(self, zone: ZoneId, kind: ChangeKind, *, by: Actor) -> Change:
        """Open a change as a draft; nothing is made yet."""
        home = self.desk.zone(zone)
        why = self.offered(zone)[kind]
        if why:
            raise ZencaError(why, _("Nothing was changed. Look at the zone's Overview."))
        active = self.authority.active(zone)
        assert active is not None
        with self.desk.change(by, home) as change:
            opened = self.desk.store.changes.add(
                Change(
                    id=ChangeId(0), zone=zone, kind=kind, state=ChangeState.DRAFT, old=active.id,
                    opened_at=self.desk.now(home), opened_by=by,
                )
            )  # fmt: skip
            change.record(
                "change.opened", _("Opened a change of the CA."),
                {"kind": kind.value, "old": active.name}, evidence=Evidence.TOLD,
            )  # fmt: skip
        return opened

    def draft(self, zone: ZoneId) -> Draft:
        """Return how far the open change is, as the flow reads it."""
        home = self.desk.zone(zone)
        known = self.desk.store.changes.open(zone)
        if known is None:
            raise NotFound(
                _("No change of this zone's CA is open."), _("Nothing was changed. Start one.")
            )
        servers = {s.id for s in self.desk.store.servers.of(zone)}
        return Draft(
            zone_name=home.name, kind=known.kind, road=road_of(self.desk, known),
            choice=known.choice, preflight=kept_outcome(self.desk, known, PREFLIGHT),
            requested=bool(servers) and servers <= set(self.desk.store.changes.requests(known.id)),
            material=known.new is not None, proof=kept_outcome(self.desk, known, PROOF),
            recovery_proved=self.recovery.proved(zone),
        )  # fmt: skip


def road_of(desk: Desk, change: Change) -> Road:
    """Return the road a change takes: as chosen, else as its kind usually leads."""
    held = desk.store.authorities.generation(change.old).custody
    to = change.choice.custody if change.choice else usual(change.kind, held)
    if to is None or (change.kind, held, to) not in ROADS:
        to = usual(change.kind, held)
    assert to is not None  # `start` opens no change without a road
    return road(change.kind, held, to)


def opened(desk: Desk, zone: ZoneId) -> Generation:
    """Return the CA that an open change replaces, or the active one."""
    known = desk.store.changes.open(zone)
    if known is not None:
        return desk.store.authorities.generation(known.old)
    found = Authority(desk).active(zone)
    if found is None:
        raise NotFound(_("This zone has no CA yet."), _("Nothing was changed. Create its CA."))
    return found


def must_be(desk: Desk, zone: ZoneId, *states: ChangeState) -> Change:
    """Return the open change; refuse in a sentence where it stands elsewhere."""
    known = desk.store.changes.open(zone)
    if known is None:
        raise NotFound(
            _("No change of this zone's CA is open."), _("Nothing was changed. Start one.")
        )
    if known.state not in states:
        raise ZencaError(
            {
                ChangeState.DRAFT: _("The change is still a draft."),
                ChangeState.MATERIAL: _("The update is not assigned yet."),
                ChangeState.ASSIGNED: _("The update is assigned already."),
                ChangeState.ACTIVE: _("The change is active already."),
                ChangeState.CANCELLING: _("The change is being cancelled."),
                ChangeState.ROLLING_BACK: _("The change is being rolled back."),
            }[known.state],
            _("Nothing was changed. `zenca change status` says what comes next."),
        )
    return known


def kept_outcome(desk: Desk, change: Change, name: str) -> Outcome | None:
    """Return how a remembered check went, None where it was not made for this choice."""
    kept = desk.store.changes.kept(change.id, name)
    return Outcome(json.loads(kept)["outcome"]) if kept else None
