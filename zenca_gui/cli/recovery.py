"""`zenca ca backup`, `restore`, `recovery-sheet` …: what survives the loss of this machine?"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from zenca_gui.cli import ca, ca_role, json_form, passwords
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import facts, when
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.files import (
    STANDARD_OUTPUT,
    may_write,
    write,
    write_by,
)
from zenca_gui.cli.given import in_zone, into_file
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.core.errors import BadMaterial, ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.secret import Secret
from zenca_gui.core.sheet import as_text

BACKUP_PASSPHRASE = "backup_passphrase_file"  # noqa: S105 - an option's name


def _opening_words(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="F", help=_("the backup"))
    _passphrase(parser, _("what opens it: its passphrase, or the text of the recovery sheet"))


def _restore_words(parser: ArgumentParser) -> None:
    _opening_words(parser)
    parser.add_argument(
        "--ca-only",
        action="store_true",
        help=_("generations and CA keys only; servers and devices stay"),
    )


def _passphrase(parser: ArgumentParser, help_: str) -> None:
    parser.add_argument("--backup-passphrase-file", type=Path, metavar="F", help=help_)


def _backup_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    into_file(parser, _("the file to write"))
    _passphrase(
        parser, _("what is to open it; without one it opens with what the recovery sheet holds")
    )


def _sheet_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    into_file(parser, _("the file to write, as PDF or else as text; - prints it"))


def _prove_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--group", required=True, metavar="TEXT", help=_("the group that the sheet is asked for")
    )


def _backup(call: Call) -> int:
    out, file, force = call.given.out, call.given.backup_passphrase_file, call.given.force
    if out == STANDARD_OUTPUT:
        raise WrongUsage(_("a backup is not printed: name a file with --out"))
    may_write(out, force=force)
    zone, by = call.zone, call.actor
    secret: Secret | None = None
    if file is not None:
        secret = passwords.first_line(file)
    elif passwords.can_ask():
        secret = passwords.ask_twice(_("Passphrase of the backup"))
    write_by(
        out, lambda at: call.console.backup.write(zone.id, at, passphrase=secret, by=by),
        force=force,
    )  # fmt: skip
    opens = _("passphrase") if secret else _("recovery sheet")
    return call.answer(
        lambda: {"zone": zone.name, "out": str(out), "opens_with": "passphrase" if secret
                 else "recovery sheet"},
        lambda: [_("Wrote {file}. It opens with: {what}.").format(file=out, what=opens)],
    )  # fmt: skip


def _opened(call: Call, work: Callable[[Secret | None], int]) -> int:
    """Do the work with the file's secret, or the keyring's, or what a person types."""
    file = call.given.backup_passphrase_file
    if file is not None:
        return work(passwords.backup_secret(file))
    try:
        return work(None)
    except BadMaterial as error:
        if not passwords.can_ask():
            raise
        call.tell(error.title)
        return work(passwords.ask(_("Passphrase of the backup")))


def _verify(call: Call) -> int:
    path: Path = call.given.file
    told = call.given.backup_passphrase_file is not None
    call.options = replace(call.options, needs_database=not told)  # else the keyring's is tried

    def look(secret: Secret | None) -> int:
        found = call.console.backup.verify(path, secret)
        return call.answer(
            lambda: {"file": str(path), **json_form.backup_summary(found)},
            lambda: facts(
                [
                    (_("zone"), found.zone),
                    (_("made"), when(found.made_at)),
                    (_("CA generations"), str(found.generations)),
                    (_("keys"), str(found.keys)),
                    (_("servers"), str(found.servers)),
                    (_("devices"), str(found.devices)),
                    (_("journal's head"), found.head),
                ]
            ),
        )

    return _opened(call, look)


def _restore(call: Call) -> int:
    by = call.actor

    def bring(secret: Secret | None) -> int:
        back = call.console.backup.restore(
            call.given.file, secret, by=by, ca_only=call.given.ca_only
        )
        lost = ngettext(
            "{n} later journal entry is not in it:",
            "{n} later journal entries are not in it:",
            back.lost_entries,
        ).format(n=back.lost_entries)
        return call.answer(
            lambda: {"zone": json_form.zone(back.zone), "from_head": back.from_head,
                     "lost_entries": back.lost_entries,
                     "lost": [json_form.entry(entry) for entry in back.lost]},
            lambda: [
                _("Restored {zone} from head {head}.").format(
                    zone=back.zone.name, head=back.from_head
                ),
                *([lost] if back.lost else [_("Nothing that came later is lost.")]),
                *(f"  {e.sequence}  {when(e.at)}  {e.actor}  {e.words}" for e in back.lost),
            ],
        )  # fmt: skip

    return _opened(call, bring)


def _sheet(call: Call) -> int:
    out, force = call.given.out, call.given.force
    if out != STANDARD_OUTPUT:
        may_write(out, force=force)
    pdf = out.suffix.lower() == ".pdf"
    if pdf and call.write_pdf is None:
        raise ZencaError(
            _("This zenca cannot write PDF files."),
            _("Nothing was written. Choose a name that ends in .txt."),
        )
    sheet = call.console.recovery.sheet(call.zone.id, by=call.actor)
    if out == STANDARD_OUTPUT:
        call.say(as_text(sheet))
        return 0
    write_pdf = call.write_pdf
    if pdf and write_pdf is not None:
        write_by(out, lambda at: write_pdf(sheet, at), force=force)
    else:
        write(out, (as_text(sheet) + "\n").encode(), force=force)
    question = call.console.recovery.question(call.zone.id)
    return call.answer(
        lambda: {"out": str(out), "question": question},
        lambda: [
            _("Wrote {file}. Print it, lock it away, and delete the file.").format(file=out),
            _("To prove that you have it: zenca ca prove-recovery --zone {zone} --group …").format(
                zone=call.zone.name
            ),
            _("It asks for: {question}.").format(question=question),
        ],
    )


def _prove(call: Call) -> int:
    call.console.recovery.prove(call.zone.id, call.given.group, by=call.actor)
    return call.answer(
        lambda: {"zone": call.zone.name, "proved": True},
        lambda: [_("The recovery sheet of {zone} is proved.").format(zone=call.zone.name)],
    )


GROUP = Group(
    about=lambda: _("The CA of a zone, its generations, its recovery"),
    commands=(
        *ca.COMMANDS,
        ca_role.COMMAND,
        Command(
            words=("ca", "backup"),
            help=lambda: _("Write one zone whole into an age file."),
            run=_backup,
            arguments=_backup_words,
            own_passphrase=BACKUP_PASSPHRASE,
        ),
        Command(
            words=("ca", "verify-backup"),
            help=lambda: _("Open a backup and say what it holds; nothing is changed."),
            run=_verify,
            arguments=_opening_words,
            own_passphrase=BACKUP_PASSPHRASE,
        ),
        Command(
            words=("ca", "restore"),
            help=lambda: _("Put a backup in the place of the zone of its name."),
            run=_restore,
            arguments=_restore_words,
            own_passphrase=BACKUP_PASSPHRASE,
        ),
        Command(
            words=("ca", "recovery-sheet"),
            help=lambda: _("Write the sheet that opens the keys without this machine."),
            run=_sheet,
            arguments=_sheet_words,
        ),
        Command(
            words=("ca", "prove-recovery"),
            help=lambda: _("Prove that you have the sheet; a CA change asks for it."),
            run=_prove,
            arguments=_prove_words,
        ),
    ),
)
