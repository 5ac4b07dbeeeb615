"""How does TLS move over a socket that never blocks? Handshake, write and read with patience."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL

from zenca_gui.remote.patience import Patience

T = TypeVar("T")


class TlsWire:
    """The client's end of one TLS connection."""

    def __init__(self, context: SSL.Context, sock: socket.socket, name: str) -> None:
        self._sock = sock
        self.connection = SSL.Connection(context, sock)
        if asked := _server_name(name):
            self.connection.set_tlsext_host_name(asked)
        self.connection.set_connect_state()

    def handshake(self, patience: Patience) -> None:
        """Shake hands; SSL.Error, OSError or TimeoutError where it comes to nothing."""
        self._patiently(self.connection.do_handshake, patience)

    def write(self, data: bytes, patience: Patience) -> None:
        """Send all of it."""
        while data:
            sent = self._patiently(partial(self.connection.send, data), patience)
            data = data[sent:]

    def read(self, patience: Patience, *, most: int = 4096) -> bytes:
        """Return what comes next, b"" where the other side is done."""
        try:
            return self._patiently(partial(self.connection.recv, most), patience)
        except SSL.ZeroReturnError:
            return b""
        except SSL.SysCallError as error:
            if error.args[0] == -1:  # it hung up without a word
                return b""
            raise

    @property
    def presented(self) -> tuple[bytes, ...]:
        """The chain as presented, leaf first, in DER; empty before it came."""
        chain = self.connection.get_peer_cert_chain(as_cryptography=True) or ()
        return tuple(certificate.public_bytes(Encoding.DER) for certificate in chain)

    def close(self) -> None:
        """Say goodbye without waiting for an answer, and let go of the socket."""
        with contextlib.suppress(SSL.Error, OSError):  # the other side may be gone already
            self.connection.shutdown()
        self._sock.close()

    def _patiently(self, do: Callable[[], T], patience: Patience) -> T:
        while True:
            try:
                return do()
            except SSL.WantReadError:
                patience.readable(self._sock)
            except SSL.WantWriteError:
                patience.writable(self._sock)


def _server_name(name: str) -> bytes:
    """Return what the SNI extension carries: never an address (RFC 6066), b"" for none."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        pass
    else:
        return b""
    try:
        return name.rstrip(".").encode("idna")
    except UnicodeError:
        return b""


def openssl_words(error: SSL.Error) -> str:
    """Return OpenSSL's own words for the failure, or the system's."""
    if isinstance(error, SSL.SysCallError):
        return str(error.args[-1]) if error.args else ""
    reasons = [reason for _library, _function, reason in (error.args[0] if error.args else [])]
    return "; ".join(reason for reason in reasons if reason)
