"""Where do the files that ship with zenca lie? The same answer from a checkout, wheel or bundle."""

from functools import cache
from pathlib import Path

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _


@cache
def _resources() -> Path:
    package = Path(__file__).resolve().parents[1]
    installed = package / "resources"  # a wheel and a PyInstaller bundle carry them inside
    return installed if installed.is_dir() else package.parent / "resources"


def resource(name: str) -> Path:
    """Return the path of a shipped file or folder, named from `resources/` with slashes."""
    path = _resources().joinpath(*name.split("/"))
    if not path.exists():
        raise ZencaError(
            _("The file {name} that belongs to zenca is missing.").format(name=name),
            _("Nothing was changed. Install zenca again."),
        )
    return path
