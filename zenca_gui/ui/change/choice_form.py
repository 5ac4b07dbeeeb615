"""Which key, subject, dates and carrier? Fields for a `Choice`; its road is another's to ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, QSignalBlocker, QTimeZone, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateTimeEdit,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from zenca_gui.core import names
from zenca_gui.core.ca_change import Choice, Reason
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.roads import Making
from zenca_gui.core.zone import Carrier
from zenca_gui.ui.change.choice_words import CA_KEYS, carrier_words, key_words, reason_words
from zenca_gui.ui.dates import day, utc
from zenca_gui.ui.tokens import CONTROL, GAP, HALF, STEP, Tone, Type
from zenca_gui.ui.widgets.words import Words

LONGEST_DAYS = 36_500
DATE_FORMAT = "yyyy-MM-dd HH:mm"
AHEAD = timedelta(days=14)
LEAST_LETTERS = 12


def _moment(shown: QDateTime) -> datetime:
    return datetime.fromtimestamp(shown.toSecsSinceEpoch(), UTC)


def _qt(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), QTimeZone.utc())


class ChoiceForm(QWidget):
    """Reason, key, subject, validities, carrier and activation.

    Signals:
        edited(): a field says something else.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = self._ends = datetime(2000, 1, 1, tzinfo=UTC)
        self._fixed_subject = False
        self.reason = self._combo(_("Reason"), "reason")
        self.key = self._combo(_("Key type"), "key")
        self.carrier = self._combo(_("What brings the update to devices"), "carrier")
        self.subject = QLineEdit()
        self.days = self._days(_("Days the CA is valid"), "ca-days")
        self.server_days = self._days(_("Days server certificates are valid"), "server-days")
        self.until, self.server_until = Words("", quiet=True), Words("", quiet=True)
        self.wrong = Words("", Type.CAPTION, wrap=True, tone=Tone.STOP)
        self.by_hand = QRadioButton(_("By &hand, when I say so"))
        self.at_date = QRadioButton(_("At this &time (UTC)"))
        self.moment = QDateTimeEdit()
        self.clock = Words("", Type.CAPTION, quiet=True)
        self.at_once = Words(
            _("The CA has expired: activate as soon as the update is assigned."),
            Type.CAPTION,
            quiet=True,
            wrap=True,
        )
        for reason in Reason:
            self.reason.addItem(reason_words(reason), reason)
        for carrier in Carrier:
            self.carrier.addItem(carrier_words(carrier), carrier)
        for key in CA_KEYS:
            self.key.addItem(key_words(key), key)
        self._set_up()
        self._arrange()
        self._connect()

    def begin(self, choice: Choice, *, now: datetime, ends: datetime, old: str) -> None:
        """Show a choice; `old` is the active CA, which the key type that is kept names."""
        self._now, self._ends = now, ends
        for at, key in enumerate(CA_KEYS):
            kept = key is choice.key and old
            words = _("{key}, as proposed for {old}").format(key=key_words(key), old=old)
            self.key.setItemText(at, words if kept else key_words(key))
        self.clock.setText(_("The zone's clock shows {now}.").format(now=utc(now)))
        self.moment.setDateTimeRange(_qt(now), _qt(max(ends, now)))
        self.put(choice)

    def put(self, choice: Choice) -> None:
        """Show a choice; nothing is said of it."""
        fields: list[QWidget] = [
            self.reason, self.key, self.carrier, self.subject, self.days, self.server_days,
            self.by_hand, self.at_date, self.moment,
        ]  # fmt: skip
        blockers = [QSignalBlocker(field) for field in fields]
        self.reason.setCurrentIndex(self.reason.findData(choice.reason))
        self.key.setCurrentIndex(self.key.findData(choice.key))
        self.carrier.setCurrentIndex(self.carrier.findData(choice.carrier))
        self.subject.setText(choice.subject)
        self.days.setValue(choice.validity_days)
        self.server_days.setValue(choice.server_validity_days)
        self.by_hand.setChecked(choice.activate_at is None)
        self.at_date.setChecked(choice.activate_at is not None)
        proposed = min(self._now + AHEAD, self._now + (self._ends - self._now) / 2)
        self.moment.setDateTime(_qt(choice.activate_at or max(proposed, self._now)))
        for blocker in blockers:
            blocker.unblock()
        self._follow()

    def put_subject(self, subject: str) -> None:
        """Show a subject; nothing is said of it."""
        blocker = QSignalBlocker(self.subject)
        self.subject.setText(subject)
        blocker.unblock()
        self._follow()

    def choice(self) -> Choice | None:
        """Return what the fields say, None while the subject is none."""
        if self.trouble():
            return None
        return Choice(
            key=self.key.currentData(),
            subject=self.subject.text().strip(),
            validity_days=self.days.value(),
            server_validity_days=self.server_days.value(),
            reason=self.reason.currentData(),
            carrier=self.carrier.currentData(),
            activate_at=_moment(self.moment.dateTime()) if self.at_date.isChecked() else None,
        )

    def trouble(self) -> str:
        """Return what is wrong with a field, "" for nothing."""
        if self._fixed_subject:
            return ""  # it is the old CA's own, or another's to choose
        try:
            names.subject(self.subject.text())
        except ZencaError as error:
            return f"{error.title} {error.hint}"
        return ""

    def _set_up(self) -> None:
        self.subject.setObjectName("subject")
        self.subject.setAccessibleName(_("Subject"))
        self.subject.setFixedHeight(CONTROL)
        self.subject.setTextMargins(HALF, 0, HALF, 0)
        self.wrong.hide()
        group = QButtonGroup(self)
        for button, name in ((self.by_hand, "by-hand"), (self.at_date, "at-date")):
            button.setObjectName(name)
            button.setAccessibleName(button.text().replace("&", ""))
            group.addButton(button)
        self.moment.setObjectName("activate-at")
        self.moment.setAccessibleName(_("Activation, UTC"))
        self.moment.setTimeZone(QTimeZone.utc())
        self.moment.setDisplayFormat(DATE_FORMAT)
        self.moment.setCalendarPopup(True)
        self.moment.setFixedHeight(CONTROL)

    def show_for(self, making: Making, *, servers_only: bool, same_key: bool, late: bool) -> None:
        """Show only the fields that matter on a road; `late`: the CA has expired."""
        of_the_ca = making is Making.HERE and not servers_only
        self._fixed_subject = not of_the_ca or same_key
        self.subject_part.setVisible(of_the_ca)
        self.subject.setReadOnly(same_key)
        self.key_label.setText(
            _("Key of the new CA") if of_the_ca else _("Key of server certificates")
        )
        self.key_part.setVisible(making is not Making.WATCHED and not same_key)
        for part in (self.days_label, self.days, self.until):
            part.setVisible(of_the_ca)
        asked = _("Server certificates for")
        self.server_label.setText(
            _("Ask for certificates of") if making is Making.REPLIES else asked
        )
        for part in (self.server_label, self.server_days, self.server_until):
            part.setVisible(making is not Making.WATCHED)
        for field in (self.at_date, self.moment, self.clock):
            field.setHidden(late)
        if late:
            self.by_hand.setChecked(True)
        self.at_once.setVisible(late)
        self._follow()

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GAP)
        box.addWidget(self._labelled(Words(_("Why it is replaced"), strong=True), self.reason))
        self.subject_part = self._labelled(
            Words(_("Subject of the new CA"), strong=True), self.subject, self.wrong
        )
        box.addWidget(self.subject_part)
        self.key_label = Words(_("Key of the new CA"), strong=True)
        self.key_part = self._labelled(self.key_label, self.key)
        box.addWidget(self.key_part)
        dates = QGridLayout()
        dates.setHorizontalSpacing(STEP)
        dates.setVerticalSpacing(HALF)
        self.days_label = Words(_("The CA is valid for"), strong=True)
        self.server_label = Words(_("Server certificates for"), strong=True)
        for row, (label, days, until) in enumerate(
            (
                (self.days_label, self.days, self.until),
                (self.server_label, self.server_days, self.server_until),
            )
        ):
            label.setBuddy(days)
            dates.addWidget(label, row, 0)
            dates.addWidget(days, row, 1)
            dates.addWidget(until, row, 2)
        dates.setColumnStretch(2, 1)
        box.addLayout(dates)
        brings = Words(_("What brings the update to devices"), strong=True)
        box.addWidget(self._labelled(brings, self.carrier))
        when = QVBoxLayout()
        when.setSpacing(HALF)
        when.addWidget(Words(_("When servers switch"), strong=True))
        when.addWidget(self.by_hand)
        at = QHBoxLayout()
        at.setSpacing(STEP)
        at.addWidget(self.at_date)
        at.addWidget(self.moment)
        at.addStretch()
        when.addLayout(at)
        when.addWidget(self.clock)
        when.addWidget(self.at_once)
        box.addLayout(when)
        box.addStretch()
        self.at_once.hide()

    def _connect(self) -> None:
        for combo in (self.reason, self.key, self.carrier):
            combo.currentIndexChanged.connect(self._changed)
        self.subject.textChanged.connect(self._changed)
        for days in (self.days, self.server_days):
            days.valueChanged.connect(self._changed)
        self.at_date.toggled.connect(self._changed)
        self.moment.dateTimeChanged.connect(self._changed)

    def _changed(self) -> None:
        self._follow()
        self.edited.emit()

    def _follow(self) -> None:
        self.until.setText(self._until(self.days.value()))
        self.server_until.setText(self._until(self.server_days.value()))
        self.moment.setEnabled(self.at_date.isChecked())
        trouble = self.trouble()
        self.wrong.setText(trouble)
        self.wrong.setVisible(bool(trouble))

    def _until(self, days: int) -> str:
        return _("until {day}").format(day=day(self._now + timedelta(days=days)))

    @staticmethod
    def _labelled(label: Words, field: QWidget, *below: QWidget) -> QWidget:
        part = QWidget()
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(HALF)
        label.setBuddy(field)
        for each in (label, field, *below):
            box.addWidget(each)
        return part

    @staticmethod
    def _combo(name: str, object_name: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(object_name)
        combo.setAccessibleName(name)
        combo.setFixedHeight(CONTROL)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(LEAST_LETTERS)
        return combo

    @staticmethod
    def _days(name: str, object_name: str) -> QSpinBox:
        days = QSpinBox()
        days.setObjectName(object_name)
        days.setAccessibleName(name)
        days.setRange(1, LONGEST_DAYS)
        days.setSuffix(_(" days"))
        days.setFixedSize(120, CONTROL)
        return days
