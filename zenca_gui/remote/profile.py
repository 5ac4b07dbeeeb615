"""Which commands does a kind of server want? Delivery profiles, read from TOML files."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.places import resource

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_PLACES = ("release", "path", "folder")
_KEYS = ("title", "validate", "activate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is run on a server after the files were laid there, and after the switch."""

    name: str
    title: str
    validate: tuple[str, ...]
    activate: tuple[str, ...]


def filled(commands: Sequence[str], *, folder: str, release: str) -> tuple[str, ...]:
    """Return the commands as the server will read them: paths quoted for its shell."""
    values = {
        "release": shlex.quote(release),
        "path": shlex.quote(f"{folder.rstrip('/')}/releases/{release}"),
        "folder": shlex.quote(folder),
    }
    return tuple(_PLACE.sub(lambda found: values[found[1]], command) for command in commands)


def read_profile(name: str, folders: Sequence[Path] = ()) -> Profile:
    """Return the profile of this name, from the first of the folders that has it, else ours."""
    if not _NAME.match(name):
        raise RemoteError(
            _("“{name}” is not the name of a delivery profile.").format(name=shown(name)),
            _("Nothing was changed. Use letters, digits, hyphens and underscores."),
        )
    for path in [*(folder / f"{name}.toml" for folder in folders), _ours() / f"{name}.toml"]:
        if path.is_file():
            return _read(name, path)
    known = sorted(path.stem for folder in (*folders, _ours()) for path in folder.glob("*.toml"))
    raise RemoteError(
        _("There is no delivery profile “{name}”.").format(name=name),
        _("Nothing was changed. There are: {known}.").format(known=", ".join(known)),
    )


def _ours() -> Path:
    return resource("profiles")


def _read(name: str, path: Path) -> Profile:
    try:
        words = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:  # its words end with the line
        raise _wrong(path, str(error)) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, _("it is not UTF-8 text")) from error
    except OSError as error:
        raise _wrong(path, error.strerror or str(error)) from error
    unknown = sorted(set(words) - set(_KEYS))
    if unknown:
        raise _wrong(path, _("there is no such key: {key}").format(key=unknown[0]))
    title = words.get("title", name)
    if not isinstance(title, str):
        raise _wrong(path, _("{key} must be text in quotation marks").format(key="title"))
    return Profile(
        name=name,
        title=title,
        validate=_commands(path, words, "validate"),
        activate=_commands(path, words, "activate"),
    )


def _commands(path: Path, words: dict[str, object], key: str) -> tuple[str, ...]:
    """Return one command or a list of them; the key must be there, be it empty."""
    if key not in words:
        raise _wrong(path, _("the key {key} is missing").format(key=key))
    given = words[key]
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise _wrong(path, _("{key} must be a command or a list of commands").format(key=key))
    for command in listed:
        for place in _PLACE.findall(command):
            if place not in _PLACES:
                raise _wrong(
                    path,
                    _("{key} names {{{place}}}, which is unknown").format(key=key, place=place),
                )
    return tuple(command for command in listed if command.strip())


def _wrong(path: Path, why: str) -> RemoteError:
    return RemoteError(
        _("The delivery profile {path} cannot be used: {why}.").format(path=path, why=why),
        _("Nothing was changed. Correct the file and try again."),
    )
