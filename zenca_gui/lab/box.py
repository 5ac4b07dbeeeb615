"""How do the parts of a lab come up and go down together?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.ports.lab import ConsoleStand, LabServer, ListeningServer
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.lab.clock import LabClock
from zenca_gui.lab.device import Device, certificates_of
from zenca_gui.lab.doorkeeper import Doorkeeper
from zenca_gui.lab.notes import Note, read_kit, read_time, report_note, server_note, stand_note
from zenca_gui.lab.offer import Offer
from zenca_gui.lab.plan_file import Start
from zenca_gui.lab.release_on_disk import lay, served
from zenca_gui.lab.reports import ReportBook
from zenca_gui.lab.schedule import Schedule
from zenca_gui.lab.ssh_server import SshServer
from zenca_gui.lab.subscriber import Subscribers
from zenca_gui.lab.tls_server import SOURCE, TlsServer, leaf_sha256
from zenca_gui.lab.zone_console import ZoneConsole, forget


@dataclass(frozen=True, slots=True, kw_only=True)
class _Primary:
    """One server: both its sides, and where they listen."""

    tls: TlsServer
    ssh: SshServer
    listening: ListeningServer


class Box:
    """A zone in a box."""

    def __init__(self, start: Start) -> None:
        self._plan = start.plan
        self._clock = LabClock(
            start.plan.time, workstation=start.workstation, steady_then=start.steady
        )
        self._book = ReportBook()
        self._offer = Offer(kinds={device.guid: device.kind for device in start.plan.devices})
        self.ended = asyncio.Event()

    async def run(self, *, ready: Callable[[], None]) -> None:
        """Bring all up, say so, and go on until `ended`; nothing listens when this returns."""
        primaries = [await self._primary(server) for server in self._plan.servers]
        if self._plan.servers and all(server.release for server in self._plan.servers):
            forget(self._plan.folder)
        console = ZoneConsole(
            self._plan.folder,
            [(p.tls, s.names) for p, s in zip(primaries, self._plan.servers, strict=True)],
            now=self._clock.now, offer=self._offer,
        )  # fmt: skip
        schedule = Schedule(
            self._devices(console),
            tuple(primary.listening for primary in primaries),
            clock=self._clock,
            book=self._book,
            brought=self._offer.brought,
        )
        subscribers = Subscribers(
            self._plan.folder, self._plan.subscribers, [each.listening for each in primaries],
            now=self._clock.now,
        )  # fmt: skip
        self._first_reports()
        door = Doorkeeper(
            self._plan.folder, self._answers(primaries, schedule, console, subscribers)
        )
        await door.open()
        try:
            ready()
            await asyncio.gather(schedule.run(until=self.ended), subscribers.run(until=self.ended))
        finally:
            door.close()
            for primary in primaries:
                primary.tls.close()
                primary.ssh.close()

    async def _primary(self, plan: LabServer) -> _Primary:
        folder = self._folder("servers") / plan.fqdn
        if plan.release is not None:
            lay(folder, plan.release)
        tls = TlsServer(plan.fqdn, folder, now=self._clock.now, offer=self._offer, book=self._book)
        address, port = await tls.listen(plan.address)
        ssh = SshServer(
            tls,
            user=self._plan.ssh_user,
            public_key=self._plan.ssh_public_key,
            now=self._clock.now,
        )
        ssh_port, host_key = await ssh.listen(address, self._folder("host-keys") / plan.fqdn)
        listening = ListeningServer(
            fqdn=plan.fqdn, address=address, port=port, ssh_port=ssh_port, host_key=host_key,
            folder="/",
        )  # fmt: skip
        return _Primary(tls=tls, ssh=ssh, listening=listening)

    def _folder(self, name: str) -> Path:
        folder = self._plan.folder / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def _devices(self, console: ZoneConsole) -> list[Device]:
        trust = {*certificates_of(self._plan.trust_pem), *console.trusted()}
        leaves = {
            leaf_sha256((served(self._folder("servers") / s.fqdn) / "cert.pem").read_bytes())
            for s in self._plan.servers
        }
        return [Device(plan, trust=trust, leaves=leaves) for plan in self._plan.devices]

    def _first_reports(self) -> None:
        now = self._clock.now()
        for device in self._plan.devices:
            self._book.add(
                DeviceReport(
                    guid=device.guid, at=now, source=SOURCE, stage=Stage.NOT_ASSIGNED,
                    last_contact=now - device.last_contact_age,
                )
            )  # fmt: skip

    def _answers(
        self,
        primaries: list[_Primary],
        schedule: Schedule,
        console: ZoneConsole,
        subscribers: Subscribers,
    ) -> Mapping[str, Callable[[Mapping[str, Any]], Any]]:
        def reports(asked: Mapping[str, Any]) -> Note:
            number, found = self._book.since(int(asked["since"]))
            return {"next": number, "reports": [report_note(report) for report in found]}

        def publish(asked: Mapping[str, Any]) -> None:
            self._offer.publish(read_kit(asked["kit"]), waiting=asked.get("waiting", ()))

        def withdraw(_asked: Mapping[str, Any]) -> None:
            self._offer.kit = None

        def put_clock(asked: Mapping[str, Any]) -> None:
            self._clock.put(read_time(asked["time"]))
            schedule.clock_was_put()

        def shown(stand: ConsoleStand) -> Note:
            return stand_note(replace(stand, subscribers=subscribers.stand()))

        def update(asked: Mapping[str, Any]) -> Note:
            subscribers.update(str(asked["name"]))
            return shown(console.stand())

        def visit(_asked: Mapping[str, Any]) -> int:
            return schedule.visit(lambda device: self._offer.hand(device.plan.guid))

        def stop(_asked: Mapping[str, Any]) -> None:
            self.ended.set()

        return {
            "servers": lambda _asked: [server_note(each.listening) for each in primaries],
            "reports": reports,
            "publish": publish,
            "withdraw": withdraw,
            "set_time": put_clock,
            "console": lambda _asked: shown(console.stand()),
            "remint": lambda asked: shown(
                console.remint(ChangeKind(asked["kind"]), days=int(asked["days"]))
            ),
            "activate": lambda _asked: shown(console.activate()),
            "take_back": lambda _asked: shown(console.take_back()),
            "update_subscriber": update,
            "visit": visit,
            "stop": stop,
        }
