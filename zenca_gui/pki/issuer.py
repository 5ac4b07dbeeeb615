"""Who signs: under which name and key identifier, with which key, and for how long?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.ports.pki import Signer
from zenca_gui.pki import der, keys, reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """A CA that is ready to sign: its name as it writes it, its identifier, its key."""

    name: x509.Name
    key_identifier: bytes
    key: keys.HeldKey = field(repr=False)

    @property
    def authority(self) -> x509.AuthorityKeyIdentifier:
        """The AKI of what it signs: the key identifier alone, so that it outlives a renewal."""
        return x509.AuthorityKeyIdentifier(self.key_identifier, None, None)


def issuer(certificate: Certificate, signer: Signer) -> Issuer:
    """Bring a CA and its key together; BadMaterial where it is no CA or the key is another's."""
    key = keys.held(signer)
    if not certificate.ca:
        raise BadMaterial(
            _("“{subject}” is not the certificate of a CA.").format(
                subject=shown(certificate.subject)
            ),
            _("Nothing was signed. Choose a CA certificate."),
        )
    if key.public_sha256 != certificate.public_sha256:
        raise BadMaterial(
            _("The key does not belong to “{subject}”.").format(subject=shown(certificate.subject)),
            _("Nothing was signed. Give the key of this certificate."),
        )
    return Issuer(name=name_of(certificate), key_identifier=key_identifier(certificate), key=key)


def name_of(certificate: Certificate) -> x509.Name:
    """Return the subject so that it is written again byte for byte; BadMaterial where it is not."""
    try:
        name = x509.load_der_x509_certificate(certificate.der).subject
        same = name.public_bytes() == der.parts(certificate.der).subject
    except reading.UNREADABLE:
        same = False
    if not same:
        raise BadMaterial(
            _("The name of “{subject}” is written in a way that zenca cannot repeat.").format(
                subject=shown(certificate.subject)
            ),
            _("Nothing was signed. Change to a new CA with a new subject."),
        )
    return name


def key_identifier(certificate: Certificate) -> bytes:
    """Copy the certificate's key identifier; only where it has none, RFC 5280's first method."""
    if certificate.key_identifier:
        return bytes.fromhex(certificate.key_identifier)
    return first_method(der.parts(certificate.der).public_key)


def first_method(public_key: bytes) -> bytes:
    """Return the SHA-1 of a SubjectPublicKeyInfo's bits (RFC 5280, 4.2.1.2)."""
    return hashlib.sha1(der.key_bits(public_key), usedforsecurity=False).digest()


def whole_seconds(moment: datetime) -> datetime:
    """Return the moment as a certificate can say it: UTC, without fractions."""
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def span(not_before: datetime, not_after: datetime) -> tuple[datetime, datetime]:
    """Return both ends in whole seconds; BadMaterial where the end is not after the start."""
    start, end = whole_seconds(not_before), whole_seconds(not_after)
    if end <= start:
        raise BadMaterial(
            _("A certificate cannot end before it starts."),
            _("Nothing was signed. Choose a later end."),
        )
    return start, end
