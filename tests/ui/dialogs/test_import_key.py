"""The key of a CA that somebody else held comes to zenca."""

import pytest
from cryptography.hazmat.primitives import serialization

from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.zone import Actor, Zone
from zenca_gui.ui.dialogs.import_key import ImportKeyForm

MAREN = Actor("maren")


@pytest.fixture
def key(console):
    return console.desk.pki.new_key(KeyKind.EC_P256)


@pytest.fixture
def abroad(console, key) -> Zone:
    """A zone whose own server holds the key."""
    zone, pki = console.zones.add("abroad", by=MAREN), console.desk.pki
    now = console.desk.now(zone)
    ca = pki.root(key, subject="CN=Abroad", not_before=now, not_after=now.replace(year=2031))
    console.authority.import_(
        zone.id, certificate=pki.export([ca], Form.PEM), certificate_name="ca.pem",
        held_by=Custody.SERVER, by=MAREN,
    )  # fmt: skip
    return zone


@pytest.fixture
def form(qtbot, seat, console, abroad) -> ImportKeyForm:
    made = ImportKeyForm(seat, abroad, console.authority.must_be_active(abroad.id))
    qtbot.addWidget(made)
    made.show()
    return made


def test_custody_moves_with_the_key(qtbot, form, console, key, abroad, tmp_path, ill) -> None:
    assert ill(form) == []
    path = tmp_path / "ca.key"
    path.write_text(console.desk.pki.key_pem(key).reveal())
    qtbot.keyClicks(form.key.field, str(path))
    with qtbot.waitSignal(form.succeeded, timeout=5000):
        form.do.click()
    assert console.authority.must_be_active(abroad.id).custody is Custody.ZENCA
    assert console.authority.key_openable(abroad.id) == ""


def test_a_key_under_a_password_asks_for_it(qtbot, form, console, key, abroad, tmp_path) -> None:
    plain = serialization.load_pem_private_key(
        console.desk.pki.key_pem(key).reveal().encode(), None
    )
    path = tmp_path / "ca.key"
    path.write_bytes(
        plain.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"sesame"),
        )
    )
    qtbot.keyClicks(form.key.field, str(path))
    form.do.click()
    qtbot.waitUntil(form.password.isVisible, timeout=5000)
    qtbot.keyClicks(form.password, "sesame")
    with qtbot.waitSignal(form.succeeded, timeout=5000):
        form.do.click()
    assert console.authority.must_be_active(abroad.id).custody is Custody.ZENCA


def test_another_key_is_refused_and_custody_stays(qtbot, form, console, abroad, tmp_path) -> None:
    other = console.desk.pki.new_key(KeyKind.EC_P256)
    path = tmp_path / "other.key"
    path.write_text(console.desk.pki.key_pem(other).reveal())
    qtbot.keyClicks(form.key.field, str(path))
    form.do.click()
    qtbot.waitUntil(lambda: "is not the key of CN=Abroad" in form.failure.words(), timeout=5000)
    assert console.authority.must_be_active(abroad.id).custody is Custody.SERVER
