"""When do the servers switch? A date and time in UTC, or by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateTimeEdit,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from zenca_gui.core.i18n import _
from zenca_gui.ui.dates import utc
from zenca_gui.ui.tokens import CONTROL, GAP, HALF, STEP, WIDE, Type
from zenca_gui.ui.widgets.button import Button, LinkButton, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 520
AHEAD = timedelta(days=7)


class MoveDateDialog(Dialog):
    """The date can be moved until it has come; the service knows the bounds.

    Signals:
        keeping_wanted(): the system's scheduler is to keep the date that is set.
    """

    keeping_wanted = Signal()

    def __init__(
        self, *, at: datetime | None, now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Move the activation date"))
        self.setAccessibleName(_("Move the activation date"))
        self.by_hand = QRadioButton(_("By &hand, when I say so"))
        self.at_date = QRadioButton(_("At this &time (UTC)"))
        self.moment = QDateTimeEdit()
        self._set_up(at or now + AHEAD, now, by_hand=at is None)
        self.keep = LinkButton(
            _("&Let the system keep the date…"), "calendar", object_name="keep-date"
        )
        self.keep.setVisible(at is not None and at > now)
        stay = Button(_("&Back"), object_name="stay")
        move = PrimaryButton(_("&Move the date"), object_name="do-it")

        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addWidget(Words(_("When do the servers switch?"), Type.LEAD, strong=True))
        box.addWidget(self.by_hand)
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addWidget(self.at_date)
        line.addWidget(self.moment)
        line.addStretch()
        box.addLayout(line)
        clock = _("The zone's clock shows {now}. A date is kept while zenca runs.")
        box.addWidget(Words(clock.format(now=utc(now)), quiet=True, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.keep)
        row.addStretch()
        row.addWidget(stay)
        row.addWidget(move)
        box.addLayout(row)
        self.fit(WIDTH)

        self.keep.clicked.connect(self.reject)
        self.keep.clicked.connect(self.keeping_wanted)
        stay.clicked.connect(self.reject)
        move.clicked.connect(self.accept)
        self.at_date.toggled.connect(self.moment.setEnabled)

    def chosen(self) -> datetime | None:
        """Return the date, None for by hand."""
        if self.by_hand.isChecked():
            return None
        return datetime.fromtimestamp(self.moment.dateTime().toSecsSinceEpoch(), UTC)

    def _set_up(self, at: datetime, now: datetime, *, by_hand: bool) -> None:
        group = QButtonGroup(self)
        for button, name in ((self.by_hand, "by-hand"), (self.at_date, "at-date")):
            button.setObjectName(name)
            button.setAccessibleName(button.text().replace("&", ""))
            group.addButton(button)
        self.by_hand.setChecked(by_hand)
        self.at_date.setChecked(not by_hand)
        self.moment.setObjectName("activate-at")
        self.moment.setAccessibleName(_("Activation, UTC"))
        self.moment.setTimeZone(QTimeZone.utc())
        self.moment.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.moment.setCalendarPopup(True)
        self.moment.setFixedHeight(CONTROL)
        self.moment.setContentsMargins(HALF, 0, HALF, 0)
        for moment, put in ((now, self.moment.setMinimumDateTime), (at, self.moment.setDateTime)):
            put(QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), QTimeZone.utc()))
        self.moment.setEnabled(not by_hand)
