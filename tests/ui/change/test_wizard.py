"""The wizard walks the flow over a real console: nothing is lost, nothing decided twice."""

import os
import stat
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWizard

from tests.ui.change.conftest import MAREN, press, rest, words
from tests.ui.widgets.conftest import clipped, nameless, scheme
from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.preflight import Outcome
from zenca_gui.ui.change.leaving import LeavingDialog
from zenca_gui.ui.change.wizard import ChangeWizard, open_wizard

__all__ = ["scheme"]

NEXT, FINISH = QWizard.WizardButton.NextButton, QWizard.WizardButton.FinishButton
BACK, CANCEL = QWizard.WizardButton.BackButton, QWizard.WizardButton.CancelButton


def leave(qtbot, wizard: ChangeWizard, name: str) -> None:
    wizard.button(CANCEL).click()
    dialog = wizard.findChild(LeavingDialog)
    dialog.findChild(QAbstractButton, name).click()


def test_opening_begins_a_draft_and_tells_why(qtbot, begin, console, quiet) -> None:
    wizard = begin(quiet)
    assert wizard.step == "why"
    assert wizard.windowTitle() == "Remint the CA of quiet"
    assert "The Zone CA will expire in 59 days." in words(wizard)
    assert console.changes.open(quiet.id).state is ChangeState.DRAFT
    names = {which: wizard.button(which).accessibleName() for which in (BACK, NEXT, CANCEL)}
    assert list(names.values()) == ["Back", "Next", "Cancel"]
    assert wizard.button(NEXT).hasFocus() or not wizard.isActiveWindow()


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_zone_has_one_wizard(begin, console, tasks, quiet, window) -> None:
    wizard = begin(quiet)
    assert open_wizard(console, tasks, quiet.id, MAREN, window) is wizard


def test_where_there_is_no_ca_the_first_page_says_so(qtbot, begin, console) -> None:
    zone = console.zones.add("bare", by=MAREN)
    wizard = begin(zone)
    assert "This zone has no CA yet." in words(wizard)
    assert not wizard.button(NEXT).isEnabled()
    wizard.button(CANCEL).click()
    assert not wizard.isVisible()


def test_a_choice_is_kept_when_the_page_is_left(qtbot, tasks, begin, console, quiet) -> None:
    wizard = begin(quiet)
    wizard.next()
    rest(qtbot, tasks)
    qtbot.waitUntil(lambda: "3" in words(wizard) or "server" in words(wizard))
    form = wizard.currentPage().form
    form.days.setValue(400)
    assert console.changes.draft(quiet.id).choice is None
    wizard.next()
    rest(qtbot, tasks)
    assert wizard.step == "preflight"
    assert console.changes.draft(quiet.id).choice.validity_days == 400


def test_a_subject_that_is_none_keeps_next_off(qtbot, tasks, begin, quiet) -> None:
    wizard = begin(quiet)
    wizard.next()
    rest(qtbot, tasks)
    wizard.currentPage().form.subject.setText("Quiet CA")
    assert not wizard.button(NEXT).isEnabled()
    wizard.next()
    assert wizard.step == "choose"


def test_what_a_choice_means_follows_the_fields(qtbot, tasks, begin, quiet) -> None:
    wizard = begin(quiet)
    wizard.next()
    rest(qtbot, tasks)
    wizard.currentPage().form.days.setValue(20)
    qtbot.waitUntil(lambda: "one to ten years are usual" in words(wizard))


def test_a_stop_keeps_next_off_and_its_cure_is_a_button(
    qtbot, tasks, begin, console, quiet
) -> None:
    wizard = begin(quiet)
    console.changes.choose(quiet.id, console.changes.proposal(quiet.id), by=MAREN)
    wizard.next()
    rest(qtbot, tasks)
    wizard.next()
    rest(qtbot, tasks)
    assert wizard.step == "preflight"
    assert "There is no backup of today." in words(wizard)
    assert not wizard.button(NEXT).isEnabled()
    press(wizard, "cure:back-up")
    rest(qtbot, tasks)
    assert "There is no backup of today." not in words(wizard)
    assert console.backup.last(quiet.id) is not None
    assert wizard.draft.preflight is Outcome.STOP  # nobody can reach its server
    assert wizard.findChild(QAbstractButton, "cure:edit-servers") is None  # nobody listens


def test_a_cure_that_another_window_holds_is_asked_of_it(
    qtbot, tasks, begin, console, quiet
) -> None:
    wizard = begin(quiet)
    wanted = []
    wizard.cure_wanted.connect(wanted.append)
    console.changes.choose(quiet.id, console.changes.proposal(quiet.id), by=MAREN)
    wizard.go_to("preflight")
    rest(qtbot, tasks)
    press(wizard, "cure:edit-servers")
    assert wanted == ["edit-servers"]


def test_nobody_leaves_while_work_is_under_way(qtbot, tasks, begin, quiet) -> None:
    wizard = begin(quiet)
    go = threading.Event()
    wizard.currentPage().work.run(lambda _told, _stop: go.wait(5), print, words="Reading…")
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.button(CANCEL).isEnabled()
    assert not [d for d in wizard.findChildren(LeavingDialog) if d.isVisible()]
    go.set()
    rest(qtbot, tasks)
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert [d for d in wizard.findChildren(LeavingDialog) if d.isVisible()]


def test_a_change_left_for_later_goes_on_where_it_was(
    qtbot, tasks, begin, console, lab, prepared
) -> None:
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    prepared(lab)
    wizard = begin(lab)
    assert wizard.step == "confirm"
    wizard.back()
    rest(qtbot, tasks)
    assert wizard.step == "review"
    assert "Trusted until the old CA ends" in words(wizard)
    leave(qtbot, wizard, "leave-for-later")
    qtbot.waitUntil(lambda: not wizard.isVisible())
    assert console.changes.open(lab.id).state is ChangeState.MATERIAL


def test_a_change_that_is_cancelled_leaves_the_zone_as_it_was(
    qtbot, tasks, begin, console, lab, prepared
) -> None:
    before = console.authority.generations(lab.id)
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    prepared(lab)
    wizard = begin(lab)
    with qtbot.waitSignal(wizard.changed, timeout=10000):
        leave(qtbot, wizard, "cancel-change")
    assert console.changes.open(lab.id) is None
    assert console.authority.generations(lab.id) == before
    rest(qtbot, tasks)


def test_staying_changes_nothing(qtbot, begin, console, quiet) -> None:
    wizard = begin(quiet)
    leave(qtbot, wizard, "stay")
    assert wizard.isVisible()
    assert console.changes.open(quiet.id) is not None


def test_an_assigned_change_is_no_matter_of_the_wizard(
    qtbot, tasks, begin, console, lab, prepared, window
) -> None:
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    console.recovery.prove(lab.id, prepared(lab), by=MAREN)
    console.changes.assign(lab.id, typed_name=lab.name, by=MAREN)
    wizard = open_wizard(console, tasks, lab.id, MAREN, window)
    with qtbot.waitSignal(wizard.assigned):
        pass
    rest(qtbot, tasks)
    assert not [w for w in window.findChildren(ChangeWizard) if w.isVisible()]


def test_the_whole_change_by_keyboard_alone(qtbot, tasks, begin, console, lab, scheme) -> None:
    wizard = begin(lab)
    folder = os.environ.get("ZENCA_PICTURES")

    def alt(key: Qt.Key, step: str) -> None:
        assert [clipped(wizard), nameless(wizard)] == [[], []], wizard.step
        if folder:
            wizard.grab().save(str(Path(folder, f"wizard-{wizard.step}-{scheme.value}.png")))
        qtbot.keyClick(wizard, key, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: not wizard.is_open or wizard.step == step)
        rest(qtbot, tasks)

    alt(Qt.Key.Key_N, "choose")
    qtbot.waitUntil(lambda: "2 servers get a new certificate." in words(wizard))
    alt(Qt.Key.Key_N, "preflight")
    qtbot.keyClick(wizard.findChild(QAbstractButton, "cure:back-up"), Qt.Key.Key_Space)
    rest(qtbot, tasks)
    alt(Qt.Key.Key_N, "material")
    assert "zen01.lab.example" in [wizard.currentPage()._model.value(2).name]
    alt(Qt.Key.Key_N, "review")
    alt(Qt.Key.Key_N, "confirm")
    page = wizard.currentPage()
    assert not wizard.button(FINISH).isEnabled()
    qtbot.keyClicks(page.group.field, "WRONG1")
    qtbot.keyClick(page.group.field, Qt.Key.Key_Return)
    rest(qtbot, tasks)
    assert "This is not the check group of the newest recovery sheet." in words(wizard)
    group = console.recovery.sheet(lab.id, by=MAREN).sections[-1].pairs[0][1]
    page.group.field.selectAll()
    qtbot.keyClicks(page.group.field, group)
    qtbot.keyClick(page.group.field, Qt.Key.Key_Return)
    rest(qtbot, tasks)
    qtbot.keyClicks(page.typed.field, lab.name[:-1])
    assert not wizard.button(FINISH).isEnabled()
    qtbot.keyClicks(page.typed.field, lab.name[-1])
    assert wizard.button(FINISH).isEnabled()
    assert wizard.button(FINISH).text() == "&Assign the update"
    with qtbot.waitSignal(wizard.assigned, timeout=10000) as told:
        qtbot.keyClick(wizard, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert told.args == [lab.id]
    assert console.changes.open(lab.id).state is ChangeState.ASSIGNED


def test_the_recovery_sheet_is_saved_for_its_owner_alone(
    qtbot, tasks, begin, console, lab, prepared, tmp_path, monkeypatch
) -> None:
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    group = prepared(lab)
    wizard = begin(lab)
    wizard.back()
    rest(qtbot, tasks)
    wizard.back()
    rest(qtbot, tasks)
    assert wizard.step == "material"
    for name, button in (("sheet.txt", "save-sheet-text"), ("sheet.pdf", "save-sheet-pdf")):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, p=path: (str(p), ""))
        press(wizard, button)
        rest(qtbot, tasks)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert group in (tmp_path / "sheet.txt").read_text()
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_the_update_goes_out_in_stages_where_the_zone_has_several(
    qtbot, tasks, begin, console, lab, prepared, scheme
) -> None:
    devices = console.devices.page(console.devices.ids(console.devices.query(lab.id)))
    console.devices.edit(devices[0].id, by=MAREN, test=True)
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    console.recovery.prove(lab.id, prepared(lab), by=MAREN)
    wizard = begin(lab)
    page = wizard.currentPage()
    assert page.order.stages.isChecked()
    assert "Primary Servers (2), Pilot group (1), The rest (5): each begins when" in words(wizard)
    assert [clipped(wizard), nameless(wizard)] == [[], []]
    if folder := os.environ.get("ZENCA_PICTURES"):
        wizard.grab().save(str(Path(folder, f"wizard-stages-{scheme.value}.png")))
    page.typed.field.setText(lab.name)
    with qtbot.waitSignal(wizard.assigned, timeout=10000):
        wizard.button(FINISH).click()
    rest(qtbot, tasks)
    assert console.rollout_stages.of(lab.id) is not None


def test_all_at_once_can_be_chosen_instead(qtbot, tasks, begin, console, lab, prepared) -> None:
    devices = console.devices.page(console.devices.ids(console.devices.query(lab.id)))
    console.devices.edit(devices[0].id, by=MAREN, test=True)
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    console.recovery.prove(lab.id, prepared(lab), by=MAREN)
    wizard = begin(lab)
    page = wizard.currentPage()
    page.order.at_once.click()
    page.enter()
    rest(qtbot, tasks)
    assert page.order.at_once.isChecked(), "looking again changes no choice"
    page.typed.field.setText(lab.name)
    with qtbot.waitSignal(wizard.assigned, timeout=10000):
        wizard.button(FINISH).click()
    rest(qtbot, tasks)
    assert console.rollout_stages.of(lab.id) is None
