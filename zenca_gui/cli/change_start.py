"""`zenca change start`: from the first page of a CA change up to its material, in one go.

What stops it leaves the draft as it is; the same command goes on from there.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from zenca_gui.cli import json_change
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when
from zenca_gui.cli.given import BY_HAND, choice, in_zone, moment_or_by_hand, whole
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.cli.words import generation_names, outcome_words
from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice, Reason
from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.preflight import Check, Outcome
from zenca_gui.core.roads import Making
from zenca_gui.core.zone import Carrier

if TYPE_CHECKING:
    from zenca_gui.services.change.parts import Material

_CHOSEN = (
    "key", "subject", "validity_days", "server_validity_days", "reason", "carrier", "custody",
)  # fmt: skip
_HOLDERS = (Custody.ZENCA, Custody.SERVER)


def words(parser: ArgumentParser) -> None:
    """Add the kind, and what can be chosen."""
    choice(parser, "--kind", ChangeKind, required=True, help=_("what is replaced"))
    chosen_words(parser)


def chosen_words(parser: ArgumentParser) -> None:
    """Add what can be chosen; what is left out is as zenca proposes it."""
    in_zone(parser)
    choice(parser, "--key", KeyKind, help=_("the new CA's key"))
    parser.add_argument("--subject", metavar="DN", help=_("the new CA's name"))
    choice(parser, "--custody", _HOLDERS, help=_("who is to hold an internal CA's key"))
    parser.add_argument("--same-key", action="store_true", help=_("renew the CA under its own key"))
    parser.add_argument(
        "--keep-leaves",
        action="store_true",
        help=_("with --same-key: servers keep their certificates"),
    )
    choice(parser, "--carrier", Carrier, help=_("what brings the update to devices"))
    choice(parser, "--reason", Reason, help=_("why the CA is replaced"))
    parser.add_argument(
        "--validity-days", type=whole(1, 36500), metavar="N", help=_("how long the new CA lives")
    )
    parser.add_argument(
        "--server-validity-days",
        type=whole(1, 36500),
        metavar="N",
        help=_("how long server certificates live"),
    )
    parser.add_argument(
        "--activate-at",
        type=moment_or_by_hand,
        default=...,
        metavar="T",
        help=_("when servers switch, or {by_hand}").format(by_hand=BY_HAND),
    )


@dataclass(frozen=True, kw_only=True)
class _Started:
    change: Change
    resumed: bool
    consequences: list[str]
    warnings: list[str]
    backup: Path | None
    """Made on the way, where there was none of today."""
    checks: list[Check]
    material: Material | None
    making: Making


def start(call: Call) -> int:
    """Open a draft or go on with it; choose, check, and make the material."""
    zone, by, changes = call.zone.id, call.actor, call.console.changes
    found = changes.open(zone)
    resumed = found is not None and found.state in (ChangeState.DRAFT, ChangeState.MATERIAL)
    if not resumed:
        changes.start(zone, call.given.kind, by=by)
    chosen = _chosen(call, changes.proposal(zone, to=call.given.custody))
    consequences = changes.consequences(zone, chosen)
    warnings = changes.warnings_of(zone, chosen)
    change = changes.choose(zone, chosen, by=by)
    checks = changes.preflight(zone, by=by, progress=call.progress)
    backup = None
    if any(check.id == "backup" and check.outcome is Outcome.STOP for check in checks):
        backup = call.console.backup.automatic(zone, by=by)
        checks = changes.preflight(zone, by=by, progress=call.progress)
    stopped = [check for check in checks if check.outcome is Outcome.STOP]
    material = None
    if not stopped and changes.draft(zone).making is Making.HERE:
        material = changes.material(zone) or changes.make_material(
            zone, by=by, progress=call.progress
        )
        change = changes.open(zone) or change
    _print(
        call,
        _Started(
            change=change,
            resumed=resumed,
            consequences=consequences,
            warnings=warnings,
            backup=backup,
            checks=checks,
            material=material,
            making=changes.draft(zone).making,
        ),
    )
    if stopped:
        raise _stopped(len(stopped))
    return 0


def preflight(call: Call) -> int:
    """Look again whether the change can be done; refuse where it cannot."""
    checks = call.console.changes.preflight(call.zone.id, by=call.actor, progress=call.progress)
    call.answer(
        lambda: {"checks": [json_change.check(check) for check in checks]},
        lambda: _check_lines(checks, call.zone.name),
    )
    stopped = sum(check.outcome is Outcome.STOP for check in checks)
    if stopped:
        raise _stopped(stopped)
    return 0


def _chosen(call: Call, proposed: Choice) -> Choice:
    """Return what is proposed (or was chosen before) with what the command line says."""
    given = {name: getattr(call.given, name) for name in _CHOSEN}
    wanted = {name: value for name, value in given.items() if value is not None}
    if call.given.same_key:
        wanted["same_key"] = True
        wanted.setdefault("key", call.console.changes.own_key(call.zone.id))
        wanted["reissue"] = not call.given.keep_leaves
    elif call.given.keep_leaves:
        raise WrongUsage(_("--keep-leaves goes with --same-key"))
    if call.given.activate_at is not ...:
        wanted["activate_at"] = call.given.activate_at  # None: by hand
    return replace(proposed, **wanted)


def _stopped(number: int) -> ZencaError:
    return ZencaError(
        ngettext("{n} check stops the change.", "{n} checks stop the change.", number).format(
            n=number
        ),
        _("The draft is kept, and the zone is as it was. Cure what is listed and start again."),
    )


def _print(call: Call, done: _Started) -> None:
    zone = call.zone
    names = generation_names(call.console.authority.generations(zone.id))
    proved = call.console.recovery.proved(zone.id)
    call.answer(
        lambda: {
            "zone": zone.name,
            "change": json_change.change(done.change, names),
            "resumed": done.resumed,
            "consequences": done.consequences,
            "warnings": done.warnings,
            "backup": str(done.backup) if done.backup else None,
            "checks": [json_change.check(check) for check in done.checks],
            "material": json_change.material(done.material, call.servers())
            if done.material
            else None,
            "recovery_proved": proved,
        },
        lambda: _lines(done, zone.name, proved=proved),
    )


def _lines(done: _Started, zone: str, *, proved: bool) -> Iterator[str]:
    yield (
        _("Going on with the CA change of {zone}.")
        if done.resumed
        else _("Started the CA change of {zone}.")
    ).format(zone=zone)
    for sentence in done.consequences:
        yield f"  {sentence}"
    for sentence in done.warnings:
        yield _("  Warning: {sentence}").format(sentence=sentence)
    if done.backup is not None:
        yield _("Wrote a backup, since there was none of today: {file}").format(file=done.backup)
    yield from _check_lines(done.checks, zone)
    if done.material is None:
        yield from _next(done, zone)
        return
    made = done.material
    yield _("Made the CA {name}, which ends {ends}.").format(
        name=made.new.name, ends=when(made.new.ends)
    )
    yield ngettext(
        "Made {n} future server certificate.",
        "Made {n} future server certificates.",
        len(made.certificates),
    ).format(n=len(made.certificates))
    yield _("Next:")
    if not proved:
        yield _("  zenca ca recovery-sheet --zone {zone} --out F").format(zone=zone)
        yield _("  zenca ca prove-recovery --zone {zone} --group …").format(zone=zone)
    yield _("  zenca change review --zone {zone}").format(zone=zone)


def _next(done: _Started, zone: str) -> Iterator[str]:
    """Say how the material comes, where zenca does not make it itself."""
    if any(check.outcome is Outcome.STOP for check in done.checks):
        return
    command = {
        Making.REPLIES: "zenca change requests --zone {zone} --out DIR",
        Making.WATCHED: "zenca change watch --zone {zone}",
    }[done.making]
    yield _("Next:")
    yield f"  {command.format(zone=zone)}"


def _check_lines(checks: list[Check], zone: str) -> Iterator[str]:
    rows = []
    for check in checks:
        command = _cure(check.action, zone)
        rows.append(
            [outcome_words(check.outcome), check.text, f"{check.cure} {command}".strip() or "-"]
        )
    yield from columns([_("check"), _("found"), _("cure")], rows)


def _cure(action: str, zone: str) -> str:
    """Return the command that does what the window's button does, "" where there is none."""
    return {
        "back-up": "(zenca ca backup --zone {zone} --out F)",
        "probe": "(zenca probe --zone {zone})",
        "devices-silent": "(zenca devices list --zone {zone})",
        "edit-server": "(zenca server edit --zone {zone} --fqdn F)",
        "edit-servers": "(zenca server edit --zone {zone} --fqdn F)",
    }.get(action.partition(":")[0], "").format(zone=zone)
