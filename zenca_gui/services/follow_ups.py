"""What must a person still do, who does it, and how does it end? One, or many at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import (
    FollowUp,
    FollowUpId,
    FollowUpKind,
    FollowUpState,
    StepDone,
    step_words,
    what_to_do,
)
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import person_name, shown
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.told import own_words
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.change.gone_back import GoneBack
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_up_making import FollowUpMaking
from zenca_gui.services.publishing import affected, seen_serving

JUST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """When a zone's follow-ups were made, and from what."""

    change: Change
    version: int
    at: datetime

    def fits(self, change: Change, version: int, now: datetime) -> bool:
        """Tell whether they would come out the same."""
        same = (self.change, self.version) == (change, version)
        return same and timedelta(0) <= now - self.at < JUST


@dataclass
class FollowUps:
    """List, give to somebody, do, waive, take back. Many at once are one line of the journal."""

    desk: Desk
    _made: dict[ZoneId, _Made] = field(default_factory=dict)

    @property
    def making(self) -> FollowUpMaking:
        """Return what makes them from the inventory."""
        return FollowUpMaking(self.desk)

    @property
    def gone_back(self) -> GoneBack:
        """Return who lists devices that trust an abandoned CA."""
        return self.making.gone_back

    def of(self, zone: ZoneId) -> list[FollowUp]:
        """Return those of the open change, after making them from the inventory again."""
        change = self.desk.store.changes.open(zone)
        if change is None:
            return []
        self.refresh(change)
        return list(self.desk.store.changes.follow_ups(zone, change=change.id))

    def expected(self, change: Change, *, overlap: bool) -> list[str]:
        """Say which kinds of work a change will bring, counted from the inventory."""
        amt, subscribers = len(self.making.amt_devices(change)), len(affected(self.desk, change))
        said = []
        if overlap:
            said.append(_("End the overlap: deliver again without the cross certificate."))
        if amt:
            said.append(
                ngettext("{n} AMT device: {work}", "{n} AMT devices: {work}", amt).format(
                    n=amt, work=what_to_do(FollowUpKind.AMT)
                )
            )
        if subscribers:
            said.append(
                ngettext("{n} Subscriber: {work}", "{n} Subscribers: {work}", subscribers).format(
                    n=subscribers, work=what_to_do(FollowUpKind.SUBSCRIBER)
                )
            )
        return said

    def open_at_assign(self, change: Change, *, overlap: bool) -> None:
        """Inside the assigning transaction: what is known to be work from the beginning."""
        self.making.at_assign(change, overlap=overlap)

    def refresh(self, change: Change) -> None:
        """Open what is asked for, and end what has ended by itself.

        Where that was just done, and nobody has written anything since, it is not done again: of a
        million devices the board asks several times within a second.
        """
        now, version = self.desk.clock(), self.desk.store.version()
        made = self._made.get(change.zone)
        if made is not None and made.fits(change, version, now):
            return
        self.making.refresh(change)
        self._made[change.zone] = _Made(change=change, version=self.desk.store.version(), at=now)

    def done(self, follow_up: FollowUpId, evidence: str, *, by: Actor) -> FollowUp:
        """End one, or its next step, with a person's word for it."""
        return self.done_all([follow_up], evidence, by=by)[0]

    def waive(
        self, follow_up: FollowUpId, reason: str, recheck: datetime, *, by: Actor
    ) -> FollowUp:
        """Give one up on purpose, with a reason and a day to look again."""
        return self.waive_all([follow_up], reason, recheck, by=by)[0]

    def reopen(self, follow_up: FollowUpId, *, by: Actor) -> FollowUp:
        """Take back that one was done or waived, or its last step."""
        return self.reopen_all([follow_up], by=by)[0]

    def done_all(
        self, follow_ups: Sequence[FollowUpId], evidence: str, *, by: Actor
    ) -> list[FollowUp]:
        """End many, or the next step of each; all of them or none."""
        words = own_words(evidence)
        if not words:
            raise ZencaError(
                _("How is it known?"), _("Nothing was changed. Say how you know that it is done.")
            )
        old = self._all(follow_ups)
        for each in old:
            self._may_be_done(each)
        now = self._now(old)
        new = [_one_further(each, words, by, now) for each in old]
        ends = any(each.state is FollowUpState.DONE for each in new)
        return self._end(new, by, "done" if ends else "step", words)

    def waive_all(
        self, follow_ups: Sequence[FollowUpId], reason: str, recheck: datetime, *, by: Actor
    ) -> list[FollowUp]:
        """Give many up, with one reason and one day."""
        words, old = own_words(reason), self._all(follow_ups)
        now = self._now(old)
        if not words:
            raise ZencaError(
                _("A waiver needs a reason."), _("Nothing was changed. Say why in a few words.")
            )
        if recheck <= now:
            raise ZencaError(
                _("The day to look again lies in the past."),
                _("Nothing was changed. Choose a later one."),
            )
        if any(each.kind is FollowUpKind.END_OVERLAP for each in old):
            raise ZencaError(
                _("The end of the overlap cannot be waived."),
                _("Nothing was changed. End the overlap: `zenca change end-overlap`."),
            )
        return self._end(
            [
                replace(
                    each, state=FollowUpState.WAIVED, evidence=words, by=by, at=now, recheck=recheck
                )
                for each in old
            ],
            by,
            "waived",
            words,
        )

    def reopen_all(self, follow_ups: Sequence[FollowUpId], *, by: Actor) -> list[FollowUp]:
        """Take many back; of those with steps, the last step that was done."""
        old = self._all(follow_ups)
        now = self._now(old)
        return self._end([_one_back(each, by, now) for each in old], by, "open", "")

    def own(self, follow_ups: Sequence[FollowUpId], owner: str, *, by: Actor) -> list[FollowUp]:
        """Say who looks after these, "" for nobody."""
        name = person_name(owner) if owner.strip() else ""
        old = self._all(follow_ups)
        new = [replace(each, owner=name) for each in old if each.owner != name]
        if new:
            words = (
                ngettext("{n} follow-up: {name} looks after it.",
                         "{n} follow-ups: {name} looks after them.", len(new))
                if name
                else ngettext("{n} follow-up: nobody looks after it.",
                              "{n} follow-ups: nobody looks after them.", len(new))
            )  # fmt: skip
            self._write(new, by, "follow-up.owner", words.format(n=len(new), name=name), name)
        kept = {each.id: each for each in (*old, *new)}
        return [kept[each] for each in follow_ups]

    def _may_be_done(self, each: FollowUp) -> None:
        change = self.desk.store.changes.get(each.change)
        if each.kind is FollowUpKind.AMT and change.state is ChangeState.ASSIGNED:
            raise ZencaError(
                _("AMT can be done only after activation."),
                _("Nothing was changed. Activate the change first."),
            )
        if each.kind is FollowUpKind.AMT and each.state is FollowUpState.DONE:
            raise ZencaError(
                _("{subject} is done already.").format(subject=shown(each.subject)),
                _("Nothing was changed. Open it again first, if it is not."),
            )
        if each.kind is FollowUpKind.END_OVERLAP:
            raise ZencaError(
                _("zenca itself sees when the overlap has ended."),
                _("Nothing was changed. End the overlap: `zenca change end-overlap`."),
            )
        if each.kind is FollowUpKind.SUBSCRIBER and each.subscription is not None:
            publisher = self.desk.store.subscriptions.get(each.subscription)
            if seen_serving(self.desk, publisher) is None:
                raise ZencaError(
                    _("{server} was not seen serving the new certificate yet.").format(
                        server=publisher.server_name
                    ),
                    _("Nothing was changed. Probe it once it serves the new one: a Subscriber that "
                      "keeps it earlier loses the Publisher."),
                )  # fmt: skip

    def _all(self, follow_ups: Sequence[FollowUpId]) -> list[FollowUp]:
        found = [self.desk.store.changes.follow_up(each) for each in dict.fromkeys(follow_ups)]
        for change in {each.change for each in found}:
            if not self.desk.store.changes.get(change).is_open:
                raise ZencaError(
                    _("This change is closed."), _("Nothing was changed: its papers are written.")
                )
        if len({each.change for each in found}) != 1:
            raise ZencaError(
                _("No follow-ups of one change were chosen."), _("Nothing was changed.")
            )
        return found

    def _now(self, some: Sequence[FollowUp]) -> datetime:
        return self.desk.now(self.desk.zone(some[0].zone))

    def _end(self, ended: list[FollowUp], by: Actor, how: str, said: str) -> list[FollowUp]:
        if len(ended) == 1:
            words = {
                "step": _("{subject}: a step is done."),
                "done": _("{subject}: done."),
                "waived": _("{subject}: waived."),
                "open": _("{subject}: open again."),
            }[how].format(subject=ended[0].subject)
        else:
            words = {
                "step": _("{n} follow-ups: a step is done."),
                "done": _("{n} follow-ups: done."),
                "waived": _("{n} follow-ups: waived."),
                "open": _("{n} follow-ups: open again."),
            }[how].format(n=len(ended))
        self._write(ended, by, f"follow-up.{how}", words, said)
        return ended

    def _write(self, new: Sequence[FollowUp], by: Actor, kind: str, words: str, said: str) -> None:
        subjects = "\n".join(f"{each.id} {each.kind.value} {each.subject}" for each in new)
        detail = (
            {"id": new[0].id, "kind": new[0].kind.value, "words": said}
            if len(new) == 1
            else {"number": len(new), "words": said,
                  "sha256": hashlib.sha256(subjects.encode()).hexdigest()}
        )  # fmt: skip
        with self.desk.change(by, self.desk.zone(new[0].zone)) as journalled:
            self.desk.store.changes.replace_follow_ups(new)
            journalled.record(kind, words, detail, evidence=Evidence.TOLD)


def _one_further(each: FollowUp, words: str, by: Actor, now: datetime) -> FollowUp:
    """Return it with its next step done; the last step ends it."""
    names = step_words(each.kind)
    done = replace(each, state=FollowUpState.DONE, evidence=words, by=by, at=now, recheck=None)
    if not names:
        return done
    steps = (*each.steps, StepDone(evidence=words, by=by, at=now))
    if len(steps) >= len(names):
        return replace(done, steps=steps)
    return replace(
        each, state=FollowUpState.OPEN, steps=steps, evidence="", by=by, at=now, recheck=None
    )


def _one_back(each: FollowUp, by: Actor, now: datetime) -> FollowUp:
    """Return it as it was before its last step, or before it was waived."""
    steps = each.steps if each.state is FollowUpState.WAIVED else each.steps[:-1]
    return replace(
        each, state=FollowUpState.OPEN, evidence="", by=by, at=now, recheck=None,
        steps=steps,
    )  # fmt: skip
