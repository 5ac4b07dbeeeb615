"""How long does the board of a million devices take, counted anew each time?"""

import random
import time
from datetime import datetime, timedelta

from bench.desk import console
from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, KeyKind
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind, Zone
from zenca_gui.services.console import Console

BENCH = Actor("bench")
NUMBER, PART, TIMES = 1_000_000, 50_000, 5
LEFT_BEHIND = 0.01
"""The share at Update Assigned after the activation: each is a follow-up, too."""
KINDS = tuple(DeviceKind)


def rows() -> list[tuple[str, str, str]]:
    """Five days after an activation, with a follow-up for every hundredth device."""
    with console() as c:
        zone = c.zones.add("bench", by=BENCH)
        c.authority.create(
            zone.id, subject="CN=Bench", key=KeyKind.EC_P256, validity_days=90, by=BENCH
        )
        _enter(c, zone, c.desk.now(zone) - timedelta(days=5))
        board = c.rollout.board(zone.id)  # makes the follow-ups
        name = f"board of {NUMBER:,} devices, {len(board.follow_ups):,} follow-ups"
        found = []
        for systems, words in ((False, ""), (True, ", by system")):
            wall, own = [], []
            for _time in range(TIMES):
                began, worked = time.perf_counter(), time.process_time()
                c.rollout.board(zone.id, systems=systems)
                wall.append(time.perf_counter() - began)
                own.append(time.process_time() - worked)
            middle = f"{sorted(wall)[TIMES // 2]:.2f} s, own work {sorted(own)[TIMES // 2]:.2f} s"
            found.append((name + words, middle, "" if systems else "1 s"))
        return found


def _enter(c: Console, zone: Zone, activated: datetime) -> None:
    chance, now = random.Random(1), c.desk.now(zone)
    store = c.desk.store
    old = store.authorities.generations(zone.id)[0]
    for first in range(0, NUMBER, PART):
        part = [
            Device(
                id=DeviceId(0), zone=zone.id, guid=f"{at:032x}", name=f"WS-{at:07}",
                kind=KINDS[at % len(KINDS)], os=f"System {at % 9}",
                stage=Stage.ASSIGNED if chance.random() < LEFT_BEHIND else Stage.ACTIVE,
                stage_at=activated + timedelta(days=5 * chance.random()),
                stage_evidence=Evidence.REPORTED,
                last_contact=now - timedelta(days=10 * chance.random() ** 3),
            )
            for at in range(first, first + PART)
        ]  # fmt: skip
        with c.desk.change(BENCH, zone) as change:
            store.devices.add(part)
            change.record("devices.bench", "Entered devices.", {"number": len(part)})
    with c.desk.change(BENCH, zone) as change:
        store.changes.add(
            Change(
                id=ChangeId(0), zone=zone.id, kind=ChangeKind.REMINT, state=ChangeState.ACTIVE,
                old=old.id, new=old.id, opened_at=activated, opened_by=BENCH,
                assigned_at=activated, activated_at=activated,
                choice=Choice(
                    key=KeyKind.EC_P256, subject="CN=Bench", validity_days=900,
                    server_validity_days=90,
                ),
            )
        )  # fmt: skip
        change.record("change.bench", "Entered a change.", {})


if __name__ == "__main__":
    for row in rows():
        print("  ".join(row))
