"""How is a private key made, sealed, opened and named?"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import NoReturn, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Signer
from zenca_gui.core.secret import Secret

Private: TypeAlias = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
)
PRIVATE = (
    rsa.RSAPrivateKey,
    ec.EllipticCurvePrivateKey,
    ed25519.Ed25519PrivateKey,
    ed448.Ed448PrivateKey,
)

_RSA_SIZES = {KeyKind.RSA_2048: 2048, KeyKind.RSA_3072: 3072, KeyKind.RSA_4096: 4096}
_CURVES: dict[KeyKind, ec.EllipticCurve] = {
    KeyKind.EC_P256: ec.SECP256R1(),
    KeyKind.EC_P384: ec.SECP384R1(),
    KeyKind.EC_P521: ec.SECP521R1(),
}
_CURVE_NAMES = {curve.name: kind.value for kind, curve in _CURVES.items()}
_PASSPHRASE_BYTES = 32


class HeldKey:
    """A private key in memory. It prints nothing and is not pickled."""

    __slots__ = ("_private", "kind", "public_key", "public_sha256")

    def __init__(self, private: Private) -> None:
        self._private = private
        self.kind = kind_of(private.public_key())
        self.public_key = public_der(private.public_key())
        self.public_sha256 = hashlib.sha256(self.public_key).hexdigest()

    @property
    def private(self) -> Private:
        """The key itself, for the rooms that sign and write."""
        return self._private

    def __repr__(self) -> str:
        return "Signer()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")


def held(signer: Signer) -> HeldKey:
    """Return the key as this room holds it; a Signer from elsewhere is a mistake of ours."""
    if not isinstance(signer, HeldKey):
        raise TypeError("this Signer was not made by zenca_gui.pki")
    return signer


def new_passphrase() -> Secret:
    """Return 256 random bits as people can type them: 13 groups of four."""
    letters = base64.b32encode(secrets.token_bytes(_PASSPHRASE_BYTES)).decode().rstrip("=")
    return Secret("-".join(letters[i : i + 4] for i in range(0, len(letters), 4)))


def make(kind: KeyKind) -> HeldKey:
    """Make a key of this kind; RSA takes its time."""
    if kind in _RSA_SIZES:
        return HeldKey(rsa.generate_private_key(65537, _RSA_SIZES[kind]))
    if kind in _CURVES:
        return HeldKey(ec.generate_private_key(_CURVES[kind]))
    return HeldKey(ed25519.Ed25519PrivateKey.generate())


def seal(signer: Signer, passphrase: Secret) -> bytes:
    """Encrypt as PKCS#8; its 2,048 rounds are enough only for a passphrase made by a machine."""
    return held(signer).private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.reveal().encode()),
    )


def unseal(pem: bytes, passphrase: Secret) -> HeldKey:
    """Open a sealed key; an unencrypted one is refused, as it was not sealed."""
    try:
        key = serialization.load_pem_private_key(pem, passphrase.reveal().encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadMaterial(
            _("The passphrase does not open this key."),
            _("Nothing was changed. The key is still sealed; give the passphrase that belongs."),
        ) from error
    return hold(key)


def hold(key: object) -> HeldKey:
    """Take a key that was read; refuse kinds that cannot sign certificates."""
    if not isinstance(key, PRIVATE):
        raise BadMaterial(
            _("This private key is of a kind that zenca cannot use."),
            _("Nothing was changed. Give an RSA, EC or Ed25519 key."),
        )
    return HeldKey(key)


def key_pem(signer: Signer) -> Secret:
    """Return the key as a server reads it: PKCS#8, not encrypted."""
    return Secret(
        held(signer)
        .private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def kind_of(public: object) -> str:
    """Name a public key: a KeyKind's value where zenca makes that kind, else what it is."""
    match public:
        case rsa.RSAPublicKey():
            return f"rsa-{public.key_size}"
        case ec.EllipticCurvePublicKey():
            return _CURVE_NAMES.get(public.curve.name, f"ec-{public.curve.name}")
        case ed25519.Ed25519PublicKey():
            return KeyKind.ED25519.value
        case _:
            return type(public).__name__.strip("_").removesuffix("PublicKey").lower()


def public_der(public: PublicKeyTypes) -> bytes:
    """Return the SubjectPublicKeyInfo."""
    return public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def hash_for(private: Private) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | None:
    """Return the hash that matches the key's strength; Ed25519 has its own."""
    if isinstance(private, rsa.RSAPrivateKey):
        return hashes.SHA256()
    if isinstance(private, ec.EllipticCurvePrivateKey):
        if private.curve.key_size <= 256:
            return hashes.SHA256()
        return hashes.SHA384() if private.curve.key_size <= 384 else hashes.SHA512()
    return None
