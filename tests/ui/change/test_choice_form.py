"""The fields say what was chosen, in UTC, and nothing that is no subject."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from zenca_gui.core.ca_change import Choice, Reason
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.zone import Carrier
from zenca_gui.ui.change.choice_form import ChoiceForm
from zenca_gui.ui.change.choice_words import CA_KEYS, key_words

CHOICE = Choice(
    key=KeyKind.RSA_3072,
    subject="CN=Zone CA, O=Example",
    validity_days=730,
    server_validity_days=365,
    carrier=Carrier.TOOLS,
)


@pytest.fixture
def form(qtbot, now) -> ChoiceForm:
    made = ChoiceForm()
    qtbot.addWidget(made)
    made.begin(CHOICE, now=now, ends=now + timedelta(days=40), old="G3.2")
    return made


def test_what_is_put_is_what_is_said(form) -> None:
    assert form.choice() == CHOICE
    other = replace(CHOICE, key=KeyKind.EC_P384, reason=Reason.COMPROMISED, carrier=Carrier.ZONE)
    form.put(other)
    assert form.choice() == other


def test_the_proposed_key_says_for_which_ca(form) -> None:
    assert form.key.currentText() == "RSA 3072, as proposed for G3.2"
    assert [form.key.itemText(at) for at in range(1, 3)] == [
        "RSA 3072, as proposed for G3.2",
        "RSA 4096",
    ]


def test_a_date_is_utc_whatever_the_workstation_thinks(form, monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    at = datetime(2026, 12, 4, 6, 30, tzinfo=UTC)
    form.put(replace(CHOICE, activate_at=at))
    assert form.moment.text() == "2026-12-04 06:30"
    assert form.choice().activate_at == at
    form.by_hand.click()
    assert form.choice().activate_at is None
    assert not form.moment.isEnabled()


def test_a_date_proposed_lies_between_now_and_the_end(form, now) -> None:
    form.at_date.click()
    assert now < form.choice().activate_at < now + timedelta(days=40)


@pytest.mark.parametrize("subject", ["", "Zone CA", "CN=", "CN=a\x07b", "CN=" + "a" * 300])
def test_what_is_no_subject_is_said_under_the_field(form, qtbot, subject: str) -> None:
    with qtbot.waitSignal(form.edited):
        form.subject.setText(subject or " ")
    assert form.choice() is None
    assert "is not a usable subject" in form.wrong.text()
    form.subject.setText("CN=Zone CA")
    assert form.wrong.text() == ""


def test_every_key_has_a_name_of_its_own() -> None:
    assert len({key_words(key) for key in CA_KEYS}) == len(CA_KEYS)
    assert key_words("ec-p256") == "EC P-256"
    assert key_words("dsa-1024") == "dsa-1024"
