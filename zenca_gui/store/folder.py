"""May a database lie in this folder? Ours, on a local disk, writable; made where it is missing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.store.disk import is_network


def usable_folder(folder: Path) -> Path:
    """Return the folder itself, behind a link of our own, made if missing; StoreError otherwise."""
    folder = folder.absolute()
    try:
        _refuse_network(folder)
        if folder.is_symlink():
            folder = _behind(folder)
        if not folder.exists():
            _make(folder)
        found = folder.stat()
    except PermissionError as error:
        raise _closed(folder) from error
    except OSError as error:
        raise StoreError(
            _("The data folder {path} cannot be used: {why}.").format(
                path=folder, why=error.strerror
            ),
            _("Nothing was changed. Choose another folder."),
        ) from error
    if not stat.S_ISDIR(found.st_mode):
        raise StoreError(
            _("{path} is not a folder.").format(path=folder),
            _("Nothing was changed. Choose a folder for zenca's data."),
        )
    refuse_other_owner(folder, found)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _closed(folder)
    return folder


def refuse_other_owner(path: Path, found: os.stat_result) -> None:
    """Raise StoreError where a file, folder or link belongs to another account."""
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        raise StoreError(
            _("{path} belongs to somebody else.").format(path=path),
            _(
                "Nothing was changed. Each account of this machine keeps its own zenca data: "
                "choose a folder of your own, or log in as its owner."
            ),
        )


def _refuse_network(folder: Path) -> None:
    if is_network(folder) or is_network(Path(os.path.realpath(folder))):
        raise StoreError(
            _("The data folder {path} lies on a network disk.").format(path=folder),
            _("Nothing was changed. A database needs a disk of this machine: choose one there."),
        )


def _behind(link: Path) -> Path:
    refuse_other_owner(link, link.lstat())
    target = Path(os.path.realpath(link))
    if not target.exists():
        raise StoreError(
            _("The data folder {path} is a link that leads nowhere.").format(path=link),
            _("Nothing was changed. Remove the link, or make {target}.").format(target=target),
        )
    return target


def _make(folder: Path) -> None:
    """Make the folder; the ones above it too, but only inside the account's own home."""
    if not folder.parent.is_dir():
        if not _in_home(folder):
            raise StoreError(
                _("The folder {path} does not exist.").format(path=folder.parent),
                _("Nothing was changed. Make it, or choose another place for zenca's data."),
            )
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _in_home(folder: Path) -> bool:
    try:
        home = Path.home()
    except RuntimeError:  # an account without a home
        return False
    return home.is_dir() and folder.is_relative_to(home)


def _closed(folder: Path) -> StoreError:
    return StoreError(
        _("The data folder {path} cannot be written.").format(path=folder),
        _("Nothing was changed. Give yourself the right to write it, or choose another folder."),
    )
