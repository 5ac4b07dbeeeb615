"""Who is left behind, and when would it be fewer? The curve, its date, and the list by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QSignalBlocker, Qt, QTimeZone, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QWidget

from zenca_gui.core.ca_change import RETREATING, Change
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.zone import DeviceKind, ZoneId
from zenca_gui.services.forecasts import Forecasts, Named, Outlook
from zenca_gui.ui.forecast.chart import ForecastChart
from zenca_gui.ui.forecast.expectation import Expectation
from zenca_gui.ui.forecast.likely import LikelyCard
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.tokens import CONTROL, GAP, STEP, Tone, Type
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.words import Words

NAMED = 200
HEIGHT = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    outlook: Outlook
    at: datetime
    named: tuple[Named, ...]


class ForecastRoom(QWidget):
    """The curve at the left, whom it means at the right; both answer as the date is moved.

    Signals:
        moved(datetime): the date that is asked about is another now. Nothing was changed.
        failed(Exception): the forecast could not be made.
    """

    moved = Signal(object)
    failed = Signal(object)

    def __init__(
        self, forecasts: Forecasts, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._forecasts, self._tasks = forecasts, tasks
        self._zone: ZoneId | None = None
        self._outlook: Outlook | None = None
        self._asking = self._again = False
        self.card = Card(_("Left behind, by activation date"))
        self.chart = ForecastChart()
        self.moment = QDateTimeEdit()
        self.said, self.doubt = Words("", wrap=True), Words("", quiet=True, wrap=True)
        self.work = Words("", Type.CAPTION, quiet=True, wrap=True)
        self.likely = LikelyCard()
        self.expectation = Expectation(self)
        self._arrange()
        self.chart.moved.connect(self._moved)
        self.chart.let_go.connect(self.expectation.end)
        self.moment.dateTimeChanged.connect(self._typed)
        self.moment.editingFinished.connect(self.expectation.end)

    def follow(self, change: Change | None) -> None:
        """Show the forecast of an open change's zone for as long as its activation is ahead."""
        ahead = (
            change is not None and change.activated_at is None and change.state not in RETREATING
        )
        self.setVisible(ahead)
        if not ahead:
            self.expectation.end()
        if change is not None and ahead:
            self.show_zone(change.zone)

    def show_zone(self, zone: ZoneId | None) -> None:
        """Show another zone's forecast."""
        if zone != self._zone:
            self._zone, self._outlook = zone, None
            self.expectation.end()
        self.refresh()

    def refresh(self) -> None:
        """Take the forecast again, and the list for the date that is shown."""
        zone = self._zone
        if zone is None:
            return
        if self._asking:
            self._again = True
            return
        self._asking = True
        if self._outlook is None:
            self.said.put(_("Counting when devices were in contact…"))
            self.doubt.hide()
        at = self.chart.at if self._outlook is not None else None
        self._tasks.run(
            lambda: self._look(zone, at), then=self._landed, failed=self._broke, owner=self
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override Qt's: Escape lets go of the date."""
        if event.key() == Qt.Key.Key_Escape and self.expectation.at is not None:
            self.expectation.end()
        else:
            super().keyPressEvent(event)

    def _look(self, zone: ZoneId, at: datetime | None) -> _Found:
        outlook = self._forecasts.outlook(zone)
        when = at or outlook.activation or outlook.advised
        when = min(max(when, outlook.first), outlook.last)
        named = self._forecasts.named(zone, when, limit=NAMED)
        return _Found(outlook=outlook, at=when, named=tuple(named))

    def _arrange(self) -> None:
        self.moment.setTimeZone(QTimeZone.utc())
        self.moment.setCalendarPopup(True)
        self.moment.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.moment.setObjectName("forecast-date")
        self.moment.setAccessibleName(_("Activation date (UTC)"))
        self.moment.setMinimumHeight(CONTROL)
        label = Words(_("If activated at (UTC)"))
        label.setBuddy(self.moment)
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addWidget(label)
        line.addWidget(self.moment)
        line.addStretch()
        self.card.body.addWidget(self.chart, 1)
        self.card.body.addLayout(line)
        for words in (self.said, self.doubt, self.work):
            self.card.body.addWidget(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.card, 10)
        row.addWidget(self.likely, 7)
        self.card.setMinimumHeight(HEIGHT)

    def _landed(self, found: _Found) -> None:
        self._asking = False
        first = self._outlook is None
        self._outlook = found.outlook
        at = found.at if first or self.chart.at is None else self.chart.at
        self.chart.put(found.outlook, at)
        self._say()
        self.likely.put(found.named, found.outlook.forecast.now)
        if self._again:
            self._again = False
            self.refresh()

    def _broke(self, error: Exception) -> None:
        self._asking = False
        if not isinstance(error, ZencaError):
            raise error
        self.failed.emit(error)

    def _moved(self, at: datetime) -> None:
        self._say()
        if self._outlook is not None:
            self.expectation.look(self._outlook, at)
        self.refresh()
        self.moved.emit(at)

    def _typed(self, moment: QDateTime) -> None:
        self.chart.move_to(datetime.fromtimestamp(moment.toSecsSinceEpoch(), UTC))

    def _say(self) -> None:
        """Answer for the date at once: from what was forecast, without a question to anybody."""
        outlook, at = self._outlook, self.chart.at
        if outlook is None or at is None:
            return
        with QSignalBlocker(self.moment):
            self.moment.setDateTimeRange(_qt(outlook.first), _qt(outlook.last))
            self.moment.setDateTime(_qt(at))
        left = outlook.forecast.at(at)
        over = round(left.expected) > outlook.allowed
        self.said.put(outlook.words(at), Tone.CAUTION if over else None)
        self.doubt.put(outlook.doubt(at))
        self.doubt.setVisible(bool(self.doubt.text()))
        kinds = outlook.forecast.by_kind(at)
        phones = round(kinds.get(DeviceKind.MOBILE, 0.0))
        agents = round(sum(kinds.values())) - phones
        self.work.put(
            _("Then a person has work: {phones} to re-enrol, {agents} to re-register.").format(
                phones=ngettext("{n} phone", "{n} phones", phones).format(n=grouped(phones)),
                agents=ngettext("{n} agent", "{n} agents", agents).format(n=grouped(agents)),
            )
        )


def _qt(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), QTimeZone.utc())
