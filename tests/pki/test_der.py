"""Cutting DER: pieces are found where they are, and nothing that is broken is taken for whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.pki import der

values = st.recursive(
    st.binary(max_size=200).map(lambda body: ("octets", body)),
    lambda inner: st.lists(inner, max_size=4).map(lambda parts: ("sequence", parts)),
    max_leaves=12,
)


def length(size: int) -> bytes:
    if size < 128:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([128 | len(octets)]) + octets


def written(value, *, ber: bool) -> bytes:
    """Write a tree as DER, or as BER with every length left open and octets in slices."""
    kind, body = value
    if kind == "octets":
        plain = b"\x04" + length(len(body)) + body
        if not ber:
            return plain
        half = len(body) // 2
        slices = [b"\x04" + length(len(s)) + s for s in (body[:half], body[half:])]
        return b"\x24\x80" + b"".join(slices) + b"\0\0"
    content = b"".join(written(part, ber=ber) for part in body)
    return b"\x30\x80" + content + b"\0\0" if ber else b"\x30" + length(len(content)) + content


@given(values)
def test_open_lengths_are_closed_and_slices_joined(value) -> None:
    assert der.alone(written(value, ber=True)) == written(value, ber=False)


@given(values)
def test_der_stays_as_it_is(value) -> None:
    assert der.alone(written(value, ber=False) + b"\r\n") == written(value, ber=False)


@given(values, st.floats(0, 1, exclude_max=True), st.booleans())
def test_what_is_cut_off_is_never_whole(value, at: float, ber: bool) -> None:
    whole = written(value, ber=ber)
    with pytest.raises(ValueError, match=r"."):
        der.alone(whole[: int(at * len(whole))])


@given(st.binary(max_size=300))
def test_any_bytes_are_cut_or_refused(data: bytes) -> None:
    for cut in (der.alone, der.piece, der.parts, der.bundled):
        try:
            cut(data)
        except (ValueError, IndexError):
            continue


def test_a_certificate_is_cut_into_what_it_says(zone) -> None:
    pieces = der.parts(zone.new_leaf.der)
    assert pieces.issuer == der.parts(zone.new.der).subject
    assert pieces.signed in zone.new_leaf.der
    assert pieces.public_key.hex() in zone.new_leaf.der.hex()
