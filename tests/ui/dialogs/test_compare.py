"""Any two certificates, side by side: what is the same is said so, and can be taken along."""

import pytest
from PySide6.QtGui import QGuiApplication

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.zone import Actor
from zenca_gui.ui.change.diff_card import DiffCard
from zenca_gui.ui.dialogs.compare import CompareDialog


@pytest.fixture
def pair(console, north):
    by = Actor("maren")
    south = console.zones.add("south", by=by)
    console.authority.create(
        south.id, subject="CN=South CA", key=KeyKind.EC_P256, validity_days=400, by=by
    )
    active = (console.authority.active(zone) for zone in (north.id, south.id))
    return [(generation.name, generation.certificate) for generation in active]


@pytest.fixture
def dialog(qtbot, tasks, pair) -> CompareDialog:
    made = CompareDialog(pair, pair[1][1], tasks)
    qtbot.addWidget(made)
    made.show()
    return made


def card(dialog: CompareDialog) -> DiffCard:
    return dialog.findChildren(DiffCard)[-1]


def test_the_chosen_one_stands_beside_the_one_before_it(dialog) -> None:
    assert (dialog.old.currentIndex(), dialog.new.currentIndex()) == (0, 1)
    said = {row[0]: row[2] for row in card(dialog)._cells[1:]}
    assert (said["Key"], said["Subject"]) == ("same", "changed")


def test_what_is_copied_says_in_words_what_differs(dialog) -> None:
    card(dialog).copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Subject\tCN=North CA\tchanged\tCN=South CA" in copied


def test_another_choice_shows_another_comparison(qtbot, dialog) -> None:
    dialog.old.setCurrentIndex(1)
    assert {row[2] for row in card(dialog)._cells[1:]} == {"same"}
