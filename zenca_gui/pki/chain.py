"""Does a device that trusts these roots trust this chain? OpenSSL's verifier is asked."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime

from OpenSSL import crypto

# pyOpenSSL has no public door to the verifier's purpose and host name; these two are the library.
from OpenSSL._util import ffi, lib

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown

NAME_MISMATCH = "hostname mismatch"
_MOST_REMEMBERED = 64
_NOTHING_PRESENTED = "no certificate presented"


class _Store(crypto.X509Store):
    """A trust store that is asked once: as a TLS client, at a moment, for a name."""

    def look_as_client(self, at: datetime, name: str) -> bool:
        """Set purpose, moment and name; False where OpenSSL takes the name for none."""
        if lib.X509_STORE_set_purpose(self._store, lib.X509_PURPOSE_SSL_SERVER) != 1:
            raise RuntimeError("OpenSSL does not know the purpose sslserver")
        asked = ffi.gc(lib.X509_VERIFY_PARAM_new(), lib.X509_VERIFY_PARAM_free)
        lib.X509_VERIFY_PARAM_set_time(asked, int(at.astimezone(UTC).timestamp()))
        if name and not _ask_for(asked, name):
            return False
        return bool(lib.X509_STORE_set1_param(self._store, asked) == 1)


def _ask_for(asked: object, name: str) -> bool:
    if ":" not in name and not name[-1:].isdigit():  # quick: nearly all names are DNS names
        return _ask_for_host(asked, name)
    try:
        address = ipaddress.ip_address(name).packed
        return bool(lib.X509_VERIFY_PARAM_set1_ip(asked, address, len(address)) == 1)
    except ValueError:
        return _ask_for_host(asked, name)


def _ask_for_host(asked: object, name: str) -> bool:
    host = name.encode()
    return bool(lib.X509_VERIFY_PARAM_set1_host(asked, host, len(host)) == 1)


class TrustStore:
    """Roots that are loaded once and asked often, from any thread (the Verifier port)."""

    def __init__(self, trust: Sequence[Certificate]) -> None:
        self._roots = [_loaded(root) for root in trust]
        self._issuers: dict[str, crypto.X509] = {}

    def refusal(self, presented: Sequence[Certificate], *, at: datetime, name: str = "") -> str:
        """Return "" where the chain is trusted, OpenSSL's own words where it is not."""
        if not presented:
            return _NOTHING_PRESENTED
        store = _Store()  # its questions cannot be taken back, so each look has its own
        for root in self._roots:
            store.add_cert(root)
        if not store.look_as_client(at, name):
            return NAME_MISMATCH
        leaf, *others = _loaded(presented[0]), *map(self._above, presented[1:])
        try:
            crypto.X509StoreContext(store, leaf, others).verify_certificate()
        except crypto.X509StoreContextError as error:
            return str(error)
        return ""

    def _above(self, issuer: Certificate) -> crypto.X509:
        """Load an issuer, or find the one that many certificates were presented with before."""
        found = self._issuers.get(issuer.sha256)
        if found is None:
            found = _loaded(issuer)
            if len(self._issuers) < _MOST_REMEMBERED:
                self._issuers[issuer.sha256] = found
        return found


def _loaded(certificate: Certificate) -> crypto.X509:
    try:
        return crypto.load_certificate(crypto.FILETYPE_ASN1, certificate.der)
    except (crypto.Error, ValueError) as error:
        raise BadMaterial(
            _("OpenSSL cannot read the certificate of “{subject}”.").format(
                subject=shown(certificate.subject)
            ),
            _("Nothing was changed. Ask for it again from where it came."),
        ) from error
