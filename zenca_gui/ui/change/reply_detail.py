"""What exactly is wrong with one reply? Every finding, with both values."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.reply_lines import ReplyLine, breakable, server_words
from zenca_gui.ui.dates import utc
from zenca_gui.ui.tokens import HALF
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.facts import Fact, Facts


class ReplyDetail(Card):
    """Findings above, the certificate's facts below; hidden while nothing is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Details"), parent=parent)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(HALF)
        self.facts = Facts([], name_width=72)
        self.body.addLayout(self._lines)
        self.body.addWidget(self.facts)
        self.hide()

    def put(self, line: ReplyLine | None) -> None:
        """Show one reply."""
        self.setVisible(line is not None)
        clear(self._lines)
        if line is None:
            return
        if self.heading is not None:
            self.heading.setText(server_words(line) or line.source)
        for row in _rows(line):
            self._lines.addWidget(CheckLine(row))
        judged = line.judged
        self.facts.setVisible(judged is not None)
        if judged is not None:
            certificate = judged.certificate
            chain = [certificate.subject, *(issuer.subject for issuer in judged.chain)]
            self.facts.put(
                [
                    Fact(_("From"), line.source),
                    Fact(_("Chain"), " ← ".join(chain)),
                    Fact(
                        _("Valid"),
                        _("{start} to {end}").format(
                            start=utc(certificate.not_before), end=utc(certificate.not_after)
                        ),
                    ),
                    Fact(_("SHA-256"), fingerprint(certificate.sha256), fixed=True),
                ]
            )


def _rows(line: ReplyLine) -> list[CheckRow]:
    if line.unread is not None:
        return [CheckRow(outcome=Outcome.STOP, text=line.unread.refusal, cure=line.unread.hint)]
    found = [CheckRow(outcome=f.outcome, text=breakable(f.sentence)) for f in line.findings]
    good = CheckRow(outcome=Outcome.PASS, text=_("Every check was passed."))
    return found or [good]
