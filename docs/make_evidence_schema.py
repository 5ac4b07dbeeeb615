"""Write docs/evidence.schema.json from the value that packs are made of (zenca_gui/core/pack.py).

python docs/make_evidence_schema.py        a test says when it is due
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from zenca_gui.core.pack import Pack, Times  # noqa: E402
from zenca_gui.services.evidence.pack_json import FORMAT  # noqa: E402

SCHEMA = ROOT / "docs" / "evidence.schema.json"
PLAIN = {str: {"type": "string"}, bool: {"type": "boolean"}, int: {"type": "integer", "minimum": 0}}
MOMENT = {
    "description": "A moment of the zone's time: UTC, whole seconds.",
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
}
HEAD = {
    "description": "The journal's newest entry: its number, a colon, its SHA-256. "
    "`zenca verify --head FILE` holds the journal against it.",
    "type": "string",
    "pattern": "^[0-9]+:[0-9a-f]{64}$",
}


def schema() -> dict[str, Any]:
    """Return the schema; names of definitions are those of the values."""
    known: dict[str, Any] = {"Time": MOMENT}
    whole = _class(Pack, known)
    whole["properties"] = {"format": {"const": FORMAT}, **whole["properties"], "journal_head": HEAD}
    whole["required"] = ["format", *whole["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The evidence pack of a CA change, or its status report",
        **whole,
        "$defs": dict(sorted(known.items())),
    }


def _class(kind: Any, known: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    happened = kind is Times  # what did not happen is not there
    return {
        "description": _said(kind),
        "type": "object",
        "properties": {name: _of(datetime if happened else hints[name], known) for name in names},
        "required": ["opened"] if happened else names,
        "additionalProperties": False,
    }


def _of(kind: Any, known: dict[str, Any]) -> dict[str, Any]:
    kind = getattr(kind, "__supertype__", kind)
    inner = get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if kind is datetime:
        return {"$ref": "#/$defs/Time"}
    if get_origin(kind) in (Union, UnionType):
        [one] = [each for each in inner if each is not type(None)]
        return {"anyOf": [_of(one, known), {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _of(inner[0], known)}
    if get_origin(kind) is Mapping:
        return {"type": "object", "additionalProperties": _of(inner[1], known)}
    name = kind.__name__
    if name not in known:
        known[name] = None  # it has a place before it is looked into
        known[name] = _words(kind) if issubclass(kind, Enum) else _class(kind, known)
    return {"$ref": f"#/$defs/{name}"}


def _words(kind: type[Enum]) -> dict[str, Any]:
    return {"description": _said(kind), "enum": [member.value for member in kind]}


def _said(kind: Any) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


def text() -> str:
    """Return the file's text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(text(), encoding="utf-8")
