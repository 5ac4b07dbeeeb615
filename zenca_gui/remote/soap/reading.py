"""How are a zone's devices read? Found page by page in every folder, then asked for one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.ports.zenworks import Found, NotTrusted, Page, ZoneDoor, ZoneServers
from zenca_gui.core.zenworks import NotRead, ZoneDevice
from zenca_gui.core.zone import DeviceKind
from zenca_gui.remote.soap import trouble
from zenca_gui.remote.soap.interface import ADMINISTRATORS, DEVICES, Faulted, Service
from zenca_gui.remote.soap.wire import LIMIT, Wire

log = logging.getLogger(__name__)

PAGE = 200
MOST = 5_000_000
FOLDERS = {
    DeviceKind.SERVER: "getServerFolder",
    DeviceKind.WORKSTATION: "getWorkstationFolder",
    DeviceKind.MOBILE: "getMobileFolder",
}
CONTACTS = ("LastContact", "LastFullRefresh", "LastZenAgentSync", "LastASSync", "LastAPNSync")
"""Dates that only a device in contact with the zone moves on. An inventory scan (LastInventoryScan)
and a start (LastBoot) happen without the zone too, and prove none."""


class SoapZone:
    """Fits core.ports.zenworks.ZoneServers. `limit`: seconds for one question and its answer."""

    def __init__(self, *, limit: float = LIMIT, page: int = PAGE) -> None:
        self._limit, self._page = limit, page

    def refusal(self, door: ZoneDoor, *, cancelled: Callable[[], bool] = lambda: False) -> str:
        """Connect and hang up; return "" where the server is trusted, else OpenSSL's words."""
        wire = Wire(door, limit=self._limit, cancelled=cancelled)
        try:
            wire.connect()
        except NotTrusted as error:
            return error.why
        finally:
            wire.close()
        return ""

    @contextmanager
    def reading(
        self, door: ZoneDoor, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[SoapReading]:
        """Begin a conversation; it connects with the first question."""
        wire = Wire(door, limit=self._limit, cancelled=cancelled)
        try:
            yield SoapReading(wire, door, self._page)
        finally:
            wire.close()


class SoapReading:
    """One conversation with a zone's server."""

    def __init__(self, wire: Wire, door: ZoneDoor, page: int) -> None:
        self._wire, self._door, self._page = wire, door, page
        self._devices = Service(wire, door, DEVICES)

    def pages(self, kind: DeviceKind) -> Iterator[Page]:
        """Yield the entries of one kind; a search that the server forgot is begun once more."""
        folder = self._must(FOLDERS[kind])
        if folder is None or not folder.UID:
            return
        try:
            yield from self._searched(kind, folder.UID)
        except Faulted as first:
            log.info("a search was refused on the way and is begun again: %s", first.title)
            try:
                yield from self._searched(kind, folder.UID)
            except Faulted as error:
                raise trouble.fault(self._door, "getSearchResults", error.title) from error

    def _searched(self, kind: DeviceKind, folder: str) -> Iterator[Page]:
        """Go on by what came, to the first page with nothing on it."""
        token = self._devices.ask("search", folderUID=folder, options={"Recursive": True})
        if token is None:
            raise trouble.no_xml(self._door)
        got, before = 0, frozenset[str]()
        while found := self._page_of(token, got):
            these = frozenset(each.guid for each in found)
            if these <= before or got > MOST:
                raise _endless(self._door)
            got, before = got + len(found), these
            total = token.Count if token.CountComplete else None
            yield Page(kind=kind, found=found, total=total)
        self._release(token)

    def _page_of(self, token: Any, index: int) -> tuple[Found, ...]:
        results = self._devices.ask(
            "getSearchResults", searchToken=token, index=index, count=self._page
        )
        return tuple(Found(guid=each.UID or "", name=each.Name or "") for each in results or ())

    def _release(self, token: Any) -> None:
        """Let the server forget the search; where that fails it forgets it by itself."""
        try:
            self._devices.ask("releaseSearchToken", searchToken=token)
        except RemoteError as error:
            log.info("a search was not released: %s", error.title)

    def device(self, found: Found, kind: DeviceKind) -> ZoneDevice | NotRead | None:
        """Return one device; a fault about it costs no other."""
        if not found.guid:
            return NotRead(guid="", name=found.name, why=_("The server gave no GUID."))
        try:
            told = self._devices.ask("getByUID", uid=found.guid)
        except Faulted as error:
            return NotRead(guid=found.guid, name=found.name, why=error.title)
        if told is None or not hasattr(told, "Retired"):  # gone by now; a folder, a group
            return None
        if told.UID and found.guid != told.UID:
            return NotRead(
                guid=found.guid,
                name=found.name,
                why=_("The server answered with another device, {guid}.").format(
                    guid=shown(told.UID)
                ),
            )
        return _device(told, found, kind)

    def nagged(self) -> datetime | None:
        """Return when ZENworks last warned this account; its own operation to note one is not here.

        The account is found by its name among the administrators.
        """
        try:
            service = Service(self._wire, self._door, ADMINISTRATORS)
            wanted = self._door.account.casefold()
            token = service.ask(
                "search",
                folderUID=service.ask("getRootUID"),
                options={"NameFilter": self._door.account, "Recursive": True},
            )
            if token is None:
                return None
            results = service.ask("getSearchResults", searchToken=token, index=0, count=self._page)
            service.ask("releaseSearchToken", searchToken=token)
            for each in results or ():
                if (each.Name or "").casefold() == wanted and each.UID:
                    told = service.ask("getByUID", uid=each.UID)
                    return getattr(told, "lastNagTime", None)
        except Faulted as error:
            raise trouble.fault(self._door, "getByUID", error.title) from error
        return None

    def _must(self, operation: str) -> Any:
        try:
            return self._devices.ask(operation)
        except Faulted as error:
            raise trouble.fault(self._door, operation, error.title) from error


def _device(told: Any, found: Found, kind: DeviceKind) -> ZoneDevice:
    system = told.OSName or ""
    if kind is DeviceKind.MOBILE:
        system = " ".join(part for part in (system, getattr(told, "OSVersion", None) or "") if part)
    path = told.Path or ""
    dates = [getattr(told, name, None) for name in CONTACTS]
    return ZoneDevice(
        guid=found.guid, name=told.Name or found.name or told.Hostname or "", kind=kind, os=system,
        user=told.PrimaryUser or "", lost=told.Lost, retired=told.Retired, test=told.IsTest,
        contacts=tuple(date for date in dates if isinstance(date, datetime)), dns=told.DNS or "",
        folder=path.rpartition("/")[0], version=told.AgentVersion or told.ZenAgentVersion or "",
        status=told.DeviceStatus or "",
    )  # fmt: skip


def _endless(door: ZoneDoor) -> RemoteError:
    return RemoteError(
        _("{host} answers with the same page again and again.").format(host=door.name),
        _("Look at the server, and read again."),
    )


def _fits(zone: SoapZone) -> ZoneServers:
    return zone
