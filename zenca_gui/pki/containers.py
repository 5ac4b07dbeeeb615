"""What is in this file? Any container that certificates and keys come in (DESIGN 4)."""

from __future__ import annotations

import base64
import codecs
import re
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.ports.pki import Contents
from zenca_gui.core.secret import Secret
from zenca_gui.pki import der, keys, reading, rounds
from zenca_gui.pki.refusals import Refusals
from zenca_gui.pki.shape import Shape, shape

MOST_BYTES = 16 * 1024 * 1024
MOST_CERTIFICATE_BYTES = 64 * 1024
MOST_BORDERS = 200_000
MOST_UNREAD = 500
MOST_NAMES = 100_000
"""In all certificates of one file."""
MOST_ROOTS = 500
"""Each is asked whether it signed itself, which costs; systems trust 150 or so."""
_BORDER = re.compile(rb"-----(BEGIN|END) ([A-Z0-9 #]{1,40})-----")
_CERTIFICATES = {b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE"}
_CONTAINERS = {b"PKCS7", b"CMS", b"PKCS #7 SIGNED DATA"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(data: bytes, *, name: str, password: Secret | None = None, whole: bool = True) -> Contents:
    """Read whatever the file holds; every refusal names the file.

    Not `whole`: what can be read is returned, and what cannot is counted in `unread`.
    """
    file = _File(name=shown(name), password=password, whole=whole)
    if len(data) > MOST_BYTES:
        raise BadMaterial(
            _("The file {name} is larger than {most} MiB.").format(
                name=file.name, most=MOST_BYTES // 1024 // 1024
            ),
            _("Nothing was read. Choose a file that holds certificates or keys alone."),
        )
    plain = _without_mark(data)
    if not plain.strip():
        raise BadMaterial(
            _("The file {name} is empty.").format(name=file.name),
            _("Nothing was read. Choose a file that holds a certificate or a key."),
        )
    binary = _binary(plain)
    if binary is None and _BORDER.search(plain):
        file.read_pem(plain)
    else:
        file.read_der(binary or _undressed(plain))
    return Contents(
        certificates=tuple(file.certificates), signers=tuple(file.signers), unread=file.unread
    )


def stretching(data: bytes) -> int:
    """Return how many rounds of key stretching a file asks for, in whatever it is dressed."""
    plain = _without_mark(data)
    binary = _binary(plain)
    if binary is not None:
        return rounds.total(binary)
    if b"PKCS12-----" not in plain and b"ENCRYPTED PRIVATE KEY-----" not in plain:
        return 0 if _BORDER.search(plain) else rounds.total(_undressed(plain))
    bodies = _BORDER.split(plain)[3::3]  # what follows each border
    return sum(rounds.total(_undressed(body)) for body in bodies)


def _binary(data: bytes) -> bytes | None:
    """Return the file's DER where that is what it is; a text inside it does not count."""
    try:
        return der.alone(data) if data.startswith(b"\x30") else None
    except ValueError:
        return None


def _undressed(text: bytes) -> bytes:
    """Return what base64 without borders carries; anything else as it is."""
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except ValueError:
        return text


def _without_mark(data: bytes) -> bytes:
    """Return a text as ASCII where an editor saved it as Unicode; anything else as it is."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return text.encode("ascii", errors="replace")
    return data


@dataclass(slots=True, kw_only=True)
class _File(Refusals):
    """What was found in a file so far."""

    whole: bool
    unread: int = 0
    names: int = 0
    roots: int = 0
    rounds: int = 0
    certificates: list[Certificate] = field(default_factory=list)
    signers: list[keys.HeldKey] = field(default_factory=list, repr=False)

    def read_pem(self, text: bytes) -> None:
        """Take every block that is a certificate, a container or a private key."""
        request, begin = False, None
        for count, border in enumerate(_BORDER.finditer(text), 1):
            request = request or b"REQUEST" in border[2]
            if count > MOST_BORDERS:
                raise self.damaged()
            if border[1] == b"BEGIN":
                if begin is not None:
                    self.cannot(self.damaged())
                begin = border
            elif begin is not None and begin[2] == border[2]:
                self.take_block(begin[2], text[begin.end() : border.start()])
                begin = None
            else:
                self.cannot(self.damaged())
                begin = None
        if begin is not None:
            self.cannot(self.damaged())
        if not self.certificates and not self.signers:
            if self.unread:
                raise self.damaged()
            raise self.nothing(request=request)

    def cannot(self, why: BadMaterial) -> None:
        """Refuse the file for a piece of it, or count the piece where the rest is wanted."""
        if self.whole or self.unread >= MOST_UNREAD:
            raise why
        self.unread += 1

    def take_block(self, label: bytes, body: bytes) -> None:
        """Take what is between two borders, where it is for us."""
        if label in _CERTIFICATES:
            try:
                found = self.decoded(body)
            except BadMaterial as error:
                self.cannot(error)
                return
            self.take_certificate(found)
        elif label in _CONTAINERS:
            self.take_pkcs7(self.decoded(body))
        elif label == b"PKCS12":
            self.take_pkcs12(self.decoded(body))
        elif label.endswith(b"PRIVATE KEY"):
            locked = label.startswith(b"ENCRYPTED") or b"ENCRYPTED" in body[:200]
            if label.startswith(b"ENCRYPTED"):
                self.take_key(self.decoded(body), pem=False, locked=True)
                return
            block = b"-----BEGIN %s-----%s-----END %s-----\n" % (label, body, label)
            self.take_key(block, pem=True, locked=locked)

    def read_der(self, data: bytes) -> None:
        """Take what the whole file is."""
        try:
            binary = der.alone(data)
            found = shape(binary)
        except ValueError:
            raise self.nothing() from None
        match found:
            case Shape.CERTIFICATE:
                self.take_certificate(binary)
            case Shape.PKCS7:
                self.take_pkcs7(binary)
            case Shape.PKCS12:
                self.take_pkcs12(binary)
            case Shape.KEY | Shape.LOCKED_KEY:
                self.take_key(binary, pem=False, locked=found is Shape.LOCKED_KEY)
            case _:
                raise self.nothing(request=found is Shape.REQUEST)

    def decoded(self, base64_text: bytes) -> bytes:
        """Return what a PEM block carries."""
        try:
            return base64.b64decode(b"".join(base64_text.split()), validate=True)
        except ValueError as error:
            raise self.damaged() from error

    def take_certificate(self, data: bytes) -> None:
        """Take one; what OpenSSL appends to a TRUSTED CERTIFICATE is left out."""
        try:
            piece = data[: der.piece(data).end]
            if len(piece) > MOST_CERTIFICATE_BYTES:
                raise self.too_much()
            found = reading.certificate(piece)
        except (ValueError, BadMaterial) as error:
            self.cannot(self.unreadable(error))
            return
        self.names += len(found.names)
        self.roots += found.subject == found.issuer
        if self.names > MOST_NAMES or self.roots > MOST_ROOTS:
            raise self.too_much()
        self.certificates.append(found)

    def take_pkcs7(self, data: bytes) -> None:
        """Take the certificates of a PKCS#7, however its maker sorted them."""
        try:
            found = der.bundled(der.alone(data))
        except (ValueError, IndexError) as error:
            raise self.damaged() from error
        for each in found:
            self.take_certificate(each)
        if not found:
            raise self.nothing()

    def take_pkcs12(self, data: bytes) -> None:
        """Take key and certificates; no password and an empty one are tried where none is given."""
        self.stretch(data)
        given = [self.password.reveal().encode()] if self.password else [None, b""]
        for password in given:
            try:
                found = pkcs12.load_pkcs12(data, password)
                break
            except UnsupportedAlgorithm as error:
                raise self.too_old() from error
            except reading.UNREADABLE:
                continue
        else:
            raise self.locked()
        bags = [found.cert] if found.cert else []
        for bag in (*bags, *found.additional_certs):
            self.take_certificate(bag.certificate.public_bytes(serialization.Encoding.DER))
        if found.key is not None:
            self.signers.append(keys.hold(found.key))
        if not self.certificates and not self.signers:
            raise self.nothing()

    def take_key(self, data: bytes, *, pem: bool, locked: bool) -> None:
        """Take a private key; a password is used only where the key asks for one."""
        if locked and not self.password:
            raise self.locked()
        if locked and not pem:
            self.stretch(data)
        password = self.password.reveal().encode() if self.password and locked else None
        try:
            if pem:
                key = serialization.load_pem_private_key(data, password)
            else:
                key = serialization.load_der_private_key(data, password)
        except UnsupportedAlgorithm as error:
            raise self.too_old() from error
        except (ValueError, TypeError) as error:
            raise (self.locked() if locked else self.damaged()) from error
        self.signers.append(keys.hold(key))

    def stretch(self, data: bytes) -> None:
        """Refuse more key stretching, over the whole file, than anybody can wait for."""
        self.rounds += rounds.total(data)
        if self.rounds > rounds.MOST_TOGETHER:
            raise self.too_slow()
