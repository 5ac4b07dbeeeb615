"""How does the plan reach the lab's process? In a file of its own, read once and taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from zenca_gui.core.delivery import Release
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.names import host_name
from zenca_gui.core.ports.lab import Bond, Habit, LabDevice, LabPlan, LabServer, LabSubscriber
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import DeviceKind
from zenca_gui.lab.notes import Note, data, read_span, read_time, span_note, text, time_note
from zenca_gui.lab.private_file import write_private

NAME = "plan.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A plan, and the workstation's time when the steady clock showed `steady`."""

    plan: LabPlan
    workstation: datetime
    steady: float


def write_start(start: Start) -> Path:
    """Write it into the lab's folder, for this user's eyes alone."""
    plan = start.plan
    path = plan.folder / NAME
    note = {
        "workstation": to_text(start.workstation),
        "steady": start.steady,
        "time": time_note(plan.time),
        "trust": text(plan.trust_pem),
        "ssh_user": plan.ssh_user,
        "ssh_public_key": plan.ssh_public_key,
        "servers": [_server_note(server) for server in plan.servers],
        "devices": [_device_note(device) for device in plan.devices],
        "subscribers": [{"name": each.name, "server": each.server} for each in plan.subscribers],
    }
    write_private(path, json.dumps(note).encode())
    return path


def take_start(folder: Path) -> Start:
    """Read it and take it away: it holds the servers' keys."""
    path = folder / NAME
    try:
        note = json.loads(path.read_bytes())
    finally:
        path.unlink(missing_ok=True)
    return Start(
        plan=LabPlan(
            folder=folder,
            time=read_time(note["time"]),
            trust_pem=data(note["trust"]),
            servers=tuple(map(_read_server, note["servers"])),
            devices=tuple(map(_read_device, note["devices"])),
            ssh_user=note["ssh_user"],
            ssh_public_key=note["ssh_public_key"],
            subscribers=tuple(LabSubscriber(**each) for each in note["subscribers"]),
        ),
        workstation=from_text(note["workstation"]),
        steady=float(note["steady"]),
    )


def _server_note(server: LabServer) -> Note:
    release = server.release
    return {
        "fqdn": server.fqdn,
        "names": list(server.names),
        "address": server.address,
        "release": _release_note(release) if release else None,
    }


def _release_note(release: Release) -> Note:
    return {
        "name": release.name,
        "certificate": text(release.certificate_pem),
        "chain": text(release.chain_pem),
        "trust": text(release.trust_pem),
        "key": release.key_pem.reveal(),
    }


def _read_server(note: Mapping[str, Any]) -> LabServer:
    release = note["release"]
    return LabServer(
        fqdn=host_name(note["fqdn"]),
        names=tuple(note["names"]),
        address=note["address"],
        release=_read_release(release) if release else None,
    )


def _read_release(note: Mapping[str, Any]) -> Release:
    return Release(
        name=note["name"],
        certificate_pem=data(note["certificate"]),
        chain_pem=data(note["chain"]),
        trust_pem=data(note["trust"]),
        key_pem=Secret(note["key"]),
    )


def _device_note(device: LabDevice) -> Note:
    habit = device.habit
    return {
        "guid": device.guid,
        "name": device.name,
        "kind": device.kind.value,
        "bond": device.bond.value,
        "age": span_note(device.last_contact_age),
        "failures": device.failures,
        "habit": habit.name,
        "every": span_note(habit.every),
        "away_from": span_note(habit.away_from),
        "away_until": span_note(habit.away_until),
    }


def _read_device(note: Mapping[str, Any]) -> LabDevice:
    return LabDevice(
        guid=note["guid"],
        name=note["name"],
        kind=DeviceKind(note["kind"]),
        bond=Bond(note["bond"]),
        last_contact_age=timedelta(seconds=note["age"]),
        failures=int(note["failures"]),
        habit=Habit(
            name=note["habit"],
            every=timedelta(seconds=note["every"]),
            away_from=read_span(note["away_from"]),
            away_until=read_span(note["away_until"]),
        ),
    )
