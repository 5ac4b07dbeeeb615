"""A change to an external CA, in the window, with days and mistakes between."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWizard

from tests.ui.change.conftest import MAREN, press, rest, words
from tests.ui.change.signer import Signer
from tests.ui.widgets.conftest import clipped, nameless, scheme
from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.secret import Secret
from zenca_gui.services.console import Console
from zenca_gui.ui.change.giving import given_by
from zenca_gui.ui.change.root_card import RootCard
from zenca_gui.ui.change.wizard import ChangeWizard
from zenca_gui.ui.dialogs.password import PasswordDialog

__all__ = ["scheme"]

NEXT, FINISH = QWizard.WizardButton.NextButton, QWizard.WizardButton.FinishButton
CANCEL = QWizard.WizardButton.CancelButton


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path / "signer")


@pytest.fixture
def go(qtbot, tasks):
    """Press *Next* and wait for the page; every page is looked at on the way."""

    def walk(wizard: ChangeWizard, step: str) -> None:
        look(wizard)
        wizard.next()
        qtbot.waitUntil(lambda: wizard.step == step, timeout=20000)
        rest(qtbot, tasks)

    return walk


def look(wizard: ChangeWizard, more: str = "") -> None:
    assert [clipped(wizard), nameless(wizard)] == [[], []], wizard.step
    folder = os.environ.get("ZENCA_PICTURES")
    if folder:
        name = f"{wizard.draft.kind.value}-{wizard.step}{more}.png"
        wizard.grab().save(str(Path(folder, name)))


def give(qtbot, tasks, wizard: ChangeWizard, *paths: Path) -> None:
    wizard.currentPage().giving.given.emit(list(paths))
    rest(qtbot, tasks)


def asked_out(console: Console, zone) -> None:
    """Up to the replies, by the services alone."""
    changes = console.changes
    changes.start(zone.id, ChangeKind.EXTERNAL, by=MAREN)
    changes.choose(zone.id, changes.proposal(zone.id), by=MAREN)
    console.backup.automatic(zone.id, by=MAREN)
    changes.preflight(zone.id, by=MAREN)
    changes.requesting.make(zone.id, by=MAREN)


def requests_in(console: Console, zone, folder: Path) -> list[Path]:
    out = console.changes.requesting.export(zone.id, folder, by=MAREN)
    return sorted(out.folder / name for name in out.files if name.endswith(".csr.pem"))


def steps_said(wizard: ChangeWizard) -> str:
    return wizard.steps.accessibleDescription()


def states(wizard: ChangeWizard) -> list[str]:
    model = wizard.currentPage().model
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def test_a_zone_goes_to_an_external_ca(
    qtbot, tasks, begin, go, console, lab, signer, tmp_path, monkeypatch
) -> None:
    wizard = begin(lab, ChangeKind.EXTERNAL)
    assert wizard.windowTitle().startswith("Change the CA to External of ")
    go(wizard, "choose")
    form = wizard.currentPage().form
    assert form.server_days.isVisible()
    assert not form.days.isVisible()
    assert not form.subject.isVisible()
    qtbot.waitUntil(lambda: "There is no overlap" in words(wizard))
    go(wizard, "preflight")
    press(wizard, "cure:back-up")
    rest(qtbot, tasks)
    go(wizard, "requests")
    assert not wizard.button(NEXT).isEnabled()
    press(wizard, "make-requests")
    rest(qtbot, tasks)
    assert "(2 requests)" in steps_said(wizard)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(tmp_path))
    press(wizard, "write-out")
    rest(qtbot, tasks)
    assert "Out since" in words(wizard)
    folder = tmp_path / f"requests-of-{lab.name}"
    first, second = sorted(folder.glob("*.csr.pem"))
    go(wizard, "replies")
    assert "2 servers still wait, since" in words(wizard)
    one, other = signer.sign(first, "one.pem"), signer.sign(second, "short.pem", days=1)
    root, middle = signer.folder / "root.pem", signer.folder / "middle.pem"
    give(qtbot, tasks, wizard, one, other, middle, root)
    assert sorted(states(wizard)) == ["refused", "root to confirm"]
    look(wizard, "-root")
    card = wizard.findChild(RootCard)
    card.typed.setText("00" * 32)
    assert "This is not the fingerprint" in words(wizard)
    card.do.click()
    rest(qtbot, tasks)
    assert sorted(states(wizard)) == ["refused", "root to confirm"]
    card = wizard.findChild(RootCard)
    card.typed.setText(signer.fingerprint())
    card.do.click()
    rest(qtbot, tasks)
    assert sorted(states(wizard)) == ["kept", "refused"]
    assert "1 server still waits" in words(wizard)
    assert "(1 waits)" in steps_said(wizard)
    assert wizard.focusWidget() is not wizard.button(CANCEL)
    press(wizard, "copy-wrong")
    assert "short.pem" in QGuiApplication.clipboard().text()
    look(wizard, "-one-kept")
    give(qtbot, tasks, wizard, signer.sign(second, "good.pem"))
    assert "Every server has its certificate." in words(wizard)
    go(wizard, "review")
    go(wizard, "confirm")
    page = wizard.currentPage()
    look(wizard)
    group = console.recovery.sheet(lab.id, by=MAREN).sections[-1].pairs[0][1]
    page.group.field.setText(group)
    press(wizard, "prove")
    rest(qtbot, tasks)
    page.typed.field.setText(lab.name)
    assert wizard.button(FINISH).isEnabled()
    with qtbot.waitSignal(wizard.assigned, timeout=10000):
        wizard.button(FINISH).click()
    assert console.changes.open(lab.id).state is ChangeState.ASSIGNED
    rest(qtbot, tasks)


def test_what_came_in_is_there_days_later(
    qtbot, tasks, begin, console, lab, signer, tmp_path
) -> None:
    asked_out(console, lab)
    first, _second = requests_in(console, lab, tmp_path / "out")
    root, middle = signer.folder / "root.pem", signer.folder / "middle.pem"
    one = signer.sign(first, "one.pem")
    console.changes.replying.take(lab.id, [one, middle, root], by=MAREN)
    wizard = begin(lab)
    assert wizard.step == "replies"
    assert states(wizard) == ["root to confirm"]
    card = wizard.findChild(RootCard)
    card.typed.setText(signer.fingerprint().lower().replace(":", ""))
    card.do.click()
    rest(qtbot, tasks)
    assert states(wizard) == ["kept"]
    give(qtbot, tasks, wizard, one)
    assert states(wizard) == ["kept"]
    assert wizard.findChild(RootCard) is None or not wizard.findChild(RootCard).isVisible()


def test_the_overview_says_what_is_out_since_when(console, lab, signer, tmp_path) -> None:
    asked_out(console, lab)
    assert "Nothing was assigned yet" in console.overview.look(lab.id).next.words
    first, second = requests_in(console, lab, tmp_path / "out")
    day = f"{console.desk.now(lab):%Y-%m-%d}"
    said = console.overview.look(lab.id).next.words
    assert said == f"Requests are out since {day}; 2 servers wait for their certificates."
    chain = [signer.folder / "middle.pem", signer.folder / "root.pem"]
    roots = (signer.fingerprint().lower().replace(":", ""),)
    replying = console.changes.replying
    replying.take(lab.id, [signer.sign(first, "one.pem"), *chain], by=MAREN, trust_roots=roots)
    said = console.overview.look(lab.id).next.words
    assert said == f"Requests are out since {day}; 1 server waits for its certificate."
    replying.take(lab.id, [signer.sign(second, "two.pem"), *chain], by=MAREN)
    assert "Requests are out" not in console.overview.look(lab.id).next.words


def test_a_locked_reply_asks_for_its_password(
    qtbot, tasks, begin, console, lab, signer, tmp_path
) -> None:
    asked_out(console, lab)
    first, _second = requests_in(console, lab, tmp_path / "out")
    locked = signer.locked(signer.sign(first, "one.pem"), "sesame")
    wizard = begin(lab)
    give(qtbot, tasks, wizard, locked)
    assert states(wizard) == ["asks for a password"]
    dialog = wizard.findChild(PasswordDialog)
    dialog.given.emit(Secret("wrong"))
    dialog.reject()
    rest(qtbot, tasks)
    assert states(wizard) == ["wrong password"]
    asks = [d for d in wizard.findChildren(PasswordDialog) if d.isVisible()]
    assert "The password did not open one" in words(asks[-1])
    asks[-1].given.emit(Secret("sesame"))
    asks[-1].reject()
    rest(qtbot, tasks)
    assert states(wizard) == ["root to confirm"]


def test_a_servers_own_request_takes_the_place_of_ours(
    qtbot, tasks, begin, console, lab, signer, tmp_path, monkeypatch
) -> None:
    asked_out(console, lab)
    wizard = begin(lab)
    wizard.back()
    rest(qtbot, tasks)
    page = wizard.currentPage()
    server = page.model.value(0).server
    signer.run(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key"
        f" -out own.csr -subj /CN={server.fqdn} -addext subjectAltName=DNS:{server.fqdn}"
    )
    page.table.selectRow(0)
    own = str(signer.folder / "own.csr")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (own, ""))
    press(wizard, "take-in-request")
    rest(qtbot, tasks)
    assert page.model.index(0, 2).data() == "the server itself"
    other = page.model.value(1).server.fqdn
    page.table.selectRow(1)
    press(wizard, "take-in-request")
    rest(qtbot, tasks)
    assert f"not for {other}" in page.work.failure.words()
    assert page.model.index(1, 2).data() == "zenca"


def test_what_is_dropped_or_pasted_is_files_or_else_text(tmp_path) -> None:
    data = QMimeData()
    assert given_by(data) == []
    data.setText("-----BEGIN CERTIFICATE-----")
    assert [each.data for each in given_by(data)] == [b"-----BEGIN CERTIFICATE-----"]
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    assert given_by(data) == [tmp_path]
