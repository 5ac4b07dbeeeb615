"""How are certificates written into a file that others read?"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.secret import Secret
from zenca_gui.pki import java_keystore

_ROUNDS = 600_000


def export(
    certificates: Sequence[Certificate], form: Form, *, password: Secret | None = None
) -> bytes:
    """Write certificates; only a PKCS#12 and a JKS take a password."""
    if not certificates:
        raise BadMaterial(
            _("There is no certificate to write."), _("Nothing was written. Choose one first.")
        )
    if form is Form.DER:
        return certificates[0].der
    parsed = [x509.load_der_x509_certificate(c.der) for c in certificates]
    match form:
        case Form.PEM:
            return b"".join(c.public_bytes(serialization.Encoding.PEM) for c in parsed)
        case Form.P7B:
            return pkcs7.serialize_certificates(parsed, serialization.Encoding.PEM)
        case Form.P12:
            return pkcs12.serialize_java_truststore(  # which Java trusts and all others read
                [
                    pkcs12.PKCS12Certificate(c, _alias(certificate).encode())
                    for c, certificate in zip(parsed, certificates, strict=True)
                ],
                _encryption(password),
            )
        case Form.JKS:
            aliased = [(f"ca-{c.sha256[:8].lower()}", c) for c in certificates]
            return java_keystore.truststore(aliased, password)


def _alias(certificate: Certificate) -> str:
    """Return a name that no other certificate of the file has."""
    return f"{certificate.subject} ({certificate.sha256[:8]})"


def _encryption(password: Secret | None) -> serialization.KeySerializationEncryption:
    if not password:
        return serialization.NoEncryption()
    return (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.reveal().encode())
    )
