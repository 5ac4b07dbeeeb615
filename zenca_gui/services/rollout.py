"""How far is the change? The board: stages, servers, verdicts, follow-ups, the next step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from zenca_gui.core.ca_change import RETREATING, Change, ChangeState
from zenca_gui.core.coming_back import CameBack
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.follow_up import FollowUp, FollowUpKind, FollowUpState
from zenca_gui.core.i18n import _
from zenca_gui.core.missed_date import missed_words
from zenca_gui.core.sighting import Serving, Sighting, serving
from zenca_gui.core.standing import (
    SILENT,
    Turned,
    lost,
    quiet,
    turned,
    verdicts,
)
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import Server, ZoneId
from zenca_gui.services.board.abandoned import Abandoned, abandoned
from zenca_gui.services.board.returning import who_came_back
from zenca_gui.services.board.stage_lines import StageLine, by_kind, by_system
from zenca_gui.services.change.changes import Changes
from zenca_gui.services.change.parts import left_behind_from
from zenca_gui.services.change.words import change_words
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_ups import FollowUps


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLine:
    """One server: what was laid on it, and what it was seen serving."""

    server: Server
    delivery: Delivery | None
    sighting: Sighting | None
    serving: Serving
    by_hand: bool = False
    """A person brings the files of the open change there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything the Rollout pane shows."""

    change: Change | None
    title: str = ""
    phase: str = "none"
    stages: tuple[StageLine, ...] = ()
    systems: tuple[StageLine, ...] = ()
    """The same devices by operating system, where that was asked for."""
    servers: tuple[ServerLine, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    verdicts: dict[Verdict, int] = field(default_factory=dict)
    lost: int = 0
    silent_now: int = 0
    overlap_until: datetime | None = None
    action: str = ""
    button: str = ""
    open: tuple[str, ...] = ()
    now: datetime
    overdue: str = ""
    left_behind_from: datetime | None = None
    """From when a device that did not follow is left behind (verdicts count from there)."""
    turned: Turned | None = None
    """What became of the devices since then, once that has come."""
    back: CameBack | None = None
    abandoned: Abandoned | None = None
    """Who trusts the CA that was given up, where one was."""


@dataclass
class Rollouts:
    """Look at the board."""

    desk: Desk
    changes: Changes
    follow_ups: FollowUps

    def board(self, zone: ZoneId, *, systems: bool = False) -> Board:
        """Return the board of the open change; without one, only where the servers stand."""
        home = self.desk.zone(zone)
        now = self.desk.now(home)
        change = self.desk.store.changes.open(zone)
        if change is None:
            return Board(change=None, now=now, servers=tuple(self._servers(zone, None)))
        follow_ups = tuple(self.follow_ups.of(zone))
        servers = tuple(self._servers(zone, change))
        still = tuple(self.changes.what_is_open(zone))
        phase = _phase(change, servers)
        action, button = _action(phase, servers, follow_ups, still)
        rows = self.desk.store.authorities
        old = rows.generation(change.old).name
        new = rows.generation(change.new).name if change.new else "…"
        ends = [c.certificate.not_after for c in rows.crosses(zone, change=change.id)]
        since = left_behind_from(self.desk, change)
        passed = since is not None and since <= now
        standings = self.desk.store.standings.standings(
            zone, since=since if passed else None, silent_from=now - SILENT
        )
        after = turned(standings) if passed and change.state in TURNED else None
        judged = change.assigned_at and change.state is not ChangeState.CANCELLING
        return Board(
            change=change,
            title=_("{what}, {old} to {new}").format(what=change_words(change), old=old, new=new),
            phase=phase,
            stages=tuple(by_kind(standings)),
            systems=tuple(by_system(self.desk.store.standings.systems(zone))) if systems else (),
            servers=servers,
            follow_ups=follow_ups,
            verdicts=verdicts(standings, activated=passed) if judged else {},
            lost=lost(standings),
            silent_now=quiet(standings),
            overlap_until=min(ends) if ends and _crossed(change, servers) else None,
            action=action,
            button=button,
            open=still,
            now=now,
            overdue=missed_words(change, now),
            left_behind_from=since,
            turned=after,
            back=who_came_back(self.desk, zone, after, since=since, now=now)
            if after is not None and since is not None
            else None,
            abandoned=abandoned(change, standings),
        )

    def _servers(self, zone: ZoneId, change: Change | None) -> list[ServerLine]:
        rows = self.desk.store.authorities
        seen = self.desk.store.servers.last_seen(zone)
        where = self.desk.store.changes.deliveries(change.id) if change else {}
        by_hand = {s.id for s in self.changes.hand_folders.servers(zone)}
        issued = rows.server_certificates(zone)
        ours = {c.certificate.sha256 for c in issued if change and c.change == change.id}
        active = {c.certificate.sha256 for c in issued if c.status.value == "active"}
        new = ours if change else active
        old = {c.certificate.sha256 for c in issued} - new
        return [
            ServerLine(
                server=server, delivery=where.get(server.id), sighting=seen.get(server.id),
                serving=serving(seen.get(server.id), old=old, new=new),
                by_hand=server.id in by_hand,
            )
            for server in self.desk.store.servers.of(zone)
        ]  # fmt: skip


TURNED = (ChangeState.ACTIVE, ChangeState.ROLLING_BACK)
"""Where devices were left behind, the board says what became of them."""


def _crossed(change: Change, servers: tuple[ServerLine, ...]) -> bool:
    """Tell whether servers present a cross certificate, or will from the activation on."""
    if change.state in RETREATING:
        return any(s.delivery and s.delivery.state is DeliveryState.RETURNING for s in servers)
    return change.overlap_ended_at is None


def _phase(change: Change, servers: tuple[ServerLine, ...]) -> str:
    if change.state in (ChangeState.DRAFT, ChangeState.MATERIAL):
        return "draft"
    if change.state in RETREATING:
        return "cancelling" if change.state is ChangeState.CANCELLING else "rolling back"
    if change.state is ChangeState.ACTIVE:
        return "active" if change.overlap_ended_at is None else "overlap ended"
    laid = [s.delivery.state is DeliveryState.STAGED for s in servers if s.delivery is not None]
    return "staged" if all(laid) else "assigned"  # servers that keep theirs wait for nothing


def _action(
    phase: str,
    servers: tuple[ServerLine, ...],
    follow_ups: tuple[FollowUp, ...],
    still: tuple[str, ...],
) -> tuple[str, str]:
    failed = [
        s for s in servers
        if s.delivery and s.delivery.state in (DeliveryState.FAILED, DeliveryState.ROLLED_BACK)
    ]  # fmt: skip
    if phase == "draft":
        return "continue", _("Continue the change…")
    if failed:
        return "retry", _("Retry the failed")
    if phase in ("cancelling", "rolling back"):
        return _way_back(servers, follow_ups, still)
    if phase == "assigned":
        return "deliver", _("Deliver to the servers")
    if phase == "staged":
        return "activate", _("Activate now…")
    if phase == "active":
        unswitched = [s for s in servers if s.delivery and s.delivery.state is DeliveryState.STAGED]
        if unswitched:
            return "activate", _("Go on with the activation…")
        people = people_open(follow_ups)
        return ("", "") if people else ("end-overlap", _("End the overlap…"))
    return ("", "") if still else ("close", _("Close the change…"))


def _way_back(
    servers: tuple[ServerLine, ...], follow_ups: tuple[FollowUp, ...], still: tuple[str, ...]
) -> tuple[str, str]:
    """Return the next step of a change that was given up."""
    states = [s.delivery.state for s in servers if s.delivery]
    if any(state not in (DeliveryState.RETURNING, DeliveryState.RETURNED) for state in states):
        return "deliver", _("Bring the servers back")
    if not people_open(follow_ups) and DeliveryState.RETURNING in states:
        return "end-way-back", _("End the way back…")
    return ("", "") if still else ("close", _("Close the change…"))


def people_open(follow_ups: tuple[FollowUp, ...]) -> int:
    """Return how many follow-ups wait for a person."""
    return sum(
        f.state is FollowUpState.OPEN and f.kind is not FollowUpKind.END_OVERLAP for f in follow_ups
    )
