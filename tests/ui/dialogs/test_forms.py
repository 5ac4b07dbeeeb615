"""The dialogs that do something: in place refused, or done and closed."""

import stat
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.errors import NotFound
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.rollout import Stage
from zenca_gui.core.secret import Secret
from zenca_gui.core.sheet import as_text
from zenca_gui.core.zone import Actor, DeviceKind
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.back_up import BackUpForm, RestoreForm
from zenca_gui.ui.dialogs.confirm import ConfirmDialog, Harm
from zenca_gui.ui.dialogs.create_ca import CreateCaForm
from zenca_gui.ui.dialogs.device_form import DeviceForm, StageForm, StageTold
from zenca_gui.ui.dialogs.error import ErrorDialog, failure_of
from zenca_gui.ui.dialogs.export_ca import ExportCaForm
from zenca_gui.ui.dialogs.import_ca import ImportCaForm
from zenca_gui.ui.dialogs.issue import IssueForm
from zenca_gui.ui.dialogs.lab_form import LabForm
from zenca_gui.ui.dialogs.password import PasswordDialog
from zenca_gui.ui.dialogs.probe import ProbeDialog
from zenca_gui.ui.dialogs.recovery_sheet import RecoverySheetForm
from zenca_gui.ui.dialogs.server_form import ServerForm
from zenca_gui.ui.dialogs.servers import ServersDialog
from zenca_gui.ui.dialogs.settings import SettingsDialog
from zenca_gui.ui.dialogs.zone_form import ZoneForm
from zenca_gui.ui.sheet_pdf import write_pdf
from zenca_gui.ui.theme import Scheme

MAREN = Actor("maren")


@pytest.fixture
def shown(qtbot):
    def show(dialog):
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


@pytest.fixture
def done(qtbot):
    """Press the filled button and wait until the work is done; return what it gave."""

    def press(dialog):
        with qtbot.waitSignal(dialog.succeeded) as caught:
            qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
        return caught.args[0]

    return press


@pytest.fixture
def refused(qtbot):
    """Press the filled button and return the sentence that refuses."""

    def press(dialog):
        qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.failure.words() != "")
        assert dialog.isVisible()
        return dialog.failure.words()

    return press


def answer(monkeypatch, *, save=None, open_=None) -> None:
    """Play the desktop's file dialog."""
    monkeypatch.setattr(files, "ask_save", lambda *_asked: save)
    monkeypatch.setattr(files, "ask_open", lambda *_asked: open_)


def test_a_zone_is_added_and_renamed(shown, done, seat, console) -> None:
    form = shown(ZoneForm(seat))
    form.name.setText("  south ")
    zone = done(form)
    assert console.zones.named("south") == zone
    again = shown(ZoneForm(seat, zone))
    again.name.setText("deep south")
    done(again)
    assert [z.name for z in console.zones.all()] == ["deep south"]


def test_a_name_that_nobody_can_type_back_is_refused_in_place(
    shown, refused, seat, console
) -> None:
    form = shown(ZoneForm(seat))
    form.name.setText("no\u202erth")
    assert "cannot be seen" in refused(form)
    assert form.name.text() == "no\u202erth"
    assert console.zones.all() == []


@pytest.mark.parametrize("name", ["", "not a name", "-zen.example.org", "a" * 300])
def test_what_is_no_server_name_is_refused_in_place(
    shown, refused, seat, console, name: str
) -> None:
    zone = console.zones.add("south", by=MAREN)
    form = shown(ServerForm(seat, zone.id))
    form.fqdn.setText(name)
    refused(form)
    assert console.servers.of(zone.id) == []


def test_a_server_is_added_with_the_way_files_reach_it(shown, done, seat, console) -> None:
    zone = console.zones.add("south", by=MAREN)
    form = shown(ServerForm(seat, zone.id))
    assert not form.user.isVisible()
    form.fqdn.setText("zen01.example.org")
    form.aliases.setText("zen.example.org, z.example.org")
    form.ssh.setChecked(True)
    assert form.user.isVisible()
    form.user.setText("deploy")
    server = done(form)
    assert server.aliases == ("zen.example.org", "z.example.org")
    assert (server.ssh.user, server.ssh.port) == ("deploy", 22)


def test_a_server_keeps_what_the_form_does_not_ask(shown, done, seat, console, north) -> None:
    server = console.servers.of(north.id)[0]
    form = shown(ServerForm(seat, north.id, server))
    form.port.setValue(8443)
    assert done(form).port == 8443
    assert console.servers.of(north.id)[0].address == server.address


def test_a_device_is_added_and_edited(shown, done, seat, console, north) -> None:
    form = shown(DeviceForm(seat, north.id))
    form.name.setText("LAPTOP")
    form.kind.setCurrentIndex(form.kind.findData(DeviceKind.MOBILE))
    device = done(form)
    assert device.kind is DeviceKind.MOBILE
    again = shown(DeviceForm(seat, north.id, device))
    again.flags[2].setChecked(True)
    assert done(again).lost


def test_the_mdm_server_is_asked_for_of_a_phone_alone(shown, done, seat, north) -> None:
    form = shown(DeviceForm(seat, north.id))
    form.name.setText("PHONE")
    assert not form.mdm.isEnabled()
    form.kind.setCurrentIndex(form.kind.findData(DeviceKind.MOBILE))
    assert form.mdm.isEnabled()
    form.mdm.setText("mdm1.example.org")
    phone = done(form)
    assert phone.mdm_server == "mdm1.example.org"
    again = shown(DeviceForm(seat, north.id, phone))
    assert again.mdm.text() == "mdm1.example.org"
    again.kind.setCurrentIndex(again.kind.findData(DeviceKind.WORKSTATION))
    desk = done(again)
    assert (desk.kind, desk.mdm_server) == (DeviceKind.WORKSTATION, "")


def test_a_told_stage_asks_how_it_is_known(shown, done, refused, seat) -> None:
    form = shown(StageForm(seat.tasks, 812_334))
    assert refused(form) == "How is it known?"
    form.evidence.setText(" seen in the console ")
    assert done(form) == StageTold(stage=Stage.ACTIVE, evidence="seen in the console")


def test_a_ca_is_created_under_the_proposed_subject(shown, done, seat, console, now) -> None:
    zone = console.zones.add("south", by=MAREN)
    form = shown(CreateCaForm(seat, zone, now))
    form.key.setCurrentIndex(form.key.findData(KeyKind.EC_P256))
    form.days.setValue(30)
    assert "One to ten years" in form.remark.text()
    generation = done(form)
    assert generation.certificate.subject == "CN=south Zone CA"
    assert generation.ends == now + timedelta(days=30)


@pytest.mark.parametrize("subject", ["", "north", "CN=", "CN=a\u0007b", "CN=" + "x" * 300])
def test_a_subject_that_is_none_is_refused_in_place(
    shown, refused, seat, console, now, subject: str
) -> None:
    zone = console.zones.add("south", by=MAREN)
    form = shown(CreateCaForm(seat, zone, now))
    form.subject.setText(subject)
    assert "not a usable subject" in refused(form)
    assert console.authority.active(zone.id) is None


def test_an_imported_ca_says_what_is_to_be_known_of_it(
    qtbot, shown, seat, console, north, tmp_path, clock
) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(console.authority.export(north.id, Form.PEM))
    clock.now += timedelta(days=40)
    south = console.zones.add("south", by=MAREN)
    form = shown(ImportCaForm(seat, south))
    form.certificate.setText(str(file))
    qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.do.accessibleName() == "Close")
    assert console.authority.active(south.id).custody is Custody.EXTERNAL
    with qtbot.waitSignal(form.succeeded) as caught:
        qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    assert any("expired" in remark for remark in caught.args[0].remarks)


def test_a_container_with_a_password_asks_for_it_in_place(
    shown, refused, done, qtbot, seat, console, north, tmp_path
) -> None:
    file = tmp_path / "ca.p12"
    file.write_bytes(console.authority.export(north.id, Form.P12, password=Secret("open sesame")))
    south = console.zones.add("south", by=MAREN)
    form = shown(ImportCaForm(seat, south))
    form.certificate.setText(str(file))
    refused(form)
    assert form.password.isVisible()
    form.password.setText("open sesame")
    qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.do.accessibleName() == "Close")
    form.reject()
    assert console.authority.active(south.id) is not None


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"-----BEGIN CERTIFICATE-----\nxx"])
def test_a_file_that_is_no_certificate_changes_nothing(
    shown, refused, seat, console, tmp_path, data: bytes
) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(data)
    south = console.zones.add("south", by=MAREN)
    form = shown(ImportCaForm(seat, south))
    form.certificate.setText(str(file))
    refused(form)
    form.certificate.setText(str(tmp_path / "missing.pem"))
    assert "cannot be read" in refused(form)
    assert console.authority.active(south.id) is None


def test_a_ca_is_exported_where_the_operator_says(
    shown, done, seat, north, tmp_path, monkeypatch
) -> None:
    form = shown(ExportCaForm(seat, north.id, ["G1.1"]))
    answer(monkeypatch, save=tmp_path / "out.pem")
    path = done(form)
    assert path.read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")


def test_an_export_that_cannot_be_written_says_so(
    shown, refused, seat, north, tmp_path, monkeypatch
) -> None:
    form = shown(ExportCaForm(seat, north.id, ["G1.1"]))
    answer(monkeypatch, save=tmp_path / "missing" / "out.pem")
    assert "could not be written" in refused(form)


def test_a_backup_comes_back_once_its_zone_is_typed(
    qtbot, shown, done, seat, console, north, tmp_path, monkeypatch
) -> None:
    out = tmp_path / "north.age"
    answer(monkeypatch, save=out)
    form = shown(BackUpForm(seat, north))
    done(form)
    identity = console.recovery.identity(console.zones.get(north.id), by=MAREN)
    console.zones.remove(north.id, confirm="north", by=MAREN)
    back = shown(RestoreForm(seat))
    back.file.setText(str(out))
    back.secret.setText(identity.reveal())
    qtbot.mouseClick(back.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(back.typed.isVisible)
    assert not back.do.isEnabled()
    qtbot.keyClicks(back.typed, "north")
    restored = done(back)
    assert restored.zone.name == "north"
    told = " ".join(label.text() for label in back.findChildren(QLabel))
    assert "Removed the zone with everything in it." in told
    qtbot.mouseClick(back.do, Qt.MouseButton.LeftButton)
    assert not back.isVisible()
    assert console.authority.key_openable(restored.zone.id) == ""


def test_two_passphrases_that_differ_write_nothing(
    shown, refused, seat, north, tmp_path, monkeypatch
) -> None:
    answer(monkeypatch, save=tmp_path / "north.age")
    form = shown(BackUpForm(seat, north))
    form.by_words.setChecked(True)
    form.passphrase.setText("one")
    form.again.setText("two")
    assert refused(form) == "The two passphrases differ."
    assert list(tmp_path.glob("*.age")) == []


def test_the_recovery_sheet_is_proved_by_its_group(
    shown, done, refused, seat, console, north
) -> None:
    form = shown(RecoverySheetForm(seat, north))
    form.group.setText("AAAAAA")
    assert "not the check group" in refused(form)
    sheet = console.recovery.sheet(north.id, by=MAREN)
    form.group.setText(sheet.sections[-1].pairs[0][1])
    done(form)
    assert console.recovery.proved(north.id)


def test_the_sheet_as_pdf_is_for_its_owner_alone(qapp, console, north, tmp_path) -> None:
    sheet = console.recovery.sheet(north.id, by=MAREN)
    path = tmp_path / "sheet.pdf"
    write_pdf(sheet, path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {each.name for each in tmp_path.iterdir()} == {"data", "sheet.pdf"}
    assert sheet.sections[-1].pairs[0][1] in as_text(sheet)


def test_settings_of_the_zone_are_saved_and_the_appearance_is_kept(
    qtbot, shown, done, seat, console, north, kept
) -> None:
    dialog = shown(SettingsDialog(seat, kept, north, ["maren"]))
    dialog._fields["expiry.warn-days"].setText("120")
    dialog.scheme.setCurrentIndex(dialog.scheme.findData(Scheme.DARK))
    with qtbot.waitSignal(dialog.scheme_chosen) as caught:
        done(dialog)
    assert caught.args == [Scheme.DARK]
    assert console.zones.get(north.id).policy.warn == timedelta(days=120)


def test_a_setting_that_cannot_be_is_refused_and_changes_nothing(
    shown, refused, seat, console, north, kept
) -> None:
    dialog = shown(SettingsDialog(seat, kept, north, ["maren"]))
    dialog._fields["expiry.warn-days"].setText("many")
    dialog.scheme.setCurrentIndex(dialog.scheme.findData(Scheme.DARK))
    assert "no value" in refused(dialog)
    assert kept.held == {}
    assert console.zones.get(north.id) == north


def test_harm_waits_for_the_typed_name(qtbot, shown, done, seat) -> None:
    taken = []
    harm = Harm(title="Remove it?", happens="It goes.", button="&Remove", type_back="north")
    dialog = shown(ConfirmDialog(seat.tasks, harm, lambda: taken.append(1)))
    assert not dialog.do.isEnabled()
    qtbot.keyClicks(dialog.typed, "north")
    done(dialog)
    assert taken == [1]


def test_esc_leaves_a_confirmation_and_does_nothing(qtbot, shown, seat) -> None:
    taken = []
    harm = Harm(title="Remove it?", happens="It goes.", button="&Remove")
    dialog = shown(ConfirmDialog(seat.tasks, harm, lambda: taken.append(1)))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert taken == []


def test_enter_presses_the_button_that_the_keyboard_is_on(qtbot, shown, seat, console) -> None:
    form = shown(ZoneForm(seat))
    form.name.setText("south")
    form.cancel.setFocus()
    qtbot.keyClick(form.cancel, Qt.Key.Key_Return)
    assert not form.isVisible()
    assert console.zones.all() == []


def test_a_dialog_waits_for_what_it_began(qtbot, shown, done, seat) -> None:
    harm = Harm(title="Remove it?", happens="It goes.", button="&Remove")
    dialog = shown(ConfirmDialog(seat.tasks, harm, lambda: None))
    dialog.submit()
    dialog.reject()
    assert dialog.isVisible()
    assert not dialog.do.isEnabled()
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_servers_are_listed_removed_and_given_certificates(
    qtbot, shown, done, seat, console, north
) -> None:
    dialog = shown(ServersDialog(seat, north))
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    assert not dialog.remove.isEnabled()
    dialog.table.selectRow(0)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    confirm = dialog.findChild(ConfirmDialog)
    with qtbot.waitSignal(dialog.changed):
        confirm.do.click()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    issue = shown(IssueForm(seat, north, console.servers.of(north.id)))
    assert len(done(issue)) == 1


def test_a_probe_says_what_was_seen(qtbot, shown, seat, north) -> None:
    dialog = shown(ProbeDialog(seat, north))
    with qtbot.waitSignal(dialog.looked, timeout=15_000):
        pass
    assert dialog.model.rowCount() == 2
    assert "not reachable" in dialog.model.index(0, 1).data()


def test_an_error_has_three_parts_and_can_be_copied(qtbot, qapp, shown) -> None:
    error = NotFound("It is gone.", "Nothing was changed. Look elsewhere.")
    error.__cause__ = OSError("secret words")
    told = failure_of(error)
    dialog = shown(ErrorDialog(error))
    assert (told.happened, told.state, told.remedy) == (
        "It is gone.", "Nothing was changed.", "Look elsewhere."
    )  # fmt: skip
    dialog.copy_details()
    assert "NotFound < OSError" in qapp.clipboard().text()
    assert "secret words" not in qapp.clipboard().text()


def test_a_password_is_handed_on_and_not_kept(qtbot, shown) -> None:
    dialog = shown(PasswordDialog("Which password opens ca.p12?"))
    qtbot.keyClicks(dialog.password, "open sesame")
    with qtbot.waitSignal(dialog.given) as caught:
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert caught.args[0].reveal() == "open sesame"
    assert dialog.password.text() == ""


def test_nothing_is_clipped_or_nameless(qtbot, seat, console, north, kept, now, ill) -> None:
    makers = [
        lambda: ZoneForm(seat), lambda: ServerForm(seat, north.id, console.servers.of(north.id)[0]),
        lambda: DeviceForm(seat, north.id), lambda: StageForm(seat.tasks, 1),
        lambda: CreateCaForm(seat, north, now), lambda: ImportCaForm(seat, north),
        lambda: ExportCaForm(seat, north.id, ["G1.1"]), lambda: BackUpForm(seat, north),
        lambda: RestoreForm(seat), lambda: RecoverySheetForm(seat, north), lambda: LabForm(seat),
        lambda: SettingsDialog(seat, kept, north, ["maren"]), lambda: PasswordDialog("Which?"),
        lambda: IssueForm(seat, north, console.servers.of(north.id)),
    ]  # fmt: skip
    for make in makers:
        dialog = make()
        qtbot.addWidget(dialog)
        assert (dialog.objectName(), ill(dialog)) == (dialog.objectName(), [])
