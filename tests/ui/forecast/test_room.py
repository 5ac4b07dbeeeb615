"""The curve, its date and the list: dragged, typed or pressed, all three answer at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QDateTime, QPoint, QRectF, Qt, QTimeZone

from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState
from zenca_gui.core.certificate import ChangeId, GenerationId
from zenca_gui.core.zone import Actor, Device, DeviceId, DeviceKind
from zenca_gui.ui.forecast.plot import Plot
from zenca_gui.ui.forecast.room import ForecastRoom

DAY = timedelta(days=1)


@pytest.fixture
def room(qtbot, tasks, console, north) -> ForecastRoom:
    """The forecast of a zone with a hundred devices more."""
    now = console.desk.now(north)
    with console.desk.change(Actor("maren"), north) as change:
        console.desk.store.devices.add(
            [
                Device(
                    id=DeviceId(0), zone=north.id, guid=f"f{n}", name=f"far-{n:03}",
                    kind=DeviceKind.MOBILE if n % 3 == 0 else DeviceKind.WORKSTATION,
                    last_contact=now - n * n * DAY / 500,
                )
                for n in range(100)
            ]
        )  # fmt: skip
        change.record("devices.test", "Entered devices.")
    made = ForecastRoom(console.forecasts, tasks)
    qtbot.addWidget(made)
    made.resize(1000, 360)
    made.show()
    made.show_zone(north.id)
    qtbot.waitUntil(lambda: made.chart.at is not None)
    return made


def settled(qtbot, room: ForecastRoom) -> None:
    qtbot.waitUntil(lambda: not room._asking)


def test_it_begins_where_few_are_left_behind(room, qtbot) -> None:
    assert "left behind (" in room.said.text()
    assert room.doubt.isHidden()
    assert room.likely.model.rowCount() > 0
    assert "Activate on" in room.chart.accessibleDescription()


@pytest.mark.parametrize(
    ("key", "days"),
    [
        (Qt.Key.Key_Left, -1),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_PageUp, -7),
        (Qt.Key.Key_PageDown, 7),
    ],
)
def test_keys_move_the_date_by_a_day_or_a_week(room, qtbot, key, days) -> None:
    room.chart.move_to(room._outlook.first + 10 * DAY)
    before = room.chart.at
    with qtbot.waitSignal(room.moved):
        qtbot.keyClick(room.chart, key)
    assert room.chart.at == before + days * DAY
    assert room.moment.dateTime().toSecsSinceEpoch() == int(room.chart.at.timestamp())
    settled(qtbot, room)


def test_the_date_is_dragged(room, qtbot) -> None:
    chart = room.chart
    middle = chart.height() // 2
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() // 2, middle))
    near = chart.at
    qtbot.mouseMove(chart, QPoint(chart.width() - 40, middle))
    assert chart.at > near
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() - 40, middle))
    settled(qtbot, room)


def test_the_date_is_typed_and_words_and_work_answer_at_once(room, qtbot) -> None:
    words, work = room.said.text(), room.work.text()
    soon = room._outlook.first + 2 * DAY
    room.moment.setDateTime(QDateTime.fromSecsSinceEpoch(int(soon.timestamp()), QTimeZone.utc()))
    assert abs(room.chart.at - soon) < timedelta(seconds=1)
    assert room.said.text() != words
    assert room.work.text() != work
    settled(qtbot, room)


def test_the_date_stays_on_the_curve(room, qtbot) -> None:
    room.chart.move_to(room._outlook.last + 90 * DAY)
    assert room.chart.at == room._outlook.last
    room.chart.move_to(room._outlook.first - 90 * DAY)
    assert room.chart.at == room._outlook.first
    settled(qtbot, room)


def test_with_few_devices_it_says_that_it_knows_too_little(qtbot, tasks, console, north) -> None:
    room = ForecastRoom(console.forecasts, tasks)
    qtbot.addWidget(room)
    room.show()
    room.show_zone(north.id)
    qtbot.waitUntil(lambda: room.chart.at is not None)
    assert "knows too little" in room.said.text()
    assert room.doubt.text().startswith("Too few devices")


def test_it_is_shown_while_the_activation_is_ahead(room, north) -> None:
    change = Change(
        id=ChangeId(1), zone=north.id, kind=ChangeKind.REMINT, state=ChangeState.ASSIGNED,
        old=GenerationId(1), opened_at=room._outlook.first, opened_by=Actor("maren"),
    )  # fmt: skip
    for seen, shown in (
        (change, True),
        (replace(change, activated_at=room._outlook.first, state=ChangeState.ACTIVE), False),
        (replace(change, state=ChangeState.CANCELLING), False),
        (change, True),
        (None, False),
    ):
        room.follow(seen)
        assert room.isVisible() is shown


def test_a_day_on_the_chart_keeps_its_hour() -> None:
    first = datetime(2026, 12, 1, 6, tzinfo=UTC)
    plot = Plot(area=QRectF(50, 10, 300, 100), first=first, last=first + 30 * DAY, most=4000)
    assert plot.decades == 4
    assert (plot.y(1), plot.y(0), plot.y(10_000)) == (110, 110, 10)
    like = first + 3 * DAY + timedelta(hours=5)
    assert plot.day_at(plot.x(first + 12 * DAY), like=like).hour == like.hour
    assert plot.weeks()[1].weekday() == 0
