"""What does a server present? One handshake each, many at a time, believing nothing."""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from OpenSSL import SSL

from zenca_gui.core.ports.remote import Look, Target
from zenca_gui.core.sighting import Trouble
from zenca_gui.remote.dial import Endpoint, connect, look_up
from zenca_gui.remote.patience import Cancelled, Patience
from zenca_gui.remote.tls_wire import TlsWire, openssl_words

LIMIT = 10.0
THREADS = 64
DATE_LIMIT = 2.0
LONGEST_HEAD = 8192
NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN}
BROKEN_OFF = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ESHUTDOWN}
NOT_TLS = (
    "wrong version number",
    "http request",
    "https proxy request",
    "packet length too long",
    "unknown protocol",
    "record layer failure",
    "bad record type",
)
"""What OpenSSL says where the answer was no TLS at all."""


class TlsProbe:
    """Fits core.ports.remote.Probe.

    `limit` is each endpoint's whole time in seconds; the `Date` header gets `date_limit` of it.
    """

    def __init__(
        self, *, limit: float = LIMIT, date_limit: float = DATE_LIMIT, threads: int = THREADS
    ) -> None:
        self._limit = limit
        self._date_limit = date_limit
        self._threads = threads
        self._context = _all_comers()
        self._turns = _Turns()

    def look(
        self,
        targets: Sequence[Target],
        *,
        seen: Callable[[Look], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Look at each once. `seen` is called on this thread; `cancelled` on any.

        Targets of one address and port take turns; after a cancel the rest stay unanswered.
        """
        in_turn: dict[tuple[str, int], list[Target]] = {}
        for target in targets:
            in_turn.setdefault((target.host.lower(), target.port), []).append(target)
        if not in_turn:
            return
        enough = threading.Event()
        answers: queue.SimpleQueue[Look | None] = queue.SimpleQueue()

        def take_turns(group: list[Target]) -> None:
            try:
                for target in group:
                    answers.put(self._one(target, lambda: enough.is_set() or cancelled()))
            except Cancelled:
                pass
            finally:
                answers.put(None)

        with ThreadPoolExecutor(min(self._threads, len(in_turn)), "probe") as pool:
            jobs = [pool.submit(take_turns, group) for group in in_turn.values()]
            try:
                for _job in jobs:
                    while (answer := answers.get()) is not None:
                        seen(answer)
            finally:
                enough.set()
        for job in jobs:
            job.result()  # a bug in a thread is a bug here

    def _one(self, target: Target, cancelled: Callable[[], bool]) -> Look:
        blank = Look(server=target.server)
        try:
            looking = Patience(self._limit, cancelled=cancelled)
            endpoints = look_up(target.host, target.port, looking)
        except socket.gaierror as error:
            return replace(blank, trouble=Trouble.UNKNOWN_NAME, detail=error.strerror or str(error))
        except TimeoutError:
            return _late(blank)
        look = replace(blank, trouble=Trouble.UNKNOWN_NAME)
        left = looking.left
        for number, endpoint in enumerate(endpoints):
            with self._turns.of(endpoint, cancelled):
                patience = Patience(left, cancelled=cancelled)
                look = self._meet(target, endpoint, patience.part(left / (len(endpoints) - number)))
                left = patience.left
            if look.trouble is None:
                break
        return look

    def _meet(self, target: Target, endpoint: Endpoint, patience: Patience) -> Look:
        look = Look(server=target.server)
        try:
            sock = connect(endpoint, patience)
        except OSError as error:
            return _told(look, error)
        wire = TlsWire(self._context, sock, target.name)
        try:
            failure = self._handshake(wire, look, patience)
            if presented := wire.presented:  # some ask for a client's certificate, and then hang up
                return replace(
                    look,
                    presented=presented,
                    protocol=wire.connection.get_protocol_version_name(),
                    cipher=wire.connection.get_cipher_name() or "",
                    clock=None
                    if failure
                    else _date(wire, target.name, patience.part(self._date_limit)),
                )
            return failure or replace(look, trouble=Trouble.NOT_TLS)
        finally:
            wire.close()

    def _handshake(self, wire: TlsWire, look: Look, patience: Patience) -> Look | None:
        try:
            wire.handshake(patience)
        except SSL.Error as error:
            return _told_by_tls(look, error)
        except OSError as error:
            return _told(look, error)
        return None


class _Turns:
    """Lets one at a time to each address and port, whoever asks for it."""

    def __init__(self) -> None:
        self._taken: set[Endpoint] = set()
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def of(self, endpoint: Endpoint, cancelled: Callable[[], bool]) -> Iterator[None]:
        """Wait for the endpoint to be free and hold it."""
        with self._changed:
            while not self._changed.wait_for(lambda: endpoint not in self._taken, 0.1):
                if cancelled():
                    raise Cancelled
            self._taken.add(endpoint)
        try:
            yield
        finally:
            with self._changed:
                self._taken.discard(endpoint)
                self._changed.notify_all()


def _all_comers() -> SSL.Context:
    """Return a context that speaks with the oldest and weakest: a look protects no secret."""
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_NONE)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(b"ALL:@SECLEVEL=0")
    context.set_options(SSL.OP_LEGACY_SERVER_CONNECT)
    return context


def _late(look: Look) -> Look:
    return replace(look, trouble=Trouble.TIMED_OUT, detail=os.strerror(errno.ETIMEDOUT))


def _told(look: Look, error: OSError) -> Look:
    """Return what the system's word for a failure means."""
    if isinstance(error, TimeoutError):
        return _late(look)
    trouble = Trouble.UNREACHABLE
    if error.errno == errno.ECONNREFUSED:
        trouble = Trouble.REFUSED
    elif error.errno in BROKEN_OFF:
        trouble = Trouble.RESET
    return replace(look, trouble=trouble, detail=error.strerror or str(error))


def _told_by_tls(look: Look, error: SSL.Error) -> Look:
    """Return what OpenSSL's word for a failed handshake means."""
    words = openssl_words(error)
    if isinstance(error, SSL.SysCallError | SSL.ZeroReturnError) or "unexpected eof" in words:
        return replace(look, trouble=Trouble.RESET, detail=words)
    if any(word in words for word in NOT_TLS) and "alert" not in words:
        return replace(look, trouble=Trouble.NOT_TLS, detail=words)
    return replace(look, trouble=Trouble.REFUSED, detail=words)


def _date(wire: TlsWire, name: str, patience: Patience) -> datetime | None:
    """Ask for the server's own clock; one that does not speak HTTP is none the worse for it."""
    request = f"HEAD / HTTP/1.1\r\nHost: {name}\r\nUser-Agent: zenca\r\nConnection: close\r\n\r\n"
    head = b""
    with contextlib.suppress(SSL.Error, OSError):
        wire.write(request.encode("ascii", "replace"), patience)
        while b"\r\n\r\n" not in head and len(head) < LONGEST_HEAD:
            more = wire.read(patience)
            if not more:
                break
            head += more
    if not head.startswith(b"HTTP/"):
        return None
    for line in head.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        field, _colon, value = line.partition(b":")
        if field.strip().lower() == b"date":
            with contextlib.suppress(ValueError, TypeError):
                moment = parsedate_to_datetime(value.decode("ascii", "replace").strip())
                return moment.astimezone(UTC) if moment.tzinfo else None
    return None
