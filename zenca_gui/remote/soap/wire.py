"""How does one question go to a ZENworks server, and its whole answer come back?"""

from __future__ import annotations

import base64
import contextlib
import http.client
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from zenca_gui.core.ports.zenworks import ReadingStopped, ZoneDoor
from zenca_gui.remote.patience import Cancelled, Patience
from zenca_gui.remote.soap import trouble
from zenca_gui.remote.soap.pinned_socket import PatientSocket, dial, trusting

T = TypeVar("T")

LIMIT = 60.0
"""Seconds for one question with its whole answer, connecting included."""
LONGEST = 16 * 1024 * 1024
TRIES = 3
PART = 65_536
XML = {"text/xml", "application/xml", "application/soap+xml"}
CUT = (
    ConnectionResetError,
    ConnectionAbortedError,
    BrokenPipeError,
    http.client.IncompleteRead,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
)
"""The connection broke off; a question that only reads can be asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer, by the names that zeep reads."""

    status_code: int
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    encoding: str = "utf-8"


class Wire:
    """One connection at a time to one server, opened anew where it broke off."""

    def __init__(
        self, door: ZoneDoor, *, limit: float = LIMIT, cancelled: Callable[[], bool]
    ) -> None:
        self._door, self._limit, self._cancelled = door, limit, cancelled
        try:
            self._context = trusting(door.trust)
        except (ssl.SSLError, ValueError) as error:
            raise trouble.untrusted(door, str(error)) from error
        self._line: http.client.HTTPConnection | None = None

    def connect(self) -> None:
        """Open the connection and send nothing; NotTrusted, or RemoteError."""
        self._patiently(self._open)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Ask, up to three times where the connection breaks off; RemoteError says what failed."""
        return self._patiently(lambda patience: self._once(path, body, headers, patience))

    def _patiently(self, what: Callable[[Patience], T]) -> T:
        for left in reversed(range(TRIES)):
            try:
                return what(Patience(self._limit, cancelled=self._cancelled))
            except CUT as error:
                self.close()
                if not left:
                    raise trouble.cut(self._door, TRIES) from error
            except Cancelled as error:
                self.close()
                raise ReadingStopped(*trouble.stopped_words()) from error
            except ssl.SSLCertVerificationError as error:
                raise trouble.untrusted(self._door, error.verify_message) from error
            except (OSError, http.client.HTTPException) as error:
                self.close()
                raise trouble.unreached(self._door, error, seconds=self._limit) from error
            except BaseException:
                self.close()
                raise
        raise AssertionError  # the last try returned or raised

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _once(
        self, path: str, body: bytes, headers: Mapping[str, str], patience: Patience
    ) -> Answer:
        line = self._open(patience)
        line.request("POST", path, body=body, headers={**headers, **self._own_headers()})
        with contextlib.closing(line.getresponse()) as response:
            content = b"" if 300 <= response.status < 400 else self._whole(response)
            answer = Answer(
                status_code=response.status, content=content, headers=dict(response.headers)
            )
            if response.will_close:
                self.close()
        return self._usable(answer)

    def _open(self, patience: Patience) -> http.client.HTTPConnection:
        door = self._door
        if self._line is None:
            line = http.client.HTTPConnection(door.name, door.port)
            line.auto_open = 0  # only ever over the socket made here
            line.sock = dial(self._context, door.host, door.port, door.name, patience)
            self._line = line
        assert isinstance(self._line.sock, PatientSocket)
        self._line.sock.patience = patience
        return self._line

    def _own_headers(self) -> dict[str, str]:
        login = f"{self._door.account}:{self._door.password.reveal()}".encode()
        return {
            "Authorization": f"Basic {base64.b64encode(login).decode()}",
            "Accept": "text/xml",
            "Accept-Encoding": "identity",
            "User-Agent": "zenca",
        }

    def _whole(self, response: http.client.HTTPResponse) -> bytes:
        """Return the body, complete and not endless."""
        if (response.length or 0) > LONGEST:
            raise trouble.too_long(self._door, LONGEST)
        body = bytearray()
        while part := response.read(PART):
            body += part
            if len(body) > LONGEST:
                raise trouble.too_long(self._door, LONGEST)
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return bytes(body)

    def _usable(self, answer: Answer) -> Answer:
        """Return an answer that can be SOAP: 200, or 500 with a fault in it."""
        media = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.status_code in (200, 500) and media in XML and answer.content:
            return answer
        self.close()
        raise trouble.no_soap(self._door, status=answer.status_code, media=media)
