"""Whom a device trusts: OpenSSL's verdict at a time of one's own, and what is pinned beside it."""

from datetime import UTC, datetime

import pytest

from zenca_gui.remote.tls_client import Exchange, TlsClient, Vouched, public_sha256_of

BEFORE = datetime(2026, 6, 1, tzinfo=UTC)
AFTER_THE_OLD_CA = datetime(2027, 6, 1, tzinfo=UTC)


def nothing(_exchange: Exchange) -> None:
    """Say nothing."""


def meet(server, client: TlsClient, *, at=BEFORE, name="zen01.example.org", say=nothing, seconds=5):
    return client.talk(server.host, server.port, name=name, at=at, say=say, seconds=seconds)


def test_a_client_with_the_old_trust_takes_the_new_leaf_through_the_cross(
    s_server, old, cross, future
) -> None:
    meeting = meet(s_server(future, cross), TlsClient(trust=[old.der]))
    assert meeting.refusal == ""
    assert meeting.presented == (future.der, cross.der)


def test_after_the_old_ca_ended_it_does_not_in_openssls_words(s_server, old, cross, future) -> None:
    meeting = meet(s_server(future, cross), TlsClient(trust=[old.der]), at=AFTER_THE_OLD_CA)
    assert meeting.refusal == "certificate has expired"
    assert meeting.presented == (future.der, cross.der)


def test_the_new_trust_holds_at_that_time(s_server, old, new, cross, future) -> None:
    client = TlsClient(trust=[old.der, new.der])
    assert meet(s_server(future, cross), client, at=AFTER_THE_OLD_CA).refusal == ""


def test_a_stranger_is_refused(s_server, new, leaf) -> None:
    meeting = meet(s_server(leaf), TlsClient(trust=[new.der]))
    assert "issuer certificate" in meeting.refusal or "signature" in meeting.refusal


def test_a_certificate_for_another_name_is_refused(s_server, old, leaf) -> None:
    server = s_server(leaf)
    client = TlsClient(trust=[old.der])
    assert meet(server, client, name="other.example.org").refusal == "hostname mismatch"
    assert meet(server, client, name="127.0.0.1").refusal == "hostname mismatch"


def test_a_pin_sees_the_verified_chain_and_may_refuse_it(s_server, old, cross, future) -> None:
    seen: list[Vouched] = []

    def refuse(chain: Vouched) -> str:
        seen.append(chain)
        return "not the one I know"

    said: list[Exchange] = []
    meeting = meet(s_server(future, cross), TlsClient(trust=[old.der], pin=refuse), say=said.append)
    assert meeting.refusal == "not the one I know"
    assert said == []
    assert seen[0].public_sha256 == tuple(
        public_sha256_of(made.der) for made in (future, cross, old)
    )


def test_it_can_ask_and_read_the_answer(tls_date_server, old) -> None:
    answers = []

    def say(exchange: Exchange) -> None:
        answers.append(exchange.ask("GET / HTTP/1.1\r\nHost: x"))

    server = tls_date_server(b"Content-Length: 0")
    assert meet(server, TlsClient(trust=[old.der]), say=say).refusal == ""
    assert answers[0].status == 200


@pytest.mark.parametrize("seconds", [0.3])
def test_a_silent_server_costs_no_more_than_the_limit(tcp_server, old, seconds) -> None:
    server = tcp_server(lambda sock: sock.recv(1 << 16) and sock.recv(1))
    meeting = meet(server, TlsClient(trust=[old.der]), seconds=seconds)
    assert (meeting.presented, meeting.refusal) == ((), "it did not answer in time")
