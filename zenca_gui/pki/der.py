"""Where in a piece of DER does each part begin and end? Enough of X.690 to cut, not to judge."""

from __future__ import annotations

from dataclasses import dataclass

SEQUENCE, INTEGER, OCTETS, BITS, OID, VERSION = 0x30, 0x02, 0x04, 0x03, 0x06, 0xA0
CONSTRUCTED = 0x20
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """One tag, length and value inside a larger text: where it starts, its body, its end."""

    tag: int
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a certificate says, byte for byte as it says it."""

    signed: bytes
    """The TBSCertificate: what the signature covers."""
    issuer: bytes
    subject: bytes
    public_key: bytes
    """The SubjectPublicKeyInfo."""


def piece(data: bytes, at: int = 0, end: int | None = None) -> Piece:
    """Measure what begins at `at`; ValueError where it does not fit before `end`."""
    limit = len(data) if end is None else end
    if at + 2 > limit or data[at] & 0x1F == 0x1F:
        raise ValueError("no DER here")
    length, body = data[at + 1], at + 2
    if length & 0x80:
        octets = length & 0x7F
        if not 0 < octets <= 4 or body + octets > limit:
            raise ValueError("not a length of DER")
        length, body = int.from_bytes(data[body : body + octets], "big"), body + octets
    if body + length > limit:
        raise ValueError("cut off")
    return Piece(data[at], at, body, body + length)


def inside(data: bytes, outer: Piece) -> list[Piece]:
    """Return what lies directly inside a constructed piece."""
    if not outer.tag & CONSTRUCTED:
        raise ValueError("nothing lies inside")
    found, at = [], outer.body
    while at < outer.end:
        found.append(piece(data, at, outer.end))
        at = found[-1].end
    return found


def parts(certificate: bytes) -> Parts:
    """Cut a certificate; ValueError where it has not the shape of one."""
    signed = inside(certificate, piece(certificate))[0]
    fields = inside(certificate, signed)
    first = 1 if fields[0].tag == VERSION else 0
    if len(fields) < first + 6:
        raise ValueError("not a certificate")
    issuer, subject, key = fields[first + 2], fields[first + 4], fields[first + 5]
    return Parts(
        signed=certificate[signed.start : signed.end],
        issuer=certificate[issuer.start : issuer.end],
        subject=certificate[subject.start : subject.end],
        public_key=certificate[key.start : key.end],
    )


def signed(document: bytes) -> bytes:
    """Return what the signature of a certificate covers, byte for byte."""
    first = piece(document, piece(document).body)
    return document[first.start : first.end]


def key_bits(public_key: bytes) -> bytes:
    """Return the key of a SubjectPublicKeyInfo, whose SHA-1 is RFC 5280's first identifier."""
    bits = inside(public_key, piece(public_key))[1]
    return public_key[bits.body + 1 : bits.end]


def bundled(data: bytes) -> list[bytes]:
    """Return the certificates of a PKCS#7 (SignedData), however its maker sorted them."""
    content = inside(data, piece(data))[1]
    signed = inside(data, inside(data, content)[0])
    held = [field for field in signed[3:] if field.tag == VERSION]  # [0], as a version is
    found = inside(data, held[0]) if held else []
    return [data[each.start : each.end] for each in found if each.tag == SEQUENCE]


def alone(data: bytes) -> bytes:
    """Return the one element that data is; ValueError where something else follows it.

    BER with lengths left open, as browsers and mail programs write it, is rewritten as DER.
    """
    if data[1:2] == b"\x80":
        written, end = _rewritten(data, 0, 0)
    else:
        end = piece(data).end
        written = data[:end]
    if data[end:].strip(b"\0\r\n "):
        raise ValueError("something follows")
    return written


def definite(data: bytes) -> bytes:
    """Return the element that data begins with, with no length left open anywhere in it."""
    return _rewritten(data, 0, 0)[0]


def _rewritten(data: bytes, at: int, depth: int) -> tuple[bytes, int]:
    """Return the element at `at` in definite form, and where it ends."""
    if depth > _DEEPEST or at + 2 > len(data):
        raise ValueError("no BER here")
    tag, open_ended = data[at], data[at + 1] == 0x80
    if not open_ended:
        whole = piece(data, at)
        if not tag & CONSTRUCTED:
            return data[whole.start : whole.end], whole.end
        at, end = whole.body, whole.end
    elif tag & CONSTRUCTED:
        at, end = at + 2, len(data)
    else:
        raise ValueError("an open length on a plain value")
    bodies = []
    while at < end and not (open_ended and data[at : at + 2] == b"\0\0"):
        element, at = _rewritten(data, at, depth + 1)
        bodies.append(element)
    if open_ended:
        if data[at : at + 2] != b"\0\0":
            raise ValueError("cut off")
        at += 2
    if tag == OCTETS | CONSTRUCTED:  # BER may write octets in slices
        tag, bodies = OCTETS, [e[piece(e).body :] for e in bodies]
    body = b"".join(bodies)
    return bytes([tag]) + _length(len(body)) + body, at


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets
