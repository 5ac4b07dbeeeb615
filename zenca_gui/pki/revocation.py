"""How is a list of revoked certificates made (RFC 5280, 5)?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import ListRead, Revoked, Signer
from zenca_gui.pki import keys, reading
from zenca_gui.pki.issuer import issuer, span, whole_seconds


def crl(
    revoked: Sequence[Revoked],
    *,
    issued_by: Certificate,
    signer: Signer,
    number: int,
    this_update: datetime,
    next_update: datetime,
) -> bytes:
    """Return a signed CRL (version 2) in DER."""
    signs = issuer(issued_by, signer)
    start, end = span(this_update, next_update)
    lines = {line.serial: line for line in revoked}  # a serial stands in a list once
    entries = [
        x509.RevokedCertificateBuilder()
        .serial_number(line.serial)
        .revocation_date(whole_seconds(line.at))
        .build()
        for line in lines.values()
    ]
    private = signs.key.private
    return (
        x509.CertificateRevocationListBuilder(revoked_certificates=entries)  # one by one is n²
        .issuer_name(signs.name)
        .last_update(start)
        .next_update(end)
        .add_extension(signs.authority, critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
        .sign(private, keys.hash_for(private))
        .public_bytes(serialization.Encoding.DER)
    )


def pem(der: bytes) -> bytes:
    """Return a CRL in PEM; BadMaterial where it is none."""
    return _list(der).public_bytes(serialization.Encoding.PEM)


def read(der: bytes) -> ListRead:
    """Return until when a CRL is good and whom it names; BadMaterial where it is none."""
    found = _list(der)
    return ListRead(
        until=found.next_update_utc or found.last_update_utc,
        serials=frozenset(line.serial_number for line in found),
    )


def _list(der: bytes) -> x509.CertificateRevocationList:
    try:
        return x509.load_der_x509_crl(der)
    except reading.UNREADABLE as error:
        raise BadMaterial(
            _("This is not a certificate revocation list."), _("Nothing was written.")
        ) from error
