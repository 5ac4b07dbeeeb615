"""What does a Primary Server of the lab say over TLS? It serves one release, and its devices."""

from __future__ import annotations

import asyncio
import hashlib
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.lab.notes import kit_note
from zenca_gui.lab.offer import Offer
from zenca_gui.lab.release_on_disk import served
from zenca_gui.lab.reports import ReportBook

LONGEST_HEAD = 8192
LONGEST_BODY = 65536
LIMIT = 10.0
SOURCE = "lab"
BROKEN = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError)
REASONS = {200: "OK", 204: "No Content", 304: "Not Modified", 400: "Bad Request", 403: "Forbidden",
           404: "Not Found"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One HTTP request."""

    method: str
    path: str
    fields: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One HTTP answer."""

    status: int
    body: bytes = b""


class TlsServer:
    """One server: `reload` makes new connections meet what `current` leads to by then."""

    def __init__(
        self,
        fqdn: str,
        folder: Path,
        *,
        now: Callable[[], datetime],
        offer: Offer,
        book: ReportBook,
    ) -> None:
        self.fqdn = fqdn
        self.folder = folder
        self._now = now
        self._offer = offer
        self._book = book
        self._serving = _loaded(served(folder))
        self._listener: asyncio.Server | None = None
        self.release = served(folder).name

    async def listen(self, address: str) -> tuple[str, int]:
        """Listen there, or on 127.0.0.1 where the system has no such address; return where."""
        front = _server_context()
        front.sni_callback = self._take_current
        for host in (address, "127.0.0.1"):
            try:
                self._listener = await asyncio.start_server(
                    self._meet, host, 0, ssl=front, ssl_handshake_timeout=LIMIT, backlog=256,
                    limit=LONGEST_HEAD,
                )  # fmt: skip
            except OSError:
                if host == "127.0.0.1":
                    raise
                continue
            break
        assert self._listener is not None
        where = self._listener.sockets[0].getsockname()
        return where[0], where[1]

    def reload(self) -> None:
        """Serve what `current` leads to; OSError or ssl.SSLError leaves all as it was."""
        place = served(self.folder)
        self._serving = _loaded(place)
        self.release = place.name

    def close(self) -> None:
        """Listen no more."""
        if self._listener is not None:
            self._listener.close()

    def _take_current(self, wire: ssl.SSLObject, _name: str | None, _front: ssl.SSLContext) -> None:
        wire.context = self._serving  # one context holds one matching pair, whatever comes later

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                async with asyncio.timeout(LIMIT):
                    asked = await _read(reader)
                    if asked is None:
                        break
                    writer.write(self._written(asked, self._answer(asked)))
                    await writer.drain()
                    if asked.fields.get("connection", "").lower() == "close":
                        break
        except BROKEN:
            pass  # whoever connected went away, or spoke no HTTP
        finally:
            writer.close()

    def _answer(self, asked: Asked) -> Said:
        guid = asked.fields.get("device", "")
        if asked.path == "/" and asked.method in {"GET", "HEAD"}:
            return Said(status=200, body=f"{self.fqdn} of the lab\n".encode())
        if asked.path == "/update" and asked.method == "GET":
            return self._update(guid, asked.fields.get("if-none-match", ""))
        if asked.path == "/report" and asked.method == "POST":
            return self._report(guid, asked.body)
        return Said(status=404)

    def _update(self, guid: str, has: str) -> Said:
        if self._offer.must_re_enrol(guid):
            return Said(status=403)
        kit = self._offer.for_device(guid)
        if kit is None:
            return Said(status=204)
        if has == kit.edition:
            return Said(status=304)
        return Said(status=200, body=json.dumps(kit_note(kit)).encode())

    def _report(self, guid: str, body: bytes) -> Said:
        try:
            told = json.loads(body)
            stage = Stage(told["stage"]) if told.get("stage") else None
            presented = tuple(map(str, told["presented"]))
            change, reason = str(told.get("change", "")), str(told.get("reason", ""))
            update = str(told.get("update", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            return Said(status=400)
        if guid not in self._offer.kinds:
            return Said(status=404)
        if change:
            self._offer.took(guid, change)
        now = self._now()
        self._book.add(
            DeviceReport(
                guid=guid, at=now, source=SOURCE, last_contact=now, stage=stage, reason=reason,
                can_talk=True, server=self.fqdn, presented=presented, update=update,
            )
        )  # fmt: skip
        return Said(status=200)

    def _written(self, asked: Asked, said: Said) -> bytes:
        length = [] if said.status in {204, 304} else [f"Content-Length: {len(said.body)}"]
        head = [
            f"HTTP/1.1 {said.status} {REASONS[said.status]}",
            f"Date: {format_datetime(self._now(), usegmt=True)}",
            *length,
        ]
        body = b"" if asked.method == "HEAD" else said.body
        return "\r\n".join([*head, "\r\n"]).encode() + body


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    """Read one request; None where the other side is done or makes no sense."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    words = first.split(" ")
    pairs = [line.partition(":") for line in lines if ":" in line]
    fields = {name.strip().lower(): value.strip() for name, _colon, value in pairs}
    length = fields.get("content-length", "0")
    if len(words) != 3 or not length.isdigit() or int(length) > LONGEST_BODY:
        return None
    body = await reader.readexactly(int(length))
    return Asked(method=words[0], path=words[1], fields=fields, body=body)


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.num_tickets = 0  # a resumed session would show no certificate
    context.options |= ssl.OP_NO_TICKET
    return context


def _loaded(place: Path) -> ssl.SSLContext:
    context = _server_context()
    context.load_cert_chain(place / "fullchain.pem", place / "key.pem")
    return context


def leaf_sha256(certificate_pem: bytes) -> str:
    """Return a PEM certificate's fingerprint."""
    der = ssl.PEM_cert_to_DER_cert(certificate_pem.decode("ascii").strip())
    return hashlib.sha256(der).hexdigest()
