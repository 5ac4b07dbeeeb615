"""How are the stages of a rollout said? Their names, where they stand, what happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout_stages import (
    Deed,
    Halt,
    RolloutStage,
    StageName,
    StageState,
    Standing,
    Turn,
    turn_of,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def stage_name(name: StageName) -> str:
    """Return the name of a stage of the rollout."""
    return {
        StageName.PRIMARIES: _("Primary Servers"),
        StageName.SATELLITES: _("Satellites"),
        StageName.PILOT: _("Pilot group"),
        StageName.REST: _("The rest"),
    }[name]


def state_words(stage: RolloutStage) -> str:
    """Return where a stage stands, in one or two words."""
    if stage.state is StageState.HALTED:
        return _("failed") if stage.halt is Halt.FAILED else _("timed out")
    return {
        StageState.WAITING: _("waits"),
        StageState.RUNNING: _("under way"),
        StageState.STOPPED: _("stopped"),
        StageState.DONE: _("done"),
        StageState.PASSED: _("nobody in it"),
        StageState.LEFT: _("gone on"),
    }[stage.state]


def span_words(span: timedelta) -> str:
    """Return a span in days and hours, rounded up to an hour."""
    hours = max(1, -(-span // HOUR))
    days, hours = divmod(hours, 24)
    said = []
    if days:
        said.append(ngettext("{n} day", "{n} days", days).format(n=days))
    if hours:
        said.append(ngettext("{n} hour", "{n} hours", hours).format(n=hours))
    return " ".join(said)


def clock_words(stage: RolloutStage, *, now: datetime) -> str:
    """Say since when a stage is as it is, and when its time runs out."""
    match stage.state:
        case StageState.WAITING:
            return _("Timeout of {span}").format(span=span_words(stage.timeout))
        case StageState.RUNNING:
            left = (stage.due or now) - now
            return _("Since {day}, times out in {span}").format(
                day=_day(stage.begun_at), span=span_words(left)
            )
        case StageState.HALTED | StageState.STOPPED:
            return _("Since {day}").format(day=_day(stage.begun_at))
        case StageState.DONE:
            return _("On {day}").format(day=_day(stage.ended_at))
        case StageState.LEFT:
            return ngettext(
                "On {day}, without {n} member", "On {day}, without {n} members", stage.left_out
            ).format(day=_day(stage.ended_at), n=grouped(stage.left_out))
        case _:  # PASSED
            return _("Passed over on {day}").format(day=_day(stage.ended_at))


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at is not None else ""


def turn_words(turn: Turn, name: StageName, standing: Standing) -> str:
    """Say in the journal what happened to a stage by itself."""
    words = {
        Turn.SKIP: _("Stage “{stage}”: nobody is in it; passed over."),
        Turn.BEGIN: _("Stage “{stage}”: begun; members: {members}."),
        Turn.END: _("Stage “{stage}”: done; members there: {members}."),
        Turn.FAIL: _("Stage “{stage}”: halted; failed: {failed} of {members}."),
        Turn.TIME_OUT: _("Stage “{stage}”: timed out; missing: {missing} of {members}."),
        Turn.RECOVER: _("Stage “{stage}”: goes on, who had failed came after all."),
    }[turn]
    return _filled(words, name, standing)


def deed_words(deed: Deed, name: StageName, standing: Standing) -> str:
    """Say in the journal what a person did with a stage."""
    words = {
        Deed.BEGIN: _("Stage “{stage}”: begun; members: {members}."),
        Deed.STOP: _("Stage “{stage}”: stopped; missing: {missing} of {members}."),
        Deed.GO_ON: _("Stage “{stage}”: goes on; its time counts anew."),
        Deed.CLEAR: _("Stage “{stage}”: error cleared; tried again: {failed}."),
        Deed.WITHOUT: _(
            "Stage “{stage}”: the rollout goes on without the rest: {missing} of {members}."
        ),
    }[deed]
    return _filled(words, name, standing)


def asking_words(stages: Sequence[RolloutStage]) -> str:
    """Say what the rollout waits for from a person, "" where it waits for none."""
    at = turn_of(stages)
    if at is None or at.state is StageState.RUNNING:
        return ""
    if at.state is StageState.WAITING:
        words = _("The stage “{stage}” of the rollout waits to be begun.")
    elif at.state is StageState.STOPPED:
        words = _("The stage “{stage}” of the rollout is stopped.")
    elif at.halt is Halt.FAILED:
        words = _("The stage “{stage}” of the rollout has halted: a member failed.")
    else:
        words = _("The stage “{stage}” of the rollout has halted: its time is over.")
    return words.format(stage=stage_name(at.name))


def not_through_words(missing: int, *, not_offered: int) -> str:
    """Say what it means to activate before the last stage is through."""
    words = ngettext(
        "The stages are not through: {n} member is not there yet.",
        "The stages are not through: {n} members are not there yet.", missing,
    ).format(n=grouped(missing))  # fmt: skip
    if not_offered:
        words += " " + ngettext(
            "{n} was not even offered the update: its stage has not begun, or was stopped.",
            "{n} were not even offered the update: their stage has not begun, or was stopped.",
            not_offered,
        ).format(n=grouped(not_offered))
    return words


def why_not(deed: Deed, stage: RolloutStage) -> str:
    """Say why this cannot be done with a stage now."""
    name = stage_name(stage.name)
    if deed is Deed.BEGIN and stage.state is StageState.WAITING:
        return _(
            "The stage “{stage}” cannot begin: its turn has not come, or nobody is in it."
        ).format(stage=name)
    words = {
        Deed.BEGIN: _("The stage “{stage}” has begun already; it is now: {state}."),
        Deed.STOP: _("There is nothing to stop in the stage “{stage}”; it is now: {state}."),
        Deed.GO_ON: _("The stage “{stage}” was not stopped; it is now: {state}."),
        Deed.CLEAR: _("There is no error to clear in the stage “{stage}”; it is now: {state}."),
        Deed.WITHOUT: _(
            "There is nobody to go on without in the stage “{stage}”; it is now: {state}."
        ),
    }[deed]
    return words.format(stage=name, state=state_words(stage))


def _filled(words: str, name: StageName, standing: Standing) -> str:
    return words.format(
        stage=stage_name(name),
        members=grouped(standing.members),
        missing=grouped(standing.missing),
        failed=grouped(standing.failed),
    )
