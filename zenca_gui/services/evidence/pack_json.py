"""How is a pack written as JSON, and read back? Field by field, in the order of its value.

Long lists stand one item a line, so that two packs can be compared with `diff`.
docs/evidence.schema.json describes the document.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from json.encoder import encode_basestring
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import from_text, to_iso
from zenca_gui.core.pack import DeviceFact, Pack, Times

FORMAT = "zenca-evidence-1"
_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Codec:
    """How one type is written and read."""

    write: Callable[[Any], str]
    """Return the JSON of a value: text at once, for a pack has millions of them."""
    read: Callable[[Any], Any]
    same: bool = False
    """Read as it is."""
    item: Codec | None = None
    """Of a list: how one of it is."""
    members: tuple[tuple[str, Codec], ...] = ()
    """Of a class: how each field is."""


def as_json(pack: Pack) -> str:
    """Return the document; the same pack gives the same text, to the byte."""
    whole = _members(pack, _codec(Pack), 1)
    return "\n".join(("{", f'  "format": {_encode(FORMAT)},', *whole, "}")) + "\n"


def from_json(text: str) -> Pack:
    """Read what `as_json` wrote; ZencaError for another format."""
    try:
        document = json.loads(text, object_hook=_at_once)
        if document.get("format") != FORMAT:
            raise _other_format()
        pack = _codec(Pack).read(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _other_format() from error
    assert isinstance(pack, Pack)
    return pack


def _at_once(found: dict[str, Any]) -> Any:
    """Make a device of its object at once: a hundred thousand objects would take their room."""
    return _codec(DeviceFact).read(found) if "guid" in found and "stage" in found else found


def _other_format() -> ZencaError:
    return ZencaError(
        _("This evidence is written in a form that this zenca does not know."),
        _("Nothing was written. Save it as JSON: that is given out as it was kept."),
    )


def _members(value: Any, codec: Codec, depth: int) -> Iterator[str]:
    """Yield the lines of a class's fields; one long list at a time is in memory."""
    pad, last = "  " * depth, codec.members[-1][0]
    for name, one in codec.members:
        comma, found = "" if name == last else ",", getattr(value, name)
        start = f"{pad}{_encode(name)}: "
        if one.item is not None and one.item.members and found:
            yield f"{start}["
            yield from _items(found, one.item, f"{pad}  ")
            yield f"{pad}]{comma}"
        elif one.members and found is not None and depth == 1 and not isinstance(found, Times):
            yield f"{start}{{"
            yield from _members(found, one, depth + 1)
            yield f"{pad}}}{comma}"
        else:
            yield f"{start}{one.write(found)}{comma}"


def _items(values: Sequence[Any], codec: Codec, pad: str) -> Iterator[str]:
    last = len(values) - 1
    for n, value in enumerate(values):
        yield f"{pad}{codec.write(value)}{'' if n == last else ','}"


def _as_it_is(value: Any) -> Any:
    return value


_PLAIN = {
    str: Codec(encode_basestring, _as_it_is, same=True),
    int: Codec(int.__repr__, _as_it_is, same=True),
    bool: Codec({True: "true", False: "false"}.__getitem__, _as_it_is, same=True),
}


@cache
def _codec(kind: Any) -> Codec:
    """Return how values of this type are written and read."""
    kind = getattr(kind, "__supertype__", kind)  # of a NewType
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind is datetime:
        return Codec(_moment, from_text)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _optional(_codec(next(each for each in inner if each is not type(None))))
    if origin is tuple:
        one = _codec(inner[0])
        return Codec(
            lambda value: f"[{', '.join([one.write(each) for each in value])}]",
            lambda value: tuple(one.read(each) for each in value),
            item=one,
        )
    if origin is Mapping:
        return Codec(lambda value: _encode(dict(value)), dict)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Codec(lambda value: encode_basestring(value._value_), kind)
    assert is_dataclass(kind), kind
    return _of_class(kind)


def _moment(moment: datetime) -> str:
    """Return what `to_iso` does; packs hold UTC, so that there is nothing to convert."""
    return f'"{moment.isoformat()[:19]}Z"' if moment.tzinfo is UTC else f'"{to_iso(moment)}"'


def _optional(inner: Codec) -> Codec:
    return Codec(
        lambda value: "null" if value is None else inner.write(value),
        _as_it_is if inner.same else lambda value: None if value is None else inner.read(value),
        members=inner.members,
    )


def _of_class(kind: Any) -> Codec:
    hints = get_type_hints(kind)
    codecs = tuple((field.name, _codec(hints[field.name])) for field in fields(kind))
    writers = [(f"{_encode(name)}: ", name, each.write) for name, each in codecs]

    def write(value: Any) -> str:
        parts = [f"{key}{text(getattr(value, name))}" for key, name, text in writers]
        return f"{{{', '.join(parts)}}}"

    def write_known(value: Any) -> str:
        known = [(key, getattr(value, name), text) for key, name, text in writers]
        parts = [f"{key}{text(at)}" for key, at, text in known if at is not None]
        return f"{{{', '.join(parts)}}}"

    def read(found: Any) -> Any:
        if isinstance(found, kind):
            return found  # made at once
        return kind(**{name: each.read(found[name]) for name, each in codecs})

    def read_known(found: Any) -> Any:
        return kind(**{name: each.read(found.get(name)) for name, each in codecs})

    if kind is Times:
        return Codec(write_known, read_known, members=codecs)
    return Codec(write, read, members=codecs)
