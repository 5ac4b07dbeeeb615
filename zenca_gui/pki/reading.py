"""What does this certificate say? From DER to the value that all of zenca speaks of."""

from __future__ import annotations

import hashlib
import warnings
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.pki import der as cut
from zenca_gui.pki import extensions, keys, signature, subjects

# A CA of an old zone may have the serial 0. Reading it is right, using it is for others to judge.
warnings.filterwarnings("ignore", message="Parsed a serial number which wasn't positive")

UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    OverflowError,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    x509.InvalidVersion,
)
"""What cryptography raises, sooner or later, at what is no sound certificate."""


def certificate(der: bytes) -> Certificate:
    """Read one DER certificate; BadMaterial where it is none or says what cannot be."""
    try:
        return _read(der, x509.load_der_x509_certificate(der))
    except UNREADABLE as error:
        raise BadMaterial(
            _("This certificate cannot be read."),
            _("Nothing was changed. Ask for it again from where it came."),
        ) from error


def _read(der: bytes, parsed: x509.Certificate) -> Certificate:
    pieces = cut.parts(der)
    public = _public_key(parsed)
    public_key = keys.public_der(public) if public else pieces.public_key
    says = extensions.said(parsed.extensions)
    return Certificate(
        der=der,
        subject=subjects.text(parsed.subject),
        issuer=subjects.text(parsed.issuer),
        serial=parsed.serial_number,
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        key=keys.kind_of(public) if public else parsed.public_key_algorithm_oid.dotted_string,
        signature=signature.words(parsed),
        sha256=hashlib.sha256(der).hexdigest(),
        sha1=hashlib.sha1(der, usedforsecurity=False).hexdigest(),
        public_sha256=hashlib.sha256(public_key).hexdigest(),
        ca=says.ca,
        path_length=says.path_length,
        key_identifier=says.key_identifier,
        authority_identifier=says.authority_identifier,
        authority_serial=says.authority_serial,
        names=says.names,
        self_signed=pieces.issuer == pieces.subject
        and signature.made_by(public, parsed, pieces.signed),
        version=parsed.version.value + 1,
        key_usage=says.key_usage,
        extended_key_usage=says.extended_key_usage,
        critical_unknown=says.critical_unknown,
        permitted_names=says.permitted_names,
        excluded_names=says.excluded_names,
    )


def _public_key(parsed: x509.Certificate) -> CertificatePublicKeyTypes | None:
    """Return the key, None for one of a kind that is not known here."""
    try:
        return parsed.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None


def signature_words(signer: keys.HeldKey) -> str:
    """Say how this key signs, in the words that reading the result will find."""
    digest = keys.hash_for(signer.private)
    if digest is None:
        return "Ed25519" if isinstance(signer.private, ed25519.Ed25519PrivateKey) else "Ed448"
    family = "RSA" if isinstance(signer.private, rsa.RSAPrivateKey) else "ECDSA"
    return f"{digest.name.upper().replace('SHA', 'SHA-')} with {family}"


def signed_by(signed: Certificate, issuer: Certificate) -> bool:
    """Tell whether the issuer's key made the signature; names are not looked at."""
    try:
        parsed = x509.load_der_x509_certificate(signed.der)
        return signature.made_by(_key_of(issuer.der), parsed, cut.signed(signed.der))
    except UNREADABLE:
        return False


@lru_cache(maxsize=64)
def _key_of(der: bytes) -> CertificatePublicKeyTypes:
    """Return a CA's key; the same few are asked for again and again."""
    return x509.load_der_x509_certificate(der).public_key()
