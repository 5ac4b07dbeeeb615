"""Would this client trust that server? A TLS client with a trust store and a time of its own."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from OpenSSL import SSL, crypto

from zenca_gui.remote.dial import connect, look_up
from zenca_gui.remote.patience import Cancelled, Patience
from zenca_gui.remote.tls_wire import TlsWire, openssl_words

LONGEST_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """A chain that OpenSSL verified: fingerprints of the certificates and of their public keys."""

    sha256: tuple[str, ...]
    """Leaf first, anchor last."""
    public_sha256: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What came of one connection. `refusal` is "" where the client was content."""

    presented: tuple[bytes, ...] = field(default=(), repr=False)
    refusal: str = ""
    """OpenSSL's words, the system's, or the client's own."""

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return the SHA-256 fingerprints of what was presented, leaf first."""
        return tuple(hashlib.sha256(der).hexdigest() for der in self.presented)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsClient:
    """One client: whom it trusts (DER), and what else it asks of a chain before it speaks."""

    trust: Sequence[bytes] = field(repr=False)
    pin: Callable[[Vouched], str] = lambda _chain: ""
    """Returns "" or why this verified chain will not do; the server gets an alert."""

    def talk(
        self,
        host: str,
        port: int,
        *,
        name: str,
        at: datetime,
        say: Callable[[Exchange], None],
        seconds: float,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Meeting:
        """Connect, verify at this time, and say what is to be said; all within the seconds."""
        patience = Patience(seconds, cancelled=cancelled)
        try:
            sock = connect(look_up(host, port, patience)[0], patience)
        except (OSError, Cancelled) as error:
            return Meeting(refusal=_words(error))
        opinion = _Opinion(self, name, at)
        wire = TlsWire(opinion.context(), sock, name)
        refusal = ""
        try:
            wire.handshake(patience)
            say(Exchange(wire, patience))
        except SSL.Error as error:
            refusal = opinion.refusal or openssl_words(error)
        except (OSError, Cancelled) as error:
            refusal = _words(error)
        finally:
            presented = wire.presented
            wire.close()
        return Meeting(presented=presented, refusal=refusal)


class Exchange:
    """What two sides say to each other once they trust each other: HTTP/1.1, one at a time."""

    def __init__(self, wire: TlsWire, patience: Patience) -> None:
        self._wire = wire
        self._patience = patience
        self.presented = tuple(hashlib.sha256(der).hexdigest() for der in wire.presented)

    def ask(self, head: str, body: bytes = b"") -> Answer:
        """Send one request (`GET /update HTTP/1.1` and fields) and read its whole answer."""
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        self._wire.write(f"{head}\r\n{length}\r\n".encode() + body, self._patience)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(data)
        fields, _blank, rest = data.partition(b"\r\n\r\n")
        wanted = _content_length(fields)
        while len(rest) < wanted:
            rest += self._more(rest)
        return Answer(status=int(fields[9:12]) if fields[9:12].isdigit() else 0, body=rest)

    def _more(self, so_far: bytes) -> bytes:
        more = self._wire.read(self._patience, most=65536)
        if not more:
            raise ConnectionResetError(0, "the answer broke off")
        if len(so_far) > LONGEST_ANSWER:
            raise ConnectionAbortedError(0, "the answer is too long")
        return more


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes = field(repr=False)


class _Opinion:
    """What OpenSSL, and the client itself, think of one chain."""

    def __init__(self, client: TlsClient, name: str, at: datetime) -> None:
        self._client = client
        self._name = name
        self._at = at.astimezone(UTC)
        self._verified: dict[int, x509.Certificate] = {}
        self.refusal = ""

    def context(self) -> SSL.Context:
        """Return a context that verifies by this trust, at this time."""
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        store = context.get_cert_store()
        assert store is not None
        for der in self._client.trust:
            store.add_cert(crypto.X509.from_cryptography(x509.load_der_x509_certificate(der)))
        store.set_time(self._at)
        context.set_verify(SSL.VERIFY_PEER, self._on_certificate)
        return context

    def _on_certificate(
        self, wire: SSL.Connection, certificate: crypto.X509, number: int, depth: int, fine: int
    ) -> bool:
        """OpenSSL calls this for each certificate of the chain it built, anchor first."""
        if not fine:
            self.refusal = self.refusal or self._openssl_says(wire, certificate, number)
            return False
        self._verified[depth] = certificate.to_cryptography()
        if depth == 0:
            self.refusal = self._on_chain()
        return not self.refusal

    def _on_chain(self) -> str:
        chain = [self._verified[depth] for depth in sorted(self._verified)]
        if not _is_for(chain[0], self._name):
            return "hostname mismatch"
        return self._client.pin(
            Vouched(
                sha256=tuple(_digest(c.public_bytes(Encoding.DER)) for c in chain),
                public_sha256=tuple(map(public_sha256, chain)),
            )
        )

    def _openssl_says(self, wire: SSL.Connection, certificate: crypto.X509, number: int) -> str:
        """Let OpenSSL verify once more: only there does pyOpenSSL give its words."""
        del certificate
        store = wire.get_context().get_cert_store()
        chain = wire.get_peer_cert_chain()
        if store is not None and chain:
            try:
                crypto.X509StoreContext(store, chain[0], chain[1:]).verify_certificate()
            except crypto.X509StoreContextError as error:
                return str(error)
        return f"certificate verify error {number}"


def public_sha256(certificate: x509.Certificate) -> str:
    """Return the fingerprint of a certificate's public key (SubjectPublicKeyInfo)."""
    key = certificate.public_key()
    return _digest(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def public_sha256_of(der: bytes) -> str:
    """Return the same of a certificate in DER."""
    return public_sha256(x509.load_der_x509_certificate(der))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_for(leaf: x509.Certificate, name: str) -> bool:
    """Tell whether the certificate is for this name: RFC 6125, wildcards for one label."""
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    try:
        return ipaddress.ip_address(name) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        wanted = name.rstrip(".").lower()
    for given in names.get_values_for_type(x509.DNSName):
        if given.lower() == wanted:
            return True
        if given.startswith("*.") and wanted.partition(".")[2] == given[2:].lower():
            return True
    return False


def _content_length(fields: bytes) -> int:
    for line in fields.split(b"\r\n")[1:]:
        field_name, _colon, value = line.partition(b":")
        if field_name.strip().lower() == b"content-length" and value.strip().isdigit():
            return min(int(value), LONGEST_ANSWER)
    return 0


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    return getattr(error, "strerror", None) or str(error) or "given up"
