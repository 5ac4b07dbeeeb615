"""`zenca devices stage, mark, unmark, remove-all`: said of all devices that fit, in one change."""

from __future__ import annotations

from argparse import ArgumentParser

from zenca_gui.cli.call import Call
from zenca_gui.cli.command import Command
from zenca_gui.cli.device_asked import confirm_words, confirmed, filter_words, query
from zenca_gui.cli.given import choice
from zenca_gui.core.device_choice import DeviceChoice, DeviceMark
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout import Stage, stage_words


def _stage_words(parser: ArgumentParser) -> None:
    filter_words(parser)
    choice(parser, "--set", Stage, required=True, help=_("the stage they are at"))
    parser.add_argument(
        "--evidence", required=True, metavar="TEXT", help=_("how you know, in a few words")
    )


def _mark_words(parser: ArgumentParser) -> None:
    filter_words(parser)
    confirm_words(parser)
    choice(
        parser, "--as", DeviceMark, dest="mark", required=True,
        help=_("lost, retired, or test: in the pilot group"),
    )  # fmt: skip


def _remove_words(parser: ArgumentParser) -> None:
    filter_words(parser)
    confirm_words(parser)


def _stage(call: Call) -> int:
    found = query(call)
    number = len(call.console.devices.ids(found))
    told = call.console.devices.several.tell_stage(
        call.zone.id, DeviceChoice(query=found, number=number), call.given.set,
        evidence=call.given.evidence, by=call.actor,
    )  # fmt: skip
    return call.answer(
        lambda: {"changed": told, "stage": call.given.set.value},
        lambda: [
            ngettext("{n} device is now at: {stage}.", "{n} devices are now at: {stage}.", told)
            .format(n=told, stage=stage_words(call.given.set))
        ],
    )  # fmt: skip


def _mark(call: Call) -> int:
    return _marked(call, on=True)


def _unmark(call: Call) -> int:
    return _marked(call, on=False)


def _marked(call: Call, *, on: bool) -> int:
    marked = call.console.devices.several.mark(
        call.zone.id, confirmed(call), call.given.mark, on=on, by=call.actor
    )
    return call.answer(
        lambda: {"changed": len(marked.ids), "mark": marked.mark.value, "on": on},
        lambda: [marked.words],
    )


def _remove_all(call: Call) -> int:
    gone = call.console.devices.several.remove(call.zone.id, confirmed(call), by=call.actor)
    return call.answer(
        lambda: {"removed": gone},
        lambda: [
            ngettext("Removed {n} device.", "Removed {n} devices.", gone).format(n=grouped(gone))
        ],
    )


COMMANDS = (
    Command(
        words=("devices", "stage"),
        help=lambda: _("Tell the stage of devices, and how you know it."),
        run=_stage,
        arguments=_stage_words,
    ),
    Command(
        words=("devices", "mark"),
        help=lambda: _("Say that all devices that fit are lost, retired or of the pilot group."),
        run=_mark,
        arguments=_mark_words,
    ),
    Command(
        words=("devices", "unmark"),
        help=lambda: _("Take such a mark away from all devices that fit."),
        run=_unmark,
        arguments=_mark_words,
    ),
    Command(
        words=("devices", "remove-all"),
        help=lambda: _("Take all devices that fit out of the inventory."),
        run=_remove_all,
        arguments=_remove_words,
    ),
)
