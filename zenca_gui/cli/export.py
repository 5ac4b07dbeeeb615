"""`zenca export`: what others carry on, as a folder of files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from zenca_gui.cli import calendar_file
from zenca_gui.cli.call import Call
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import in_zone
from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.i18n import _, ngettext


def _trust_kit_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=_("the folder, new or empty")
    )
    parser.add_argument(
        "--after-expiry",
        action="store_true",
        help=_("words for the recovery after expiry; so anyway once the zone's CA has ended"),
    )


def _trust_kit(call: Call) -> int:
    kits, zone = call.console.trust_kits, call.zone
    late = call.given.after_expiry or kits.has_expired(zone.id)
    kit = kits.write(zone.id, call.given.out, after_expiry=late)
    return call.answer(
        lambda: {
            "zone": zone.name,
            "out": str(kit.folder),
            "generation": kit.generation,
            "sha256": kit.fingerprint,
            "after_expiry": late,
            "files": list(kit.files),
        },
        lambda: [
            ngettext(
                "Wrote {n} file for the CA {name} into {folder}.",
                "Wrote {n} files for the CA {name} into {folder}.",
                len(kit.files),
            ).format(n=len(kit.files), name=kit.generation, folder=kit.folder),
            _("SHA-256 {fingerprint}").format(fingerprint=fingerprint(kit.fingerprint)),
            _("Begin with {file}.").format(file=kit.folder / "read-me.html"),
        ],
    )


GROUP = Group(
    about=lambda: _("What others carry on"),
    commands=(
        calendar_file.COMMAND,
        Command(
            words=("export", "trust-kit"),
            help=lambda: _("Write certificates and scripts that make devices trust the CA."),
            run=_trust_kit,
            arguments=_trust_kit_words,
        ),
    ),
)
