"""Follow-ups are found by state, kind and words, and leave as a file that runs nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.follow_up import (
    FollowUp,
    FollowUpId,
    FollowUpKind,
    FollowUpState,
    StepDone,
    to_do,
)
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.rollout.follow_up_dialogs import OwnerDialog
from zenca_gui.ui.rollout.follow_ups import FollowUpsCard, fitting, known
from zenca_gui.ui.rollout.steps import Steps
from zenca_gui.ui.widgets.button import plain


def item(number: int, kind: FollowUpKind, state: FollowUpState, subject: str) -> FollowUp:
    ended = state is not FollowUpState.OPEN
    return FollowUp(
        id=FollowUpId(number),
        zone=ZoneId(1),
        change=ChangeId(1),
        kind=kind,
        subject=subject,
        state=state,
        evidence="Seen at the desk" if ended else "",
        by=Actor("maren") if ended else Actor(""),
        at=datetime(2026, 11, 23, 12, tzinfo=UTC) if ended else None,
        recheck=datetime(2027, 1, 15, 12, tzinfo=UTC) if state is FollowUpState.WAIVED else None,
    )


ITEMS = (
    item(1, FollowUpKind.AMT, FollowUpState.OPEN, "HH-WS-0418"),
    item(2, FollowUpKind.AMT, FollowUpState.DONE, "HH-WS-0512"),
    item(3, FollowUpKind.RE_ENROL, FollowUpState.WAIVED, "=HYPERLINK"),
)


@pytest.mark.parametrize(
    ("search", "facets", "kept"),
    [
        ("", (), [1, 2, 3]),
        ("ws", (), [1, 2]),
        ("ENROL", (), [3]),
        ("maren", (), [2, 3]),
        ("", ("open",), [1]),
        ("", ("open", "done"), [1, 2]),
        ("", ("amt", "done"), [2]),
        ("", ("re-enrol", "open"), []),
    ],
)
def test_a_filter_keeps(search: str, facets: tuple[str, ...], kept: list[int]) -> None:
    assert [f.id for f in fitting(ITEMS, search=search, facets=frozenset(facets))] == kept


def test_how_we_know_names_who_when_and_the_day_to_look_again() -> None:
    assert known(ITEMS[0]) == ""
    assert known(ITEMS[1]) == "Seen at the desk · maren, 23 Nov 2026, 12:00 UTC"
    assert known(ITEMS[2]).endswith("look again on 15 Jan 2027")


@pytest.fixture
def card(qtbot) -> FollowUpsCard:
    made = FollowUpsCard()
    qtbot.addWidget(made)
    made.put(ITEMS)
    made.show()
    return made


def test_what_is_chosen_decides_what_can_be_done(card) -> None:
    assert not card.done.isEnabled()
    card.table.selectRow(0)
    assert [b.isEnabled() for b in (card.done, card.waive, card.reopen)] == [True, True, False]
    card.table.selectRow(1)
    assert [b.isEnabled() for b in (card.done, card.waive, card.reopen)] == [False, False, True]
    card.table.selectAll()
    assert [b.isEnabled() for b in (card.done, card.waive, card.reopen)] == [True, True, False]
    card.table.selectRow(0)
    card.allow(pressing=False)
    assert not card.done.isEnabled()


def test_of_all_rows_only_the_open_ones_are_ended(qtbot, card) -> None:
    card.table.selectAll()
    with qtbot.waitSignal(card.ending_wanted) as wanted:
        card.waive.click()
    assert wanted.args == ["waive", [ITEMS[0]]]


def test_the_overlap_is_not_ended_by_a_word(qtbot, card) -> None:
    overlap = item(4, FollowUpKind.END_OVERLAP, FollowUpState.OPEN, "All servers")
    card.put((overlap, ITEMS[0]))
    card.table.selectRow(0)
    assert not card.waive.isEnabled()
    card.table.selectAll()
    with qtbot.waitSignal(card.ending_wanted) as wanted:
        card.done.click()
    assert wanted.args == ["done", [ITEMS[0]]]


def test_the_context_menu_offers_what_the_buttons_do(qtbot, qapp, card) -> None:
    card.table.selectRow(0)
    offers = {plain(a.text()): a for a in card.table.menu().actions() if a.text()}
    assert list(offers) == [
        "Copy with headings",
        "Copy rows only",
        "Copy this cell",
        "Done…",
        "Waive…",
        "Owner…",
        "Undo",
        "Export CSV…",
    ]
    assert not offers["Undo"].isEnabled()
    offers["Copy rows only"].trigger()
    qtbot.waitUntil(lambda: qapp.clipboard().text().startswith("HH-WS-0418\tUnprovision"))
    offers["Copy with headings"].trigger()
    qtbot.waitUntil(lambda: qapp.clipboard().text().startswith("For\t"))
    offers["Copy this cell"].trigger()
    assert qapp.clipboard().text() == "HH-WS-0418"
    with qtbot.waitSignal(card.ending_wanted) as wanted:
        offers["Done…"].trigger()
    assert wanted.args == ["done", [ITEMS[0]]]


def test_enter_on_an_open_row_asks_for_its_evidence(qtbot, card) -> None:
    with qtbot.waitSignal(card.ending_wanted) as wanted:
        card.table.row_opened.emit(0)
    assert wanted.args == ["done", [ITEMS[0]]]


def test_a_step_that_is_done_is_shown_with_the_next_one_and_can_be_taken_back(card) -> None:
    half = replace(
        ITEMS[0],
        owner="berta",
        steps=(
            StepDone(
                evidence="pulled", by=Actor("maren"), at=datetime(2026, 11, 23, 12, tzinfo=UTC)
            ),
        ),
    )
    assert to_do(half).startswith("Now: provision.")
    assert known(half) == "pulled · maren, 23 Nov 2026, 12:00 UTC"
    assert [f.id for f in fitting([half, ITEMS[1]], search="berta", facets=frozenset())] == [1]
    card.put((half, *ITEMS[1:]))
    card.table.selectRow(0)
    assert [b.isEnabled() for b in (card.done, card.waive, card.owner, card.reopen)] == [True] * 4


def test_a_list_of_phones_is_offered_while_some_wait(qtbot, card) -> None:
    assert not card.phones.isVisible()
    card.put((*ITEMS, item(4, FollowUpKind.RE_ENROL, FollowUpState.OPEN, "phone")))
    assert card.phones.isVisible()
    with qtbot.waitSignal(card.ending_wanted) as wanted:
        card.phones.click()
    assert wanted.args == ["phones", []]


def test_the_owner_is_asked_for_and_may_be_nobody(qtbot, card) -> None:
    card.table.selectAll()
    with qtbot.waitSignal(card.ending_wanted) as wanted:
        card.owner.click()
    assert wanted.args == ["owner", list(ITEMS)]
    dialog = OwnerDialog([replace(ITEMS[0], owner="berta")])
    qtbot.addWidget(dialog)
    assert dialog.text() == "berta"
    dialog.words.clear()
    assert dialog.do.isEnabled()


def test_a_file_of_follow_ups_runs_nothing(card, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "f.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    card.export.click()
    assert "'=HYPERLINK" in path.read_text()
    assert path.read_text().startswith("For,What a person does,State,Owner,How we know")


def test_a_file_that_cannot_be_written_is_one_sentence(qtbot, card, tmp_path, monkeypatch) -> None:
    path = tmp_path / "missing" / "f.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    with qtbot.waitSignal(card.failed) as told:
        card.export.click()
    assert "could not be written" in told.args[0].title


def test_the_list_of_phones_is_written_where_it_is_asked_for(
    qtbot, tasks, tmp_path, monkeypatch
) -> None:
    path = tmp_path / "phones.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    console = SimpleNamespace(follow_ups=None, re_enrolling=SimpleNamespace(lists=lambda _zone: []))
    desk = ChangeDesk(console=console, tasks=tasks, zone=ZoneId(1), by=Actor("maren"))
    window = QWidget()
    qtbot.addWidget(window)
    work = WorkPlace(tasks, window)
    steps = Steps(desk, work, window, window)
    with qtbot.waitSignal(steps.told) as told:
        steps.end_follow_ups("phones", [], None)
    assert str(path) in told.args[0]
    assert path.read_text("utf-8-sig").startswith("MDM server,phone,GUID")
