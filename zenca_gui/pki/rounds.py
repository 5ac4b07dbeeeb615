"""How many rounds of key stretching does this file ask for? Told before any is run."""

from __future__ import annotations

from itertools import pairwise

from zenca_gui.pki import der

MOST = 1_000_000
"""Rounds in one place that are refused."""
MOST_TOGETHER = 3_000_000
"""In one file; half a second's work."""
_MOST_SCRYPT_BYTES = 64 * 1024 * 1024
_MOST_SCRYPT_LANES = 4
_DEEPEST = 24
_MOST_PIECES = 200_000
_TOO_MANY = MOST_TOGETHER + 1


def total(data: bytes) -> int:
    """Return the rounds of a PKCS#12 or PKCS#8 together; over MOST_TOGETHER for any to refuse.

    Counts stand in the clear: SEQUENCE { salt OCTET STRING, rounds INTEGER … } for PBES1, PBES2
    and a PKCS#12's own, and after the digest in its MAC. scrypt has three numbers there.
    """
    try:
        found = _counts(data)
    except ValueError:
        return 0  # no DER: reading it will say so
    if found is None or any(map(_unbearable, found)):
        return _TOO_MANY
    return sum(numbers[0] for numbers in found)


def _unbearable(numbers: list[int]) -> bool:
    if len(numbers) >= 3:
        cost, block, lanes = numbers[:3]
        return 128 * cost * block > _MOST_SCRYPT_BYTES or lanes > _MOST_SCRYPT_LANES
    return numbers[0] >= MOST


def _counts(data: bytes) -> list[list[int]] | None:
    """Return the numbers after each salt, however deep; None where it is too deep to tell."""
    found: list[list[int]] = []
    waiting = [(data, der.piece(data), 0)]
    seen = 0
    while waiting:
        text, outer, depth = waiting.pop()
        seen += 1
        if seen > _MOST_PIECES or depth > _DEEPEST:
            return None
        text, children = _children(text, outer)
        if numbers := _after_salt(text, children):
            found.append(numbers)
        waiting += [(text, child, depth + 1) for child in children]
    return found


def _children(text: bytes, outer: der.Piece) -> tuple[bytes, list[der.Piece]]:
    """Look inside what is constructed, and inside octets that hold DER, or BER, in their turn."""
    constructed = outer.tag & der.CONSTRUCTED
    wrapped = outer.tag == der.OCTETS and text[outer.body : outer.body + 1] == b"\x30"
    if not constructed and not wrapped:
        return text, []
    try:
        if wrapped and text[outer.body + 1 : outer.body + 2] != b"\x80":
            return text, [der.piece(text, outer.body, outer.end)]
        if constructed:
            return text, der.inside(text, outer)
    except ValueError:
        pass  # lengths are left open somewhere inside
    try:
        start = outer.body if wrapped else outer.start
        plain = der.definite(text[start : outer.end])
        whole = der.piece(plain)
        return plain, [whole] if wrapped else der.inside(plain, whole)
    except ValueError:
        return text, []


def _after_salt(text: bytes, children: list[der.Piece]) -> list[int]:
    for at, (salt, first) in enumerate(pairwise(children), 1):
        if salt.tag == der.OCTETS and first.tag == der.INTEGER:
            return [_number(text, each) for each in children[at:] if each.tag == der.INTEGER]
    return []


def _number(text: bytes, piece: der.Piece) -> int:
    """Return a count; one too long to be any as what is refused."""
    size = piece.end - piece.body
    return int.from_bytes(text[piece.body : piece.end], "big") if size <= 8 else MOST
