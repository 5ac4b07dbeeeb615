"""`zenca tour`: the main job in a throw-away lab, where every sentence says what was seen."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.delivery import delivery_words
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUpState, what_to_do
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.proof import Leaf, Trust
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.core.sighting import serving_words
from zenca_gui.core.zone import Actor, Device, Zone
from zenca_gui.services.console import Console
from zenca_gui.services.labs import LabWish

GUIDE = Actor("tour")
PATIENCE = 400
FAST, SLOW = 20_000.0, 2_000.0
"""A day in four seconds; and slower, where the CA's last weeks are looked at."""
BEAT = 0.05


@dataclass
class Tour:
    """One play of it. `heard` is what --json prints: fingerprints and times as seen."""

    console: Console
    say: Callable[[str], None]
    folder: Path
    heard: dict[str, Any] = field(default_factory=dict)

    def play(self) -> dict[str, Any]:
        """Play it from the lab's first breath to the evidence."""
        zone = self._lab()
        self._warning(zone)
        self._prepare(zone)
        self._assign_and_deliver(zone)
        self._activate(zone)
        self._missed(zone)
        self._end(zone)
        return self.heard

    def _lab(self) -> Zone:
        self.say(_("A lab comes up: a zone in a box, with servers and devices that really talk."))
        self.say(_("Its passphrases live in memory only, and end with this tour."))
        wish = LabWish(name="tour", servers=3, devices=16, speed=FAST, ca_days=60)
        zone = self.console.labs.start(wish, by=GUIDE, folder=self.folder / "lab")
        self.heard["zone"] = zone.name
        self.heard["servers"] = [
            {"fqdn": s.fqdn, "address": s.address, "port": s.port}
            for s in self.console.labs.listening(zone.id)
        ]
        self._until(zone, lambda: self._talking(zone) > 0)
        self._look(zone, "before")
        return zone

    def _warning(self, zone: Zone) -> None:
        notice = self.console.warnings.notice(zone.id)
        assert notice is not None
        self.say("")
        self.say(notice.sentence)
        for words in (*notice.breaks, notice.safe_start_words):
            self.say(f"  {words}")
        self.heard["warning"] = notice.sentence

    def _prepare(self, zone: Zone) -> None:
        changes = self.console.changes
        self.say("")
        self.say(_("The CA is reminted."))
        changes.start(zone.id, ChangeKind.REMINT, by=GUIDE)
        changes.choose(zone.id, changes.proposal(zone.id), by=GUIDE)
        backup = self.console.backup.automatic(zone.id, by=GUIDE)
        self.say(_("  Backup: {file}, opened and read back.").format(file=backup.name))
        for check in changes.preflight(zone.id, by=GUIDE):
            mark = {Outcome.PASS: "ok", Outcome.WARN: "!", Outcome.STOP: "STOP"}[check.outcome]
            self.say(f"  {mark:4} {check.text}")
        material = changes.make_material(zone.id, by=GUIDE)
        self.heard["old_ca"] = fingerprint(self._old(zone).sha256)
        self.heard["new_ca"] = fingerprint(material.new.certificate.sha256)
        self.say(
            _("  Made {name} ({fingerprint}), both cross certificates, {n} server certificates.")
            .format(name=material.new.name, fingerprint=_brief(material.new.certificate.sha256),
                    n=len(material.certificates))
        )  # fmt: skip
        review = changes.review(zone.id)
        for leaf in Leaf:
            for trust in Trust:
                cells = [c for c in review.cells if c.leaf is leaf and c.trust is trust]
                right = sum(1 for c in cells if c.as_expected)
                self.say(
                    _("  Proof: {leaf} certificate, device that trusts the {trust} CA: {right} of "
                      "{n} looks as they must be.").format(
                          leaf=_old_or_new(leaf), trust=_old_or_new(trust),
                          right=right, n=len(cells))
                )  # fmt: skip
        self.prove(zone)

    def prove(self, zone: Zone) -> None:
        """Make the recovery sheet and type its check group back."""
        sheet = self.console.recovery.sheet(zone.id, by=GUIDE)
        group = sheet.sections[-1].pairs[0][1]
        self.console.recovery.prove(zone.id, group, by=GUIDE)
        self.say(_("  The recovery sheet was made, and its check group typed back."))

    def _assign_and_deliver(self, zone: Zone) -> None:
        changes = self.console.changes
        changes.assign(zone.id, typed_name=zone.name, by=GUIDE)
        self.say("")
        self.say(_("The update is assigned. Files are laid beside the old ones, over SSH."))
        for delivery in changes.deliver(zone.id, by=GUIDE):
            self.say(f"  {self._fqdn(delivery.server)}: {delivery_words(delivery.state)}")
        self._until(zone, lambda: self._at(zone, Stage.PENDING) >= self._awake(zone))
        self._look(zone, "staged")
        self._stages(zone)

    def _activate(self, zone: Zone) -> None:
        self.say("")
        self.say(_("Activation: every server switches by one rename, and is looked at."))
        done = self.console.changes.activate(zone.id, by=GUIDE)
        for delivery in done.deliveries:
            self.say(f"  {self._fqdn(delivery.server)}: {delivery_words(delivery.state)}")
        if done.failed:
            raise ZencaError(_("A server did not switch."), _("The tour ends here."))
        self._look(zone, "overlap")
        self._until(zone, lambda: self._at(zone, Stage.ACTIVE) >= self._awake(zone))
        self._stages(zone)

    def _missed(self, zone: Zone) -> None:
        """Wake the sleeping laptop: it pinned the old anchor and missed the update."""
        self.say("")
        self.say(_("Five weeks later the devices that slept come back."))
        home = self.console.desk.zone(zone.id)
        home = self.console.labs.set_speed(zone.id, SLOW, by=GUIDE)
        later = self.console.desk.now(home) + timedelta(days=36)
        self.console.labs.set_time(zone.id, later, by=GUIDE)
        self._until(zone, lambda: not self._asleep(zone))
        missed = [d for d in self._devices(zone) if d.can_talk is False]
        for device in missed[:3]:
            self.say(
                _("  {device} missed the update and lost contact: {why}").format(
                    device=device.name, why=device.talk_reason
                )
            )
        self.heard["missed"] = [{"device": d.name, "why": d.talk_reason} for d in missed]

    def _end(self, zone: Zone) -> None:
        changes = self.console.changes
        self.say("")
        self._until(zone, lambda: not self._behind_but_talking(zone))
        try:
            changes.close(zone.id, by=GUIDE)
        except ZencaError as refusal:
            self.say(_("Close is refused: {why}").format(why=refusal.title))
        now = self.console.desk.now(self.console.desk.zone(zone.id))
        for follow_up in self.console.follow_ups.of(zone.id):
            if follow_up.state is FollowUpState.OPEN and follow_up.device is not None:
                self.console.follow_ups.waive(
                    follow_up.id, _("Visited by hand after the tour."), now + timedelta(days=7),
                    by=GUIDE,
                )  # fmt: skip
                self.say(
                    _("  Waived for {device}, with a day to look again: {work}").format(
                        device=follow_up.subject, work=what_to_do(follow_up.kind)
                    )
                )
        self.say(_("The overlap ends: servers get their files again, without the cross."))
        changes.end_overlap(zone.id, by=GUIDE)
        self._look(zone, "after")
        evidence = json.loads(changes.close(zone.id, by=GUIDE))
        self.heard["evidence"] = evidence
        verified = self.console.journal.verify()
        self.say("")
        self.say(_("Closed. {journal}").format(journal=verified.words))
        self.say(_("The evidence names {n} servers and the journal's head {head}.").format(
            n=len(evidence["servers"]), head=evidence["journal_head"][:20]))  # fmt: skip

    def _look(self, zone: Zone, when: str) -> None:
        sights = self.console.probing.look(zone.id)
        self.heard.setdefault("seen", {})[when] = [
            {
                "fqdn": s.server.fqdn,
                "at": to_iso(s.sighting.at),
                "presented": [fingerprint(sha256) for sha256 in s.sighting.presented],
                "trusted_by_old": s.trusted_by_old == "",
                "trusted_by_new": s.trusted_by_new == "",
            }
            for s in sights
        ]
        for sight in sights:
            chain = " > ".join(_brief(sha256) for sha256 in sight.sighting.presented)
            what = serving_words(sight.serving) if when != "before" else _("serving")
            self.say(f"  {sight.server.fqdn}: {what} {chain}")

    def _stages(self, zone: Zone) -> None:
        for stage in Stage:
            number = self._at(zone, stage)
            if number:
                self.say(f"  {number:3} {stage_words(stage)}")

    def _devices(self, zone: Zone) -> list[Device]:
        devices = self.console.devices
        return list(devices.page(devices.ids(devices.query(zone.id))))

    def _at(self, zone: Zone, stage: Stage) -> int:
        return sum(1 for d in self._devices(zone) if d.stage is stage)

    def _talking(self, zone: Zone) -> int:
        return sum(1 for d in self._devices(zone) if d.can_talk)

    def _asleep(self, zone: Zone) -> bool:
        return any(
            d.can_talk is not False for d in self._devices(zone) if d.user == "sleepy laptop"
        )

    def _awake(self, zone: Zone) -> int:
        return sum(1 for d in self._devices(zone) if "desktop" in d.user or "server" in d.user)

    def _behind_but_talking(self, zone: Zone) -> bool:
        return any(
            d.stage is Stage.PENDING
            or (d.stage is Stage.ASSIGNED and d.can_talk and d.kind.value != "mobile")
            for d in self._devices(zone)
        )

    def _old(self, zone: Zone) -> Any:
        change = self.console.changes.open(zone.id)
        assert change is not None
        return self.console.desk.store.authorities.generation(change.old).certificate

    def _fqdn(self, server: Any) -> str:
        return self.console.desk.store.servers.get(server).fqdn

    def _until(self, zone: Zone, reached: Callable[[], bool]) -> None:
        """Take reports until it is so, or for twenty seconds."""
        beat = threading.Event()
        for _attempt in range(PATIENCE):
            self.console.reports.collect(zone.id)
            if reached():
                return
            beat.wait(BEAT)


def tour(console: Console, say: Callable[[str], None], folder: Path) -> dict[str, Any]:
    """Play the tour; return the fingerprints and times it saw."""
    return Tour(console, say, folder).play()


def _brief(sha256: str) -> str:
    return fingerprint(sha256[:8])


def _old_or_new(side: Leaf | Trust) -> str:
    return _("new") if side in (Leaf.NEW, Trust.NEW) else _("old")
