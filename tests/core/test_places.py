"""Files that ship with zenca are found, and one that is missing is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from zenca_gui.core import places
from zenca_gui.core.errors import ZencaError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of its own, whose `resources` lie where the test puts them."""
    core = tmp_path / "zenca_gui" / "core"
    core.mkdir(parents=True)
    monkeypatch.setattr(places, "__file__", str(core / "places.py"))
    places._resources.cache_clear()
    yield core.parent
    places._resources.cache_clear()


def test_a_checkout_has_its_resources_beside_the_package(package: Path) -> None:
    (package.parent / "resources" / "icons").mkdir(parents=True)
    assert places.resource("icons") == package.parent / "resources" / "icons"


def test_a_wheel_and_a_bundle_carry_them_inside(package: Path) -> None:
    (package / "resources" / "icons").mkdir(parents=True)
    (package.parent / "resources" / "icons").mkdir(parents=True)
    assert places.resource("icons") == package / "resources" / "icons"


def test_what_ships_is_there() -> None:
    assert places.resource("icons/key.svg").is_file()
    assert places.resource("profiles").is_dir()


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ZencaError, match=r"icons/gone\.svg .* Install zenca again"):
        places.resource("icons/gone.svg")
