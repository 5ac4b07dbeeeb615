"""Each road shows what matters on it, and refuses in a sentence what does not lead anywhere."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWizard

from tests.ui.change.conftest import MAREN, press, rest, words
from tests.ui.change.signer import AUTHORITY, Signer
from zenca_gui.core.ca_change import ChangeKind, Reason
from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.services.labs import LabWish
from zenca_gui.ui.change.kind_form import KindForm, first_offered
from zenca_gui.ui.change.leaving import given_up_words

NEXT = QWizard.WizardButton.NextButton


@pytest.fixture
def held(console, tmp_path):
    """A zone whose own server holds the CA, known by its certificate."""
    signer = Signer(tmp_path / "server")
    zone = console.zones.add("held", by=MAREN)
    console.authority.import_(
        zone.id, certificate=(signer.folder / "root.pem").read_bytes(),
        certificate_name="root.pem", held_by=Custody.SERVER, by=MAREN,
    )  # fmt: skip
    console.servers.add(zone.id, "zen01.example.org", by=MAREN, address="127.0.0.1", port=9)
    return zone


@pytest.fixture
def expired(console, ahead):
    """A zone whose CA has ended."""
    zone = console.zones.add("late", by=MAREN)
    console.authority.create(
        zone.id, subject="CN=Late CA", key=KeyKind.EC_P256, validity_days=1, by=MAREN
    )
    ahead.by = timedelta(days=3)
    return zone


@pytest.mark.parametrize(
    ("custody", "kind"),
    [
        (Custody.ZENCA, ChangeKind.REMINT),
        (Custody.SERVER, ChangeKind.REMINT),
        (Custody.EXTERNAL, ChangeKind.EXTERNAL),
    ],
)
def test_a_change_begins_as_what_is_offered_first(custody: Custody, kind: ChangeKind) -> None:
    assert first_offered(custody) is kind


def test_a_kind_that_is_not_offered_says_why(qtbot) -> None:
    form = KindForm()
    qtbot.addWidget(form)
    form.begin(Custody.EXTERNAL, ChangeKind.EXTERNAL, settled=False)
    assert not form.buttons[ChangeKind.REMINT].isEnabled()
    assert "its owner renews it" in form.buttons[ChangeKind.REMINT].toolTip()
    form.begin(Custody.ZENCA, ChangeKind.REMINT, settled=True)
    assert [b.isEnabled() for b in form.buttons.values()] == [True, False, False, False]


def test_another_kind_is_begun_when_the_first_page_is_left(
    qtbot, tasks, begin, console, quiet
) -> None:
    wizard = begin(quiet)
    press(wizard, "kind-internal")
    assert console.changes.open(quiet.id).kind is ChangeKind.REMINT
    wizard.next()
    rest(qtbot, tasks)
    assert console.changes.open(quiet.id).kind is ChangeKind.INTERNAL
    assert wizard.step == "choose"
    assert wizard.windowTitle() == "Change the CA to Internal of quiet"
    page = wizard.currentPage()
    assert not page.keys.isVisible()
    assert page.road.buttons[Custody.SERVER].isEnabled()
    assert not page.road.buttons[Custody.EXTERNAL].isEnabled()
    press(wizard, "to-server")
    rest(qtbot, tasks)
    assert not page.form.days.isVisible()
    assert not page.form.key.isVisible()
    assert page.choice().custody is Custody.SERVER
    assert "watch" in wizard.flow.path(wizard.draft)


def test_the_same_key_fixes_the_subject_and_a_compromise_refuses_it(
    qtbot, tasks, begin, console, quiet
) -> None:
    wizard = begin(quiet)
    wizard.next()
    rest(qtbot, tasks)
    page = wizard.currentPage()
    qtbot.waitUntil(lambda: "1 server gets a new certificate." in words(wizard))
    page.form.subject.setText("CN=Another CA")
    press(wizard, "same-key")
    assert page.choice().subject == console.authority.active(quiet.id).certificate.subject
    assert page.form.subject.isReadOnly()
    assert not page.form.key.isVisible()
    press(wizard, "reissue")
    assert not page.choice().reissue
    qtbot.waitUntil(lambda: "1 server keeps its certificate." in words(wizard))
    page.form.reason.setCurrentIndex(page.form.reason.findData(Reason.COMPROMISED))
    qtbot.waitUntil(lambda: "A key that others may know cannot go on" in words(wizard))
    assert not page.choice().same_key
    assert page.choice().reissue
    page.form.reason.setCurrentIndex(0)
    press(wizard, "same-key")
    wizard.next()
    rest(qtbot, tasks)
    assert console.changes.draft(quiet.id).choice.same_key


def test_server_certificates_alone_ask_for_no_ca(qtbot, tasks, begin, quiet) -> None:
    wizard = begin(quiet, ChangeKind.SERVERS)
    wizard.next()
    rest(qtbot, tasks)
    form = wizard.currentPage().form
    assert [f.isVisible() for f in (form.subject, form.days)] == [False, False]
    assert [f.isVisible() for f in (form.key, form.server_days)] == [True, True]
    assert "Key of server certificates" in words(wizard)


def test_what_the_zones_server_makes_is_watched_until_it_is_whole(
    qtbot, tasks, begin, console, held, tmp_path: Path
) -> None:
    zone, changes = held, console.changes
    changes.start(zone.id, ChangeKind.REMINT, by=MAREN)
    changes.choose(zone.id, changes.proposal(zone.id), by=MAREN)
    store = changes.desk.store
    with store.transaction():  # nobody listens here, so a pre-flight would stop
        passed = '{"outcome": "pass", "checks": []}'
        store.changes.keep(changes.open(zone.id).id, "preflight", passed)
    wizard = begin(zone)
    assert wizard.step == "watch"
    assert "choose Remint CA" in words(wizard)
    assert "not seen the future CA yet" in words(wizard)
    new = Signer(tmp_path / "new")
    page = wizard.currentPage()
    page.giving.given.emit([new.folder / "root.pem"])
    rest(qtbot, tasks)
    assert "CN=Outside-Root" in words(wizard)
    assert page.model.index(0, 1).data() == "not seen yet"
    assert not wizard.button(NEXT).isEnabled()
    (new.folder / "leaf.cnf").write_text(AUTHORITY)
    new.run(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout s.key"
        " -out s.csr -subj /CN=zen01.example.org -addext subjectAltName=DNS:zen01.example.org"
    )
    new.run(
        "openssl x509 -req -in s.csr -CA root.pem -CAkey root.key -CAcreateserial -days 300"
        " -extfile leaf.cnf -copy_extensions copyall -out s.pem"
    )
    page.giving.given.emit([new.folder / "s.pem"])
    rest(qtbot, tasks)
    assert page.model.index(0, 1).data() == "seen"
    assert wizard.button(NEXT).isEnabled()
    press(wizard, "look-now")
    rest(qtbot, tasks)
    wizard.next()
    rest(qtbot, tasks)
    assert wizard.step == "review"
    wizard.next()
    rest(qtbot, tasks)
    assert wizard.step == "confirm"
    assert not wizard.currentPage().group.isVisible()
    assert "is the one that the zone's console made" in words(wizard)


def test_after_expiry_the_first_page_says_so(qtbot, tasks, begin, expired) -> None:
    wizard = begin(expired)
    assert "there is no overlap" in words(wizard)
    assert "devices follow with the recovery kit" in words(wizard)
    wizard.next()
    rest(qtbot, tasks)
    assert not wizard.findChild(QAbstractButton, "at-date").isVisible()
    assert "activate as soon as the update is assigned" in words(wizard)


@pytest.mark.parametrize(
    ("kind", "pressed", "said"),
    [
        (ChangeKind.INTERNAL, (), "They learn to trust G2.2 beside G1.1."),
        (ChangeKind.SERVERS, (), "Devices keep the CA they trust."),
        (ChangeKind.REMINT, ("same-key", "reissue"), "servers keep the certificates they have."),
    ],
)
def test_what_zenca_makes_comes_to_be_confirmed(
    qtbot, tasks, begin, console, lab, kind: ChangeKind, pressed: tuple[str, ...], said: str
) -> None:
    console.backup.automatic(lab.id, by=MAREN)
    wizard = begin(lab, kind)
    for step in ("choose", "preflight", "material", "review", "confirm"):
        wizard.next()
        qtbot.waitUntil(lambda step=step: wizard.step == step, timeout=20000)
        rest(qtbot, tasks)
        for name in pressed if step == "choose" else ():
            press(wizard, name)
    assert said in words(wizard)


def test_without_the_old_key_the_last_page_promises_no_overlap(
    qtbot, tasks, begin, console
) -> None:
    lab = console.labs.start(LabWish(servers=1, devices=2, custody=Custody.EXTERNAL), by=MAREN)
    console.backup.automatic(lab.id, by=MAREN)
    wizard = begin(lab, ChangeKind.INTERNAL)
    for step in ("choose", "preflight", "material", "review", "confirm"):
        wizard.next()
        qtbot.waitUntil(lambda step=step: wizard.step == step, timeout=20000)
        rest(qtbot, tasks)
    assert "There is no overlap: devices that do not trust G2.2" in words(wizard)


def test_giving_requests_up_says_so() -> None:
    assert "Tell the signer." in given_up_words(material=False, requested=True)
    assert "Nothing was made yet." in given_up_words(material=False, requested=False)


def test_the_labs_own_server_is_watched_from_its_console_to_the_review(
    qtbot, tasks, begin, console
) -> None:
    lab = console.labs.start(LabWish(servers=2, devices=2, custody=Custody.SERVER), by=MAREN)
    console.backup.automatic(lab.id, by=MAREN)
    wizard = begin(lab)
    for step in ("choose", "preflight", "watch"):
        wizard.next()
        qtbot.waitUntil(lambda step=step: wizard.step == step, timeout=20000)
        rest(qtbot, tasks)
    made = console.lab_console.remint(lab.id, ChangeKind.REMINT)
    wizard.currentPage().giving.given.emit(list(made.exported))
    rest(qtbot, tasks)
    assert "All of it was seen." in words(wizard)
    wizard.next()
    qtbot.waitUntil(lambda: wizard.step == "review", timeout=20000)
    rest(qtbot, tasks)
    assert "zenca has seen all of it." in words(wizard)
    assert wizard.button(NEXT).isEnabled()
