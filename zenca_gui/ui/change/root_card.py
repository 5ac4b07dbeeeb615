"""Is this the external root that its owner named? Confirmed once, by the fingerprint compared."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.certificate import Certificate, fingerprint
from zenca_gui.core.i18n import _
from zenca_gui.ui.change.material import in_two_lines
from zenca_gui.ui.dates import utc
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.tokens import STEP, Tone, Type
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.words import Words

DIGITS = 64


def bare(text: str) -> str:
    """Return a fingerprint without colons, blanks and capitals."""
    return "".join(text.replace(":", "").split()).lower()


class RootCard(Card):
    """Shows one root; the button works when its fingerprint is in the field.

    Signals:
        confirmed(str): the fingerprint that was typed; it is this root's.
    """

    confirmed = Signal(str)

    def __init__(self, root: Certificate, parent: QWidget | None = None) -> None:
        super().__init__(_("Confirm the external root"), parent=parent)
        self.root = root
        self.setObjectName("root-to-confirm")
        about = Words(
            _(
                "Ask the owner of this CA for the fingerprint of its root, by another way than the "
                "files came. Type or paste what they told you; replies that hang on it are kept "
                "then."
            ),
            wrap=True,
        )
        facts = Facts(
            [
                Fact(_("Subject"), root.subject),
                Fact(_("Ends"), utc(root.not_after)),
                Fact(_("SHA-256"), in_two_lines(fingerprint(root.sha256)), fixed=True),
            ],
            name_width=72,
        )
        self.typed = fields.line(_("Fingerprint as its owner told it"), "root-fingerprint")
        self.typed.setPlaceholderText(_("64 hexadecimal digits, with colons or without"))
        self.do = Button(_("Confirm this &root"), "pass", object_name="confirm-root")
        self.said = Words("", Type.CAPTION, wrap=True, tone=Tone.STOP)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.typed, 1)
        row.addWidget(self.do)
        self.body.addWidget(about)
        self.body.addWidget(facts)
        self.body.addLayout(row)
        self.body.addWidget(self.said)
        self.said.hide()
        self.do.setEnabled(False)

        self.typed.textChanged.connect(self._follow)
        self.typed.returnPressed.connect(self._confirm)
        self.do.clicked.connect(self._confirm)

    def _follow(self) -> None:
        given = bare(self.typed.text())
        self.do.setEnabled(given == self.root.sha256)
        wrong = len(given) >= DIGITS and given != self.root.sha256
        self.said.setText(
            _("This is not the fingerprint of the root that came with the replies. Nothing was "
              "confirmed; ask its owner.") if wrong else ""
        )  # fmt: skip
        self.said.setVisible(wrong)

    def _confirm(self) -> None:
        given = bare(self.typed.text())
        if given == self.root.sha256:
            self.confirmed.emit(given)
