"""How does a TLS connection keep to one time limit, and to the CA that was accepted?"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from zenca_gui.remote.dial import connect, look_up
from zenca_gui.remote.patience import Patience

T = TypeVar("T")


class PatientSocket(ssl.SSLSocket):
    """Pays every wait from one patience, so that no trickle of bytes can stretch it."""

    patience: Patience | None = None

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        """Read what there is, or wait for it."""
        return self._patiently(lambda: super(PatientSocket, self).recv_into(buffer, nbytes, flags))

    def send(self, data: Any, flags: int = 0) -> int:
        """Write what can be written, or wait until something can."""
        return self._patiently(lambda: super(PatientSocket, self).send(data, flags))

    def shake_hands(self) -> None:
        """Do the handshake; ssl.SSLCertVerificationError where the chain leads elsewhere."""
        self._patiently(self.do_handshake)

    def _patiently(self, what: Callable[[], T]) -> T:
        assert self.patience is not None
        while True:
            try:
                return what()
            except ssl.SSLWantReadError:
                self.patience.readable(self)
            except ssl.SSLWantWriteError:
                self.patience.writable(self)


def trusting(trust: Sequence[bytes]) -> ssl.SSLContext:
    """Return a context that takes only chains which lead to one of these certificates.

    A partial chain is enough: what was accepted may be a CA below a root, or a server's own
    certificate. The system's trust store is not asked.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=b"".join(trust))
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.sslsocket_class = PatientSocket
    return context


def dial(
    context: ssl.SSLContext, host: str, port: int, name: str, patience: Patience
) -> PatientSocket:
    """Return a connected, verified socket; OSError says what went wrong."""
    endpoints = look_up(host, port, patience)
    for number, endpoint in enumerate(endpoints):
        left = len(endpoints) - number
        try:
            plain = connect(endpoint, patience.part(patience.left / left))
            break
        except OSError:
            if left == 1:
                raise
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock = context.wrap_socket(
        plain,
        server_hostname=name,
        do_handshake_on_connect=False,
        suppress_ragged_eofs=False,  # an answer that breaks off must not look like a whole one
    )
    assert isinstance(sock, PatientSocket)
    try:
        sock.patience = patience
        sock.shake_hands()
    except BaseException:
        sock.close()
        raise
    return sock
