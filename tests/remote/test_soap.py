"""A zone's devices are read whole, and nothing but reading is done there."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.remote.fleet import SECRETS, Machine, fleet
from tests.remote.zone_server import ACCOUNT, HOST, PASSWORD, authority, serving
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.ports.zenworks import Found, NotTrusted, ReadingStopped, ZoneDoor
from zenca_gui.core.secret import Secret
from zenca_gui.core.zenworks import NotRead, last_contact, unbelievable
from zenca_gui.core.zone import DeviceKind
from zenca_gui.remote.soap.interface import ADMINISTRATORS, DEVICES
from zenca_gui.remote.soap.reading import SoapZone

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KINDS = (DeviceKind.SERVER, DeviceKind.WORKSTATION, DeviceKind.MOBILE)


@pytest.fixture(scope="module")
def zone_ca():
    return authority()


def door_of(zone, **other):
    return ZoneDoor(
        **{"host": "127.0.0.1", "port": zone.port, "name": HOST, "account": ACCOUNT,
           "password": Secret(PASSWORD), "trust": (zone.by.der,)} | other
    )  # fmt: skip


def read(zone, *, page=7, limit=20.0, **other):
    """Everything that one reading brings, folders left out."""
    with SoapZone(page=page, limit=limit).reading(door_of(zone, **other)) as reading:
        answers = [
            reading.device(found, kind)
            for kind in KINDS
            for page_of in reading.pages(kind)
            for found in page_of.found
        ]
    return [each for each in answers if each is not None]


def told(devices):
    """What was read, as the generator writes it."""
    return sorted(
        (d.guid, d.name, d.kind.value, d.folder, d.os, d.user, d.version, d.status, d.dns, d.lost,
         d.retired, d.test, last_contact(d.contacts, now=NOW))
        for d in devices
    )  # fmt: skip


def expected(machines):
    return sorted(
        (m.guid, m.name, m.kind, m.folder, m.os, m.user, m.version, m.status, m.dns, m.lost,
         m.retired, m.test, m.contact)
        for m in machines
    )  # fmt: skip


def one(**dates):
    return Machine(guid="g1", name="WS1", kind="workstation", folder="/Devices/Workstations",
                   dates=dates)  # fmt: skip


def sentence(zone, **how):
    """What is said of a server that cannot be read."""
    with pytest.raises(RemoteError) as said:
        read(zone, **how)
    return said.value.title


def test_every_device_of_every_folder_and_kind_comes_with_its_dates_and_flags(zone_ca):
    machines = fleet(60, now=NOW)
    with serving(machines, zone_ca) as zone:
        zone.largest_page = 5  # fewer than were asked for
        devices = read(zone)
    assert told(devices) == expected(machines)
    assert zone.wrong == []
    assert zone.connections == 1


def test_a_device_costs_one_question_and_a_page_one_more(zone_ca):
    machines = fleet(40, now=NOW)
    with serving(machines, zone_ca) as zone:
        read(zone, page=20)
    assert sorted(set(zone.asked_for) - {"inner-server", "inner-workstation", "inner-mobile"}) == (
        sorted(m.guid for m in machines)
    )
    assert len(zone.calls) <= 2 * len(machines)


def test_only_operations_that_read_are_ever_called(zone_ca):
    with serving(fleet(12, now=NOW), zone_ca) as zone:
        read(zone)
        with SoapZone().reading(door_of(zone)) as reading:
            reading.nagged()
    assert set(zone.calls) == DEVICES.reads | ADMINISTRATORS.reads
    assert set(zone.calls) == {
        "getServerFolder", "getWorkstationFolder", "getMobileFolder", "getRootUID", "search",
        "getSearchResults", "releaseSearchToken", "getByUID",
    }  # fmt: skip


def test_secrets_of_the_answers_are_in_no_value_and_no_log(zone_ca, caplog):
    caplog.set_level(logging.DEBUG)
    with serving(fleet(8, now=NOW), zone_ca) as zone:
        devices = read(zone)
    seen = caplog.text + "".join(
        repr(getattr(device, name)) for device in devices for name in type(device).__slots__
    )
    assert len(devices) == 8
    assert [secret for secret in (*SECRETS.values(), PASSWORD) if secret in seen] == []


def test_a_device_that_faults_costs_no_other(zone_ca):
    machines = fleet(20, now=NOW)
    broken = machines[7]
    with serving(machines, zone_ca) as zone:
        zone.faults = {broken.guid}
        answers = read(zone)
    (lost,) = [each for each in answers if isinstance(each, NotRead)]
    assert lost == NotRead(
        guid=broken.guid, name=broken.name, why=f"The object {broken.guid} is damaged."
    )
    whole = [each for each in answers if each is not lost]
    assert told(whole) == expected([m for m in machines if m is not broken])


def test_a_connection_cut_in_the_middle_of_an_answer_is_opened_anew(zone_ca):
    machines = fleet(20, now=NOW)
    cuts = {5, 11, 12}
    with serving(machines, zone_ca) as zone:
        zone.instead = lambda handler, _what: len(zone.calls) in cuts and half_of(handler)
        devices = read(zone)
    assert told(devices) == expected(machines)
    assert zone.connections == 1 + len(cuts)


def half_of(handler):
    """Announce more than comes, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/xml")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<?xml version='1.0'?><s:Envelope")
    handler.close_connection = True
    return True


def test_a_server_that_always_hangs_up_is_given_up_after_three_tries(zone_ca):
    with serving(fleet(4, now=NOW), zone_ca) as zone:
        zone.instead = lambda handler, _what: half_of(handler)
        said = sentence(zone)
    assert said == "zen01.example.org broke the connection off 3 times."
    assert zone.connections == 3


def test_a_search_that_the_server_forgot_is_begun_again(zone_ca):
    machines = fleet(40, now=NOW)
    with serving(machines, zone_ca) as zone:
        zone.tokens_end_after = 1
        devices = {device.guid: device for device in read(zone, page=3)}
    assert told(devices.values()) == expected(machines)
    assert zone.calls.count("search") == len(KINDS) + 1


def test_nothing_is_sent_to_a_server_under_another_ca(zone_ca):
    with serving(fleet(4, now=NOW), authority("Zone CA")) as zone:
        with pytest.raises(NotTrusted) as said:
            read(zone, trust=(zone_ca.der,))
        assert zone.bodies == []
    assert "is not trusted: " in said.value.title


def test_nothing_is_sent_to_a_server_of_another_name(zone_ca):
    with serving(fleet(4, now=NOW), zone_ca) as zone:
        with pytest.raises(NotTrusted):
            read(zone, name="zen02.example.org")
        assert zone.bodies == []


def test_a_server_that_presents_its_certificate_alone_is_trusted_by_it(zone_ca):
    with serving(fleet(4, now=NOW), zone_ca, present_ca=False) as zone:
        assert len(read(zone)) == 4


def with_answer(status, body, media="text/xml", **headers):
    def answer(handler, _operation):
        handler.send_response(status)
        handler.send_header("Content-Type", media)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        return True

    return answer


NO_ANSWER = "zen01.example.org sent what is not an answer of the ZENworks interface."
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b"]><s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>&j;</s:Body>"
    + b"</s:Envelope>"
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>&a;</s:Body>"
    b"</s:Envelope>"
)
EMPTY = b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (with_answer(401, b"", "text/html"), "zen01.example.org did not let Administrator in."),
        (with_answer(403, b"no", "text/html"), "zen01.example.org did not let Administrator in."),
        (with_answer(500, b"<html>oops</html>", "text/html"),
         "zen01.example.org did not answer as ZENworks does: status 500, text/html."),
        (with_answer(200, b"<html>Welcome</html>", "text/html"),
         "zen01.example.org did not answer as ZENworks does: status 200, text/html."),
        (with_answer(302, b"", Location="https://elsewhere.example.org/"),
         "zen01.example.org sent zenca to another address (302)."),
        (with_answer(200, b"<html><p>Welcome<p></html>"), NO_ANSWER),
        (with_answer(200, b"\x00\xff\xfe rubbish"), NO_ANSWER),
        (with_answer(200, EMPTY[:-20]), NO_ANSWER),
        (with_answer(200, EMPTY), NO_ANSWER),
        (with_answer(200, b"<a>" * 100_000), NO_ANSWER),
        (with_answer(200, b"<a" + b" b='c'" * 100_000 + b"/>"), NO_ANSWER),
        (with_answer(200, BOMB), NO_ANSWER),
        (with_answer(200, OUTSIDE), NO_ANSWER),
        (with_answer(500, EMPTY), "zen01.example.org refused getServerFolder: "
         "Unknown fault occured"),
    ],
    ids=["401", "403", "500", "page", "redirect", "html-as-xml", "rubbish", "half", "empty",
         "deep", "attributes", "bomb", "outside", "no-fault"],
)  # fmt: skip
def test_what_is_no_answer_is_told_in_one_sentence(zone_ca, answer, words):
    with serving(fleet(4, now=NOW), zone_ca) as zone:
        zone.instead = answer
        assert sentence(zone) == words
        assert len(zone.calls) == 1


def test_an_answer_of_a_hundred_megabytes_is_not_read(zone_ca):
    def huge(handler, _operation):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/xml")
        handler.send_header("Content-Length", str(100 * 2**20))
        handler.end_headers()
        handler.close_connection = True
        return True

    with serving(fleet(4, now=NOW), zone_ca) as zone:
        zone.instead = huge
        assert sentence(zone) == "zen01.example.org sent an answer of more than 16 MB."


def test_an_answer_without_an_end_is_left_at_the_limit(zone_ca):
    def endless(handler, _operation):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/xml")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        part = b"x" * 65_536
        try:
            while True:
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        except OSError:
            handler.close_connection = True
        return True

    with serving(fleet(4, now=NOW), zone_ca) as zone:
        zone.instead = endless
        assert sentence(zone) == "zen01.example.org sent an answer of more than 16 MB."


def trickle(stop, first):
    """Send a byte now and then, for as long as anybody listens."""

    def answer(handler, _operation):
        handler.close_connection = True
        try:
            handler.wfile.write(first)
            while not stop.wait(0.05):
                handler.wfile.write(b"x")
        except OSError:
            pass
        return True

    return answer


@pytest.fixture
def stop():
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 9999\r\n\r\n",
    ],
    ids=["status", "header", "body"],
)
def test_a_trickle_does_not_stretch_the_time_limit(zone_ca, stop, first):
    with serving(fleet(4, now=NOW), zone_ca) as zone:
        zone.instead = trickle(stop, first)
        said = sentence(zone, limit=0.6)
    assert said == "zen01.example.org could not be read: it did not answer within 1 second."


def test_a_reading_can_be_stopped_while_the_server_says_nothing(zone_ca, stop):
    asked = []

    def silent(_handler, operation):
        asked.append(operation)
        return stop.wait(30)

    with serving(fleet(4, now=NOW), zone_ca) as zone:
        zone.instead = silent
        with (
            SoapZone(limit=30).reading(door_of(zone), cancelled=lambda: bool(asked)) as reading,
            pytest.raises(ReadingStopped),
        ):
            list(reading.pages(DeviceKind.SERVER))
    assert asked == ["getServerFolder"]


def test_the_same_page_again_and_again_is_not_read_for_ever(zone_ca):
    with serving(fleet(40, now=NOW), zone_ca) as zone:

        def again(handler, operation):
            if operation != "getSearchResults":
                return False
            entry = "<t:return><o:UID>g</o:UID></t:return>"
            handler.answer(200, handler.envelope(operation, entry))
            return True

        zone.instead = again
        words = sentence(zone)
    assert words == "zen01.example.org answers with the same page again and again."


def test_a_server_that_is_not_there_is_named(zone_ca):
    with serving([], zone_ca) as zone:
        pass
    assert sentence(zone) == "zen01.example.org could not be read: it refused the connection."


def test_fields_of_later_versions_and_of_earlier_ones_do_no_harm(zone_ca):
    def other_version(handler, operation):
        if operation != "getByUID":
            return False
        handler.answer(
            200,
            handler.envelope(operation, "<t:return xsi:type='d:Device'/>").replace(
                b"<t:return xsi:type='d:Device'/>",
                b"<t:return xsi:type='d:Device'><?php 1?><o:Name>WS-NEW</o:Name><d:Retired>true"
                b"</d:Retired><d:Tomorrow><d:Deep>1</d:Deep></d:Tomorrow><d:IsTest>1</d:IsTest>"
                b"<d:Lost>false</d:Lost></t:return>",
            ),
        )
        return True

    with serving([one()], zone_ca) as zone:
        zone.instead = other_version
        with SoapZone().reading(door_of(zone)) as reading:
            device = reading.device(Found(guid="g1", name="old"), DeviceKind.WORKSTATION)
    assert (device.name, device.retired, device.test, device.lost, device.contacts) == (
        "WS-NEW", True, True, False, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("2026-11-20T10:00:00+02:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("2026-11-20T10:00:00", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20T10:00:00.123456789Z", datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-23T12:05:00Z", NOW),
        ("2026-11-23T12:11:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("2026-13-45T99:00:00Z", None),
        ("", None),
    ],
)
def test_odd_dates_are_read_or_left_out(zone_ca, text, contact):
    with serving([one(LastContact=text)], zone_ca) as zone:
        zone.instead = None
        (device,) = read(zone)
    assert last_contact(device.contacts, now=NOW) == contact
    assert unbelievable(device.contacts, now=NOW) is (text == "2026-11-23T12:11:00Z")


@pytest.mark.parametrize(
    ("nagged", "at"),
    [("2026-11-20T08:00:00Z", datetime(2026, 11, 20, 8, tzinfo=UTC)), (None, None)],
)
def test_when_zenworks_itself_warned_the_account_is_read_and_not_noted(zone_ca, nagged, at):
    with serving([], zone_ca) as zone:
        zone.nagged = nagged
        with SoapZone().reading(door_of(zone)) as reading:
            assert reading.nagged() == at
    assert "adminWasNagged" not in zone.calls
    assert zone.wrong == []


def test_a_contact_a_little_ahead_of_our_clock_is_now():
    assert last_contact([NOW + timedelta(minutes=9)], now=NOW) == NOW
