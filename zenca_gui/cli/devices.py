"""`zenca devices`: which devices are in the zone, and what did a person say of them?"""

from __future__ import annotations

import json
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from zenca_gui.cli import device_filters, device_import, device_several, json_form
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, when, yes
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.device_asked import filter_words, query
from zenca_gui.cli.given import choice, in_zone, moment, whole
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.rollout import evidence_words, stage_words
from zenca_gui.core.verdict import Verdict, verdict, verdict_words
from zenca_gui.core.zone import Device, DeviceKind

if TYPE_CHECKING:
    from zenca_gui.core.device_query import DeviceQuery

PAGE = 1000
_FIELDS = ("kind", "os", "user", "mdm_server", "amt", "lost", "retired", "test", "last_contact")


def _fields(parser: ArgumentParser, *, new: bool) -> None:
    in_zone(parser)
    parser.add_argument("name", metavar="NAME", help=_("its name") if new else _("name or GUID"))
    choice(parser, "--kind", DeviceKind, required=new, help=_("what it is"))
    parser.add_argument("--guid", metavar="G", help=_("its GUID"))
    parser.add_argument("--os", metavar="TEXT", help=_("its operating system"))
    parser.add_argument("--user", metavar="TEXT", help=_("who uses it"))
    parser.add_argument(
        "--mdm-server", metavar="F", help=_("of a phone: the server that manages it; '' for none")
    )
    for flag, words in (
        ("amt", _("it has Intel AMT")),
        ("lost", _("it is lost")),
        ("retired", _("it is retired")),
        ("test", _("it is a test device")),
    ):
        parser.add_argument(f"--{flag}", action=BooleanOptionalAction, help=words)
    parser.add_argument(
        "--last-contact", type=moment, metavar="T", help=_("when it was last in contact")
    )


def _add_words(parser: ArgumentParser) -> None:
    _fields(parser, new=True)


def _edit_words(parser: ArgumentParser) -> None:
    _fields(parser, new=False)
    parser.add_argument("--name", dest="new_name", metavar="NEW", help=_("its new name"))


def _remove_words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("name", nargs="+", metavar="NAME", help=_("name or GUID"))


def _list_words(parser: ArgumentParser) -> None:
    filter_words(parser)
    parser.add_argument(
        "--limit", type=whole(1, 10_000_000), metavar="N", help=_("no more than so many")
    )


def _given(call: Call) -> dict[str, Any]:
    values = {name: getattr(call.given, name) for name in _FIELDS}
    return {name: value for name, value in values.items() if value is not None}


def _answer(call: Call, device: Device, words: str) -> int:
    needs = call.console.devices.verdict(device)
    return call.answer(
        lambda: {"device": json_form.device(device, needs)}, lambda: [words.format(n=device.name)]
    )


def _add(call: Call) -> int:
    fields = _given(call)
    kind = fields.pop("kind")
    device = call.console.devices.add(
        call.zone.id, call.given.name, kind, guid=call.given.guid or "", by=call.actor, **fields
    )
    return _answer(call, device, _("Added the device {n}."))


def _edit(call: Call) -> int:
    fields = _given(call)
    if call.given.new_name is not None:
        fields["name"] = call.given.new_name
    if call.given.guid is not None:
        fields["guid"] = call.given.guid.strip()
    if not fields:
        raise WrongUsage(_("nothing to change was named"))
    old = call.console.devices.find(call.zone.id, call.given.name)
    device = call.console.devices.edit(old.id, by=call.actor, **fields)
    return _answer(call, device, _("Changed the device {n}."))


def _remove(call: Call) -> int:
    devices = call.console.devices
    going = [devices.find(call.zone.id, name).id for name in call.given.name]
    gone = devices.remove(call.zone.id, list(dict.fromkeys(going)), by=call.actor)
    return call.answer(
        lambda: {"removed": gone},
        lambda: [ngettext("Removed {n} device.", "Removed {n} devices.", gone).format(n=gone)],
    )


def _list(call: Call) -> int:
    asked = query(call)
    ids = call.console.devices.ids(asked)
    wanted = ids[: call.given.limit] if call.given.limit else ids
    needs = _verdicts(call, asked)

    def pages() -> Iterator[list[Device]]:
        for start in range(0, len(wanted), PAGE):
            yield list(call.console.devices.page(wanted[start : start + PAGE]))

    if call.given.json:
        _stream(call, len(ids), pages(), needs)
        return 0
    for number, page in enumerate(pages()):
        lines = columns(_header(), [_row(device, needs(device)) for device in page])
        for line in islice(lines, 1 if number else 0, None):
            call.say(line)
    return 0


def _verdicts(call: Call, query: DeviceQuery) -> Callable[[Device], Verdict | None]:
    """Return what tells a device's verdict, without asking the store for each."""
    change = call.console.changes.open(call.zone.id)
    if (
        change is None
        or change.assigned_at is None
        or change.state is ChangeState.CANCELLING
        or query.now is None
    ):
        return lambda _device: None
    active, now = call.console.changes.left_behind_from(change), query.now
    return lambda device: verdict(device, activated_at=active, now=now)


def _stream(
    call: Call,
    total: int,
    pages: Iterator[list[Device]],
    needs: Callable[[Device], Verdict | None],
) -> None:
    """Print the document page by page: a million devices need not be in memory at once."""
    head = {"zone": call.zone.name, "total": total}
    call.out.write(json.dumps(head)[:-1] + ', "devices": [')
    gap = "\n"
    for page in pages:
        for device in page:
            call.out.write(f"{gap}  {json.dumps(json_form.device(device, needs(device)))}")
            gap = ",\n"
    call.say("\n]}")


def _header() -> list[str]:
    return [_("name"), _("kind"), _("last contact"), _("stage"), _("known"), _("needs"),
            _("talks"), _("lost"), _("AMT")]  # fmt: skip


def _row(device: Device, needs: Verdict | None) -> list[str]:
    talks = {None: "", True: _("yes"), False: _("no")}[device.can_talk]
    return [
        device.name,
        device.kind.value,
        when(device.last_contact),
        stage_words(device.stage),
        _known(device),
        verdict_words(needs) if needs else "",
        talks,
        yes(device.lost),
        yes(device.amt),
    ]


def _known(device: Device) -> str:
    words = evidence_words(device.stage_evidence) if device.stage_evidence else ""
    other = device.stage_other
    if other is None:
        return words
    return _("{words}; {by} says: {stage}").format(
        words=words, by=other.by, stage=stage_words(other.stage)
    )


GROUP = Group(
    about=lambda: _("Devices"),
    commands=(
        Command(
            words=("devices", "add"),
            help=lambda: _("Add a device."),
            run=_add,
            arguments=_add_words,
        ),
        Command(
            words=("devices", "edit"),
            help=lambda: _("Change what is known of a device."),
            run=_edit,
            arguments=_edit_words,
        ),
        Command(
            words=("devices", "remove"),
            help=lambda: _("Take devices out of the inventory."),
            run=_remove,
            arguments=_remove_words,
        ),
        device_import.COMMAND,
        Command(
            words=("devices", "list"),
            help=lambda: _("List devices with stage and verdict."),
            run=_list,
            arguments=_list_words,
        ),
        *device_several.COMMANDS,
        *device_filters.COMMANDS,
    ),
)
