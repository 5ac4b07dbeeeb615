"""What does a person say of several devices, or a million, at once? One change, whole or not.

All that a filter finds is found again inside the change: where it is not as many as the person was
told of, nothing is done.
"""

from __future__ import annotations

import hashlib
import heapq
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zenca_gui.core import stage_evidence
from zenca_gui.core.device_choice import DeviceChoice, DeviceMark, chosen
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout import Evidence, Stage, StageSaid, stage_words
from zenca_gui.core.told import own_words
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent

PART = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Which devices got a mark, or lost one: what it takes to go back."""

    zone: ZoneId
    mark: DeviceMark
    on: bool
    ids: array[int]

    @property
    def words(self) -> str:
        """Say it in a line."""
        return marked_words(self.mark, on=self.on, number=len(self.ids))


@dataclass
class SeveralDevices:
    """Tell a stage, mark, remove: each one transaction with one journal line."""

    desk: Desk

    def tell_stage(
        self,
        zone: ZoneId,
        choice: DeviceChoice,
        stage: Stage,
        *,
        evidence: str,
        by: Actor,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> int:
        """Take a person's word for the stage of these devices; it must say how they know."""
        if not evidence.strip():
            raise ZencaError(
                _("How is it known?"),
                _("Nothing was changed. Say in a few words how you know the stage."),
            )
        words = own_words(evidence)
        home = self.desk.zone(zone)
        said = StageSaid(
            stage=stage, at=self.desk.now(home), evidence=Evidence.TOLD, by=by, reason=words
        )
        guids = Guids()
        with self.desk.change(by, home) as change:
            rows = self.desk.store.devices
            for part in self._parts(choice, _("Telling the stage"), progress, cancelled):
                if found := rows.page(part):
                    rows.restage([stage_evidence.told(device, said) for device in found])
                guids.add([device.guid for device in found])
            if guids.number:
                change.record(
                    "device.stage-told",
                    ngettext(
                        "{n} device is said to be at: {stage}.",
                        "{n} devices are said to be at: {stage}.",
                        guids.number,
                    ).format(n=guids.number, stage=stage_words(stage)),
                    {"number": guids.number, "stage": stage.value, "evidence": words,
                     "sha256": guids.digest()},
                    evidence=Evidence.TOLD,
                )  # fmt: skip
        return guids.number

    def mark(
        self,
        zone: ZoneId,
        choice: DeviceChoice,
        mark: DeviceMark,
        *,
        on: bool,
        by: Actor,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> Marked:
        """Give these devices a mark, or take it away; those that have it so already stay."""
        ids, guids = array("q"), Guids()
        with self.desk.change(by, self.desk.zone(zone)) as change:
            rows = self.desk.store.devices
            for part in self._parts(choice, _("Marking devices"), progress, cancelled):
                marked = rows.mark(part, mark, on=on)
                guids.add(rows.guids(marked))
                ids.extend(marked)
            if ids:
                change.record(
                    f"device.{'' if on else 'not-'}{mark.value}",
                    marked_words(mark, on=on, number=len(ids)),
                    {"number": len(ids), "sha256": guids.digest()},
                    evidence=Evidence.TOLD,
                )
        return Marked(zone=zone, mark=mark, on=on, ids=ids)

    def take_back(
        self,
        marked: Marked,
        *,
        by: Actor,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> Marked:
        """Undo a mark on the devices that it changed."""
        return self.mark(
            marked.zone, chosen(marked.ids), marked.mark, on=not marked.on, by=by,
            progress=progress, cancelled=cancelled,
        )  # fmt: skip

    def remove(
        self,
        zone: ZoneId,
        choice: DeviceChoice,
        *,
        by: Actor,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> int:
        """Take devices out of the inventory; one journal line names them all by a digest."""
        guids = Guids()
        with self.desk.change(by, self.desk.zone(zone)) as change:
            rows = self.desk.store.devices
            for part in self._parts(choice, _("Removing devices"), progress, cancelled):
                if there := rows.guids(part):
                    rows.remove(part)
                guids.add(there)
            if guids.number:
                change.record(
                    "device.removed",
                    ngettext("Removed {n} device.", "Removed {n} devices.", guids.number).format(
                        n=guids.number
                    ),
                    {"number": guids.number, "sha256": guids.digest()},
                    evidence=Evidence.TOLD,
                )
        return guids.number

    def _parts(
        self, choice: DeviceChoice, words: str, progress: Progress, cancelled: Cancelled
    ) -> Iterator[Sequence[int]]:
        ids = choice.ids
        if choice.query is not None:
            ids = self.desk.store.devices.ids(choice.query)
            if len(ids) != choice.number:
                raise _others(len(ids), choice.number)
        for first in range(0, len(ids), PART):
            if cancelled():
                raise ZencaError(_("It was stopped."), _("Nothing was changed."))
            progress(first, len(ids), words)
            yield ids[first : first + PART]
        progress(len(ids), len(ids), _("Writing it down"))


def marked_words(mark: DeviceMark, *, on: bool, number: int) -> str:
    """Say that so many devices were marked."""
    match mark, on:
        case DeviceMark.LOST, True:
            words = ngettext(
                "{n} device is said to be lost.", "{n} devices are said to be lost.", number
            )
        case DeviceMark.LOST, False:
            words = ngettext(
                "{n} device is not lost any more.", "{n} devices are not lost any more.", number
            )
        case DeviceMark.RETIRED, True:
            words = ngettext("Retired {n} device.", "Retired {n} devices.", number)
        case DeviceMark.RETIRED, False:
            words = ngettext(
                "{n} device is not retired any more.",
                "{n} devices are not retired any more.",
                number,
            )
        case _, True:
            words = ngettext(
                "{n} device is in the pilot group.", "{n} devices are in the pilot group.", number
            )
        case _:
            words = ngettext(
                "{n} device left the pilot group.", "{n} devices left the pilot group.", number
            )
    return words.format(n=grouped(number))


class Guids:
    """The GUIDs of many devices, a million in 33 MB, and the digest that a journal line has.

    The digest is SHA-256 over all of them in order, a line each.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.number = 0

    def add(self, guids: Sequence[str]) -> None:
        """Take more in."""
        if guids:
            self._parts.append("\n".join(sorted(guids)).encode())
            self.number += len(guids)

    def digest(self) -> str:
        """Return the digest, whatever the order they came in."""
        made, first = hashlib.sha256(), True
        for guid in heapq.merge(*map(_lines, self._parts)):
            made.update(guid if first else b"\n" + guid)
            first = False
        return made.hexdigest()


def _lines(text: bytes) -> Iterator[bytes]:
    """Yield lines one by one, so that they are never all there."""
    start = 0
    while (end := text.find(b"\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _others(now: int, told: int) -> ZencaError:
    return ZencaError(
        ngettext(
            "By now {n} device fits, not {told}.", "By now {n} devices fit, not {told}.", now
        ).format(n=grouped(now), told=grouped(told)),
        _("Nothing was changed. Look at the list, and choose again."),
    )
