"""`zenca ca`: the CA of a zone, its generations, and what is handed out of it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from zenca_gui.cli import json_form, passwords
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.command import Command
from zenca_gui.cli.files import (
    PUBLIC,
    STANDARD_OUTPUT,
    may_write,
    print_bytes,
    read_bytes,
    write,
)
from zenca_gui.cli.given import choice, in_zone, into_file, whole
from zenca_gui.cli.words import custody_words, status_words
from zenca_gui.core.certificate import Custody, Generation, KeyKind, fingerprint
from zenca_gui.core.errors import PasswordNeeded
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.secret import Secret

CONTAINER_PASSWORD = "container_password_file"  # noqa: S105 - an option's name
USUAL_DAYS = range(365, 3653)
"""A CA that lives less than a year or more than ten is made with a warning."""


def container_password(parser: ArgumentParser, help_: str) -> None:
    """Add `--container-password-file`, whose place `--passphrase-file` can take."""
    parser.add_argument("--container-password-file", type=Path, metavar="F", help=help_)


def _create_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--subject", required=True, metavar="DN", help=_("its name, like CN=Zone CA, O=Example")
    )
    choice(
        parser, "--key", KeyKind, default=KeyKind.RSA_3072,
        help=_("its key; rsa-3072 unless told"),
    )  # fmt: skip
    parser.add_argument(
        "--validity-days",
        type=whole(1, 36500),
        default=3650,
        metavar="N",
        help=_("how long it lives; 3650 days unless told"),
    )


def _import_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--cert", type=Path, required=True, metavar="F", help=_("its certificate, in any container")
    )
    parser.add_argument("--key", type=Path, metavar="F", help=_("its key, where it lies apart"))
    choice(
        parser, "--held-by", Custody,
        help=_("who holds its key; zenca with the key, else external unless told"),
    )  # fmt: skip
    container_password(parser, _("the password of certificate or key file"))


def _generation(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--generation", default="", metavar="G", help=_("like G1.1; the active one unless told")
    )


def _export_words(parser: ArgumentParser) -> None:
    _generation(parser)
    choice(parser, "--format", Form, default=Form.PEM, help=_("how it is written; pem unless told"))
    into_file(parser, _("the file to write; - prints it"))
    container_password(parser, _("the password of a p12"))


def _crl_words(parser: ArgumentParser) -> None:
    _generation(parser)
    into_file(parser, _("the file to write; - prints it"))


def _create(call: Call) -> int:
    days, zone = call.given.validity_days, call.zone
    made = call.console.authority.create(
        zone.id,
        subject=call.given.subject,
        key=call.given.key,
        validity_days=days,
        by=call.actor,
    )
    if days not in USUAL_DAYS:
        call.tell(_("Warning: a CA usually lives 1 to 10 years."))
    return _made(call, made, (), _("Made the CA {name} of {zone}; it ends {ends}."))


def _import(call: Call) -> int:
    certificate = read_bytes(call.given.cert)
    key = read_bytes(call.given.key) if call.given.key else None
    zone, by = call.zone, call.actor
    file = call.given.container_password_file

    def bring(password: Secret | None) -> int:
        if key is not None and call.console.custody.is_here(zone.id, certificate):
            held = call.console.custody.take_key(
                zone.id, key, name=call.given.key.name, password=password, by=by
            )
            return _made(call, held, (), _("zenca holds the key of {name} of {zone} now."))
        brought = call.console.authority.import_(
            zone.id,
            certificate=certificate,
            certificate_name=call.given.cert.name,
            key=key,
            key_name=call.given.key.name if call.given.key else "",
            password=password,
            held_by=call.given.held_by,
            by=by,
        )
        words = _("Imported the CA {name} of {zone}; it ends {ends}.")
        return _made(call, brought.generation, brought.remarks, words)

    return with_password(bring, passwords.first_line(file) if file else None)


def with_password(work: Callable[[Secret | None], int], given: Secret | None) -> int:
    """Do the work; where it asks for a password and a person is there, ask and do it again."""
    try:
        return work(given)
    except PasswordNeeded as error:
        if given is not None or not passwords.can_ask():
            raise PasswordNeeded(
                error.title,
                _("Nothing was changed. Give its password with --passphrase-file F."),
            ) from error
        return work(passwords.ask(_("{title} Password").format(title=error.title)))


def _made(call: Call, made: Generation, remarks: tuple[str, ...], words: str) -> int:
    return call.answer(
        lambda: {"generation": json_form.generation(made), "remarks": list(remarks)},
        lambda: [
            words.format(name=made.name, zone=call.zone.name, ends=when(made.ends)),
            *remarks,
            _("SHA-256 {fingerprint}").format(fingerprint=fingerprint(made.certificate.sha256)),
        ],
    )


def _list(call: Call) -> int:
    generations = call.console.authority.generations(call.zone.id)
    return call.answer(
        lambda: {
            "zone": call.zone.name,
            "generations": [json_form.generation(each) for each in generations],
        },
        lambda: columns(
            [_("CA"), _("status"), _("key held by"), _("key"), _("begins"), _("ends"),
             _("subject"), _("SHA-256")],
            [
                [
                    each.name, status_words(each.status), custody_words(each.custody),
                    each.certificate.key, when(each.certificate.not_before), when(each.ends),
                    each.certificate.subject, fingerprint(each.certificate.sha256),
                ]
                for each in generations
            ],
        ),
    )  # fmt: skip


def _export(call: Call) -> int:
    file, out = call.given.container_password_file, call.given.out
    if out != STANDARD_OUTPUT:
        may_write(out, force=call.given.force)
    data = call.console.authority.export(
        call.zone.id,
        call.given.format,
        generation=call.given.generation,
        password=passwords.first_line(file) if file else None,
    )
    return hand_out(call, data)


def _crl(call: Call) -> int:
    if call.given.out != STANDARD_OUTPUT:
        may_write(call.given.out, force=call.given.force)
    lists, which = call.console.revocation_lists, call.given.generation
    return hand_out(call, lists.newest(call.zone.id, generation=which, by=call.actor))


def hand_out(call: Call, data: bytes) -> int:
    """Write what anybody may read into `--out`, or print it as it is."""
    out = call.given.out
    if out == STANDARD_OUTPUT:
        print_bytes(call.out, data)
        return 0
    write(out, data, force=call.given.force, mode=PUBLIC)
    return call.answer(
        lambda: {"out": str(out), "bytes": len(data)},
        lambda: [_("Wrote {file}.").format(file=out)],
    )


COMMANDS = (
    Command(
        words=("ca", "create"),
        help=lambda: _("Make the zone's CA; its key is sealed here."),
        run=_create,
        arguments=_create_words,
    ),
    Command(
        words=("ca", "import"),
        help=lambda: _("Take a CA that exists, with its key or without."),
        run=_import,
        arguments=_import_words,
        own_passphrase=CONTAINER_PASSWORD,
    ),
    Command(
        words=("ca", "list"),
        help=lambda: _("List every CA the zone has, had or will have."),
        run=_list,
        arguments=in_zone,
    ),
    Command(
        words=("ca", "export"),
        help=lambda: _("Write a CA's certificates into a file."),
        run=_export,
        arguments=_export_words,
        own_passphrase=CONTAINER_PASSWORD,
    ),
    Command(
        words=("ca", "crl"),
        help=lambda: _("Write the CA's revocation list, signed anew when due."),
        run=_crl,
        arguments=_crl_words,
    ),
)
