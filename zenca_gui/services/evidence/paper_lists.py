"""Which servers, devices and follow-ups, and how are they known? The lists of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from zenca_gui.core.delivery import delivery_words
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState, step_words, what_to_do
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.pack import DeviceFact, Pack, ServerFact, WorkFact
from zenca_gui.core.report import Block, Chapter, Table, Words
from zenca_gui.core.retreat import Way, way_words
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.core.sighting import serving_words, trouble_words
from zenca_gui.core.verdict import Verdict, verdict_words
from zenca_gui.core.zone import DeviceKind
from zenca_gui.services.evidence.paper_words import (
    MOST,
    WEIGHTS,
    cut,
    kind_words,
    known_by,
    when,
    work_state_words,
)


def servers(pack: Pack) -> Chapter:
    """Return what was laid on each server, and what it was seen serving."""
    listed = pack.servers
    blocks: list[Block] = []
    if not listed:
        blocks.append(Words(text=_("The zone has no servers.")))
    elif len(listed) > MOST:
        blocks += [
            summed_up(len(listed)),
            counted(
                (_("Delivery"), _("Seen")),
                Counter((_delivery(each), serving_words(each.serving)) for each in listed),
            ),
        ]
    else:
        blocks.append(
            Table(
                header=(_("Server"), _("Delivery"), _("Seen"), _("When")),
                widths=(30, 28, 26, 16),
                rows=tuple(
                    (each.fqdn, cut(_delivery(each)), _seen(each),
                     when(each.seen.at) if each.seen else "")
                    for each in listed
                ),
            )
        )  # fmt: skip
    return Chapter(heading=_("Servers"), blocks=tuple(blocks), new_page=True)


def device_chapters(pack: Pack) -> list[Chapter]:
    """Return the devices by verdict, the worst first; without verdicts all in one."""
    if not pack.devices:
        return [Chapter(heading=_("Devices"), blocks=(Words(text=_("The zone has no devices.")),))]
    lost = [device for device in pack.devices if device.lost]
    here = [device for device in pack.devices if not device.lost]
    asked: list[tuple[Verdict | None, str]] = [
        (verdict, _("Devices: {verdict}").format(verdict=verdict_words(verdict)))
        for verdict in reversed(WEIGHTS)
    ]
    chapters = []
    for verdict, heading in [*asked, (None, _("Devices"))]:
        chapters += _devices(heading, [each for each in here if each.verdict is verdict])
    return chapters + _devices(_("Devices marked as lost"), lost)


def _devices(heading: str, devices: Sequence[DeviceFact]) -> list[Chapter]:
    if not devices:
        return []
    if len(devices) > MOST:
        alike = Counter((d.kind.value, d.stage.value) for d in devices)
        by = Counter(
            {
                (kind_words(DeviceKind(kind)), stage_words(Stage(stage))): number
                for (kind, stage), number in alike.items()
            }
        )
        blocks: list[Block] = [summed_up(len(devices)), counted((_("Kind"), _("Stage")), by)]
    else:
        blocks = [
            Table(
                header=(_("Device"), _("Kind"), _("Stage"), _("Since"), _("Known"),
                        _("Last contact")),
                widths=(21, 13, 19, 16, 15, 16),
                rows=tuple(
                    (_named(d), kind_words(d.kind), _stage(d), when(d.stage_at),
                     cut(known_by(d.evidence, d.by)), when(d.last_contact) or _("never"))
                    for d in devices
                ),
            )
        ]  # fmt: skip
    title = _("{heading} ({n})").format(heading=heading, n=grouped(len(devices)))
    return [Chapter(heading=title, blocks=tuple(blocks))]


def _named(device: DeviceFact) -> str:
    named = device.name or device.guid
    return f"{named} ({device.user})" if device.user else named


def _stage(device: DeviceFact) -> str:
    reason = cut(device.reason)
    words = stage_words(device.stage)
    said = f"{words}: {reason}" if reason else words
    if device.other is None:
        return said
    return _("{stage}; {source} says: {other}").format(
        stage=said, source=known_by(device.other.evidence, device.other.by),
        other=stage_words(device.other.stage),
    )  # fmt: skip


def way_back(pack: Pack) -> list[Chapter]:
    """Return how a change that was given up was taken back; nothing of one that was not."""
    retreat = pack.retreat
    if retreat is None:
        return []
    blocks: list[Block] = [Words(text=_("Given up by {name}.").format(name=retreat.by))]
    if retreat.abandoned_key == "destroyed":
        blocks.append(Words(text=_("The abandoned CA's key was destroyed: no device trusts it.")))
    elif retreat.abandoned_key == "sealed":
        blocks.append(Words(text=_("The abandoned CA's key stays sealed: devices may trust it.")))
    ways = [(server, way_words(Way(way))) for server, way in sorted(retreat.ways.items())]
    if len(ways) > MOST:
        by = Counter((_("All servers"), way) for _server, way in ways)
        blocks += [summed_up(len(ways)), counted((_("Server"), _("Way back")), by)]
    elif ways:
        header = (_("Server"), _("Way back"))
        blocks.append(Table(header=header, widths=(40, 60), rows=tuple(ways)))
    return [Chapter(heading=_("The way back"), blocks=tuple(blocks))]


def work(pack: Pack) -> Chapter:
    """Return the follow-ups: open, waived with reason and day, done with evidence."""
    blocks: list[Block] = []
    for state in (FollowUpState.OPEN, FollowUpState.WAIVED, FollowUpState.DONE):
        blocks += _work(state, [each for each in pack.follow_ups if each.state is state])
    if not blocks:
        blocks.append(Words(text=_("There are no follow-ups.")))
    return Chapter(heading=_("Follow-ups"), blocks=tuple(blocks))


def _work(state: FollowUpState, items: Sequence[WorkFact]) -> Iterator[Block]:
    if not items:
        return
    yield Words(text=_("{state}: {n}").format(state=work_state_words(state), n=grouped(len(items))))
    if len(items) > MOST:
        yield summed_up(len(items))
        alike = Counter((each.kind.value, each.by) for each in items)
        by = Counter({(what_to_do(FollowUpKind(kind)), who): n for (kind, who), n in alike.items()})
        yield counted((_("What"), _("By")), by)
        return
    waived = state is FollowUpState.WAIVED
    last = _("Look again") if waived else _("When")
    yield Table(
        header=(_("About"), _("What"), _("Reason") if waived else _("Evidence"), _("By"), last),
        widths=(20, 29, 24, 11, 16),
        rows=tuple(
            (each.subject, what_to_do(each.kind), _evidence(each), each.by or each.owner,
             when(each.recheck if waived else each.at))
            for each in items
        ),
    )  # fmt: skip


def _evidence(item: WorkFact) -> str:
    """Return its evidence, after that of the steps it has."""
    steps = zip(step_words(item.kind), item.steps, strict=False)
    told = [f"{name}: {step.evidence} ({step.by})" for name, step in steps]
    return cut("; ".join([*told, *([item.evidence] if item.evidence else [])]))


def summed_up(number: int) -> Words:
    """Say that a list is too long for paper."""
    return Words(
        text=ngettext(
            "{n} row, summed up here; the JSON of this report names it.",
            "{n} rows, summed up here; the JSON of this report names each.", number,
        ).format(n=grouped(number))
    )  # fmt: skip


def counted(header: tuple[str, str], by: Counter[tuple[str, str]]) -> Table:
    """Return how many there are of each, the most first."""
    ranked = sorted(by.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return Table(
        header=(*header, _("Number")), widths=(40, 40, 20), numbers=frozenset({2}),
        rows=tuple((cut(one), cut(other), grouped(number)) for (one, other), number in ranked),
    )  # fmt: skip


def _delivery(server: ServerFact) -> str:
    if server.delivery is None:
        return _("nothing was laid on it")
    words = delivery_words(server.delivery)
    return f"{words}: {server.detail}" if server.detail else words


def _seen(server: ServerFact) -> str:
    words = serving_words(server.serving)
    if server.seen is not None and server.seen.trouble is not None:
        return f"{words}: {trouble_words(server.seen.trouble)}"
    return words
