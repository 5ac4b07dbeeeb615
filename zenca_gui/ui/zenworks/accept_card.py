"""Is this the certificate of our ZENworks? Accepted once, by the fingerprint compared."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.services.zenworks_trust import Showing
from zenca_gui.ui.change.material import in_two_lines
from zenca_gui.ui.dates import utc
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.words import Words


class AcceptCard(Card):
    """Shows what a server shows; nothing is sent to it before the button.

    Signals:
        accepted(str): the fingerprint that was shown.
    """

    accepted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Accept this certificate?"), parent=parent)
        self.setObjectName("certificate-to-accept")
        self._sha256 = ""
        self.about = Words("", wrap=True)
        self.facts = Facts([], name_width=72)
        self.do = Button(_("&Accept it and read"), "pass", object_name="accept-certificate")
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.do)
        self.body.addWidget(self.about)
        self.body.addWidget(self.facts)
        self.body.addLayout(row)
        self.do.clicked.connect(lambda: self.accepted.emit(self._sha256))

    def put(self, showing: Showing) -> None:
        """Show what a server shows."""
        self._sha256 = showing.sha256
        self.about.setText(
            _("{what} Compare the fingerprint with the one in the zone's console before you accept "
              "it. Nothing was sent to {host} yet.").format(what=showing.words, host=showing.host)
        )  # fmt: skip
        self.facts.put(
            [
                Fact(_("Subject"), showing.certificate.subject),
                Fact(_("Ends"), utc(showing.certificate.not_after)),
                Fact(_("SHA-256"), in_two_lines(showing.sha256), fixed=True),
            ]
        )
