"""Does a document fit a JSON schema? The few words of draft 2020-12 that ours uses, strictly."""

import re
from typing import Any

_KNOWN = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "const", "enum", "pattern",
    "properties", "required", "additionalProperties", "items", "anyOf", "minimum",
}  # fmt: skip
_TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], root: Any = None, where: str = "") -> list[str]:
    """Return what does not fit, each with its place; none where all of it does."""
    root = schema if root is None else root
    assert set(schema) <= _KNOWN, f"{where}: this checker does not know {set(schema) - _KNOWN}"
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, where)
    if "anyOf" in schema:
        tried = [faults(value, each, root, where) for each in schema["anyOf"]]
        return [] if any(not each for each in tried) else tried[0]
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{where}: is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if "type" in schema and not _is(value, schema["type"]):
        return [*found, f"{where}: {value!r} is no {schema['type']}"]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{where}: {value!r} does not match {schema['pattern']}")
    if isinstance(value, int) and value < schema.get("minimum", value):
        found.append(f"{where}: {value} is too small")
    if isinstance(value, dict):
        found += _object(value, schema, root, where)
    if isinstance(value, list) and "items" in schema:
        for at, each in enumerate(value):
            found += faults(each, schema["items"], root, f"{where}[{at}]")
    return found


def _object(value: dict[str, Any], schema: dict[str, Any], root: Any, where: str) -> list[str]:
    found = [f"{where}: {name} is missing" for name in schema.get("required", ()) if
             name not in value]  # fmt: skip
    known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, each in value.items():
        if name in known:
            found += faults(each, known[name], root, f"{where}.{name}")
        elif more is False:
            found.append(f"{where}: {name} is not known")
        elif isinstance(more, dict):
            found += faults(each, more, root, f"{where}.{name}")
    return found


def _is(value: Any, kinds: str | list[str]) -> bool:
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if kind == "integer":
            if isinstance(value, int) and not isinstance(value, bool):
                return True
        elif isinstance(value, _TYPES[kind]):
            return True
    return False
