"""How is a TCP connection opened within a time limit, name look-up included?"""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import socket
import threading
from dataclasses import dataclass

from zenca_gui.remote.patience import SLICE, Patience

UNDER_WAY = {errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One numeric address and port, as the socket library wants them."""

    family: int
    address: tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
    """As `getaddrinfo` gives it: address and port first."""


def look_up(host: str, port: int, patience: Patience) -> list[Endpoint]:
    """Return where a name leads; OSError (gaierror) or TimeoutError where it does not.

    The system's look-up cannot be given a limit, so one that hangs is left behind in its thread.
    """
    with contextlib.suppress(socket.gaierror, UnicodeError):
        return _endpoints(host, port, socket.AI_NUMERICHOST)
    answers: queue.SimpleQueue[list[Endpoint] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_endpoints(host, port, 0))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name=f"look-up of {host}").start()
    while (left := patience.left) > 0:
        try:
            answer = answers.get(timeout=min(left, SLICE))
        except queue.Empty:
            continue
        if isinstance(answer, UnicodeError):
            raise socket.gaierror(socket.EAI_NONAME, str(answer)) from answer
        if isinstance(answer, Exception):
            raise answer
        return answer
    raise TimeoutError


def _endpoints(host: str, port: int, flags: int) -> list[Endpoint]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [Endpoint(family=family, address=address) for family, _t, _p, _n, address in found]


def connect(endpoint: Endpoint, patience: Patience) -> socket.socket:
    """Return a connected socket that never blocks; OSError says what the system said."""
    sock = socket.socket(endpoint.family, socket.SOCK_STREAM)
    try:
        sock.settimeout(0)
        code = sock.connect_ex(endpoint.address)
        if code in UNDER_WAY:
            patience.writable(sock)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    except BaseException:
        sock.close()
        raise
    if code:
        sock.close()
        raise OSError(code, os.strerror(code))
    return sock
