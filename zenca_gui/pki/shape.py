"""What does a file in DER look like from outside, before anybody reads it?"""

from __future__ import annotations

from enum import Enum

from zenca_gui.pki import der


class Shape(Enum):
    """What it may be; whether it is, reading will tell."""

    CERTIFICATE = "certificate"
    REQUEST = "request"
    PKCS7 = "pkcs7"
    PKCS12 = "pkcs12"
    KEY = "key"
    LOCKED_KEY = "locked key"
    OTHER = "other"


def shape(data: bytes) -> Shape:
    """Tell by the outermost elements alone; ValueError where it is no DER."""
    outer = der.piece(data)
    children = der.inside(data, outer)
    if outer.tag != der.SEQUENCE:
        return Shape.OTHER
    match [child.tag for child in children]:
        case [der.SEQUENCE, der.SEQUENCE, der.BITS]:
            return _signed(data, children[0])
        case [der.OID, *_]:
            return Shape.PKCS7
        case [der.SEQUENCE, der.OCTETS]:
            return Shape.LOCKED_KEY
        case [der.INTEGER, der.SEQUENCE, *_] if data[children[0].body : children[0].end] == b"\3":
            return Shape.PKCS12
        case [der.INTEGER, der.SEQUENCE | der.INTEGER | der.OCTETS, *_]:
            return Shape.KEY
        case _:
            return Shape.OTHER


def _signed(data: bytes, signed: der.Piece) -> Shape:
    """Tell a certificate from a request and a list, which are all signed alike."""
    match [field.tag for field in der.inside(data, signed)]:
        case [der.VERSION, der.INTEGER, *_] | [der.INTEGER, _, _, _, _, _, *_]:
            return Shape.CERTIFICATE
        case [der.INTEGER, der.SEQUENCE, der.SEQUENCE, *_]:
            return Shape.REQUEST
        case _:
            return Shape.OTHER
