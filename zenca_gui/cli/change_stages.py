"""`zenca change stages`: how far each stage of the rollout is, who is late, what to do with one."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns
from zenca_gui.cli.given import in_zone, one_of
from zenca_gui.cli.given import words as words_of
from zenca_gui.cli.json_form import moment
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout_stages import Deed, StageName, StageState
from zenca_gui.core.stage_late import late_words
from zenca_gui.core.stage_words import clock_words, not_through_words, stage_name, state_words

if TYPE_CHECKING:
    from zenca_gui.cli.json_form import Form
    from zenca_gui.services.rollout_stages import RolloutOrder, StageLook

DEEDS = {"begin": Deed.BEGIN, "go-on": Deed.GO_ON, "stop": Deed.STOP, "clear": Deed.CLEAR}
TIMEOUT = "timeout"


def _days(text: str) -> timedelta:
    try:
        return timedelta(hours=round(float(text) * 24))
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(
            _("“{text}” is no number of days; write it like 3 or 0.5").format(text=text)
        ) from error


def words(parser: ArgumentParser) -> None:
    """Add the zone; then, to do something: what, and with which stage."""
    in_zone(parser)
    parser.add_argument(
        "deed", nargs="?", choices=[*DEEDS, TIMEOUT], help=_("without: only say where they are")
    )
    parser.add_argument("stage", nargs="?", type=one_of(StageName), metavar=words_of(StageName))
    parser.add_argument(
        "--without-the-rest",
        action="store_true",
        help=_("go-on: although members are missing; they are named as left out"),
    )
    parser.add_argument("--days", type=_days, metavar="N", help=_("timeout: how long it may take"))


def stages(call: Call) -> int:
    """Do what is asked, then say where the stages are."""
    given = call.given
    if given.deed is not None:
        if given.stage is None:
            raise ZencaError(
                _("Which stage?"),
                _("Nothing was changed. Name one: {stages}.").format(
                    stages=", ".join(name.value for name in StageName)
                ),
            )
        _do(call)
    order = call.console.rollout_stages.of(call.zone.id)
    return call.answer(lambda: _document(call, order), lambda: _lines(order))


def not_through(call: Call) -> str:
    """Return what an activation now leaves behind, "" where the stages are through or there are
    none."""
    order = call.console.rollout_stages.of(call.zone.id)
    if order is None or order.change.state is not ChangeState.ASSIGNED or not order.unfinished:
        return ""
    return not_through_words(order.missing, not_offered=order.not_offered)


def _do(call: Call) -> None:
    services, given = call.console.rollout_stages, call.given
    if given.deed == TIMEOUT:
        if given.days is None:
            raise ZencaError(_("How long?"), _("Nothing was changed. Say --days N."))
        services.set_timeout(call.zone.id, given.stage, given.days, by=call.actor)
        return
    deed = DEEDS[given.deed]
    if deed is Deed.GO_ON and given.without_the_rest:
        deed = Deed.WITHOUT
    elif deed is Deed.GO_ON:
        _refuse_to_leave(call)
    services.do(call.zone.id, given.stage, deed, by=call.actor)


def _refuse_to_leave(call: Call) -> None:
    """Say whom a stage that asks would leave behind, instead of going on."""
    order = call.console.rollout_stages.of(call.zone.id)
    for each in order.stages if order is not None else ():
        if each.stage.name is call.given.stage and each.stage.state is StageState.HALTED:
            missing = each.members.standing.missing
            raise ZencaError(
                ngettext(
                    "{n} member of the stage “{stage}” is not there.",
                    "{n} members of the stage “{stage}” are not there.", missing,
                ).format(n=grouped(missing), stage=stage_name(each.stage.name)),
                _("Nothing was changed. Clear the error, or go on with --without-the-rest."),
            )  # fmt: skip


def _lines(order: RolloutOrder | None) -> Iterator[str]:
    if order is None:
        yield _("No rollout of this zone goes in stages now.")
        return
    yield from columns(
        (_("stage"), _("members"), _("there"), _("state"), _("since")),
        (
            (
                stage_name(each.stage.name),
                grouped(each.members.standing.members),
                grouped(each.members.standing.there),
                state_words(each.stage),
                clock_words(each.stage, now=order.now),
            )
            for each in order.stages
        ),
    )
    for each in order.stages:
        late = _late(each)
        if late:
            yield ""
            yield _("{stage}, late:").format(stage=stage_name(each.stage.name))
            yield from (f"  {line}" for line in late)
    if any(Deed.BEGIN in each.deeds for each in order.stages):
        yield ""
        yield _("Assign the next stage in the zone's console, then say so: zenca change stages "
                "begin STAGE")  # fmt: skip


def _late(each: StageLook) -> list[str]:
    return [*each.members.late_servers, *(late_words(late) for late in each.members.late)]


def _document(call: Call, order: RolloutOrder | None) -> Form:
    return {
        "zone": call.zone.name,
        "in_stages": order is not None,
        "begins_by_itself": order.by_itself if order is not None else None,
        "stages": [_stage(each) for each in order.stages] if order is not None else [],
    }


def _stage(each: StageLook) -> Form:
    stage, standing = each.stage, each.members.standing
    return {
        "stage": stage.name.value,
        "state": stage.state.value,
        "halted_by": stage.halt.value if stage.halt else None,
        "members": standing.members,
        "servers": each.members.servers,
        "there": standing.there,
        "failed": standing.failed,
        "missing": standing.missing,
        "left_out": stage.left_out,
        "timeout_hours": stage.timeout / timedelta(hours=1),
        "begun_at": moment(stage.begun_at),
        "due": moment(stage.due),
        "ended_at": moment(stage.ended_at),
        "late_servers": list(each.members.late_servers),
        "late": [
            {"why": late.why.value, "number": late.number, "reason": late.reason or None,
             "words": late_words(late)}
            for late in each.members.late
        ],
        "deeds": sorted(deed.value for deed in each.deeds),
    }  # fmt: skip
