"""What does a Subscriber make of its Publisher? It keeps one certificate, and meets no other.

It connects again and again; where the server presents another certificate it says nothing to it.
Only a person in the Subscriber's console lets it keep a new one. What it keeps outlives the lab.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from zenca_gui.core.ports.lab import LabSubscriber, ListeningServer, SubscriberStand
from zenca_gui.lab.private_file import write_private

FILE = "subscribers.json"
REST = 0.5
"""How long, in real seconds, all of them wait between two rounds."""
LIMIT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """A Subscriber, and the SHA-256 of the certificate it keeps; "" before its first contact."""

    name: str
    server: str
    keeps: str = ""


class Subscribers:
    """All Subscribers of a lab, each a client of one server."""

    def __init__(
        self,
        folder: Path,
        plans: Sequence[LabSubscriber],
        servers: Sequence[ListeningServer],
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._path = folder / FILE
        self._servers = {server.fqdn: server for server in servers}
        self._now = now
        self._kept: dict[str, Keeping] = self._read() if not plans else {}
        for plan in plans:
            self._kept[plan.name] = Keeping(name=plan.name, server=plan.server)
        self._seen: dict[str, SubscriberStand] = {}

    def stand(self) -> tuple[SubscriberStand, ...]:
        """Return what each keeps, and what came of its last contact."""
        return tuple(
            self._seen.get(each.name) or _stand(each, "", at=None) for each in self._kept.values()
        )

    async def run(self, *, until: asyncio.Event) -> None:
        """Let them connect until the event."""
        while self._kept and not until.is_set():
            for each in list(self._kept.values()):
                await self._contact(each)
            try:
                async with asyncio.timeout(REST):
                    await until.wait()
            except TimeoutError:
                continue

    def update(self, name: str) -> None:
        """Press *Update Certificate* in its console: from now on it keeps what is presented."""
        seen = self._seen.get(name)
        if seen is None or not seen.presented:
            raise KeyError(name)
        self._kept[name] = replace(self._kept[name], keeps=seen.presented)
        self._seen[name] = _stand(self._kept[name], seen.presented, at=seen.at)
        self._write()

    async def _contact(self, known: Keeping) -> None:
        server = self._servers.get(known.server)
        if server is None:
            return
        presented = await asyncio.to_thread(_presented, server)
        each = self._kept[known.name]  # its console may have been used meanwhile
        if presented and not each.keeps:
            each = self._kept[each.name] = replace(each, keeps=presented)
            self._write()
        self._seen[each.name] = _stand(each, presented, at=self._now())

    def _write(self) -> None:
        notes = [asdict(each) for each in self._kept.values()]
        write_private(self._path, json.dumps(notes).encode())

    def _read(self) -> dict[str, Keeping]:
        if not self._path.exists():
            return {}
        notes: list[Mapping[str, str]] = json.loads(self._path.read_bytes())
        return {note["name"]: Keeping(**note) for note in notes}


def _stand(each: Keeping, presented: str, *, at: datetime | None) -> SubscriberStand:
    return SubscriberStand(
        name=each.name, server=each.server, keeps=each.keeps, presented=presented, at=at,
        can_talk=None if at is None else bool(presented) and presented == each.keeps,
    )  # fmt: skip


def _presented(server: ListeningServer) -> str:
    """Return the SHA-256 of the certificate that the server presents, "" where none answers."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_mode = ssl.CERT_NONE  # the certificate it keeps is all that it trusts
    try:
        with (
            socket.create_connection((server.address, server.port), LIMIT) as sock,
            client.wrap_socket(sock, server_hostname=server.fqdn) as wire,
        ):
            der = wire.getpeercert(binary_form=True)
    except OSError:
        return ""
    return hashlib.sha256(der).hexdigest() if der else ""
