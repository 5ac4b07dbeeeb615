"""The window: menus that all do something, panes by key, and what it remembers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.ui.change.wizard import ChangeWizard
from zenca_gui.ui.dialogs.confirm import ConfirmDialog
from zenca_gui.ui.dialogs.lab_form import LabClockForm, LabForm
from zenca_gui.ui.dialogs.zone_form import ZoneForm
from zenca_gui.ui.shell.menus import PANES, pane_words
from zenca_gui.ui.shell.window import MainWindow
from zenca_gui.ui.widgets.button import Button, plain

MAREN = Actor("maren")
CTRL = Qt.KeyboardModifier.ControlModifier


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def open_window(qtbot, console, tasks, maren, kept):
    made = []

    def make() -> MainWindow:
        window = MainWindow(console, tasks, maren, settings=kept)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        made.append(window)
        return window

    yield make
    for window in made:
        window.heart.stop()
    qtbot.waitUntil(lambda: tasks.idle, timeout=20_000)


@pytest.fixture
def window(qtbot, north, open_window):
    made = open_window()
    qtbot.waitUntil(lambda: made.zone == north.id)
    qtbot.waitUntil(lambda: made.view.overview.sentence.text() != "")
    return made


def test_without_a_zone_two_ways_are_offered(qtbot, open_window, ill) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: "No zone yet" in said(window))
    assert window.windowTitle() == "zenca"
    assert window.accessibleName() == "zenca"
    assert ill(window) == []
    qtbot.mouseClick(window.findChild(Button, "way:try-lab"), Qt.MouseButton.LeftButton)
    assert window.findChild(LabForm).isVisible()


def test_a_new_zone_is_shown_at_once(qtbot, open_window, console) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: "No zone yet" in said(window))
    window.menus.by_key["add-zone"].trigger()
    form = window.findChild(ZoneForm)
    form.name.setText("north")
    form.submit()
    qtbot.waitUntil(lambda: window.windowTitle() == "zenca \u2013 north")
    qtbot.waitUntil(lambda: "This zone has no CA yet" in said(window))


def test_every_entry_of_every_menu_does_something(window) -> None:
    assert set(window.menus.by_key) <= set(window._deeds)


def test_what_a_cure_or_a_next_step_asks_for_is_known(window) -> None:
    keys = {"back-up", "probe", "edit-servers", "add-servers", "create-ca", "rollout",
            "start-change", "continue-change", "devices-silent", "devices-cut-off",
            "certificates"}  # fmt: skip
    assert keys <= set(window._deeds)


def test_the_names_that_people_rely_on(window) -> None:
    words = {plain(action.text()) for action in window.menus.by_key.values()}
    assert {"Remint the CA…", "Back up the CA…", "Restore the CA…"} <= words
    assert [window.view.tabs.tabText(at) for at in range(5)] == [
        "Overview", "Certificates", "Devices", "Rollout", "Journal"
    ]  # fmt: skip


def test_no_letter_of_a_menu_is_taken_twice(window) -> None:
    for menu in window.menuBar().actions():
        letters = [a.text().lower().split("&", 1)[1][:1] for a in menu.menu().actions() if a.text()]
        assert len(letters) == len(set(letters)), plain(menu.text())


def test_what_cannot_be_done_cannot_be_pressed(qtbot, window, console) -> None:
    can = {key: action.isEnabled() for key, action in window.menus.by_key.items()}
    assert can["remint"]
    assert can["back-up"]
    assert not can["create-ca"]
    assert not can["lab-clock"]
    south = console.zones.add("south", by=MAREN)
    window.heart.hurry()
    qtbot.waitUntil(lambda: int(south.id) in window._zones)
    window.show_zone(int(south.id))
    can = {key: action.isEnabled() for key, action in window.menus.by_key.items()}
    assert can["create-ca"]
    assert not can["remint"]


def test_the_panes_open_by_key(qtbot, window, ill) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    for at, name in enumerate(PANES):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1.value + at), CTRL)
        qtbot.waitUntil(lambda name=name: window.view.pane == name)
        assert window.view._stack.currentWidget().accessibleName() == pane_words(name)
        qtbot.waitUntil(lambda: window.seat.tasks.idle, timeout=10_000)
        assert ill(window) == [], name


def test_what_another_process_wrote_appears(qtbot, window, console) -> None:
    console.zones.add("south", by=MAREN)
    qtbot.waitUntil(lambda: len(window._zones) == 2, timeout=6_000)


def test_ctrl_f_leads_to_the_search(qtbot, window) -> None:
    window.view.show_pane("devices")
    window.menus.by_key["search"].trigger()
    assert window.view.devices.filters.bar.search is window.focusWidget()


def test_f5_looks_at_the_servers(qtbot, window, console, north) -> None:
    window.menus.by_key["check-now"].trigger()
    qtbot.waitUntil(
        lambda: len(console.desk.store.servers.last_seen(north.id)) == 2, timeout=10_000
    )
    qtbot.waitUntil(lambda: "cannot be reached" in said(window), timeout=10_000)


def test_remint_opens_the_wizard_of_the_zone_once(qtbot, window, console, north) -> None:
    window.menus.by_key["remint"].trigger()
    wizard = window.findChild(ChangeWizard)
    assert wizard.isVisible()
    qtbot.waitUntil(lambda: console.changes.open(north.id) is not None)
    window.open_change(int(north.id))
    assert len(window.findChildren(ChangeWizard)) == 1
    qtbot.waitUntil(lambda: not wizard._why.work.busy)
    wizard._end()


def test_the_window_looks_as_it_did(qtbot, window, open_window, kept) -> None:
    window.view.show_pane("journal")
    window.view.journal.table.setColumnWidth(0, 99)
    window.close()
    again = open_window()
    assert again.view.pane == "journal"
    assert again.view.journal.table.columnWidth(0) == 99
    assert again.saveGeometry() is not None


def test_closing_and_logging_out_are_two_things(qtbot, window, open_window) -> None:
    with qtbot.waitSignal(window.closed):
        window.close()
    again = open_window()
    with qtbot.waitSignal(again.logged_out), qtbot.assertNotEmitted(again.closed):
        again.menus.by_key["log-out"].trigger()


def test_removing_the_zone_leads_back_to_the_beginning(qtbot, window, console) -> None:
    window.menus.by_key["remove-zone"].trigger()
    qtbot.waitUntil(lambda: window.findChild(ConfirmDialog) is not None)
    question = window.findChild(ConfirmDialog)
    question.typed.setText("north")
    question.submit()
    qtbot.waitUntil(lambda: "No zone yet" in said(window), timeout=6_000)
    assert window.windowTitle() == "zenca"


def test_each_dialog_opens_from_its_menu(qtbot, window) -> None:
    def opened() -> list[QWidget]:
        tops = QApplication.topLevelWidgets()
        return [w for w in tops if w.isVisible() and w is not window and w.isWindow()]

    for key in ("manual", "keys", "about", "settings", "edit-servers", "export-ca",
                "recovery-sheet", "back-up", "restore", "probe"):  # fmt: skip
        window.menus.by_key[key].trigger()
        qtbot.waitUntil(lambda: bool(opened()))
        qtbot.waitUntil(lambda: window.seat.tasks.idle, timeout=10_000)
        for dialog in opened():
            dialog.close()
        qtbot.waitUntil(lambda: not opened())


def test_a_lab_is_made_shown_moved_on_and_stopped(qtbot, open_window, console) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: "No zone yet" in said(window))
    window.take("try-lab")
    form = window.findChild(LabForm)
    form.servers.setValue(1)
    form.devices.setValue(3)
    form.submit()
    qtbot.waitUntil(lambda: window.windowTitle() == "zenca \u2013 LAB \u2013 lab", timeout=30_000)
    qtbot.waitUntil(lambda: window.menus.by_key["stop-lab"].isEnabled(), timeout=6_000)
    assert "40 days" in window.view.overview.sentence.text() or "41 days" in said(window)
    window.take("lab-clock")
    qtbot.waitUntil(lambda: window.findChild(LabClockForm) is not None)
    clock_form = window.findChild(LabClockForm)
    clock_form.days.setValue(10)
    clock_form.submit()
    qtbot.waitUntil(lambda: "3" in window.view.overview.sentence.text()[:34], timeout=6_000)
    window.take("stop-lab")
    question = window.findChild(ConfirmDialog)
    question.submit()
    qtbot.waitUntil(window.view.overview.lab.isVisible, timeout=10_000)
    qtbot.waitUntil(lambda: window.menus.by_key["start-lab"].isEnabled(), timeout=6_000)


def test_a_date_that_comes_while_zenca_runs_is_kept(qtbot, window, console, north, clock) -> None:
    due = []
    window.heart.due.disconnect()
    window.heart.due.connect(due.append)
    changes = console.changes
    draft = changes.start(north.id, ChangeKind.REMINT, by=MAREN)
    choice = replace(changes.proposal(north.id), activate_at=clock.now + timedelta(hours=1))
    changes.choose(north.id, choice, by=MAREN)
    with console.desk.change(MAREN, north) as change:
        assigned = replace(console.changes.open(north.id), state=ChangeState.ASSIGNED)
        console.desk.store.changes.replace(assigned)
        change.record("test", "Assigned.")
    assert draft.id == assigned.id
    window.heart.hurry()
    qtbot.waitUntil(lambda: window._zones[int(north.id)].change is not None)
    assert due == []
    clock.now += timedelta(hours=2)
    window.heart.hurry()
    qtbot.waitUntil(lambda: due == [int(ZoneId(north.id))])
