"""What is the lab to be like, and how does its clock run?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit, QWidget

from zenca_gui.core.certificate import Custody
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Zone
from zenca_gui.services.labs import MOST_SUBSCRIBERS, LabWish
from zenca_gui.ui.change.choice_words import CA_KEYS, key_words
from zenca_gui.ui.dates import utc
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat

DATE_FORMAT = "yyyy-MM-dd HH:mm"
FASTEST = 1_000_000.0


class LabForm(FormDialog):
    """Starts a lab and enters it as a zone.

    Signals:
        succeeded(Zone): the lab's zone; everything in it listens.
    """

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(
            seat.tasks,
            title=_("Try it in a lab zone"),
            about=_(
                "A zone in a box on this computer: servers that really listen, devices that really "
                "connect, on loopback addresses only. It ends with zenca."
            ),
            button=_("&Start the lab"),
            object_name="lab-form",
            parent=parent,
        )
        self._seat = seat
        wish = LabWish()
        keys = [(key_words(key), key) for key in CA_KEYS]
        self.name = fields.line(_("Name of the zone"), "name", wish.name)
        self.servers = fields.number(_("Servers"), "servers", wish.servers, low=1, high=60)
        self.devices = fields.number(_("Devices"), "devices", wish.devices, low=0, high=500)
        self.subscribers = fields.number(
            _("Subscribers"), "subscribers", wish.subscribers, low=0, high=MOST_SUBSCRIBERS
        )
        self.ca_days = fields.number(
            _("Days until its CA ends"), "ca-days", wish.ca_days, low=1, high=wish.validity_days
        )
        self.speed = fields.share(_("Speed of its clock"), "speed", 1.0, low=0.1, high=FASTEST)
        self.key = fields.choice(_("Key of its CA"), "key", keys, wish.key)
        self.custody = fields.choice(_("Who holds its CA"), "custody", _custodies(), wish.custody)
        self.add(_("&Name of the zone"), self.name)
        self.add(_("S&ervers"), self.servers)
        self.add(_("&Devices"), self.devices)
        self.add(
            _("S&ubscribers"),
            self.subscribers,
            _("Other zones that keep the certificate of one of its servers."),
        )
        self.add(_("Days until its CA &ends"), self.ca_days)
        self.add(
            _("S&peed of its clock"),
            self.speed,
            _("How many times as fast as yours. It can be changed while the lab runs."),
        )
        self.add(_("&Key of its CA"), self.key)
        self.add(
            _("Who &holds its CA"),
            self.custody,
            _("Servers and external CAs are played in the lab's own console, in its menu."),
        )
        self.do.setFocus()

    def words_while(self) -> str:
        """Override ours."""
        return _("Making the lab's zone")

    def work(self) -> Callable[[], Zone]:
        """Override ours: start the lab."""
        wish = LabWish(
            name=self.name.text().strip() or "lab",
            servers=self.servers.value(),
            devices=self.devices.value(),
            speed=self.speed.value(),
            subscribers=self.subscribers.value(),
            ca_days=self.ca_days.value(),
            key=self.key.currentData(),
            custody=self.custody.currentData(),
        )
        labs, by, told = self._seat.console.labs, self._seat.by, self.progress()
        return lambda: labs.start(wish, by=by, progress=told)


class LabClockForm(FormDialog):
    """Puts the clock of a lab forward, or lets it run at another speed.

    Signals:
        succeeded(Zone): the zone with its new time.
    """

    def __init__(
        self, seat: Seat, zone: Zone, now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Set the lab's clock"),
            about=_(
                "The lab's clock shows {now}. It only runs forward: devices connect, dates come "
                "and certificates end as they would."
            ).format(now=utc(now)),
            button=_("&Set the clock"),
            object_name="lab-clock",
            parent=parent,
        )
        self._seat, self._zone, self._now = seat, zone, now
        self.speed = fields.share(_("Speed"), "speed", zone.time.speed, low=0.1, high=FASTEST)
        self.days = fields.number(_("Jump forward by"), "jump-days", 0, low=0, high=36500,
                                  unit=_("days"))  # fmt: skip
        self.to = QDateTimeEdit()
        fields.named(self.to, _("Jump to (UTC)"), "jump-to")
        self.to.setDisplayFormat(DATE_FORMAT)
        self.to.setTimeZone(QTimeZone.utc())
        self.to.setCalendarPopup(True)
        self.to.setMinimumDateTime(_qt(now))
        self.to.setDateTime(_qt(now))
        self.add(_("S&peed"), self.speed, _("How many times as fast as yours."))
        self.add(_("&Jump forward by"), self.days)
        self.add(_("Jump &to (UTC)"), self.to)
        self.days.valueChanged.connect(self._count)
        self.days.setFocus()

    def work(self) -> Callable[[], Zone] | None:
        """Override ours: move the clock, then let it run."""
        labs, by, zone = self._seat.console.labs, self._seat.by, self._zone
        speed = self.speed.value()
        to = datetime.fromtimestamp(self.to.dateTime().toSecsSinceEpoch(), UTC)
        jumps = to - self._now >= timedelta(minutes=1)

        def move() -> Zone:
            moved = labs.set_speed(zone.id, speed, by=by) if speed != zone.time.speed else zone
            return labs.set_time(zone.id, to, by=by) if jumps else moved

        return move

    def _count(self, days: int) -> None:
        self.to.setDateTime(_qt(self._now + timedelta(days=days)))


def _custodies() -> list[tuple[str, Custody]]:
    return [
        (_("zenca"), Custody.ZENCA),
        (_("the lab's own server"), Custody.SERVER),
        (_("an external CA"), Custody.EXTERNAL),
    ]


def _qt(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), QTimeZone.utc())
