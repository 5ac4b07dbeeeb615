"""What is the evidence of a change? As it was kept once it ended, else as the change stands."""

from __future__ import annotations

from dataclasses import dataclass

from zenca_gui.core.ca_change import Change
from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.errors import NotFound
from zenca_gui.core.i18n import _
from zenca_gui.core.pack import Pack
from zenca_gui.core.report import Report
from zenca_gui.core.zone import Zone, ZoneId
from zenca_gui.services.change.begin import EVIDENCE
from zenca_gui.services.desk import Desk
from zenca_gui.services.evidence.gathering import Gathering
from zenca_gui.services.evidence.pack_json import as_json, from_json
from zenca_gui.services.evidence.paper import paper
from zenca_gui.services.follow_ups import FollowUps

TRIES = 3


@dataclass
class Packs:
    """Gather, keep, give out: JSON and report are made from one value."""

    desk: Desk
    follow_ups: FollowUps

    def any_of(self, zone: ZoneId) -> bool:
        """Tell whether there is a change to give evidence of."""
        return bool(self.desk.store.changes.of(zone))

    def has_ended(self, zone: ZoneId) -> bool:
        """Tell whether the newest change has ended: its pack is evidence then; NotFound."""
        return not self._change(zone, None).is_open

    def text(self, zone: ZoneId, change: ChangeId | None = None) -> str:
        """Return a change's pack as JSON, the newest's unless told; NotFound."""
        told = self._change(zone, change)
        return self.desk.store.changes.kept(told.id, EVIDENCE) or as_json(self._now(told))

    def report(self, zone: ZoneId, change: ChangeId | None = None) -> Report:
        """Return the same as a report to be read on paper; NotFound."""
        told = self._change(zone, change)
        kept = self.desk.store.changes.kept(told.id, EVIDENCE)
        return paper(from_json(kept) if kept else self._now(told))

    def keep(self, zone: Zone, change: Change, *, abandoned_key: str = "") -> str:
        """Inside the transaction that ends a change: write its pack down for good."""
        pack = Gathering(self.desk).pack(
            zone, change, now=self.desk.now(zone), abandoned_key=abandoned_key
        )
        text = as_json(pack)
        self.desk.store.changes.keep(change.id, EVIDENCE, text)
        return text

    def _now(self, change: Change) -> Pack:
        """Gather at one moment: once more where somebody wrote meanwhile."""
        zone = self.desk.zone(change.zone)
        if change.is_open and self.desk.store.hand_overs.holding().writable:
            self.follow_ups.refresh(change)
        for _again in range(TRIES):
            pack = Gathering(self.desk).pack(zone, change, now=self.desk.now(zone))
            if self.desk.store.journal.head().to_text() == pack.journal_head:
                break
        return pack

    def _change(self, zone: ZoneId, change: ChangeId | None) -> Change:
        of_zone = list(self.desk.store.changes.of(zone))
        if not of_zone:
            raise NotFound(_("This zone has had no change yet."), _("There is nothing to report."))
        if change is None:
            return of_zone[-1]
        found = next((each for each in of_zone if each.id == change), None)
        if found is None:
            raise NotFound(
                _("This zone has had no change {id}.").format(id=change),
                _("Nothing was written. `zenca change status` names the newest."),
            )
        return found
