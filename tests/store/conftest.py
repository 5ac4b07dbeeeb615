"""An open store, and short words for what tests do with it."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from zenca_gui.core.certificate import Generation
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind, Server, ServerId, Zone, ZoneId
from zenca_gui.store.database import SqliteStore, open_store

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("make_schema", ROOT / "tests/data/schema/make.py")
make_schema = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_schema)


class Undone(Exception):  # noqa: N818 - it is no error
    """Ends a trial."""


@dataclass
class World:
    """A store at a moment."""

    store: SqliteStore
    now: datetime

    @contextmanager
    def change(self, zone: str = "north", words: str = "Something changed.") -> Iterator[None]:
        """A transaction with its journal line."""
        with self.store.transaction() as transaction:
            yield
            transaction.record(
                at=self.now,
                zone_time=self.now,
                actor=Actor("anna"),
                zone=zone,
                kind="test.changed",
                words=words,
                evidence=Evidence.TOLD,
                detail={"n": 1},
            )

    @contextmanager
    def trial(self) -> Iterator[None]:
        """A transaction that is taken back at its end, so that the next example starts anew."""
        with suppress(Undone), self.store.transaction():
            yield
            raise Undone

    def zone(self, name: str = "north") -> Zone:
        with self.change(name):
            return self.store.zones.add(Zone(id=ZoneId(0), name=name))

    def server(self, zone: Zone, fqdn: str = "zen01.example.org") -> Server:
        with self.change(zone.name):
            return self.store.servers.add(Server(id=ServerId(0), zone=zone.id, fqdn=fqdn))

    def devices(self, zone: Zone, *each: dict) -> list[Device]:
        """Add devices that differ from a plain workstation in what is given."""
        made = [
            Device(
                **{"id": DeviceId(0), "zone": zone.id, "guid": f"g{n}", "name": f"ws{n}",
                   "kind": DeviceKind.WORKSTATION}
                | fields
            )
            for n, fields in enumerate(each)
        ]  # fmt: skip
        with self.change(zone.name):
            return list(self.store.devices.add(made))

    def full_zone(self, name: str = "north") -> Zone:
        """A zone with a row in every table that belongs to one, and an open change."""
        return make_schema.fill(self.store, name, self.now)

    def certificate(self, words: str):
        return make_schema.certificate(words, self.now)

    def active(self, zone: Zone) -> Generation:
        return self.store.authorities.generations(zone.id)[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "zenca"


@pytest.fixture
def store(folder: Path, now: datetime) -> Iterator[SqliteStore]:
    opened = open_store(folder, now=now, wait=0.2)
    yield opened
    opened.close()


@pytest.fixture
def world(store: SqliteStore, now: datetime) -> World:
    return World(store, now)


@pytest.fixture
def prelude() -> str:
    """The first lines of every child's code."""
    return PRELUDE


@pytest.fixture
def child(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run Python code in a process of its own, as another account when `user` is given."""

    def run(code: str, *arguments: object, user: int | None = None, check: bool = True):
        become = BECOME.format(user=user) if user is not None else ""
        return subprocess.run(
            [sys.executable, "-c", PRELUDE + become + code, *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=check,
            timeout=60,
        )

    return run


BECOME = """
import sqlite_utils  # everything is read before: the interpreter may lie in root's home
sqlite_utils.Database(memory=True).table("t").insert({{"a": 1}})
os.setgroups([])
os.setgid({user})
os.setuid({user})
"""
PRELUDE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Zone, ZoneId
from zenca_gui.store.database import open_store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

def add(store, name):
    with store.transaction() as transaction:
        store.zones.add(Zone(id=ZoneId(0), name=name))
        transaction.record(at=NOW, zone_time=NOW, actor=Actor("x"), zone=name, kind="zone.added",
                           words="Added.", evidence=Evidence.TOLD, detail={})
"""
