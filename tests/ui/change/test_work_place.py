"""Work shows how far it is, ends when it is told to, and says in place what went wrong."""

import threading

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from zenca_gui.core.errors import ZencaError
from zenca_gui.ui.change.work_place import WorkPlace


@pytest.fixture
def place(qtbot, tasks) -> WorkPlace:
    made = WorkPlace(tasks)
    qtbot.addWidget(made)
    made.show()
    made.hide()
    return made


def words(place: WorkPlace) -> str:
    return " ".join(label.text() for label in place.findChildren(QLabel) if label.isVisible())


def button(place: WorkPlace, name: str) -> QAbstractButton:
    return place.findChild(QAbstractButton, name)


def test_quick_work_shows_nothing(qtbot, place) -> None:
    got = []
    place.run(lambda _told, _stop: 7, got.append, words="Counting…")
    qtbot.waitUntil(lambda: got == [7])
    assert not place.isVisible()


def test_slow_work_says_how_far_it_is_and_stops_when_told(qtbot, place) -> None:
    got = []

    def work(told, stop):
        gate = threading.Event()
        told(2, 5, "Delivering to zen02")
        while not stop():
            gate.wait(0.01)
        return "stopped"

    place.run(work, got.append, words="Delivering…", stoppable=True)
    qtbot.waitUntil(lambda: "zen02 2 of 5" in words(place))
    stop = button(place, "stop-work")
    assert stop.isVisible()
    stop.click()
    assert not stop.isEnabled()
    qtbot.waitUntil(lambda: got == ["stopped"])
    assert not place.isVisible()


def test_a_refusal_stands_in_place_and_is_tried_again(qtbot, place) -> None:
    tries, got = [], []

    def work(_told, _stop):
        tries.append(1)
        if len(tries) == 1:
            raise ZencaError("The disk is full.", "Nothing was changed. Make room.")
        return "done"

    with qtbot.waitSignal(place.failed):
        place.run(work, got.append, words="Writing…")
    assert "The disk is full. Nothing was changed. Make room." in words(place)
    button(place, "try-again").click()
    qtbot.waitUntil(lambda: got == ["done"])
    assert not place.isVisible()


def test_what_would_fail_again_is_not_offered_again(qtbot, place) -> None:
    def work(_told, _stop):
        raise ZencaError("This is not the group.")

    with qtbot.waitSignal(place.failed):
        place.run(work, print, words="Checking…", again=False)
    assert not button(place, "try-again").isVisible()
    button(place, "hide-failure").click()
    assert place.failure.words() == ""


def test_a_fault_of_ours_is_not_dressed_as_a_refusal(qtbot, place) -> None:
    with qtbot.captureExceptions() as caught:
        place.run(lambda _told, _stop: {}["nothing"], print, words="Looking…")
        qtbot.waitUntil(lambda: not place.busy)
    assert [kind for kind, _value, _trace in caught] == [KeyError]
    assert place.failure.words() == ""


def test_one_piece_of_work_at_a_time(qtbot, place) -> None:
    go, got = threading.Event(), []
    place.run(lambda _told, _stop: go.wait(5), got.append, words="First…")
    place.run(lambda _told, _stop: "second", got.append, words="Second…")
    go.set()
    qtbot.waitUntil(lambda: not place.busy)
    assert got == [True]
