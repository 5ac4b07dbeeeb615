"""How does a pack read on paper? One page that sums it up, then every list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zenca_gui.core.follow_up import FollowUpState, what_to_do
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.pack import Pack
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.report import Bar, Block, Chapter, Pairs, Part, Report, Weight, Words
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.core.sighting import Serving
from zenca_gui.core.verdict import verdict_words
from zenca_gui.services.change.words import kind_of_change
from zenca_gui.services.evidence.paper_lists import device_chapters, servers, way_back, work
from zenca_gui.services.evidence.paper_proof import fingerprints, proof, timeline
from zenca_gui.services.evidence.paper_words import (
    WEIGHTS,
    in_two_lines,
    state_words,
    when,
    when_utc,
)


def paper(pack: Pack) -> Report:
    """Return the report; all times in it are UTC, so that it reads alike everywhere."""
    what = kind_of_change(pack.kind, same_key=pack.same_key)
    new = pack.new.name if pack.new else "…"
    kicker = _("Evidence of a CA change") if pack.ended else _("Status report of a CA change")
    sequence, _colon, digest = pack.journal_head.partition(":")
    return Report(
        kicker=kicker,
        title=pack.zone,
        about=_("{what}, {old} to {new}: {state} ({moment}).").format(
            what=what, old=pack.old.name, new=new, state=state_words(pack.state),
            moment=when_utc(pack.as_of),
        ),
        chapters=(
            Chapter(heading=_("In short"), blocks=tuple(_summary(pack))),
            *_open(pack),
            _certificates(pack),
            _record(pack),
            servers(pack),
            *way_back(pack),
            *device_chapters(pack),
            work(pack),
            proof(pack),
            fingerprints(pack),
            timeline(pack),
        ),
        foot=_("{zone} · change {id} · times in UTC · journal {n}:{digest}…").format(
            zone=pack.zone, id=pack.change, n=sequence, digest=digest[:12]
        ),
        page=_("page {n} of {all}"),
        dated=pack.as_of,
        head=pack.journal_head,
    )  # fmt: skip


def _summary(pack: Pack) -> Iterator[Block]:
    yield Words(text=_servers_words(pack)[0], mark=_servers_words(pack)[1])
    yield from _device_words(pack)
    yield from _work_words(pack)
    yield from _proof_words(pack)
    yield from _bar(pack)
    yield Pairs(rows=tuple(_dates(pack)))


def _servers_words(pack: Pack) -> tuple[str, Weight]:
    number = len(pack.servers)
    if not number:
        return _("The zone has no servers."), Weight.QUIET
    wanted = Serving.OLD if pack.times.retreated else Serving.NEW
    right = sum(server.serving is wanted for server in pack.servers)
    if wanted is Serving.OLD:
        words = ngettext(
            "{right} of {n} server was seen serving its old certificate.",
            "{right} of {n} servers were seen serving their old certificates.", number,
        )  # fmt: skip
    else:
        words = ngettext(
            "{right} of {n} server was seen serving its new certificate.",
            "{right} of {n} servers were seen serving their new certificates.", number,
        )  # fmt: skip
    weight = Weight.GOOD if right == number else Weight.OPEN
    return words.format(right=grouped(right), n=grouped(number)), weight


def _device_words(pack: Pack) -> Iterator[Words]:
    counted = [device for device in pack.devices if not device.lost]
    lost = len(pack.devices) - len(counted)
    if not pack.devices:
        yield Words(text=_("The zone has no devices."), mark=Weight.QUIET)
        return
    active = sum(device.stage is Stage.ACTIVE for device in counted)
    yield Words(
        text=ngettext(
            "{active} of {n} device is at New Certificate Active.",
            "{active} of {n} devices are at New Certificate Active.", len(counted),
        ).format(active=grouped(active), n=grouped(len(counted))),
        mark=Weight.GOOD if active == len(counted) else Weight.OPEN,
    )  # fmt: skip
    if lost:
        yield Words(
            text=ngettext(
                "{n} device is marked as lost and is counted in none of these.",
                "{n} devices are marked as lost and are counted in none of these.", lost,
            ).format(n=grouped(lost)),
            mark=Weight.QUIET,
        )  # fmt: skip


def _work_words(pack: Pack) -> Iterator[Words]:
    if not pack.follow_ups:
        yield Words(text=_("There are no follow-ups."), mark=Weight.GOOD)
        return
    states = Counter(each.state for each in pack.follow_ups)
    yield Words(
        text=_("Follow-ups: {open} open, {done} done, {waived} waived.").format(
            open=grouped(states[FollowUpState.OPEN]), done=grouped(states[FollowUpState.DONE]),
            waived=grouped(states[FollowUpState.WAIVED]),
        ),
        mark=Weight.OPEN if states[FollowUpState.OPEN] else Weight.GOOD,
    )  # fmt: skip


def _proof_words(pack: Pack) -> Iterator[Words]:
    if pack.proof is None:
        yield Words(text=_("The four-case proof was not made."), mark=Weight.QUIET)
        return
    good = pack.proof.outcome is Outcome.PASS
    words = (
        ngettext(
            "Four-case proof: {n} look, as it must be.",
            "Four-case proof: {n} looks, all as they must be.", pack.proof.looks,
        )
        if good
        else ngettext(
            "Four-case proof: {bad} of {n} look is not as it must be.",
            "Four-case proof: {bad} of {n} looks are not as they must be.", pack.proof.looks,
        )
    )  # fmt: skip
    yield Words(
        text=words.format(n=grouped(pack.proof.looks), bad=grouped(pack.proof.unexpected)),
        mark=Weight.GOOD if good else Weight.BAD,
    )


def _bar(pack: Pack) -> Iterator[Bar]:
    """Yield devices by verdict, and by stage as long as the change asks nothing of them."""
    counted = [device for device in pack.devices if not device.lost]
    by_verdict = Counter(device.verdict for device in counted if device.verdict)
    if by_verdict:
        parts = [
            Part(
                words=verdict_words(verdict), number=by_verdict[verdict],
                shown=grouped(by_verdict[verdict]), weight=weight,
            )
            for verdict, weight in WEIGHTS.items() if by_verdict[verdict]
        ]  # fmt: skip
    else:
        by_stage = Counter(device.stage for device in counted)
        parts = [
            Part(
                words=stage_words(stage), number=by_stage[stage], shown=grouped(by_stage[stage]),
                weight=Weight.GOOD if stage is Stage.ACTIVE else Weight.QUIET,
            )
            for stage in Stage if by_stage[stage]
        ]  # fmt: skip
    if parts:
        yield Bar(parts=tuple(parts))


def _dates(pack: Pack) -> Iterator[tuple[str, str]]:
    times = pack.times
    yield (
        _("Opened"),
        _("{moment}, by {name}").format(moment=when(times.opened), name=pack.opened_by),
    )
    planned = times.activation if times.activated is None else None
    for name, moment in (
        (_("Assigned"), times.assigned),
        (_("To be activated"), planned if not pack.ended and not times.retreated else None),
        (_("Activated"), times.activated),
        (_("Overlap ended"), times.overlap_ended),
        (_("Given up"), times.retreated),
        (_("Cancelled"), times.cancelled),
        (_("Closed"), times.closed),
    ):
        if moment is not None:
            yield name, when(moment)
    yield _("The old CA ends"), when(pack.old.not_after)
    if pack.new is not None and pack.new.name != pack.old.name:
        yield _("The new CA ends"), when(pack.new.not_after)


def _open(pack: Pack) -> Iterator[Chapter]:
    """Yield what a person still has to do, counted; nothing where nothing is open."""
    kinds = Counter(f.kind for f in pack.follow_ups if f.state is FollowUpState.OPEN)
    if kinds:
        words = _("{n}: {what}")
        yield Chapter(
            heading=_("Still open"),
            blocks=tuple(
                Words(text=words.format(n=grouped(number), what=what_to_do(kind)), mark=Weight.OPEN)
                for kind, number in kinds.most_common()
            ),
        )


def _certificates(pack: Pack) -> Chapter:
    rows = [(_("Old CA {name}").format(name=pack.old.name), in_two_lines(pack.old.sha256))]
    if pack.new is not None and pack.new.sha256 != pack.old.sha256:
        rows.append((_("New CA {name}").format(name=pack.new.name), in_two_lines(pack.new.sha256)))
    return Chapter(heading=_("The CA, by SHA-256"), blocks=(Pairs(rows=tuple(rows), fixed=True),))


def _record(pack: Pack) -> Chapter:
    """Say how this report can be held against the journal later."""
    return Chapter(
        heading=_("The journal's head"),
        blocks=(
            Words(
                text=_(
                    "Every entry of the journal seals all before it. Whoever keeps this report can "
                    "tell later whether the journal was rewritten: zenca verify --head FILE, with "
                    "this file or with its JSON."
                )
            ),
            Pairs(rows=((_("Journal"), pack.journal_head),), fixed=True),
        ),
    )
