"""A worker that needs a passphrase gets it from the person at the window, or goes on without."""

from threading import current_thread, main_thread

import pytest
from PySide6.QtWidgets import QApplication

from zenca_gui.core.asking import Answer, Asking, Unkept, Wanted
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.ui.dialogs import files, new_passphrase
from zenca_gui.ui.dialogs.new_passphrase import NewPassphraseDialog
from zenca_gui.ui.dialogs.passphrase import PassphraseDialog
from zenca_gui.ui.shell.asker import Asker

WANTED = Wanted(name="key:0011", opens="the key", why=VaultState.MISSING)


def unkept(*names: str) -> Unkept:
    secrets = tuple((name, Secret(f"words of {name}")) for name in names)
    return Unkept(secrets=secrets, why=VaultState.MISSING)


@pytest.fixture
def mailbox():
    return Asking()


@pytest.fixture
def asker(qtbot, mailbox, tasks):
    made = Asker(mailbox, tasks)
    yield made
    made.end()


@pytest.fixture
def asked(mailbox, tasks):
    """Ask as a worker would; returns where the answers come."""
    answers = []

    def ask(*questions):
        tasks.run(
            lambda: [mailbox.ask(each) for each in questions],
            then=answers.extend,
            failed=answers.append,
        )
        return answers

    return ask


@pytest.fixture
def shown(qtbot):
    def wait_for(kind):
        def found():
            return [
                each
                for each in QApplication.topLevelWidgets()
                if isinstance(each, kind) and each.isVisible()
            ]

        qtbot.waitUntil(lambda: bool(found()))
        return found()[0]

    return wait_for


def test_what_is_typed_reaches_the_worker(qtbot, asker, asked, shown) -> None:
    answers = asked(WANTED)
    dialog = shown(PassphraseDialog)
    dialog.passphrase.setText("first words")
    dialog.do.click()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [Answer(text=Secret("first words"))]


def test_escape_is_no_answer(qtbot, asker, asked, shown) -> None:
    answers = asked(WANTED)
    shown(PassphraseDialog).reject()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [None]


def test_ending_lets_the_worker_go(qtbot, asker, asked, shown) -> None:
    answers = asked(WANTED)
    dialog = shown(PassphraseDialog)
    asker.end()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [None]
    dialog.close()


def test_new_keys_of_one_piece_of_work_go_into_the_file_that_was_chosen_once(
    qtbot, asker, asked, shown, tmp_path, monkeypatch
) -> None:
    path = tmp_path / "new.txt"
    monkeypatch.setattr(files, "ask_save", lambda *_asked: path)
    writers = []
    written = new_passphrase.write_private

    def write(where, content):
        writers.append(current_thread())
        written(where, content)

    monkeypatch.setattr(new_passphrase, "write_private", write)
    answers = asked(unkept("key:01"), unkept("key:01", "key:02"))
    dialog = shown(NewPassphraseDialog)
    dialog.text.click()
    qtbot.waitUntil(dialog.do.isEnabled)
    dialog.do.click()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [Answer(), Answer()]
    assert "words of key:02" in path.read_text()
    assert len(writers) == 2
    assert main_thread() not in writers


def test_a_place_that_went_away_is_asked_for_anew(
    qtbot, asker, asked, shown, tmp_path, monkeypatch
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    path = folder / "new.txt"
    monkeypatch.setattr(files, "ask_save", lambda *_asked: path)
    answers = asked(unkept("key:01"), unkept("key:01", "key:02"))
    dialog = shown(NewPassphraseDialog)
    dialog.text.click()
    qtbot.waitUntil(dialog.do.isEnabled)
    path.unlink()
    folder.rmdir()
    dialog.do.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    again = shown(NewPassphraseDialog)
    assert not again.do.isEnabled()
    again.reject()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [Answer(), None]


def test_the_next_piece_of_work_asks_for_its_own_file(
    qtbot, asker, asked, shown, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(files, "ask_save", lambda *_asked: tmp_path / "new.txt")
    answers = asked(unkept("key:01"))
    dialog = shown(NewPassphraseDialog)
    dialog.text.click()
    qtbot.waitUntil(dialog.do.isEnabled)
    dialog.do.click()
    qtbot.waitUntil(lambda: len(answers) == 1)
    asked(unkept("key:03"))
    shown(NewPassphraseDialog).reject()
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers[1] is None


def test_a_question_right_after_an_answer_does_not_go_with_the_dialog_before(
    qtbot, asker, asked, shown
) -> None:
    answers = asked(WANTED, WANTED)
    for words in ("first words", "other words"):
        dialog = shown(PassphraseDialog)
        dialog.activateWindow()
        dialog.passphrase.setText(words)
        dialog.do.click()
        assert not dialog.isVisible()
    qtbot.waitUntil(lambda: bool(answers))
    assert [answer.text.reveal() for answer in answers] == ["first words", "other words"]
