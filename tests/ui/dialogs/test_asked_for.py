"""Where the keyring is away: what is asked, what is taken for an answer, and what Enter presses."""

import stat

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from zenca_gui.core.asking import Unkept, Wanted
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.services.recovery import check_group
from zenca_gui.ui.change.leaving import Leave, LeavingDialog
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.new_passphrase import NewPassphraseDialog
from zenca_gui.ui.dialogs.passphrase import PassphraseDialog
from zenca_gui.ui.rollout.asking import AskingDialog, Question
from zenca_gui.vault.typed import parse_passphrases

AWAY = [VaultState.MISSING, VaultState.LOCKED, VaultState.PLAINTEXT]
SECRETS = (("key:0011", Secret("first words")), ("key:0022", Secret("other words")))


@pytest.fixture
def wanted(qtbot):
    def ask(why=VaultState.MISSING, refusal=""):
        dialog = PassphraseDialog(
            Wanted(name="key:0011", opens="the key of the CA G1.1 of north", why=why,
                   refusal=refusal)
        )  # fmt: skip
        qtbot.addWidget(dialog)
        return dialog

    return ask


@pytest.fixture
def unkept(qtbot, tasks):
    def ask(why=VaultState.MISSING, refusal=""):
        dialog = NewPassphraseDialog(Unkept(secrets=SECRETS, why=why, refusal=refusal), tasks)
        qtbot.addWidget(dialog)
        return dialog

    return ask


@pytest.mark.parametrize("why", AWAY)
@pytest.mark.parametrize("refusal", ["", "This passphrase does not open it."])
def test_both_are_whole_and_named_whatever_is_the_matter(wanted, unkept, ill, why, refusal) -> None:
    assert ill(wanted(why, refusal)) == []
    assert ill(unkept(why, refusal)) == []


def test_it_says_which_key_and_where_its_passphrase_stands(wanted) -> None:
    words = wanted(VaultState.LOCKED).accessibleDescription()
    assert "The keyring is locked." in words
    assert "the key of the CA G1.1 of north" in words
    assert "beside key:0011" in words


def test_a_typed_passphrase_goes_with_enter_and_does_not_stay_in_the_field(qtbot, wanted) -> None:
    dialog = wanted()
    dialog.show()
    qtbot.keyClicks(dialog.passphrase, "first words")
    dialog.stays.setChecked(True)
    with qtbot.waitSignal(dialog.answered) as caught:
        qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    [answer] = caught.args
    assert (answer.text.reveal(), answer.stays, answer.again) == ("first words", True, False)
    assert dialog.passphrase.text() == ""
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_it_is_for_this_piece_of_work_unless_told(qtbot, wanted) -> None:
    dialog = wanted()
    dialog.passphrase.setText("first words")
    with qtbot.waitSignal(dialog.answered) as caught:
        dialog.do.click()
    assert not caught.args[0].stays


def test_nothing_typed_is_one_sentence_and_the_question_stays(qtbot, wanted) -> None:
    dialog = wanted()
    dialog.show()
    with qtbot.assertNotEmitted(dialog.answered):
        dialog.do.click()
    assert dialog.refused.text() == "No passphrase is typed."
    assert dialog.isVisible()


def test_a_saved_sheet_answers_too(qtbot, wanted, tmp_path, monkeypatch) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("key:0011:\n    first words\n")
    monkeypatch.setattr(files, "ask_open", lambda *_asked: sheet)
    dialog = wanted()
    with qtbot.waitSignal(dialog.answered) as caught:
        dialog.sheet.click()
    named, _anything = parse_passphrases(caught.args[0].text.reveal())
    assert named["key:0011"] == SECRETS[0][1]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 1_000_001, None])
def test_a_file_that_is_no_text_is_one_sentence(
    qtbot, wanted, tmp_path, monkeypatch, content
) -> None:
    sheet = tmp_path / "sheet.txt"
    if content is not None:
        sheet.write_bytes(content)
    monkeypatch.setattr(files, "ask_open", lambda *_asked: sheet)
    dialog = wanted()
    with qtbot.assertNotEmitted(dialog.answered):
        dialog.sheet.click()
    assert dialog.refused.text() == "sheet.txt cannot be read as text."


def test_the_keyring_can_be_tried_again_from_both(qtbot, wanted, unkept) -> None:
    for dialog in (wanted(VaultState.LOCKED), unkept(VaultState.LOCKED)):
        with qtbot.waitSignal(dialog.answered) as caught:
            dialog.again.click()
        assert caught.args[0].again


def test_no_key_is_made_before_somebody_has_its_passphrase(unkept) -> None:
    dialog = unkept()
    assert not dialog.do.isEnabled()
    dialog.group.setText("AAAAAA")
    assert not dialog.do.isEnabled()
    dialog.group.setText(check_group(SECRETS).lower())
    assert dialog.do.isEnabled()


@pytest.mark.parametrize(("way", "name"), [("text", "new.txt"), ("pdf", "new.pdf")])
def test_a_saved_file_lets_it_go_on_and_only_its_owner_reads_it(
    qtbot, unkept, tmp_path, monkeypatch, way: str, name: str
) -> None:
    path = tmp_path / name
    monkeypatch.setattr(files, "ask_save", lambda *_asked: path)
    dialog = unkept()
    with qtbot.waitSignal(dialog.saved) as caught:
        getattr(dialog, way).click()
    assert caught.args == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if way == "text":
        assert parse_passphrases(path.read_text())[0] == dict(SECRETS)
    else:
        assert path.read_bytes().startswith(b"%PDF")
    assert dialog.do.isEnabled()
    with qtbot.waitSignal(dialog.answered) as caught:
        dialog.do.click()
    assert not caught.args[0].again


def test_a_file_that_cannot_be_written_is_one_sentence_and_no_key_is_made(
    qtbot, unkept, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(files, "ask_save", lambda *_asked: tmp_path / "gone" / "new.txt")
    dialog = unkept()
    dialog.show()
    dialog.text.click()
    qtbot.waitUntil(lambda: "could not be written" in dialog.said.text())
    assert not dialog.do.isEnabled()


def test_the_sheet_is_written_by_a_worker(qtbot, unkept, tmp_path, monkeypatch) -> None:
    from threading import current_thread, main_thread

    from zenca_gui.ui.dialogs import new_passphrase

    where = []
    monkeypatch.setattr(files, "ask_save", lambda *_asked: tmp_path / "new.pdf")
    monkeypatch.setattr(
        new_passphrase, "write_private", lambda *_file: where.append(current_thread())
    )
    dialog = unkept()
    with qtbot.waitSignal(dialog.saved):
        dialog.pdf.click()
    assert where != []
    assert main_thread() not in where


def test_enter_presses_the_button_that_the_keyboard_is_on(qtbot) -> None:
    for name, choice in (("cancel-change", Leave.CANCEL), ("leave-for-later", Leave.LATER)):
        dialog = LeavingDialog("north", material=True)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.keyClick(dialog.findChild(object, name), Qt.Key.Key_Return)
        assert dialog.choice is choice
        assert not dialog.isVisible()


def test_enter_on_back_leaves_everything_as_it_is(qtbot) -> None:
    for pressed, result in (("stay", QDialog.DialogCode.Rejected), ("do", 1)):
        dialog = AskingDialog(
            Question(title="Close the change?", happens="It ends.", button="&Close it")
        )
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.keyClick(getattr(dialog, pressed), Qt.Key.Key_Return)
        assert dialog.result() == int(result)
        assert not dialog.isVisible()
