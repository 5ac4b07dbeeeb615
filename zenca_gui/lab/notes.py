"""How are the lab's values written as JSON, between its process and ours?"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.clock import TimeSource
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.ports.lab import ConsoleStand, ListeningServer, SubscriberStand
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.core.system_update import TrustKit

Note = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A trust kit as devices take it: certificates in DER, servers' certificates by SHA-256."""

    name: str
    trust: tuple[bytes, ...] = field(repr=False)
    future: frozenset[str]
    activated: bool
    overlap: bool
    by_tools: bool = False

    @property
    def change(self) -> str:
        """Return what kits of one CA change have in common: the certificates to come."""
        parts = sorted(self.future) or sorted(hashlib.sha256(der).hexdigest() for der in self.trust)
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    @property
    def edition(self) -> str:
        """Return what differs between any two kits that say different things."""
        trust = sorted(hashlib.sha256(der).hexdigest() for der in self.trust)
        told = [self.change, self.name, *trust, str(self.activated), str(self.overlap)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def kit_of(kit: TrustKit) -> Kit:
    """Return what of a trust kit concerns devices."""
    return Kit(
        name=kit.name,
        trust=tuple(certificate.der for certificate in kit.trust),
        future=frozenset(certificate.sha256 for certificate in kit.future),
        activated=kit.activated,
        overlap=kit.overlap,
        by_tools=kit.by_tools,
    )


def kit_note(kit: Kit) -> Note:
    """Write a kit."""
    return {
        "name": kit.name,
        "trust": [text(der) for der in kit.trust],
        "future": sorted(kit.future),
        "activated": kit.activated,
        "overlap": kit.overlap,
        "by_tools": kit.by_tools,
    }


def read_kit(note: Mapping[str, Any]) -> Kit:
    """Read a kit."""
    return Kit(
        name=str(note["name"]),
        trust=tuple(data(each) for each in note["trust"]),
        future=frozenset(map(str, note["future"])),
        activated=bool(note["activated"]),
        overlap=bool(note["overlap"]),
        by_tools=bool(note.get("by_tools")),
    )


def time_note(source: TimeSource) -> Note:
    """Write a time source."""
    return {"anchor": to_text(source.anchor), "shows": to_text(source.shows), "speed": source.speed}


def read_time(note: Mapping[str, Any]) -> TimeSource:
    """Read a time source."""
    return TimeSource(
        anchor=from_text(note["anchor"]),
        shows=from_text(note["shows"]),
        speed=float(note["speed"]),
    )


def span_note(span: timedelta | None) -> float | None:
    """Write a span of time, in seconds."""
    return None if span is None else span.total_seconds()


def read_span(seconds: float | None) -> timedelta | None:
    """Read a span of time."""
    return None if seconds is None else timedelta(seconds=seconds)


def report_note(report: DeviceReport) -> Note:
    """Write a report; what it does not say is left out."""
    note: Note = {"guid": report.guid, "at": to_text(report.at), "source": report.source}
    if report.last_contact:
        note["last_contact"] = to_text(report.last_contact)
    if report.stage:
        note["stage"] = report.stage.value
    if report.can_talk is not None:
        note["can_talk"] = report.can_talk
    for name in ("reason", "talk_reason", "server", "update"):
        if said := getattr(report, name):
            note[name] = said
    if report.presented:
        note["presented"] = list(report.presented)
    return note


def read_report(note: Mapping[str, Any]) -> DeviceReport:
    """Read a report."""
    return DeviceReport(
        guid=str(note["guid"]),
        at=from_text(note["at"]),
        source=str(note["source"]),
        last_contact=from_text(note["last_contact"]) if "last_contact" in note else None,
        stage=Stage(note["stage"]) if "stage" in note else None,
        reason=str(note.get("reason", "")),
        can_talk=note.get("can_talk"),
        talk_reason=str(note.get("talk_reason", "")),
        server=str(note.get("server", "")),
        presented=tuple(map(str, note.get("presented", ()))),
        update=str(note.get("update", "")),
    )


def server_note(server: ListeningServer) -> Note:
    """Write where a server listens."""
    return {name: getattr(server, name) for name in ListeningServer.__slots__}


def read_server(note: Mapping[str, Any]) -> ListeningServer:
    """Read where a server listens."""
    return ListeningServer(**{name: note[name] for name in ListeningServer.__slots__})


def stand_note(stand: ConsoleStand) -> Note:
    """Write what the zone's console shows."""
    return {
        "holds_ca": stand.holds_ca,
        "reminted": stand.reminted.value if stand.reminted else "",
        "activated": stand.activated,
        "exported": [str(path) for path in stand.exported],
        "subscribers": [_subscriber_note(each) for each in stand.subscribers],
    }


def read_stand(note: Mapping[str, Any]) -> ConsoleStand:
    """Read what the zone's console shows."""
    return ConsoleStand(
        holds_ca=bool(note["holds_ca"]),
        reminted=ChangeKind(note["reminted"]) if note["reminted"] else None,
        activated=bool(note["activated"]),
        exported=tuple(map(Path, note["exported"])),
        subscribers=tuple(map(_read_subscriber, note["subscribers"])),
    )


def _subscriber_note(stand: SubscriberStand) -> Note:
    note = {name: getattr(stand, name) for name in SubscriberStand.__slots__}
    return note | {"at": to_text(stand.at) if stand.at else ""}


def _read_subscriber(note: Mapping[str, Any]) -> SubscriberStand:
    at = from_text(note["at"]) if note["at"] else None
    return SubscriberStand(**{**note, "at": at})


def text(raw: bytes) -> str:
    """Write bytes."""
    return base64.b64encode(raw).decode()


def data(written: str) -> bytes:
    """Read bytes."""
    return base64.b64decode(written)
