"""Did this key make this signature? The same answer for certificates and for requests."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PSS, PKCS1v15
from cryptography.x509.oid import SignatureAlgorithmOID as Oid

_LARGEST_RSA = 8192
_LARGEST_EXPONENT = 2**33
"""The usual one is 65,537; with one of 3,072 bits a single check takes milliseconds."""
_WORDS = {
    Oid.RSA_WITH_MD5: "MD5 with RSA",
    Oid.RSA_WITH_SHA1: "SHA-1 with RSA",
    Oid.RSA_WITH_SHA224: "SHA-224 with RSA",
    Oid.RSA_WITH_SHA256: "SHA-256 with RSA",
    Oid.RSA_WITH_SHA384: "SHA-384 with RSA",
    Oid.RSA_WITH_SHA512: "SHA-512 with RSA",
    Oid.ECDSA_WITH_SHA1: "SHA-1 with ECDSA",
    Oid.ECDSA_WITH_SHA224: "SHA-224 with ECDSA",
    Oid.ECDSA_WITH_SHA256: "SHA-256 with ECDSA",
    Oid.ECDSA_WITH_SHA384: "SHA-384 with ECDSA",
    Oid.ECDSA_WITH_SHA512: "SHA-512 with ECDSA",
    Oid.RSA_WITH_SHA3_256: "SHA3-256 with RSA",
    Oid.RSA_WITH_SHA3_384: "SHA3-384 with RSA",
    Oid.RSA_WITH_SHA3_512: "SHA3-512 with RSA",
    Oid.ECDSA_WITH_SHA3_256: "SHA3-256 with ECDSA",
    Oid.ECDSA_WITH_SHA3_384: "SHA3-384 with ECDSA",
    Oid.ECDSA_WITH_SHA3_512: "SHA3-512 with ECDSA",
    Oid.DSA_WITH_SHA1: "SHA-1 with DSA",
    Oid.DSA_WITH_SHA256: "SHA-256 with DSA",
    Oid.ED25519: "Ed25519",
    Oid.ED448: "Ed448",
}


def words(signed: x509.Certificate) -> str:
    """Return the hash and algorithm, e.g. `SHA-256 with ECDSA`; the OID of one without a name."""
    oid = signed.signature_algorithm_oid
    if oid == Oid.RSASSA_PSS:
        digest = signed.signature_hash_algorithm
        return f"{digest.name.upper().replace('SHA', 'SHA-') if digest else '?'} with RSA-PSS"
    return _WORDS.get(oid, oid.dotted_string)


def made_by(
    public: object, document: x509.Certificate | x509.CertificateSigningRequest, signed: bytes
) -> bool:
    """Tell whether the key signed `signed`, which is the part of the document that is signed."""
    try:
        how, oid = document.signature_algorithm_parameters, document.signature_algorithm_oid
        match public:
            case ec.EllipticCurvePublicKey() if isinstance(how, ec.ECDSA):
                public.verify(document.signature, signed, how)
            case rsa.RSAPublicKey() if isinstance(how, PSS | PKCS1v15):
                digest = document.signature_hash_algorithm
                if digest is None or not _quick(public):
                    return False
                public.verify(document.signature, signed, how, digest)
            case ed25519.Ed25519PublicKey() if oid == Oid.ED25519:
                public.verify(document.signature, signed)
            case ed448.Ed448PublicKey() if oid == Oid.ED448:
                public.verify(document.signature, signed)
            case _:
                return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _quick(public: rsa.RSAPublicKey) -> bool:
    """Tell whether a check takes no longer than with keys that people make."""
    return public.key_size <= _LARGEST_RSA and public.public_numbers().e < _LARGEST_EXPONENT
