"""The console of a lab, and its external CA, from the command line."""

import json
from pathlib import Path

import pytest

from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.zone import Actor
from zenca_gui.services.labs import LabWish

ANNA = Actor("anna")


@pytest.fixture
def lab(zenca, tmp_path: Path):
    wish = LabWish(name="box", servers=1, devices=0, custody=Custody.SERVER)
    yield zenca.console.labs.start(wish, by=ANNA, folder=tmp_path / "lab")
    zenca.console.labs.stop_all()


def test_the_console_is_played_step_by_step(zenca, lab, tmp_path: Path) -> None:
    assert "Nothing was reminted." in zenca.done("lab-console", "status", "--zone", "box").out
    ran = zenca("lab-console", "activate", "--zone", "box")
    assert (ran.code, "Nothing was reminted in this lab." in ran.err) == (1, True)
    made = zenca.done("lab-console", "remint", "--zone", "box", "--json").document
    folder = tmp_path / "lab" / "console"
    assert made["exported"] == [
        str(folder / "future-ca.pem"), str(folder / "zen01.box.example-future.pem")
    ]  # fmt: skip
    assert (made["reminted"], made["activated"]) == ("remint", False)
    again = zenca("lab-console", "remint", "--zone", "box")
    assert (again.code, "is not activated yet" in again.err) == (1, True)
    assert zenca.done("lab-console", "activate", "--zone", "box", "--json").document["activated"]
    back = zenca.done("lab-console", "take-back", "--zone", "box", "--json").document
    assert (back["reminted"], back["exported"]) == (None, [])


def test_requests_are_signed_into_a_new_folder(zenca, lab, tmp_path: Path) -> None:
    pki = zenca.console.desk.pki
    asked = tmp_path / "asked"
    asked.mkdir()
    (asked / "READ-ME-FIRST.txt").write_text("Please sign.\n")
    for name in ("a.example.org", "b.example.org"):
        request = pki.request(pki.new_key(KeyKind.EC_P256), [name])
        (asked / f"{name}.csr.pem").write_bytes(pki.request_pem(request))
    words = ("lab-console", "sign", "--zone", "box", asked, "--out", tmp_path / "signed", "--json")
    written = json.loads(zenca.done(*words).out)["files"]
    assert written == ["a.example.org.pem", "b.example.org.pem"]
    for name in written:
        signed = pki.read((tmp_path / "signed" / name).read_bytes(), name=name)
        leaf, issuing, root = signed.certificates
        assert pki.verify([leaf, issuing], trust=[root], at=zenca.console.desk.now(lab),
                          name=name.removesuffix(".pem")) == ""  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no request at all", "There is no request."),
        ("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", ""),
    ],
)
def test_what_is_no_request_is_not_signed(zenca, lab, tmp_path: Path, text: str, why: str) -> None:
    asked = tmp_path / "asked"
    asked.mkdir()
    (asked / "x.pem").write_text(text)
    out = tmp_path / "signed"
    ran = zenca("lab-console", "sign", "--zone", "box", asked, "--out", out)
    assert ran.code == 1
    assert why in ran.err
    assert not out.exists()


def test_a_zone_that_is_no_lab_has_no_console_to_play(zenca) -> None:
    zenca.console.zones.add("north", by=ANNA)
    ran = zenca("lab-console", "status", "--zone", "north")
    assert (ran.code, "north is no lab." in ran.err) == (1, True)


def test_a_subscriber_is_named_and_its_certificate_updated(zenca, tmp_path: Path) -> None:
    wish = LabWish(name="pub", servers=1, devices=0, subscribers=1)
    zenca.console.labs.start(wish, by=ANNA, folder=tmp_path / "publisher")
    name = "pub at subscriber 1"
    try:
        [known] = zenca.done("subscription", "list", "--zone", "pub", "--json").document[
            "subscriptions"
        ]
        assert (known["name"], known["server"]) == (name, "zen01.pub.example")
        shown = zenca.done("lab-console", "status", "--zone", "pub", "--json").document
        assert [each["name"] for each in shown["subscribers"]] == [name]
        ran = zenca("lab-console", "update-subscriber", "stranger", "--zone", "pub")
        assert (ran.code, "has no Subscriber “stranger”" in ran.err) == (1, True)
    finally:
        zenca.console.labs.stop_all()


def test_more_subscribers_than_a_lab_plays_are_refused(zenca, tmp_path: Path) -> None:
    with pytest.raises(ZencaError, match="up to 9 Subscribers"):
        zenca.console.labs.start(LabWish(subscribers=10), by=ANNA, folder=tmp_path / "many")
    assert zenca.console.zones.all() == []


def test_before_an_activation_nobody_was_left_behind_to_be_visited(zenca, lab) -> None:
    assert zenca.done("lab-console", "visit", "--zone", "box", "--json").document == {
        "zone": "box", "visited": 0,
    }  # fmt: skip
