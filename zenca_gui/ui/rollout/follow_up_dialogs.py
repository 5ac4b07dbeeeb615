"""How does a follow-up end? Done with evidence, or waived with a reason and a date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from zenca_gui.core.follow_up import FollowUp, to_do
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.ui.tokens import CONTROL, GAP, HALF, STEP, WIDE, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 560
LOOK_AGAIN = timedelta(days=30)


class EndingDialog(Dialog):
    """One line of words ends one follow-up, or several of a kind."""

    def __init__(
        self,
        chosen: list[FollowUp],
        *,
        title: str,
        ask: str,
        button: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.words = QLineEdit()
        self.words.setObjectName("words")
        self.words.setAccessibleName(ask)
        self.words.setFixedHeight(CONTROL)
        self.do = PrimaryButton(button, object_name="do-it")
        stay = Button(_("&Back"), object_name="stay")

        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        self.box.setSpacing(GAP)
        if len(chosen) == 1:
            heading, about = chosen[0].subject, to_do(chosen[0])
        else:
            heading = ngettext("{n} follow-up", "{n} follow-ups", len(chosen)).format(n=len(chosen))
            about = "\n".join(sorted({to_do(each) for each in chosen}))
        self.box.addWidget(Words(heading, Type.LEAD, strong=True, wrap=True))
        self.box.addWidget(Words(about, wrap=True))
        part = QVBoxLayout()
        part.setSpacing(HALF)
        label = Words(ask, strong=True)
        label.setBuddy(self.words)
        part.addWidget(label)
        part.addWidget(self.words)
        self.box.addLayout(part)
        self.more = QVBoxLayout()
        self.more.setSpacing(HALF)
        self.box.addLayout(self.more)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addStretch()
        row.addWidget(stay)
        row.addWidget(self.do)
        self.box.addLayout(row)
        self.fit(WIDTH)

        stay.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        self.words.textChanged.connect(self._follow)
        self.words.returnPressed.connect(self._enter)
        self._follow()
        self.words.setFocus()

    def text(self) -> str:
        """Return what was written."""
        return self.words.text().strip()

    def _follow(self) -> None:
        self.do.setEnabled(bool(self.text()))

    def _enter(self) -> None:
        if self.do.isEnabled():
            self.accept()


class DoneDialog(EndingDialog):
    """Who saw that it is done, and how?"""

    def __init__(self, chosen: list[FollowUp], parent: QWidget | None = None) -> None:
        super().__init__(
            chosen,
            title=_("Enter as done"),
            ask=_("How do you know that it is done?"),
            button=_("&Enter as done"),
            parent=parent,
        )


class OwnerDialog(EndingDialog):
    """Who looks after it? An empty name gives it to nobody."""

    def __init__(self, chosen: list[FollowUp], parent: QWidget | None = None) -> None:
        super().__init__(
            chosen,
            title=_("Give to somebody"),
            ask=_("Who looks after it? Empty: nobody."),
            button=_("&Give"),
            parent=parent,
        )
        owners = {each.owner for each in chosen}
        self.words.setText(owners.pop() if len(owners) == 1 else "")

    def _follow(self) -> None:
        self.do.setEnabled(True)


class WaiveDialog(EndingDialog):
    """Why is it given up, and when does somebody look again?"""

    def __init__(
        self, chosen: list[FollowUp], *, now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            chosen,
            title=_("Waive"),
            ask=_("Why is it not done?"),
            button=_("&Waive"),
            parent=parent,
        )
        self.day = QDateEdit()
        self.day.setObjectName("recheck")
        self.day.setAccessibleName(_("Look again on"))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setFixedSize(144, CONTROL)
        self.day.setMinimumDate(QDate(now.year, now.month, now.day).addDays(1))
        later = now + LOOK_AGAIN
        self.day.setDate(QDate(later.year, later.month, later.day))
        label = Words(_("Look again on"), strong=True)
        label.setBuddy(self.day)
        self.more.addWidget(label)
        self.more.addWidget(self.day)
        self.setTabOrder(self.words, self.day)

    def recheck(self) -> datetime:
        """Return the day on which somebody looks again, noon UTC."""
        noon = QDateTime(self.day.date(), QTime(12, 0), QTimeZone.utc())
        return datetime.fromtimestamp(noon.toSecsSinceEpoch(), UTC)
