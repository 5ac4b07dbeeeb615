"""`zenca hand-over` and `take-over`: how does a database move to another workstation?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from zenca_gui.cli import login, passwords
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.files import may_write
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.hand_over import Holding
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.services.bundle import Bundle

BUNDLE_PASSPHRASE = "bundle_passphrase_file"  # noqa: S105 - an option's name


def _passphrase_word(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--bundle-passphrase-file", type=Path, metavar="F", help=_("the bundle's passphrase")
    )


def _away_words(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="F", help=_("the bundle to write"))
    parser.add_argument("--force", action="store_true", help=_("write over a file that is there"))
    parser.add_argument("--to", default="", metavar="TEXT", help=_("who or what takes it over"))
    _passphrase_word(parser)
    parser.add_argument(
        "--finish", action="store_true",
        help=_("finish a hand-over that was killed; --out names its bundle where it was moved"),
    )  # fmt: skip
    parser.add_argument(
        "--take-back", action="store_true",
        help=_("write here again: the bundle was never taken over"),
    )  # fmt: skip
    parser.add_argument(
        "--confirm", default="", metavar="ZONE", help=_("the first zone's name, for --take-back")
    )


def _here_words(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="F", help=_("the bundle"))
    _passphrase_word(parser)


def _json(held: Holding) -> dict[str, object]:
    return {
        "state": held.state.value,
        "epoch": held.epoch,
        "at": when(held.at) if held.at else None,
        "by": held.by,
        "host": held.host,
        "to": held.to,
        "bundle": held.bundle,
        "file": held.file,
    }


def _hand_over(call: Call) -> int:
    given = call.given
    if given.take_back and given.finish:
        raise WrongUsage(_("--finish and --take-back exclude each other"))
    if given.take_back:
        return _take_back(call)
    if given.finish:
        return _finish(call)
    out: Path | None = given.out
    if out is None:
        raise WrongUsage(_("name the bundle to write with --out F"))
    may_write(out, force=given.force)
    by = call.actor
    secret = _secret(call, twice=True)
    held = call.console.hand_over.write(
        out, passphrase=secret, by=by, to=given.to, force=given.force
    )
    return _handed_over(call, held)


def _finish(call: Call) -> int:
    call.actor  # noqa: B018 - somebody must be logged in
    bundle: Path | None = call.given.out
    held = call.console.hand_over.finish(_secret(call, twice=False), bundle=bundle)
    return _handed_over(call, held)


def _handed_over(call: Call, held: Holding) -> int:
    return call.answer(
        lambda: _json(held),
        lambda: [
            _("Wrote {file} and read it back. This database is read-only now.").format(
                file=held.file
            ),
            _("Bring the file there, and type: zenca take-over {file}").format(
                file=Path(held.file).name
            ),
            _("Take it over once, on one workstation; then delete the file."),
        ],
    )


def _take_back(call: Call) -> int:
    if not call.given.confirm:
        raise WrongUsage(_("--take-back needs --confirm ZONE, the first zone's name"))
    held = call.console.hand_over.take_back(call.given.confirm, by=call.actor)
    return call.answer(
        lambda: _json(held),
        lambda: [
            _("The database is held here again. Destroy the bundle: it must not be used now.")
        ],
    )


def _take_over(call: Call) -> int:
    console = call.console
    bundle = console.take_over.look(call.given.file, _secret(call, twice=False))
    name = _who(call, bundle)
    held = console.take_over.take(bundle, name=name, password=_password(call, name))
    return call.answer(
        lambda: {**_json(held), "zones": list(bundle.zones), "from": bundle.host},
        lambda: [
            _("Took over {zones} from {host}, handed over by {name} on {when}.").format(
                zones=", ".join(bundle.zones) or _("a database without zones"),
                host=bundle.host, name=bundle.by, when=when(bundle.at),
            ),
            _("This workstation holds the database now. Delete the bundle."),
        ],
    )  # fmt: skip


def _who(call: Call, bundle: Bundle) -> str:
    if call.given.admin is not None:
        return str(call.given.admin).strip()
    if len(bundle.administrators) == 1:
        return bundle.administrators[0]
    raise ZencaError(
        _("There are several administrators in the bundle."),
        _("Nothing was changed. Say who takes over with --admin NAME: {names}.").format(
            names=", ".join(bundle.administrators)
        ),
    )


def _password(call: Call, name: str) -> Secret:
    if call.given.password_file is not None:
        return passwords.first_line(call.given.password_file)
    if passwords.can_ask():
        return passwords.ask(_("Password of {name}").format(name=name))
    raise login.nobody_to_ask(name)


def _secret(call: Call, *, twice: bool) -> Secret:
    file: Path | None = call.given.bundle_passphrase_file
    if file is not None:
        return passwords.first_line(file)
    if passwords.can_ask():
        asked = _("Passphrase of the bundle")
        return passwords.ask_twice(asked) if twice else passwords.ask(asked)
    raise ZencaError(
        _("The passphrase of the bundle is needed, and there is nobody to ask."),
        _("Nothing was changed. Give it with --passphrase-file F."),
    )


GROUP = Group(
    about=lambda: _("The database on another workstation"),
    commands=(
        Command(
            words=("hand-over",),
            help=lambda: _("Write everything into one bundle; read-only here from then on."),
            run=_hand_over,
            arguments=_away_words,
            own_passphrase=BUNDLE_PASSPHRASE,
        ),
        Command(
            words=("take-over",),
            help=lambda: _("Hold the database of a bundle here from now on."),
            run=_take_over,
            arguments=_here_words,
            own_passphrase=BUNDLE_PASSPHRASE,
        ),
    ),
)
