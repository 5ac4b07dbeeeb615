"""The one door to a CA change: which room answers which call, and where the change stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.ca_change import CA_CHANGE, RETREATING, Change, ChangeState, Choice, Draft
from zenca_gui.core.certificate import ChangeId, Custody, KeyKind
from zenca_gui.core.change_kind import ChangeKind, Reason
from zenca_gui.core.delivery import Delivery, delivery_words
from zenca_gui.core.errors import NotFound
from zenca_gui.core.i18n import _
from zenca_gui.core.missed_date import missed_words
from zenca_gui.core.preflight import Check
from zenca_gui.core.retreat import RetreatPreview
from zenca_gui.core.stage_words import asking_words
from zenca_gui.core.zone import Actor, Server, ServerId, ZoneId
from zenca_gui.services.change.activation import Activated, Activation
from zenca_gui.services.change.begin import Beginning, Offer
from zenca_gui.services.change.choosing import Choosing
from zenca_gui.services.change.commit import Committing
from zenca_gui.services.change.consequences import Consequences
from zenca_gui.services.change.delivering import Delivering
from zenca_gui.services.change.ending import Ending
from zenca_gui.services.change.hand_folders import HandFolders
from zenca_gui.services.change.late_servers import LateServers
from zenca_gui.services.change.material import MaterialMaking
from zenca_gui.services.change.offering import publish
from zenca_gui.services.change.parts import Material, left_behind_from
from zenca_gui.services.change.preflight import Preflight
from zenca_gui.services.change.replying import Replying
from zenca_gui.services.change.requesting import Requesting
from zenca_gui.services.change.retreat import Retreating
from zenca_gui.services.change.review import Review, Reviewing
from zenca_gui.services.change.timetable import Timetables
from zenca_gui.services.change.watching import Watching
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.rollout_stages import RolloutStages
from zenca_gui.services.ssh_ways import accept_host_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where a change stands, in words for a terminal."""

    change: Change
    step: str
    words: str
    server_lines: tuple[str, ...]
    device_counts: dict[str, int]
    open: tuple[str, ...]
    next: str


@dataclass
class Changes:
    """Every call is one line into its room."""

    desk: Desk
    beginning: Beginning
    choosing: Choosing
    weighing: Consequences
    checking: Preflight
    making: MaterialMaking
    reviewing: Reviewing
    committing: Committing
    delivering: Delivering
    activation: Activation
    ending: Ending
    retreating: Retreating
    requesting: Requesting
    replying: Replying
    watching: Watching
    hand_folders: HandFolders
    timetables: Timetables
    late: LateServers
    stages: RolloutStages

    def offered(self, zone: ZoneId) -> dict[ChangeKind, str]:
        """Return "" for a kind that is offered, else why not."""
        return self.beginning.offered(zone)

    def roads(self, zone: ZoneId) -> list[Offer]:
        """Return every cell of the table that begins here, offered or with its refusal."""
        return self.beginning.roads(zone)

    def start(self, zone: ZoneId, kind: ChangeKind, *, by: Actor) -> Change:
        """Open a draft."""
        return self.beginning.start(zone, kind, by=by)

    def open(self, zone: ZoneId) -> Change | None:
        """Return the open change."""
        return self.desk.store.changes.open(zone)

    def draft(self, zone: ZoneId) -> Draft:
        """Return how far it is, as the flow reads it."""
        return self.beginning.draft(zone)

    def proposal(self, zone: ZoneId, *, to: Custody | None = None) -> Choice:
        """Return what the page Choose begins with; `to`: for this custody."""
        return self.choosing.proposal(zone, to=to)

    def own_key(self, zone: ZoneId) -> KeyKind:
        """Return the kind of the CA's own key, as a renewal keeps it."""
        return self.choosing.own_key(zone)

    def same_key_refusal(self, zone: ZoneId, reason: Reason = Reason.EXPIRY) -> str:
        """Return "" where the CA can be renewed under its own key, else why not."""
        return self.choosing.same_key_refusal(zone, reason)

    def consequences(self, zone: ZoneId, choice: Choice) -> list[str]:
        """Say what follows, counted from this inventory."""
        return self.weighing.of(zone, choice)

    def warnings_of(self, zone: ZoneId, choice: Choice) -> list[str]:
        """Say what to look at again."""
        return self.weighing.warnings_of(zone, choice)

    def choose(self, zone: ZoneId, choice: Choice, *, by: Actor) -> Change:
        """Keep the choice."""
        return self.choosing.choose(zone, choice, by=by)

    def preflight(
        self, zone: ZoneId, *, by: Actor, progress: Progress = silent, cancelled: Cancelled = never
    ) -> list[Check]:
        """Run every check."""
        return self.checking.run(zone, by=by, progress=progress, cancelled=cancelled)

    def checks(self, zone: ZoneId) -> list[Check]:
        """Return what the last pre-flight found."""
        return self.checking.last(zone)

    def make_material(
        self, zone: ZoneId, *, by: Actor, progress: Progress = silent, cancelled: Cancelled = never
    ) -> Material:
        """Make the new CA and all that belongs to it."""
        return self.making.make(zone, by=by, progress=progress, cancelled=cancelled)

    def material(self, zone: ZoneId) -> Material | None:
        """Return what was made."""
        return self.making.known(zone)

    def review(self, zone: ZoneId) -> Review:
        """Run the proof."""
        return self.reviewing.review(zone)

    def assign(
        self, zone: ZoneId, *, typed_name: str, by: Actor, in_stages: bool | None = None
    ) -> Change:
        """Commit; `in_stages`: one stage after the other, else to all at once."""
        return self.committing.assign(zone, typed_name=typed_name, by=by, in_stages=in_stages)

    def dry_run(self, zone: ZoneId) -> list[tuple[Server, tuple[str, ...]]]:
        """Return what a delivery does on each server."""
        return self.delivering.dry_run(zone)

    def deliver(
        self,
        zone: ZoneId,
        *,
        by: Actor,
        servers: Sequence[ServerId] = (),
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> list[Delivery]:
        """Bring files to servers; those that came late get their certificate first.

        A lab that missed the update's word is told again. Servers whose stage has not begun are
        left alone, unless they are asked for by name.
        """
        self.late.catch_up(zone, by=by)
        change = self.open(zone)
        if change is not None and change.state in RETREATING:
            return self.retreating.go_on(
                zone, by=by, servers=servers, progress=progress, cancelled=cancelled
            )
        if change is not None:
            publish(self.desk, self.desk.zone(zone), change)
        done = self.delivering.deliver(
            zone, by=by, servers=servers, held=self.stages.held_servers(zone), progress=progress,
            cancelled=cancelled,
        )  # fmt: skip
        self.stages.look(zone)
        return done

    def told(self, server: ServerId, evidence: str, *, by: Actor) -> Delivery:
        """Note a person's word that the files lie on a server that zenca does not reach."""
        zone = self.desk.store.servers.get(server).zone
        noted = self.delivering.told(zone, server, evidence, by=by)
        self.stages.look(zone)
        return noted

    def accept_host_key(self, server: ServerId, fingerprint: str, *, by: Actor) -> None:
        """Pin a host key that a person compared."""
        accept_host_key(self.desk, server, fingerprint, by=by)

    def move_date(self, zone: ZoneId, at: datetime | None, *, by: Actor) -> Change:
        """Move the activation date."""
        return self.committing.move_date(zone, at, by=by)

    def activate(
        self,
        zone: ZoneId,
        *,
        by: Actor,
        if_due: bool = False,
        overrule: str = "",
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> Activated:
        """Activate, or go on with an activation that was cut off."""
        return self.activation.activate(
            zone, by=by, if_due=if_due, overrule=overrule, progress=progress, cancelled=cancelled
        )

    def end_overlap(
        self, zone: ZoneId, *, by: Actor, early: bool = False, progress: Progress = silent
    ) -> list[Delivery]:
        """Deliver again without the cross certificate; of the way back, when rolling back."""
        change = self.open(zone)
        if change is not None and change.state is ChangeState.ROLLING_BACK:
            return self.retreating.finish(zone, by=by, early=early, progress=progress)
        return self.activation.end_overlap(zone, by=by, early=early, progress=progress)

    def retreat_preview(self, zone: ZoneId) -> RetreatPreview:
        """Say what giving the change up would do, or why it cannot be."""
        return self.retreating.preview(zone)

    def cancel(
        self, zone: ZoneId, *, by: Actor, progress: Progress = silent, cancelled: Cancelled = never
    ) -> Change:
        """Cancel before Assign, or go on with a cancel after it; return where it stands."""
        change = self.open(zone)
        if change is not None and change.state in (ChangeState.ASSIGNED, ChangeState.CANCELLING):
            return self.retreating.cancel(zone, by=by, progress=progress, cancelled=cancelled)
        self.ending.cancel(zone, by=by)
        return self.desk.store.changes.of(zone)[-1]

    def roll_back(
        self,
        zone: ZoneId,
        *,
        typed_name: str,
        by: Actor,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> list[Delivery]:
        """Go back to the old CA after activation, or go on with it."""
        return self.retreating.roll_back(
            zone, typed_name=typed_name, by=by, progress=progress, cancelled=cancelled
        )

    def left_behind_from(self, change: Change) -> datetime | None:
        """Return from when a device that did not follow is left behind."""
        return left_behind_from(self.desk, change)

    def what_is_open(self, zone: ZoneId) -> list[str]:
        """Say what keeps Close from happening."""
        change = self.open(zone)
        if change is not None and change.state in RETREATING:
            return self.retreating.what_is_open(change)
        return self.ending.what_is_open(zone)

    def close(self, zone: ZoneId, *, by: Actor) -> str:
        """Close; return the evidence as JSON."""
        change = self.open(zone)
        if change is not None and change.state in RETREATING:
            return self.retreating.close(change, by=by)
        return self.ending.close(zone, by=by)

    def evidence(self, zone: ZoneId, change: ChangeId | None = None) -> str:
        """Return the evidence as JSON."""
        return self.ending.packs.text(zone, change)

    def status(self, zone: ZoneId) -> Status:
        """Return where the open change stands, else the last one."""
        change = self.open(zone)
        if change is None:
            past = self.desk.store.changes.of(zone)
            if not past:
                raise NotFound(
                    _("This zone has had no change yet."), _("Start one: `zenca change start`.")
                )
            change = past[-1]
        step = change.state.value
        if change.state in (ChangeState.DRAFT, ChangeState.MATERIAL):
            step = CA_CHANGE.reached(self.draft(zone))
        where = self.desk.store.changes.deliveries(change.id)
        counts: dict[str, int] = {}
        for count in self.desk.store.devices.counts(zone):
            if not count.lost:
                counts[count.stage.value] = counts.get(count.stage.value, 0) + count.number
        return Status(
            change=change, step=step,
            words=self._status_words(change),
            server_lines=tuple(
                f"{s.fqdn}: {delivery_words(where[s.id].state)}"
                + (f" ({where[s.id].detail})" if where[s.id].detail else "")
                for s in self.desk.store.servers.of(zone)
                if s.id in where
            ),
            device_counts=counts,
            open=tuple(self.what_is_open(zone)) if change.is_open else (),
            next=_next(step),
        )  # fmt: skip

    def _status_words(self, change: Change) -> str:
        now = self.desk.now(self.desk.zone(change.zone))
        words = missed_words(change, now) or STATE_WORDS[change.state]()
        if change.state not in (ChangeState.ASSIGNED, ChangeState.ACTIVE):
            return words
        return " ".join(filter(None, [words, asking_words(self.desk.store.stages.of(change.id))]))


STATE_WORDS = {
    ChangeState.DRAFT: lambda: _("The change is being prepared; nothing was made yet."),
    ChangeState.MATERIAL: lambda: _("The new CA is made; the update is not assigned."),
    ChangeState.ASSIGNED: lambda: _("The update is assigned; servers still serve the old one."),
    ChangeState.ACTIVE: lambda: _("The new CA is active."),
    ChangeState.CLOSED: lambda: _("The change is closed."),
    ChangeState.CANCELLING: lambda: _("The change is cancelled; servers and devices go back."),
    ChangeState.ROLLING_BACK: lambda: _("The old CA is active again; servers and devices go back."),
    ChangeState.CANCELLED: lambda: _("The change was cancelled."),
    ChangeState.ROLLED_BACK: lambda: _("The change was rolled back."),
}


def _next(step: str) -> str:
    return {
        "why": _("Choose what the new CA is to be."),
        "choose": _("Choose what the new CA is to be."),
        "preflight": _("Run the pre-flight."),
        "material": _("Make the new CA."),
        "requests": _("Make the requests and have them signed."),
        "replies": _("Take in what the external CA signed."),
        "watch": _("Make the change in the zone's console; zenca watches."),
        "review": _("Look at the review."),
        "confirm": _("Prove the recovery sheet, then assign the update."),
        "assigned": _("Deliver to the servers, then activate."),
        "active": _("Watch the rollout, end the overlap, close."),
        "cancelling": _("Bring the servers back, see the devices go back, close."),
        "rolling back": _(
            "Bring the servers back, see the devices go back, end the way back, close."
        ),
    }.get(step, "")
