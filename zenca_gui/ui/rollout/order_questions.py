"""What does a deed with a stage do, what not, and how does one go back? In words."""

from __future__ import annotations

from dataclasses import replace

from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout_stages import Deed, Halt, StageName, StageState
from zenca_gui.core.stage_words import stage_name
from zenca_gui.services.rollout_stages import RolloutOrder, StageLook
from zenca_gui.ui.rollout.asking import Question


def asks_words(order: RolloutOrder) -> str:
    """Say what the rollout waits for, "" where it waits for nothing but devices."""
    turn = next(iter(order.unfinished), None)
    if turn is None:
        return _("Every stage is through.")
    stage, standing = turn.stage, turn.members.standing
    name = stage_name(stage.name)
    if stage.state is StageState.WAITING:
        words = _("Next: “{stage}”. Assign it in the zone's console, then begin it here.")
        return words.format(stage=name)
    if stage.state is StageState.STOPPED:
        return _("“{stage}” is stopped; the rollout waits.").format(stage=name)
    if stage.state is not StageState.HALTED:
        return ""
    if stage.halt is Halt.FAILED:
        words = ngettext(
            "“{stage}” has halted: {n} member failed.",
            "“{stage}” has halted: {n} members failed.", standing.failed,
        )  # fmt: skip
        return words.format(stage=name, n=grouped(standing.failed))
    words = ngettext(
        "The time of “{stage}” is over: {n} member is missing.",
        "The time of “{stage}” is over: {n} members are missing.", standing.missing,
    )  # fmt: skip
    return words.format(stage=name, n=grouped(standing.missing))


def question(order: RolloutOrder, deed: Deed, name: StageName) -> Question | None:
    """Ask before a deed that is not simply taken back; None where nothing is to be asked."""
    look = next(each for each in order.stages if each.stage.name is name)
    if deed is Deed.STOP:
        return _stop(order, look)
    if deed is Deed.WITHOUT:
        return _without(order, look)
    if deed is Deed.BEGIN:
        return _begin(look)
    return None


def with_stages(question: Question, order: RolloutOrder | None) -> Question:
    """Return the question before the activation, with a tick where the stages are not through."""
    if order is None or not order.unfinished or not order.not_offered:
        return question
    words = ngettext(
        "Activate although {n} member was not offered the update: its stage has not begun, or was "
        "stopped",
        "Activate although {n} members were not offered the update: their stage has not begun, or "
        "was stopped",
        order.not_offered,
    ).format(n=grouped(order.not_offered))
    return replace(question, must_agree=words)


def _stop(order: RolloutOrder, look: StageLook) -> Question:
    name = stage_name(look.stage.name)
    happens = ngettext(
        "The rollout waits. {n} member that has not taken the update is not offered it until the "
        "stage goes on.",
        "The rollout waits. {n} members that have not taken the update are not offered it until "
        "the stage goes on.",
        look.members.standing.missing,
    ).format(n=grouped(look.members.standing.missing))
    if not order.by_itself:
        happens = _(
            "zenca notes that the stage is stopped, and the next one does not begin. Stop the "
            "update itself in the zone's console."
        )
    return Question(
        title=_("Stop the stage “{stage}”?").format(stage=name),
        happens=happens,
        does_not=_("Who has taken the update keeps it."),
        back=_("Go on at any time; the stage's time counts anew from then."),
        button=_("&Stop the stage"),
    )


def _without(order: RolloutOrder, look: StageLook) -> Question:
    name, missing = stage_name(look.stage.name), look.members.standing.missing
    later = [each for each in order.unfinished if each is not look]
    follows = next((each for each in later if each.members.standing.members), None)
    happens = ngettext(
        "{n} member of “{stage}” is left out.", "{n} members of “{stage}” are left out.", missing
    ).format(n=grouped(missing), stage=name)
    if follows is not None:
        happens += " " + _("Next comes “{stage}”, with {n} members.").format(
            stage=stage_name(follows.stage.name), n=grouped(follows.members.standing.members)
        )
    return Question(
        title=_("Go on without the rest of “{stage}”?").format(stage=name),
        happens=happens,
        does_not=_(
            "They are not given up: they may still take the update, and stay listed as late."
        ),
        back=_("There is none: a stage that has begun after it is not taken back."),
        button=_("&Go on without them"),
    )


def _begin(look: StageLook) -> Question:
    members = look.members.standing.members
    return Question(
        title=_("Begin the stage “{stage}”?").format(stage=stage_name(look.stage.name)),
        happens=ngettext(
            "zenca notes, as told by you, that the update is assigned to {n} member, and follows "
            "what is reported of it.",
            "zenca notes, as told by you, that the update is assigned to {n} members, and follows "
            "what is reported of them.",
            members,
        ).format(n=grouped(members)),
        does_not=_("zenca assigns nothing in the zone's console: that is done there, by you."),
        back=_("Stop the stage; what devices have taken they keep."),
        button=_("&Begin the stage"),
    )
