"""Phones of a real lab that go offline at every stage of a real change, and come back.

A month is played once. Each phone connects once a day; the lab's clock is put, so nobody waits.
What zenca showed of a phone is read before it comes back; what it met is read from the lab itself.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from tests.roads.paper import Standing
from tests.roads.test_real_roads import LabWorld
from tests.roads.walking import Road, assign, prepare
from tests.services.clients import pem, s_client
from tests.services.office import ANNA, FileVault, HandClock, Office, open_console
from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.follow_up import FollowUp
from zenca_gui.core.ports.lab import Bond, Habit, LabDevice, LabDoor
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.core.verdict import Verdict, verdict_words
from zenca_gui.core.zone import Device, DeviceKind
from zenca_gui.services.lab_devices import enter
from zenca_gui.services.labs import LabWish
from zenca_gui.services.re_enrol import as_csv
from zenca_gui.services.rollout import Board

DAY = timedelta(days=1)
ENDLESS = 1_000
RE_ENROL = "must re-enrol"
GONE = {"not assigned": 0, "assigned": 1, "failed": 3, "pending": 3, "active": 9}
"""On which day of the lab phones go offline that are to stand at this stage by then."""
BACK = {"before": 5, "after": 11, "late": 17}
"""On which day they come back: before activation, after it, and after the overlap."""
ASSIGNED_ON, TAKEN_BY, ACTIVATED_ON, ACTIVE_BY, OVERLAP_ENDED_ON = 1.0, 2.2, 7.0, 8.2, 14.0
PATIENCE = 30


@dataclass(frozen=True)
class Phone:
    """One phone (or desk, where the same is asked of an agent), by what becomes of it."""

    offline_at: str
    back: str
    bond: Bond
    kind: DeviceKind = DeviceKind.MOBILE

    @property
    def name(self) -> str:
        said = (self.kind.value, self.offline_at, self.back, self.bond.value)
        return " ".join(said).replace(" ", "-")

    @property
    def plan(self) -> LabDevice:
        """A device of the lab that does so."""
        fails = {"failed": 1 if self.back == "before" else ENDLESS}.get(self.offline_at, 0)
        return LabDevice(
            guid=self.name, name=self.name, kind=self.kind, bond=self.bond, failures=fails,
            habit=Habit(
                name="phone", every=DAY, away_from=GONE[self.offline_at] * DAY,
                away_until=BACK[self.back] * DAY,
            ),
            last_contact_age=timedelta(hours=3),
        )  # fmt: skip


PHONES = [
    Phone(stage, back, bond)
    for stage in GONE
    for back in BACK
    for bond in Bond
    if (stage, back) != ("active", "before")  # nobody is Active before the activation
]
DESKS = [Phone("assigned", "after", bond, DeviceKind.WORKSTATION) for bond in Bond]


@dataclass(frozen=True)
class Met:
    """What happened when a phone came back, as the lab's servers and the phone itself saw it."""

    talked: bool
    why_not: str
    refused: str
    """Why the server that it talked to gave it no update."""
    has_new: bool
    """Whether it reported the new certificate as active by the end of its next contacts."""


@dataclass(frozen=True)
class Shown:
    """What zenca showed of the zone at one moment."""

    board: Board
    devices: dict[str, Device]
    verdicts: dict[str, str]
    listed: dict[str, str]
    """The same as the list of devices has it: name by name, filtered by verdict."""
    follow_ups: dict[str, FollowUp]
    re_enrol: tuple[str, ...]
    re_enrol_csv: str


@dataclass
class Play:
    """One month."""

    at: Standing
    shown: dict[str, Shown] = field(default_factory=dict)
    met: dict[str, Met] = field(default_factory=dict)
    talked_after_the_end: dict[str, bool] = field(default_factory=dict)
    visited: int = 0
    talked_after_visits: dict[str, bool] = field(default_factory=dict)
    openssl: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    """Whether `openssl s_client` talks that trusts the old CA alone, and the old and new."""

    def through(self) -> None:
        """Play it."""
        changes, zone = self.at.office.console.changes, self.at.zone.id
        connected = [p for p in PHONES if p.offline_at in ("failed", "pending", "active")]
        number, _reports = self._door.reports(1 << 40)
        self._put(ASSIGNED_ON)
        self._until(lambda report: report.can_talk is not None, connected, after=number)
        prepare(self.at, Road(ChangeKind.REMINT, Custody.ZENCA, Custody.ZENCA, "zenca"))
        assign(self.at)
        unheard_of = [p.plan for p in PHONES if p.offline_at == "not assigned"]
        enter(self.at.office.console.desk, self.at.zone, unheard_of, by=ANNA)
        self._put(TAKEN_BY)
        self._until(_at_stage(Stage.FAILED), [p for p in connected if p.offline_at == "failed"])
        self._until(_at_stage(Stage.PENDING), [p for p in connected if p.offline_at != "failed"])
        self._put(4)
        self._look("before")
        self._back("before", BACK["before"] + 0.1, may_wait_for_it=False)
        self._put(ACTIVATED_ON)
        assert changes.activate(zone, by=ANNA).failed == 0
        self._put(ACTIVE_BY)
        self._until(
            _at_stage(Stage.ACTIVE),
            [p for p in PHONES if p.back == "before" or p.offline_at == "active"],
        )
        self._note_active("before")
        self._put(10)
        self._look("after")
        self._back("after", BACK["after"] + 0.1)
        self._look("in contact")
        self._put(OVERLAP_ENDED_ON)
        changes.end_overlap(zone, by=ANNA, early=True)
        self._put(16)
        self._look("late")
        self._back("late", BACK["late"] + 0.1)
        self._after_the_end()
        self._visits()
        self._look("visited")

    def _put(self, day: float) -> None:
        """Put the lab's clock to this day of it."""
        at = self.at.office.clock.shows + timedelta(days=day)
        self.at.office.console.labs.set_time(self.at.zone.id, at, by=ANNA)

    @property
    def _door(self) -> LabDoor:
        door = self.at.office.console.desk.labs.find(Path(self.at.zone.lab))
        assert door is not None
        return door

    def _until(
        self, wanted: Callable[[DeviceReport], bool], phones: Sequence[Phone], *, after: int = 0
    ) -> dict[str, DeviceReport]:
        """Wait until each of these reported so; return the first such report of each."""
        ends, number = time.monotonic() + PATIENCE, after
        waiting, found = {phone.name for phone in phones}, {}
        while waiting:
            assert time.monotonic() < ends, f"still waiting for {sorted(waiting)}"
            number, reports = self._door.reports(number)
            for report in reports:
                if report.guid in waiting and wanted(report):
                    waiting.remove(report.guid)
                    found[report.guid] = report
            threading.Event().wait(0.03)
        self.at.office.console.reports.collect(self.at.zone.id)
        return found

    def _back(self, when: str, day: float, *, may_wait_for_it: bool = True) -> None:
        """Let those come back whose day it is, and write down what they met."""
        phones = [phone for phone in (*PHONES, *DESKS) if phone.back == when]
        number, _reports = self._door.reports(1 << 40)
        self._put(day)
        first = self._until(lambda report: report.can_talk is not None, phones, after=number)
        if may_wait_for_it:
            follows = [p for p in phones if first[p.name].can_talk and not first[p.name].reason]
            self._until(_at_stage(Stage.ACTIVE), follows, after=number)
        for name, report in first.items():
            self.met[name] = Met(
                talked=bool(report.can_talk), why_not=report.talk_reason, refused=report.reason,
                has_new=False,
            )  # fmt: skip
        self._note_active(when)
        self.openssl[when] = self._seen_by_openssl()

    def _note_active(self, when: str) -> None:
        _number, reports = self._door.reports(0)
        has = {r.guid for r in reports if r.stage is Stage.ACTIVE and self._new in r.presented}
        for phone in (*PHONES, *DESKS):
            if phone.back == when:
                self.met[phone.name] = replace(self.met[phone.name], has_new=phone.name in has)

    @property
    def _new(self) -> str:
        rows = self.at.office.console.desk.store.authorities
        return rows.server_certificates(self.at.zone.id)[-1].certificate.sha256

    def _seen_by_openssl(self) -> tuple[bool, bool]:
        desk = self.at.office.console.desk
        now = desk.now(desk.zone(self.at.zone.id))
        [server] = desk.store.servers.of(self.at.zone.id)
        rows = self.at.office.console.authority.generations(self.at.zone.id)
        old, new = pem(rows[0].anchor), pem(rows[-1].anchor)
        folder = self.at.folder
        return tuple(
            s_client(server, trust, at=now, folder=folder)[0] for trust in ([old], [old, new])
        )  # type: ignore[return-value]

    def _after_the_end(self) -> None:
        """The old CA has ended too: who talks to the server now?"""
        number, _reports = self._door.reports(1 << 40)
        self._put(42)
        last = self._until(lambda r: r.can_talk is not None, [*PHONES, *DESKS], after=number)
        self.talked_after_the_end = {name: bool(r.can_talk) for name, r in last.items()}

    def _visits(self) -> None:
        """A person sits before every device that was left behind."""
        number, _reports = self._door.reports(1 << 40)
        self.visited = self.at.office.console.lab_console.visit(self.at.zone.id)
        left = [p for p in (*PHONES, *DESKS) if not self.met[p.name].has_new]
        self._until(_at_stage(Stage.ACTIVE), left, after=number)
        number, _reports = self._door.reports(1 << 40)
        self._put(44)
        last = self._until(lambda r: r.can_talk is not None, [*PHONES, *DESKS], after=number)
        self.talked_after_visits = {name: bool(r.can_talk) for name, r in last.items()}

    def _look(self, when: str) -> None:
        """Write down what zenca shows now."""
        office, zone = self.at.office.console, self.at.zone.id
        rows = office.desk.store.devices
        known = {d.name: d for d in rows.page(rows.ids(DeviceQuery(zone=zone)))}
        listed = {
            device.name: verdict_words(verdict)
            for verdict in Verdict
            for device in office.devices.page(
                office.devices.ids(office.devices.query(zone, verdicts=frozenset({verdict})))
            )
        }
        one_by_one = {name: office.devices.verdict(device) for name, device in known.items()}
        lists = office.re_enrolling.lists(zone)
        self.shown[when] = Shown(
            board=office.rollout.board(zone),
            devices=known,
            verdicts={name: verdict_words(v) for name, v in one_by_one.items() if v is not None},
            listed=listed,
            follow_ups={f.subject: f for f in office.follow_ups.of(zone) if f.device},
            re_enrol=tuple(phone.device.name for each in lists for phone in each.phones),
            re_enrol_csv=as_csv(lists),
        )


def played(folder: Path) -> Play:
    """Play a month in a lab of one MDM server, in this folder."""
    home, clock = folder / "data", HandClock()
    home.mkdir()
    vault = FileVault(home / "ring.json")
    office = Office(open_console(home, vault=vault, clock=clock), clock)
    try:
        labs = office.console.labs
        zone = labs.start(LabWish(servers=1, devices=0, validity_days=365), by=ANNA)
        [server] = office.console.servers.of(zone.id)
        office.console.servers.edit(server.id, by=ANNA, mdm=True)
        labs.stop(zone.id)
        plans = [phone.plan for phone in (*PHONES, *DESKS)]
        known = [p.plan for p in (*PHONES, *DESKS) if p.offline_at != "not assigned"]
        enter(office.console.desk, zone, known, by=ANNA)
        labs._up(zone, plans, by=ANNA, first=False)
        world = LabWorld(office, zone.id, folder)
        play = Play(Standing(office, world, zone, folder))  # type: ignore[arg-type]
        play.through()
        return play
    finally:
        office.close()


def _at_stage(stage: Stage) -> Callable[[DeviceReport], bool]:
    return lambda report: report.stage is stage
