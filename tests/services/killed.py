"""A process that works on an office's folder and kills itself, with -9, at a point by name.

python killed.py FOLDER ZONE POINT
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.services.office import ANNA, FileVault, HandClock, Office, StubbornDeliver, open_console
from zenca_gui.core.zone import Zone
from zenca_gui.services import rollout_stages
from zenca_gui.services.change import activation, commit, retreat


def die(*_arguments: Any, **_words: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_after(work: Any) -> Any:
    def run(*arguments: Any, **words: Any) -> None:
        work(*arguments, **words)
        die()

    return run


def after_reserve(office: Office, zone: Zone) -> None:
    keep = FileVault.put

    def put(self: FileVault, name: str, secret: Any) -> None:
        if name.startswith("key:"):
            die()
        keep(self, name, secret)

    FileVault.put = put  # type: ignore[method-assign]
    office.console.changes.make_material(zone.id, by=ANNA)


def after_passphrase(office: Office, zone: Zone) -> None:
    keep = FileVault.put

    def put(self: FileVault, name: str, secret: Any) -> None:
        keep(self, name, secret)
        if name.startswith("key:"):
            die()

    FileVault.put = put  # type: ignore[method-assign]
    office.console.changes.make_material(zone.id, by=ANNA)


def inside_material(office: Office, zone: Zone) -> None:
    rows = office.console.desk.store.authorities
    rows.add_server_certificates = dies_after(  # type: ignore[method-assign]
        rows.add_server_certificates
    )
    office.console.changes.make_material(zone.id, by=ANNA)


def after_assign(office: Office, zone: Zone) -> None:
    commit.publish = die  # type: ignore[assignment]
    office.console.changes.assign(zone.id, typed_name=zone.name, by=ANNA)


def before_switch(office: Office, zone: Zone) -> None:
    activation.publish = die  # type: ignore[assignment]
    office.console.changes.activate(zone.id, by=ANNA)


def after_rename(office: Office, zone: Zone) -> None:
    StubbornDeliver.switch = dies_after(StubbornDeliver.switch)  # type: ignore[method-assign]
    office.console.changes.activate(zone.id, by=ANNA)


def cancel_written(office: Office, zone: Zone) -> None:
    retreat.publish = die  # type: ignore[assignment]
    office.console.changes.cancel(zone.id, by=ANNA)


def release_removed(office: Office, zone: Zone) -> None:
    StubbornDeliver.remove = dies_after(StubbornDeliver.remove)  # type: ignore[method-assign]
    office.console.changes.cancel(zone.id, by=ANNA)


def cancel_all_but_closed(office: Office, zone: Zone) -> None:
    office.console.changes.retreating.retreated.close = die  # type: ignore[method-assign]
    office.console.changes.cancel(zone.id, by=ANNA)


def roll_back_written(office: Office, zone: Zone) -> None:
    retreat.publish = die  # type: ignore[assignment]
    office.console.changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)


def back_switched(office: Office, zone: Zone) -> None:
    StubbornDeliver.switch = dies_after(StubbornDeliver.switch)  # type: ignore[method-assign]
    office.console.changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)


def alone_switched(office: Office, zone: Zone) -> None:
    office.console.changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)
    StubbornDeliver.switch = dies_after(StubbornDeliver.switch)  # type: ignore[method-assign]
    office.console.changes.end_overlap(zone.id, by=ANNA, early=True)


def closed_before_the_keyring(office: Office, zone: Zone) -> None:
    FileVault.delete = die  # type: ignore[method-assign]
    office.console.changes.cancel(zone.id, by=ANNA)


def between_stages(office: Office, zone: Zone) -> None:
    step, done = rollout_stages.RolloutStages._step, []

    def once(self: Any, *arguments: Any) -> bool:
        if done:
            die()
        done.append(1)
        return step(self, *arguments)

    rollout_stages.RolloutStages._step = once  # type: ignore[method-assign]
    office.console.changes.deliver(zone.id, by=ANNA)


def inside_a_stages_begin(office: Office, zone: Zone) -> None:
    rollout_stages.assign_stage = dies_after(  # type: ignore[assignment]
        rollout_stages.assign_stage
    )
    office.console.changes.deliver(zone.id, by=ANNA)


POINTS = {
    work.__name__: work
    for work in (
        after_reserve, after_passphrase, inside_material, after_assign, before_switch, after_rename,
        cancel_written, release_removed, cancel_all_but_closed, roll_back_written, back_switched,
        alone_switched, closed_before_the_keyring, between_stages, inside_a_stages_begin,
    )
}  # fmt: skip

if __name__ == "__main__":
    folder, name, point = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    clock = HandClock()
    here = Office(open_console(folder, vault=FileVault(folder / "ring.json"), clock=clock), clock)
    POINTS[point](here, here.console.zones.named(name))
