"""How many rounds of key stretching does this file ask for? Told before any is run."""

from __future__ import annotations

from itertools import pairwise

from zenca_gui.pki import der

MOST = 1_000_000
"""Rounds in one place that are refused; half a second's work."""
_MOST_TOGETHER = 3_000_000
_MOST_SCRYPT_BYTES = 64 * 1024 * 1024
_MOST_SCRYPT_LANES = 4
_DEEPEST = 24
_MOST_PIECES = 200_000


def bearable(data: bytes) -> bool:
    """Tell whether every count of rounds in a PKCS#12 or PKCS#8 can be waited for.

    Counts stand in the clear: SEQUENCE { salt OCTET STRING, rounds INTEGER … } for PBES1, PBES2
    and a PKCS#12's own, and after the digest in its MAC. scrypt has three numbers there.
    """
    try:
        found = _counts(data)
    except ValueError:
        return True  # no DER: reading it will say so
    for numbers in found:
        if len(numbers) >= 3 and numbers[1] < 64 and numbers[2] < 64 and _power(numbers[0]):
            memory = 128 * numbers[0] * numbers[1]
            if memory > _MOST_SCRYPT_BYTES or numbers[2] > _MOST_SCRYPT_LANES:
                return False
    rounds = [numbers[0] for numbers in found]
    return all(0 <= each < MOST for each in rounds) and sum(rounds) <= _MOST_TOGETHER


def _power(number: int) -> bool:
    return number > 1 and number & (number - 1) == 0


def _counts(data: bytes) -> list[list[int]]:
    """Return the numbers after each salt, however deep."""
    found: list[list[int]] = []
    waiting = [(der.piece(data), 0)]
    seen = 0
    while waiting:
        outer, depth = waiting.pop()
        seen += 1
        if seen > _MOST_PIECES or depth > _DEEPEST:
            break
        children = _children(data, outer)
        if numbers := _after_salt(data, children):
            found.append(numbers)
        waiting += [(child, depth + 1) for child in children]
    return found


def _children(data: bytes, outer: der.Piece) -> list[der.Piece]:
    """Look inside what is constructed, and inside octets that hold DER in their turn."""
    try:
        if outer.tag & 0x20:
            return der.inside(data, outer)
        if outer.tag == der.OCTETS and data[outer.body : outer.body + 1] == b"\x30":
            return [der.piece(data, outer.body, outer.end)]
    except ValueError:
        return []
    return []


def _after_salt(data: bytes, children: list[der.Piece]) -> list[int]:
    for at, (salt, first) in enumerate(pairwise(children), 1):
        if salt.tag == der.OCTETS and first.tag == der.INTEGER:
            return [_number(data, each) for each in children[at:] if each.tag == der.INTEGER]
    return []


def _number(data: bytes, piece: der.Piece) -> int:
    """Return a count; one too long to be any as what is refused."""
    size = piece.end - piece.body
    return int.from_bytes(data[piece.body : piece.end], "big") if size <= 8 else MOST
