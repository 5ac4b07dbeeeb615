"""How is a CA made, and how does one CA vouch for another's key? (RFC 5280, 4.2)"""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.ports.pki import Signer
from zenca_gui.pki import keys, reading, subjects
from zenca_gui.pki.issuer import Issuer, first_method, issuer, key_identifier, name_of, span

SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def root(
    signer: Signer,
    *,
    subject: str,
    not_before: datetime,
    not_after: datetime,
    path_length: int | None = None,
) -> Certificate:
    """Make a self-signed CA certificate."""
    key, name = keys.held(signer), subjects.name(subject)
    itself = Issuer(name=name, key_identifier=first_method(key.public_key), key=key)
    start, end = span(not_before, not_after)
    return _authority(
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.private.public_key())
        .not_valid_before(start)
        .not_valid_after(end),
        path_length=path_length,
        identifier=itself.key_identifier,
        signs=itself,
    )


def renew(
    old: Certificate, *, signer: Signer, not_before: datetime, not_after: datetime
) -> Certificate:
    """Make a CA's certificate anew under its own key: subject byte for byte, same identifier."""
    itself = issuer(old, signer)
    start, end = span(not_before, not_after)
    return _authority(
        x509.CertificateBuilder()
        .subject_name(itself.name)
        .public_key(itself.key.private.public_key())
        .not_valid_before(start)
        .not_valid_after(end),
        path_length=old.path_length,
        identifier=itself.key_identifier,
        signs=itself,
    )


def cross(
    subject: Certificate,
    *,
    issued_by: Certificate,
    signer: Signer,
    not_before: datetime,
    not_after: datetime,
) -> Certificate:
    """Certify the subject CA's key: its name, key identifier and path length are copied."""
    if not subject.ca:
        raise BadMaterial(
            _("“{subject}” is not the certificate of a CA.").format(subject=shown(subject.subject)),
            _("Nothing was signed. Choose a CA certificate."),
        )
    start, end = span(not_before, not_after)
    certified = x509.load_der_x509_certificate(subject.der).public_key()
    return _authority(
        x509.CertificateBuilder()
        .subject_name(name_of(subject))
        .public_key(certified)
        .not_valid_before(start)
        .not_valid_after(end),
        path_length=subject.path_length,
        identifier=key_identifier(subject),
        signs=issuer(issued_by, signer),
    )


def _authority(
    begun: x509.CertificateBuilder, *, path_length: int | None, identifier: bytes, signs: Issuer
) -> Certificate:
    """Add what makes it a CA, sign, and read back what came out."""
    private = signs.key.private
    made = (
        begun.issuer_name(signs.name)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(SIGNS_CERTIFICATES, critical=True)
        .add_extension(x509.SubjectKeyIdentifier(identifier), critical=False)
        .add_extension(signs.authority, critical=False)
        .sign(private, keys.hash_for(private))
    )
    return reading.certificate(made.public_bytes(serialization.Encoding.DER))
