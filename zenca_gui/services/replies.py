"""What came back from the external CA, and which open request does each certificate answer?

Nothing is stored here: reading and judging are pure of transactions, the change keeps what is good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.i18n import _
from zenca_gui.core.reply import Asked, Judged, Pasted, Received, Standing, Terms
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import ServerId
from zenca_gui.services import reply_files
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.reply_judging import Judge

_TELL_EVERY = 100


class Replies:
    """Reads replies out of any container, and judges them against the open requests."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(
        self,
        sources: Iterable[Path | Pasted],
        *,
        passwords: Sequence[Secret] = (),
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> list[Received]:
        """Return each certificate with where it came from, or the sentence why a file gave none.

        Files, whole folders, zip archives, pasted text. Never raises for what a file holds.
        """
        given = list(sources)
        pasted = (each for each in given if isinstance(each, Pasted))
        met = reply_files.files(each for each in given if isinstance(each, Path))
        contents: Iterator[Pasted | Received] = chain(pasted, map(reply_files.content, met))
        received: list[Received] = []
        for done, content in enumerate(contents, 1):
            if cancelled():
                break
            if isinstance(content, Received):
                received.append(content)
                continue
            received += reply_files.certificates(self.desk.pki, content, passwords)
            if done % _TELL_EVERY == 0:
                progress(done, 0, _("Reading the replies"))
        return received

    def match(
        self,
        received: Sequence[Received],
        asked: Sequence[Asked],
        *,
        terms: Terms,
        confirmed: Collection[str] = (),
        known: Sequence[Certificate] = (),
        progress: Progress = silent,
    ) -> list[Judged]:
        """Judge each certificate that answers a request, or that nobody asked for.

        `confirmed`: SHA-256 (hex) of the roots a person confirmed. `known`: CA certificates that
        are here already (earlier replies' chains, confirmed roots). One Judged for each different
        leaf, in the order received; CA certificates only build chains. Of several good replies to
        one request one is TAKEN, the newest. All replies that hang on one unconfirmed root are
        judged once more after it was confirmed: call again with its fingerprint in `confirmed`.
        """
        once: dict[str, tuple[Received, Certificate]] = {}
        for each in received:
            if each.certificate:
                once.setdefault(each.certificate.sha256, (each, each.certificate))
        issuers = chain((c for _from, c in once.values()), known)
        judge = Judge(self.desk.pki, issuers, asked=asked, terms=terms, confirmed=confirmed)
        judged: dict[str, list[Judged]] = {}
        for done, (sha256, (source, certificate)) in enumerate(once.items(), 1):
            if judge.answers(certificate):
                judged[sha256] = judge.judged(source, certificate)
            if done % _TELL_EVERY == 0:
                progress(done, len(once), _("Checking the replies"))
        for sha256, (source, certificate) in once.items():
            used = certificate.ca or certificate.public_sha256 in judge.has_issued
            if sha256 not in judged and not used:
                judged[sha256] = [judge.stranger(source, certificate)]
        in_order = [each for sha256 in once for each in judged.get(sha256, [])]
        return _newest_first(in_order, judge)


def _newest_first(judged: list[Judged], judge: Judge) -> list[Judged]:
    """Of the good replies to one request, take the newest; say what the others are."""
    good: dict[ServerId, list[Judged]] = defaultdict(list)
    for each in judged:
        if each.asked and each.standing is Standing.TAKEN:
            good[each.asked.server].append(each)
    newest = {
        server: max((e.certificate for e in found), key=_age) for server, found in good.items()
    }
    for server, found in good.items():
        asked = found[0].asked
        if asked and asked.kept and _age(asked.kept) > _age(newest[server]):
            newest[server] = asked.kept if judge.fits(asked.kept, asked) else newest[server]
    return [_stood(each, newest) for each in judged]


def _age(certificate: Certificate) -> tuple[float, float, str]:
    begins, ends = certificate.not_before, certificate.not_after
    return begins.timestamp(), ends.timestamp(), certificate.sha256


def _stood(judged: Judged, newest: dict[ServerId, Certificate]) -> Judged:
    if judged.asked is None or judged.standing is not Standing.TAKEN:
        return judged
    if judged.certificate.sha256 != newest[judged.asked.server].sha256:
        return replace(judged, standing=Standing.OLDER)
    kept = judged.asked.kept
    if kept and kept.sha256 == judged.certificate.sha256:
        return replace(judged, standing=Standing.AGAIN)
    return judged
