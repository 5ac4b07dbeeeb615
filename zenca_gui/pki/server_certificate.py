"""How are server certificates issued, ten thousand as easily as one?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.ports.pki import Order, Signer
from zenca_gui.pki import keys, reading, request
from zenca_gui.pki.issuer import first_method, issuer, span


def _extension(value: x509.ExtensionType, *, critical: bool) -> x509.Extension[x509.ExtensionType]:
    """Write the extension down now, so that signing ten thousand times copies it as it is."""
    written = x509.UnrecognizedExtension(value.oid, value.public_bytes())
    return x509.Extension(oid=value.oid, critical=critical, value=written)


_LEAF = _extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
_SERVES = _extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
_SIGNS = _extension(request.usage(encipherment=False), critical=True)
_SIGNS_AND_DECRYPTS = _extension(request.usage(encipherment=True), critical=True)
_SIGNS_WORDS = ("digitalSignature",)
_SIGNS_AND_DECRYPTS_WORDS = ("digitalSignature", "keyEncipherment")


def issue(
    orders: Iterable[Order],
    *,
    issued_by: Certificate,
    signer: Signer,
    not_before: datetime,
    not_after: datetime,
) -> Iterator[Certificate]:
    """Issue in the orders' order. What all have in common is made once, and nothing is re-read."""
    signs = issuer(issued_by, signer)
    start, end = span(not_before, not_after)
    private, digest = signs.key.private, keys.hash_for(signs.key.private)
    words, above = reading.signature_words(signs.key), signs.key_identifier.hex()
    authority = _extension(signs.authority, critical=False)
    naive = (start.replace(tzinfo=None), end.replace(tzinfo=None))  # as the builder keeps them
    for order in orders:
        asking = request.load_for_server(order.request)
        asked = request.named(order.names)
        public_key = keys.public_der(asking.public)
        rsa_key = isinstance(asking.public, rsa.RSAPublicKey)
        identifier, serial = first_method(public_key), x509.random_serial_number()
        made = x509.CertificateBuilder(  # all at once: each of its methods would copy it
            issuer_name=signs.name,
            subject_name=asked.subject,
            public_key=asking.public,
            serial_number=serial,
            not_valid_before=naive[0],
            not_valid_after=naive[1],
            extensions=[
                _LEAF,
                _SIGNS_AND_DECRYPTS if rsa_key else _SIGNS,
                _SERVES,
                _extension(asked.alternative, critical=not asked.common_name),
                _extension(x509.SubjectKeyIdentifier(identifier), critical=False),
                authority,
            ],
        ).sign(private, digest)
        der = made.public_bytes(serialization.Encoding.DER)
        yield Certificate(
            der=der,
            subject=f"CN={asked.common_name}" if asked.common_name else "",
            issuer=issued_by.subject,
            serial=serial,
            not_before=start,
            not_after=end,
            key=asking.kind,
            signature=words,
            sha256=hashlib.sha256(der).hexdigest(),
            sha1=hashlib.sha1(der, usedforsecurity=False).hexdigest(),
            public_sha256=hashlib.sha256(public_key).hexdigest(),
            ca=False,
            key_identifier=identifier.hex(),
            authority_identifier=above,
            names=asked.names,
            key_usage=_SIGNS_AND_DECRYPTS_WORDS if rsa_key else _SIGNS_WORDS,
            extended_key_usage=("serverAuth",),
        )
