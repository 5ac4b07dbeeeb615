"""What proves it? The four cases, the fingerprints, and what was done when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.pack import CaFact, CaseFact, LeafFact, Line, Pack
from zenca_gui.core.proof import Leaf, Moment, Trust
from zenca_gui.core.report import Block, Chapter, Pairs, Table, Weight, Words
from zenca_gui.core.rollout import evidence_words
from zenca_gui.services.evidence.paper_lists import counted, summed_up
from zenca_gui.services.evidence.paper_words import (
    MOST,
    cut,
    in_two_lines,
    moment_words,
    when,
)

CASES = [(leaf, trust) for leaf in Leaf for trust in Trust]
MILESTONES = "change."


def proof(pack: Pack) -> Chapter:
    """Return which certificate a device trusts, by what it holds, and when."""
    heading = _("Four-case proof")
    found = pack.proof
    if found is None:
        return Chapter(heading=heading, blocks=(Words(text=_("It was not made.")),))
    blocks: list[Block] = [
        Words(
            text=_(
                "Each server's old and new certificate, as it is presented, was verified by "
                "OpenSSL for a device that holds the old trust and for one that holds the new."
            )
        )
    ]
    looks = Counter((each.server, each.moment) for each in found.cases)
    if len(looks) > MOST:
        blocks += [summed_up(len(found.cases)), *_by_moment(found.cases)]
    elif found.cases:
        blocks.append(_each(found.cases))
    odd = [each for each in found.cases if each.trusted is not each.expected]
    blocks += [Words(text=_odd(each), mark=Weight.BAD) for each in odd[:MOST]]
    return Chapter(heading=heading, blocks=tuple(blocks))


def _case_header() -> tuple[str, ...]:
    return (
        _("old certificate, old trust"), _("old certificate, new trust"),
        _("new certificate, old trust"), _("new certificate, new trust"),
    )  # fmt: skip


def _each(cases: Sequence[CaseFact]) -> Table:
    looks: dict[tuple[str, Moment], dict[tuple[Leaf, Trust], CaseFact]] = {}
    for case in cases:
        looks.setdefault((case.server, case.moment), {})[case.leaf, case.trust] = case
    return Table(
        header=(_("Server"), _("When"), *_case_header()), widths=(24, 24, 13, 13, 13, 13),
        rows=tuple(
            (server, moment_words(moment), *(_told(found.get(case)) for case in CASES))
            for (server, moment), found in looks.items()
        ),
    )  # fmt: skip


def _by_moment(cases: Sequence[CaseFact]) -> Iterator[Block]:
    trusted = Counter((each.moment, each.leaf, each.trust) for each in cases if each.trusted)
    asked = Counter((each.moment, each.leaf, each.trust) for each in cases)
    yield Words(text=_("How many of them trust it:"))
    yield Table(
        header=(_("When"), *_case_header()), widths=(28, 18, 18, 18, 18),
        rows=tuple(
            (moment_words(moment),
             *(_("{n} of {all}").format(n=grouped(trusted[moment, *case]),
                                        all=grouped(asked[moment, *case])) for case in CASES))
            for moment in Moment if any(asked[moment, *case] for case in CASES)
        ),
    )  # fmt: skip


def _told(case: CaseFact | None) -> str:
    if case is None:
        return ""
    words = _("trusted") if case.trusted else _("refused")
    return words if case.trusted is case.expected else f"{words} !"


def _odd(case: CaseFact) -> str:
    return _("{server}, {moment}: {reason}").format(
        server=case.server, moment=moment_words(case.moment),
        reason=cut(case.reason) or _("trusted, and must not be"),
    )  # fmt: skip


def fingerprints(pack: Pack) -> Chapter:
    """Return the certificates, old and new, as they are compared by eye."""
    heading = _("Fingerprints, old and new")
    blocks: list[Block] = [_ca(_("Old CA {name}").format(name=pack.old.name), pack.old)]
    if pack.new is not None and pack.new.sha256 != pack.old.sha256:
        blocks.append(_ca(_("New CA {name}").format(name=pack.new.name), pack.new))
    if pack.crosses:
        blocks.append(
            Pairs(
                rows=tuple(
                    (_("Cross certificate, SHA-256"), in_two_lines(each)) for each in pack.crosses
                ),
                fixed=True,
            )
        )
    leaves = [each for each in pack.servers if each.old or each.new]
    if len(leaves) > MOST:
        blocks.append(summed_up(len(leaves)))
        kept = Counter((_ends(each.old), _ends(each.new)) for each in leaves)
        blocks.append(counted((_("Old ends"), _("New ends")), kept))
    elif leaves:
        blocks.append(
            Table(
                header=(_("Server"), _("Old certificate, SHA-256"), _("New certificate, SHA-256")),
                widths=(14, 43, 43),
                rows=tuple((each.fqdn, _digest(each.old), _digest(each.new)) for each in leaves),
            )
        )
    return Chapter(heading=heading, blocks=tuple(blocks))


def _ca(heading: str, ca: CaFact) -> Pairs:
    return Pairs(
        rows=(
            (heading, ca.subject),
            (_("SHA-256"), in_two_lines(ca.sha256)),
            (_("SHA-1"), ca.sha1),
            (_("Serial number"), ca.serial),
            (_("Key"), ca.key),
            (_("Valid from"), when(ca.not_before)),
            (_("Valid to"), when(ca.not_after)),
        ),
        fixed=True,
    )


def _digest(leaf: LeafFact | None) -> str:
    return in_two_lines(leaf.sha256) if leaf else ""


def _ends(leaf: LeafFact | None) -> str:
    return f"{leaf.not_after:%Y-%m-%d}" if leaf else ""


def timeline(pack: Pack) -> Chapter:
    """Return what the journal says of this zone since the change was opened."""
    lines, blocks = pack.timeline, []
    if len(lines) > MOST:
        blocks.append(summed_up(len(lines)))
        steps = [line for line in lines if line.kind.startswith(MILESTONES)]
        lines = tuple(steps[-MOST:])
    return Chapter(heading=_("Timeline"), blocks=(*blocks, _lines(lines)))


def _lines(lines: Sequence[Line]) -> Table:
    return Table(
        header=(_("No."), _("When"), _("Who"), _("What"), _("Known")),
        widths=(8, 16, 14, 46, 16), numbers=frozenset({0}),
        rows=tuple(
            (str(line.sequence), when(line.at), line.by, cut(line.words),
             evidence_words(line.known))
            for line in lines
        ),
    )  # fmt: skip
