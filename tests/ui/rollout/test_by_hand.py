"""Files for a server that zenca does not reach, and a date that the system is to keep."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.ui.change.conftest import MAREN
from tests.ui.rollout.test_pane import at, button, dialog, rest, states, words
from tests.ui.widgets.conftest import clipped, nameless
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Zone

__all__ = ["at"]


@pytest.fixture
def alone(console, assigned) -> Zone:
    """The assigned lab, with one server that zenca has no way to any more."""
    first = console.servers.of(assigned.id)[0]
    console.servers.edit(first.id, ssh=None, by=MAREN)
    return assigned


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    return tmp_path


def test_where_zenca_reaches_every_server_nothing_is_brought(at, assigned) -> None:
    pane = at(assigned)
    assert not pane.servers.write_files.isVisible()
    assert not pane.servers.tell.isVisible()


def test_files_are_written_brought_and_told(qtbot, tasks, at, console, alone, folder) -> None:
    pane = at(alone)
    server = next(s for s in console.servers.of(alone.id) if s.ssh is None)
    assert [clipped(pane.servers), nameless(pane.servers)] == [[], []]
    button(pane, "next-step").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert sorted(s.value for s in states(pane)) == ["staged", "waiting"]

    button(pane, "write-files").click()
    rest(qtbot, tasks)
    [written] = [p for p in folder.iterdir() if p.name.endswith("-files")]
    assert {p.name for p in (written / server.fqdn).iterdir()} >= {"key.pem", "fullchain.pem"}
    assert f"Wrote the files of 1 server into {written}" in words(pane)

    button(pane, "told-there").click()
    box = dialog(pane)
    assert server.fqdn in words(box)
    assert [clipped(box), nameless(box)] == [[], []]
    assert not button(box, "do-it").isEnabled()
    qtbot.keyClicks(box.reason, "I copied them at the console.")
    button(box, "do-it").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert states(pane) == [DeliveryState.STAGED] * 2
    told = console.desk.store.changes.deliveries(pane.board.change.id)[server.id]
    assert "told: I copied them at the console." in told.detail
    entry = console.journal.entries(alone.name)[0]
    assert entry.evidence == Evidence.TOLD.value
    assert not pane.servers.tell.isEnabled()


def test_the_system_keeps_the_date(qtbot, tasks, at, console, assigned, folder) -> None:
    pane = at(assigned)
    button(pane, "step:move-date").click()
    assert not dialog(pane).keep.isVisible(), "no date is set yet"
    dialog(pane).reject()
    console.changes.move_date(assigned.id, pane.board.now + timedelta(days=2), by=MAREN)
    at()
    button(pane, "step:move-date").click()
    box = dialog(pane)
    assert [clipped(box), nameless(box)] == [[], []]
    button(box, "keep-date").click()
    rest(qtbot, tasks)
    [written] = [p for p in folder.iterdir() if p.name.endswith("-timetable")]
    assert {p.suffix for p in written.iterdir()} == {".service", ".timer", ".xml", ".txt"}
    assert "systemctl --user enable --now zenca-activate-" in words(pane)
