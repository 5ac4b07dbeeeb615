"""How does a reply read in one row, and what does its signer have to know? Words for a `Judged`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.reply import Finding, Judged, Received, Standing
from zenca_gui.services.change.replying import Taken
from zenca_gui.ui.models.rows_table import Column
from zenca_gui.ui.tokens import Tone
from zenca_gui.ui.widgets.badge import Mark

FINGERPRINT = re.compile(r"(?:[0-9A-F]{2}:){15,}[0-9A-F]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLine:
    """One reply, or one file that gave none."""

    source: str
    judged: Judged | None = None
    unread: Received | None = None

    @property
    def key(self) -> str:
        """What tells it from another: the certificate, else the file."""
        return self.judged.certificate.sha256 if self.judged else self.source

    @property
    def bad(self) -> bool:
        """Whether its signer has to know of it."""
        waits = self.judged is not None and self.judged.standing is Standing.ROOT
        return not waits and not (self.judged and self.judged.good)

    @property
    def findings(self) -> Sequence[Finding]:
        """All that was found, what refuses it first."""
        found = self.judged.findings if self.judged else ()
        return sorted(found, key=lambda f: f.outcome is not Outcome.STOP)


def lines_of(taken: Taken) -> list[ReplyLine]:
    """Return one line for each reply and for each file that was not read."""
    return [ReplyLine(source=j.received.source, judged=j) for j in taken.judged] + [
        ReplyLine(source=r.source, unread=r) for r in taken.unreadable
    ]


def joined(before: Sequence[ReplyLine], now: Sequence[ReplyLine]) -> list[ReplyLine]:
    """Return the lines there were with what is known now; files keep the name they came by.

    What could not be read before and was read now is not bad any more.
    """
    given = tuple(line.source for line in now)
    lines = {
        line.key: line
        for line in before
        if line.unread is None or not any(name.startswith(line.source) for name in given)
    }
    for line in now:
        old = lines.get(line.key)
        if old is None or old.judged is None or line.judged is None:
            lines[line.key] = line
        elif line.judged.standing is not Standing.AGAIN or not old.judged.good:
            lines[line.key] = replace(line, source=old.source)
    return list(lines.values())


def standing_mark(line: ReplyLine) -> Mark:
    """Return what becomes of a reply, by word and sign."""
    if line.judged is None:
        unread = line.unread
        if unread is not None and unread.locked:
            return Mark(_("asks for a password"), Tone.CAUTION, "lock")
        if unread is not None and unread.wrong_password:
            return Mark(_("wrong password"), Tone.STOP, "lock")
        return Mark(_("not read"), Tone.STOP, "stop")
    warned = any(line.judged.findings)
    good = Mark(_("kept, look at it"), Tone.CAUTION, "warn")
    return {
        Standing.TAKEN: good if warned else Mark(_("kept"), Tone.GOOD, "pass"),
        Standing.AGAIN: good if warned else Mark(_("kept"), Tone.GOOD, "pass"),
        Standing.OLDER: Mark(_("older than the kept one"), Tone.NEUTRAL, "same"),
        Standing.ROOT: Mark(_("root to confirm"), Tone.CAUTION, "waiting"),
        Standing.REFUSED: Mark(_("refused"), Tone.STOP, "stop"),
        Standing.STRANGER: Mark(_("answers no request"), Tone.STOP, "unknown"),
    }[line.judged.standing]


def first_sentence(line: ReplyLine) -> str:
    """Return why it stands so, "" where nothing is to be said."""
    if line.unread is not None:
        return line.unread.refusal
    return line.findings[0].sentence if line.findings else ""


def server_words(line: ReplyLine) -> str:
    """Return for which server it is, or which names it has."""
    if line.judged is None:
        return ""
    if line.judged.asked is not None:
        return line.judged.asked.fqdn
    return ", ".join(line.judged.certificate.names[:2]) or line.judged.certificate.subject


def breakable(text: str) -> str:
    """Return a sentence whose fingerprints may be broken into lines where they must."""
    return FINGERPRINT.sub(lambda found: found[0].replace(":", ":\u200b"), text)


def for_the_signer(lines: Iterable[ReplyLine]) -> str:
    """Return in plain text what was wrong with each reply that was not kept."""
    parts = []
    for line in lines:
        if not line.bad:
            continue
        part = [line.source]
        if line.judged is not None:
            certificate = line.judged.certificate
            part += [
                _("For: {server}").format(server=server_words(line)),
                _("SHA-256: {digest}").format(digest=fingerprint(certificate.sha256)),
                *(finding.sentence for finding in line.findings),
            ]
        elif line.unread is not None:
            part += [text for text in (line.unread.refusal, line.unread.hint) if text]
        parts.append("\n".join(part))
    return "\n\n".join(parts) + "\n" if parts else ""


def columns() -> list[Column[ReplyLine]]:
    """Return the columns of the replies."""
    return [
        Column[ReplyLine](
            label=_("File"), width=176, text=lambda x: x.source, tip=lambda x: x.source,
            icon=lambda _x: "certificate",
        ),
        Column[ReplyLine](label=_("Server"), width=176, text=server_words, tip=server_words),
        Column[ReplyLine](label=_("Reply"), width=144, mark=standing_mark),
        Column[ReplyLine](label=_("Why"), width=280, text=first_sentence, tip=first_sentence),
    ]  # fmt: skip
