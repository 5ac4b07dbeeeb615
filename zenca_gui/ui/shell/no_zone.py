"""What does the window show before there is a zone? Two ways to get one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.ui.tokens import PAD
from zenca_gui.ui.widgets.empty_state import EmptyState, Way


class NoZone(QWidget):
    """Stands where a zone's panes will be.

    Signals:
        wanted(str): `try-lab` or `add-zone`.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("No zone yet"))
        ways = [
            Way(
                icon="rehearsal",
                title=_("Try it in a lab zone"),
                text=_(
                    "A zone in a box on this computer: servers that really listen, and devices "
                    "that follow, sleep or fail like real ones. Nothing real is touched."
                ),
                button=_("Tr&y it in a lab zone…"),
                primary=True,
                key="try-lab",
            ),
            Way(
                icon="zone",
                title=_("Add my zone"),
                text=_(
                    "Name it, import its CA or create one, and enter its servers. zenca changes "
                    "nothing in the zone until you assign a change."
                ),
                button=_("&Add my zone…"),
                key="add-zone",
            ),
        ]
        empty = EmptyState(
            _("No zone yet"),
            _("zenca watches the certificate authority of a zone and helps to replace it in time."),
            ways,
        )
        empty.pressed.connect(self.wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(PAD, PAD, PAD, PAD)
        box.addWidget(empty)
