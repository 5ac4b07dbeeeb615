"""`zenca change requests` and `replies`: what goes out to an external CA, and what comes back."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.cli import passwords
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.files import read_bytes
from zenca_gui.cli.given import in_zone
from zenca_gui.cli.json_form import Form, certificate, moment
from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.reply import Received

if TYPE_CHECKING:
    from zenca_gui.core.reply import Judged
    from zenca_gui.core.request import ServerRequest
    from zenca_gui.core.zone import Server
    from zenca_gui.services.change.replying import Taken


def requests_words(parser: ArgumentParser) -> None:
    """Add where the requests go."""
    in_zone(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=_("write them into a new folder for the signer")
    )


def import_words(parser: ArgumentParser) -> None:
    """Add whose request is taken in."""
    in_zone(parser)
    parser.add_argument("--server", required=True, metavar="F", help=_("the server's full name"))
    parser.add_argument("csr", type=Path, metavar="CSR", help=_("its request, PKCS#10"))


def replies_words(parser: ArgumentParser) -> None:
    """Add what came back."""
    in_zone(parser)
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH",
        help=_("files, archives and folders with what was signed"),
    )  # fmt: skip
    parser.add_argument(
        "--container-password-file", type=Path, metavar="F",
        help=_("the password of PKCS#12 files"),
    )  # fmt: skip
    parser.add_argument(
        "--trust-root", action="append", default=[], metavar="SHA256",
        help=_("the fingerprint of the external root, as you compared it"),
    )  # fmt: skip


def requests(call: Call) -> int:
    """Make what is missing; with --out write all of them for the signer."""
    zone, service = call.zone, call.console.changes.requesting
    service.make(zone.id, by=call.actor, progress=call.progress)
    folder = call.given.out
    if folder is not None:
        service.export(zone.id, folder, by=call.actor)
    found = service.of(zone.id)
    return call.answer(
        lambda: {
            "zone": zone.name,
            "out": str(folder) if folder is not None else None,
            "requests": [_request(server, request) for server, request in found],
        },
        lambda: _request_lines(found, folder, zone.name),
    )


def request_import(call: Call) -> int:
    """Take in the request that a server made itself."""
    server = call.console.servers.named(call.zone.id, call.given.server)
    made = call.console.changes.requesting.take_in(
        call.zone.id, server.id, read_bytes(call.given.csr), name=call.given.csr.name,
        by=call.actor,
    )  # fmt: skip
    return call.answer(
        lambda: {"zone": call.zone.name, "request": _request(server, made)},
        lambda: [
            _("Took in the request of {server}; its key stays there.").format(server=server.fqdn)
        ],
    )


def replies(call: Call) -> int:
    """Check and keep what came back; refuse where something of it was bad."""
    file = call.given.container_password_file
    taken = call.console.changes.replying.take(
        call.zone.id,
        call.given.paths,
        by=call.actor,
        passwords=[passwords.first_line(file)] if file else (),
        trust_roots=call.given.trust_root,
        progress=call.progress,
    )
    call.answer(lambda: _taken(call.zone.name, taken), lambda: _taken_lines(taken, call.zone.name))
    bad = sum(not each.good for each in taken.judged) + len(taken.unreadable)
    if bad:
        raise ZencaError(
            ngettext("{n} reply was not kept.", "{n} replies were not kept.", bad).format(n=bad),
            _("The good ones are kept. Each one's reason stands above."),
        )
    return 0


def _request(server: Server, request: ServerRequest | None) -> Form:
    return {
        "server": server.fqdn,
        "names": list(request.names) if request else [],
        "public_sha256": request.public_sha256 if request else None,
        "key": ("zenca" if request.key_id else "server") if request else None,
        "made_at": moment(request.made_at) if request else None,
        "out_at": moment(request.out_at) if request else None,
    }


def _request_lines(
    found: list[tuple[Server, ServerRequest | None]], folder: Path | None, zone: str
) -> Iterator[str]:
    rows = [
        [
            server.fqdn,
            (_("zenca") if request.key_id else _("the server")) if request else "-",
            when(request.out_at) if request and request.out_at else _("not yet"),
        ]
        for server, request in found
    ]
    yield from columns([_("server"), _("key held by"), _("out since")], rows)
    if folder is not None:
        yield _("Wrote all requests and a page for the signer into {folder}.").format(folder=folder)
        yield _("Next: zenca change replies --zone {zone} PATH…").format(zone=zone)
    else:
        yield _("Next: zenca change requests --zone {zone} --out DIR").format(zone=zone)


def _taken(zone: str, taken: Taken) -> Form:
    return {
        "zone": zone,
        "replies": [
            {
                "source": each.received.source,
                "server": each.asked.fqdn if each.asked else None,
                "standing": each.standing.name.lower(),
                "certificate": certificate(each.certificate),
                "findings": [
                    {"code": f.code, "outcome": f.outcome.value, "sentence": f.sentence}
                    for f in each.findings
                ],
            }
            for each in taken.judged
        ],
        "unreadable": [
            {"source": each.source, "sentence": each.refusal, "needs_password": each.locked}
            for each in taken.unreadable
        ],
        "roots_to_confirm": [certificate(root) for root in taken.roots],
        "waiting": [server.fqdn for server in taken.waiting],
    }


def _unread(received: Received) -> str:
    if received.wrong_password:
        return _("wrong password")
    return _("asks for a password") if received.locked else _("not read")


def _taken_lines(taken: Taken, zone: str) -> Iterator[str]:
    rows = [
        [
            each.received.source,
            each.asked.fqdn if each.asked else "-",
            each.standing.value,
            _why(each),
        ]
        for each in taken.judged
    ]
    rows += [[each.source, "-", _unread(each), each.refusal] for each in taken.unreadable]
    yield from columns([_("file"), _("server"), _("reply"), _("why")], rows)
    for root in taken.roots:
        yield _("Compare the root “{name}” with its owner; then give its fingerprint:").format(
            name=root.subject
        )
        yield f"  zenca change replies --zone {zone} --trust-root {fingerprint(root.sha256)}"
    if taken.waiting:
        yield ngettext(
            "{n} server still waits for its certificate: {list}",
            "{n} servers still wait for their certificates: {list}",
            len(taken.waiting),
        ).format(n=len(taken.waiting), list=", ".join(s.fqdn for s in taken.waiting[:5]))
    else:
        yield _("Every server has its certificate. Next: zenca change review --zone {zone}").format(
            zone=zone
        )


def _why(judged: Judged) -> str:
    findings = sorted(judged.findings, key=lambda f: f.outcome is not Outcome.STOP)
    return " ".join(f.sentence for f in findings) or "-"
