"""Which work does the inventory ask for now? Made again whenever it is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.follow_up import (
    FROM_VERDICT,
    FollowUp,
    FollowUpId,
    FollowUpKind,
    FollowUpState,
)
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.pins import Holder, needs
from zenca_gui.core.rollout import stage_words
from zenca_gui.core.subscription import Subscription
from zenca_gui.core.verdict import verdict
from zenca_gui.core.zone import ZENCA, Actor, Device, DeviceId
from zenca_gui.services.change.gone_back import GoneBack
from zenca_gui.services.change.parts import left_behind_from, replaces, since_retreat
from zenca_gui.services.desk import Desk
from zenca_gui.services.publishing import affected

FROM_STAGES = frozenset(FROM_VERDICT.values())
OF_DEVICES = FROM_STAGES | {FollowUpKind.AMT, FollowUpKind.TRUSTS_ABANDONED}


@dataclass
class _Plan:
    """What is known, and what is to be different."""

    now: datetime
    known: dict[FollowUpId, FollowUp]
    new: list[FollowUp] = field(default_factory=list)
    changed: dict[FollowUpId, str] = field(default_factory=dict)
    """By id: `cured`, `turned`, `woken` or `again`."""

    def of(self, kinds: Iterable[FollowUpKind]) -> list[FollowUp]:
        """Return those of these kinds, as they will be."""
        wanted = frozenset(kinds)
        return [each for each in self.known.values() if each.kind in wanted]

    def put(self, follow_up: FollowUp, what: str) -> None:
        """Change one."""
        self.known[follow_up.id] = follow_up
        self.changed[follow_up.id] = what

    def cure(self, follow_up: FollowUp, words: str) -> None:
        """End one that ended by itself; what is ended already stays."""
        if follow_up.state is FollowUpState.OPEN:
            done = replace(
                follow_up, state=FollowUpState.DONE, by=ZENCA, at=self.now, evidence=words
            )
            self.put(done, "cured")

    def ask_again(self, follow_up: FollowUp, kind: FollowUpKind) -> None:
        """Open one that had ended by itself; what a person ended stays so."""
        if follow_up.state is FollowUpState.DONE and follow_up.by == ZENCA:
            again = replace(
                follow_up, kind=kind, state=FollowUpState.OPEN, by=Actor(""), at=None, evidence=""
            )
            self.put(again, "again")


@dataclass
class FollowUpMaking:
    """Open what is asked for, end what has ended by itself, bring waived ones back on their day."""

    desk: Desk

    @property
    def gone_back(self) -> GoneBack:
        """Return who lists devices that trust an abandoned CA."""
        return GoneBack(self.desk)

    def at_assign(self, change: Change, *, overlap: bool) -> None:
        """Inside the assigning transaction: AMT devices, Subscribers, and the overlap's end."""
        wanted = [
            made_follow_up(change, FollowUpKind.AMT, device.name, device.id)
            for device in self.amt_devices(change)
        ]
        wanted += [_of_subscription(change, each) for each in affected(self.desk, change)]
        if overlap:
            wanted.append(made_follow_up(change, FollowUpKind.END_OVERLAP, _("All servers"), None))
        self.desk.store.changes.add_follow_ups(wanted)

    def refresh(self, change: Change) -> None:
        """Make them from the inventory again; nothing is written where nothing is different."""
        if change.state is ChangeState.CANCELLING:
            self.gone_back.refresh(change)
        if change.assigned_at is None:
            return
        now = self.desk.now(self.desk.zone(change.zone))
        plan = _Plan(now=now, known={f.id: f for f in since_retreat(self.desk, change)})
        self._wake(plan)
        self._gone(plan)
        if change.state in (ChangeState.ASSIGNED, ChangeState.ACTIVE):
            self._amt(change, plan)
            self._subscribers(change, plan)
        counts = change.state in (ChangeState.ACTIVE, ChangeState.ROLLING_BACK)
        if counts and needs(replaces(change), Holder.AGENT):
            self._verdicts(change, plan)
        self._write(change, plan)

    def amt_devices(self, change: Change) -> list[Device]:
        """Return the AMT devices that have work, none where the change leaves them alone."""
        if not needs(replaces(change), Holder.AMT):
            return []
        ids = self.desk.store.devices.ids(DeviceQuery(zone=change.zone, amt=True))
        return list(self.desk.store.devices.page(ids))

    def _wake(self, plan: _Plan) -> None:
        for each in list(plan.known.values()):
            if each.state is FollowUpState.WAIVED and each.recheck and each.recheck <= plan.now:
                again = replace(
                    each, state=FollowUpState.OPEN, by=Actor(""), at=None, recheck=None,
                    evidence=_("To be looked at again: {by} waived it until {day}: {why}").format(
                        by=each.by, day=to_iso(each.recheck)[:10], why=each.evidence
                    ),
                )  # fmt: skip
                plan.put(again, "woken")

    def _gone(self, plan: _Plan) -> None:
        for each in plan.of(OF_DEVICES):
            if each.device is None:
                plan.cure(each, _("The device left the inventory."))

    def _amt(self, change: Change, plan: _Plan) -> None:
        known = {each.device: each for each in plan.of([FollowUpKind.AMT])}
        devices = {device.id: device.name for device in self.amt_devices(change)}
        plan.new += [
            made_follow_up(change, FollowUpKind.AMT, name, device)
            for device, name in devices.items()
            if device not in known
        ]
        for device, each in known.items():
            if device in devices:
                plan.ask_again(each, each.kind)
            elif device is not None:
                plan.cure(each, _("The device has no Intel AMT any more, or is retired."))

    def _subscribers(self, change: Change, plan: _Plan) -> None:
        known = {each.subscription: each for each in plan.of([FollowUpKind.SUBSCRIBER])}
        wanted = {each.id: each for each in affected(self.desk, change)}
        plan.new += [
            _of_subscription(change, each) for each in wanted.values() if each.id not in known
        ]
        for each in plan.of([FollowUpKind.SUBSCRIBER]):
            if each.subscription in wanted:
                plan.ask_again(each, each.kind)
            else:
                plan.cure(each, _("The subscription is not in zenca's inventory any more."))

    def _verdicts(self, change: Change, plan: _Plan) -> None:
        since = left_behind_from(self.desk, change)
        ids = self.desk.store.devices.ids(
            DeviceQuery(
                zone=change.zone, verdicts=frozenset(FROM_VERDICT), activated_at=since,
                now=plan.now, lost=False,
            )
        )  # fmt: skip
        asked: dict[DeviceId, tuple[FollowUpKind, str]] = {
            device.id: (
                FROM_VERDICT[verdict(device, activated_at=since, now=plan.now)],
                device.name,
            )
            for device in self.desk.store.devices.page(ids)
        }
        known = {each.device: each for each in plan.of(FROM_STAGES) if each.device is not None}
        plan.new += [
            made_follow_up(change, kind, name, device)
            for device, (kind, name) in asked.items()
            if device not in known
        ]
        for device, each in known.items():
            if each.state is not FollowUpState.OPEN:
                if device in asked:
                    plan.ask_again(each, asked[device][0])
                continue
            if device not in asked:
                plan.cure(each, _cured(self.desk.store.devices.get(device)))
            elif asked[device][0] is not each.kind:
                plan.put(replace(each, kind=asked[device][0]), "turned")

    def _write(self, change: Change, plan: _Plan) -> None:
        if not plan.new and not plan.changed:
            return
        how = list(plan.changed.values())
        with self.desk.change(ZENCA, self.desk.zone(change.zone)) as journalled:
            self.desk.store.changes.add_follow_ups(plan.new)
            self.desk.store.changes.replace_follow_ups([plan.known[each] for each in plan.changed])
            journalled.record(
                "follow-ups.made", _("Made the follow-ups from the inventory again."),
                {"opened": len(plan.new), "cured": how.count("cured"),
                 "turned": how.count("turned"), "woken": how.count("woken"),
                 "again": how.count("again")},
            )  # fmt: skip


def made_follow_up(
    change: Change, kind: FollowUpKind, subject: str, device: DeviceId | None
) -> FollowUp:
    """Return an open follow-up of a change; the caller stores it."""
    return FollowUp(
        id=FollowUpId(0), zone=change.zone, change=change.id, kind=kind, subject=subject,
        device=device,
    )  # fmt: skip


def was_done_outside(follow_up: FollowUp) -> bool:
    """Tell whether something outside zenca keeps the new certificates now, by a person's work."""
    if follow_up.kind is FollowUpKind.AMT:
        return bool(follow_up.steps)
    done = follow_up.state is FollowUpState.DONE and follow_up.by != ZENCA
    return follow_up.kind is FollowUpKind.SUBSCRIBER and done


def _cured(device: Device) -> str:
    """Say why nothing is to be done about a device any more."""
    if device.retired:
        return _("The device is retired.")
    if device.lost:
        return _("The device is lost: it is counted apart.")
    return _("The device is at: {stage}.").format(stage=stage_words(device.stage))


def _of_subscription(change: Change, subscription: Subscription) -> FollowUp:
    made = made_follow_up(change, FollowUpKind.SUBSCRIBER, subscription.name, None)
    return replace(made, subscription=subscription.id)
