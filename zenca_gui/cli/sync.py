"""`zenca sync`: what does ZENworks know of the zone's devices?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.cli import json_form, passwords
from zenca_gui.cli.call import Call
from zenca_gui.cli.command import Command
from zenca_gui.cli.given import in_zone, whole
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.errors import VaultError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.moment import to_iso
from zenca_gui.core.zenworks import MOST_HOURS
from zenca_gui.core.zone import ZENCA

if TYPE_CHECKING:
    from zenca_gui.core.secret import Secret
    from zenca_gui.core.zenworks import ZenworksAccess
    from zenca_gui.services.sync_result import SyncResult


def _words(parser: ArgumentParser) -> None:
    in_zone(parser)
    way = parser.add_argument_group(_("how ZENworks is reached (kept for the next time)"))
    way.add_argument(
        "--from", dest="source", metavar="HOST[:PORT]",
        help=_("a Primary Server; without it the one with the CA role"),
    )  # fmt: skip
    way.add_argument("--account", metavar="NAME", help=_("an account of the zone"))
    way.add_argument(
        "--account-password-file", type=Path, metavar="F",
        help=_("its first line is that account's password"),
    )  # fmt: skip
    way.add_argument("--remember", action="store_true", help=_("keep that password in the keyring"))
    way.add_argument(
        "--accept-certificate", metavar="SHA256", help=_("trust this certificate from now on")
    )
    way.add_argument(
        "--every", type=whole(0, MOST_HOURS), metavar="HOURS",
        help=_("while the window is open, read every so many hours; 0: by hand"),
    )  # fmt: skip
    way.add_argument("--at-start", choices=("yes", "no"), help=_("read when the window opens, too"))
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only say what would be different")
    )
    parser.add_argument(
        "--status", action="store_true",
        help=_("only say how ZENworks is reached, and how the last reading went"),
    )  # fmt: skip
    parser.add_argument(
        "--forget", action="store_true",
        help=_("reach ZENworks no more; the devices stay, the password is forgotten"),
    )  # fmt: skip


def _run(call: Call) -> int:
    given = call.given
    if given.dry_run + given.status + given.forget > 1:
        raise WrongUsage(_("--dry-run, --status and --forget do not go together"))
    if given.status:
        return _status(call)
    if given.forget:
        call.console.syncing.ways.forget(call.zone.id, by=call.actor)
        return call.answer(
            lambda: {"zone": call.zone.name, "access": None},
            lambda: [_("ZENworks is not reached for {zone} any more.").format(zone=call.zone.name)],
        )
    if given.dry_run and _wants_to_keep(call):
        raise WrongUsage(_("--dry-run keeps nothing: say first how ZENworks is reached"))
    by = ZENCA if given.dry_run else call.actor
    if not given.dry_run:
        _keep_way(call)
    access = call.console.syncing.ways.must(call.zone.id)
    if given.accept_certificate is not None:
        call.console.syncing.trust.accept(call.zone.id, given.accept_certificate, by=by)
    pinned = access.pinned or given.accept_certificate is not None
    password = _password(call, access) if pinned else None  # not asked for before it can be used
    done = call.console.syncing.run(
        call.zone.id, by=by, password=password, dry_run=given.dry_run, progress=call.progress
    )
    if given.remember and password is not None:
        call.console.syncing.ways.remember_password(call.zone.id, password)
    return call.answer(lambda: _form(call, done), lambda: _lines(done))


def _wants_to_keep(call: Call) -> bool:
    given = call.given
    several = (given.source, given.account, given.every, given.at_start, given.accept_certificate)
    return given.remember or any(each is not None for each in several)


def _keep_way(call: Call) -> None:
    given, ways = call.given, call.console.syncing.ways
    if all(each is None for each in (given.source, given.account, given.every, given.at_start)):
        return
    before = ways.access(call.zone.id)
    account = given.account or (before.account if before else "")
    if not account:
        raise WrongUsage(_("--account is missing: as whom is ZENworks asked?"))
    known = f"{_bracketed(before.host)}:{before.port}" if before else ""
    at_start = before.at_start if before else False
    ways.put(
        call.zone.id,
        address=given.source or known or ways.proposal(call.zone.id),
        account=account,
        by=call.actor,
        at_start=at_start if given.at_start is None else given.at_start == "yes",
        every_hours=(before.every_hours if before else 0) if given.every is None else given.every,
    )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _password(call: Call, access: ZenworksAccess) -> Secret | None:
    """Return the account's password: from the file, the keyring, or the person."""
    if call.given.account_password_file is not None:
        return passwords.first_line(call.given.account_password_file)
    try:
        kept = call.console.syncing.ways.password(call.zone.id)
    except VaultError:
        if not passwords.can_ask():
            raise
        kept = None
    if kept is not None or not passwords.can_ask():
        return kept
    return passwords.ask(_("Password of {name} in ZENworks").format(name=access.account))


def _status(call: Call) -> int:
    access = call.console.syncing.ways.access(call.zone.id)
    return call.answer(
        lambda: {"zone": call.zone.name, "access": _access_form(call, access) if access else None},
        lambda: _access_lines(call, access) if access else [_("Nobody said yet.")],
    )


def _access_form(call: Call, access: ZenworksAccess) -> json_form.Form:
    return {
        "host": access.host,
        "port": access.port,
        "account": access.account,
        "accepted_sha256": _pinned(call, access) or None,
        "at_start": access.at_start,
        "every_hours": access.every_hours,
        "tried_at": json_form.moment(access.tried_at),
        "trouble": access.trouble or None,
        "broke_off": access.begun_at is not None,
        "read_as_of": json_form.moment(access.read_at),
        "devices": access.devices,
        "last_nag_time": json_form.moment(access.nagged_at),
    }


def _access_lines(call: Call, access: ZenworksAccess) -> list[str]:
    lines = [
        _("{account} at {host}, port {port}").format(
            account=access.account, host=access.host, port=access.port
        ),
        _("accepted: {sha256}").format(sha256=_pinned(call, access) or _("nothing yet")),
    ]
    if access.read_at:
        lines.append(
            ngettext(
                "read {when}: {n} device", "read {when}: {n} devices", access.devices
            ).format(when=to_iso(access.read_at), n=access.devices)
        )  # fmt: skip
    if access.trouble and access.tried_at:
        lines.append(
            _("tried {when}: {why}").format(when=to_iso(access.tried_at), why=access.trouble)
        )
    if access.nagged_at:
        lines.append(
            _("ZENworks itself last warned this account {when}.").format(
                when=to_iso(access.nagged_at)
            )
        )
    return lines


def _pinned(call: Call, access: ZenworksAccess) -> str:
    if not access.pinned:
        return ""
    return fingerprint(call.console.desk.pki.read_certificate(access.pinned).sha256)


def _form(call: Call, done: SyncResult) -> json_form.Form:
    taken = done.taken
    return {
        "zone": call.zone.name,
        "dry_run": done.dry_run,
        "devices": done.read,
        "added": taken.added,
        "changed": taken.changed,
        "same": taken.same,
        "read_before": done.before,
        "twins": taken.twins,
        "contacts_in_the_future": taken.odd_dates,
        "servers_updated": taken.servers,
        "not_read": done.not_read,
        "not_read_first": [
            {"guid": each.guid or None, "name": each.name, "why": each.why}
            for each in done.first_not_read
        ],
        "absent": done.absent.number,
        "absent_first": list(done.absent.first),
        "last_nag_time": json_form.moment(done.nagged_at),
        "last_nag_time_trouble": done.nag_trouble or None,
    }


def _lines(done: SyncResult) -> list[str]:
    lines = [done.words, *done.remarks]
    lines += [f"  {each.name or each.guid}: {each.why}" for each in done.first_not_read]
    if done.absent.number:
        lines += [f"  {name}" for name in done.absent.first]
    return lines


COMMAND = Command(
    words=("sync",),
    help=lambda: _("Read the zone's devices from ZENworks; nothing is changed there."),
    run=_run,
    arguments=_words,
)
