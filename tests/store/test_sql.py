"""What every SQL sentence of the store keeps to."""

import re
from pathlib import Path

import zenca_gui.store

SOURCES = sorted(Path(zenca_gui.store.__file__).parent.glob("*.py"))


def test_parameters_are_bare_or_named_since_python_312_warns_of_numbered_ones() -> None:
    numbered = [path.name for path in SOURCES if re.search(r"\?[1-9]", path.read_text("utf-8"))]
    assert SOURCES
    assert numbered == []
