"""What must a person still do? Follow-ups, made from the inventory again whenever asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import (
    FROM_VERDICT,
    FollowUp,
    FollowUpId,
    FollowUpKind,
    FollowUpState,
    what_to_do,
)
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.pins import Holder, needs
from zenca_gui.core.rollout import Evidence, stage_words
from zenca_gui.core.verdict import verdict
from zenca_gui.core.zone import ZENCA, Actor, DeviceId, ZoneId
from zenca_gui.services.change.gone_back import GoneBack
from zenca_gui.services.change.parts import left_behind_from, replaces, since_retreat
from zenca_gui.services.desk import Desk

FROM_STAGES = frozenset(FROM_VERDICT.values())


@dataclass
class FollowUps:
    """List, do, waive, take back."""

    desk: Desk

    @property
    def gone_back(self) -> GoneBack:
        """Return who lists devices that trust an abandoned CA."""
        return GoneBack(self.desk)

    def of(self, zone: ZoneId) -> list[FollowUp]:
        """Return those of the open change, after making them from the inventory again."""
        change = self.desk.store.changes.open(zone)
        if change is None:
            return []
        self.refresh(change)
        return list(self.desk.store.changes.follow_ups(zone, change=change.id))

    def expected(self, change: Change, *, overlap: bool) -> list[str]:
        """Say which kinds of work a change will bring, counted from the inventory."""
        amt = len(self.desk.store.devices.ids(DeviceQuery(zone=change.zone, amt=True)))
        said = []
        if overlap:
            said.append(_("End the overlap: deliver again without the cross certificate."))
        if amt and needs(replaces(change), Holder.AMT):
            said.append(
                ngettext("{n} AMT device: {work}", "{n} AMT devices: {work}", amt).format(
                    n=amt, work=what_to_do(FollowUpKind.AMT)
                )
            )
        return said

    def open_at_assign(self, change: Change, *, overlap: bool) -> None:
        """Inside the assigning transaction: AMT devices, and the overlap's end."""
        ids = self.desk.store.devices.ids(DeviceQuery(zone=change.zone, amt=True))
        wanted = []
        if needs(replaces(change), Holder.AMT):
            wanted = [
                made_follow_up(change, FollowUpKind.AMT, device.name, device.id)
                for device in self.desk.store.devices.page(ids)
            ]
        if overlap:
            wanted.append(made_follow_up(change, FollowUpKind.END_OVERLAP, _("All servers"), None))
        self.desk.store.changes.add_follow_ups(wanted)

    def refresh(self, change: Change) -> None:
        """Open what a verdict asks for, and close what devices have cured themselves."""
        if change.state is ChangeState.CANCELLING:
            self.gone_back.refresh(change)
        counts = change.state in (ChangeState.ACTIVE, ChangeState.ROLLING_BACK)
        if not counts or not needs(replaces(change), Holder.AGENT):
            return
        zone = self.desk.zone(change.zone)
        now = self.desk.now(zone)
        verdicts, since = frozenset(FROM_VERDICT), left_behind_from(self.desk, change)
        ids = self.desk.store.devices.ids(
            DeviceQuery(zone=zone.id, verdicts=verdicts, activated_at=since, now=now, lost=False)
        )
        asked: dict[DeviceId, tuple[FollowUpKind, str]] = {
            device.id: (
                FROM_VERDICT[verdict(device, activated_at=since, now=now)],
                device.name,
            )
            for device in self.desk.store.devices.page(ids)
        }
        known = since_retreat(self.desk, change)
        stages = {f.device: f for f in known if f.kind in FROM_STAGES and f.device is not None}
        new = [
            made_follow_up(change, kind, name, device)
            for device, (kind, name) in asked.items()
            if device not in stages
        ]
        cured = [
            f for device, f in stages.items()
            if device not in asked and f.state is FollowUpState.OPEN
        ]  # fmt: skip
        turned = [
            replace(stages[device], kind=kind)
            for device, (kind, _name) in asked.items()
            if device in stages
            and stages[device].state is FollowUpState.OPEN
            and stages[device].kind is not kind
        ]
        if not (new or cured or turned):
            return
        with self.desk.change(ZENCA, zone) as journalled:
            self.desk.store.changes.add_follow_ups(new)
            for follow_up in turned:
                self.desk.store.changes.replace_follow_up(follow_up)
            for follow_up in cured:
                assert follow_up.device is not None
                stage = self.desk.store.devices.get(follow_up.device).stage
                self.desk.store.changes.replace_follow_up(
                    replace(
                        follow_up, state=FollowUpState.DONE, by=ZENCA, at=now,
                        evidence=_("The device is at: {stage}.").format(stage=stage_words(stage)),
                    )
                )  # fmt: skip
            journalled.record(
                "follow-ups.made", _("Made the follow-ups from the inventory again."),
                {"opened": len(new), "cured": len(cured), "turned": len(turned)},
            )  # fmt: skip

    def done(self, follow_up: FollowUpId, evidence: str, *, by: Actor) -> FollowUp:
        """Close one with a person's word for it."""
        old = self.desk.store.changes.follow_up(follow_up)
        if not evidence.strip():
            raise ZencaError(
                _("How is it known?"), _("Nothing was changed. Say how you know that it is done.")
            )
        change = self.desk.store.changes.get(old.change)
        if old.kind is FollowUpKind.AMT and change.state is ChangeState.ASSIGNED:
            raise ZencaError(
                _("AMT can be done only after activation."),
                _("Nothing was changed. Activate the change first."),
            )
        if old.kind is FollowUpKind.END_OVERLAP:
            raise ZencaError(
                _("zenca itself sees when the overlap has ended."),
                _("Nothing was changed. End the overlap: `zenca change end-overlap`."),
            )
        return self._end(
            replace(
                old, state=FollowUpState.DONE, evidence=evidence.strip(), by=by, recheck=None,
                at=self._now(old.zone),
            ),
            by,
        )  # fmt: skip

    def waive(
        self, follow_up: FollowUpId, reason: str, recheck: datetime, *, by: Actor
    ) -> FollowUp:
        """Give one up on purpose, with a reason and a day to look again."""
        old = self.desk.store.changes.follow_up(follow_up)
        now = self._now(old.zone)
        if not reason.strip():
            raise ZencaError(
                _("A waiver needs a reason."), _("Nothing was changed. Say why in a few words.")
            )
        if recheck <= now:
            raise ZencaError(
                _("The day to look again lies in the past."),
                _("Nothing was changed. Choose a later one."),
            )
        if old.kind is FollowUpKind.END_OVERLAP:
            raise ZencaError(
                _("The end of the overlap cannot be waived."),
                _("Nothing was changed. End the overlap: `zenca change end-overlap`."),
            )
        return self._end(
            replace(
                old, state=FollowUpState.WAIVED, evidence=reason.strip(), by=by, at=now,
                recheck=recheck,
            ),
            by,
        )  # fmt: skip

    def reopen(self, follow_up: FollowUpId, *, by: Actor) -> FollowUp:
        """Take back that one was done or waived."""
        old = self.desk.store.changes.follow_up(follow_up)
        return self._end(
            replace(
                old, state=FollowUpState.OPEN, evidence="", by=by, at=self._now(old.zone),
                recheck=None,
            ),
            by,
        )  # fmt: skip

    def _now(self, zone: ZoneId) -> datetime:
        return self.desk.now(self.desk.zone(zone))

    def _end(self, follow_up: FollowUp, by: Actor) -> FollowUp:
        change = self.desk.store.changes.get(follow_up.change)
        if not change.is_open:
            raise ZencaError(
                _("This change is closed."), _("Nothing was changed: its papers are written.")
            )
        with self.desk.change(by, self.desk.zone(follow_up.zone)) as journalled:
            self.desk.store.changes.replace_follow_up(follow_up)
            journalled.record(
                f"follow-up.{follow_up.state.value}",
                {
                    FollowUpState.DONE: _("{subject}: done."),
                    FollowUpState.WAIVED: _("{subject}: waived."),
                    FollowUpState.OPEN: _("{subject}: open again."),
                }[follow_up.state].format(subject=follow_up.subject),
                {"id": follow_up.id, "kind": follow_up.kind.value, "words": follow_up.evidence},
                evidence=Evidence.TOLD,
            )
        return follow_up


def made_follow_up(
    change: Change, kind: FollowUpKind, subject: str, device: DeviceId | None
) -> FollowUp:
    """Return an open follow-up of a change; the caller stores it."""
    return FollowUp(
        id=FollowUpId(0), zone=change.zone, change=change.id, kind=kind, subject=subject,
        device=device,
    )  # fmt: skip
