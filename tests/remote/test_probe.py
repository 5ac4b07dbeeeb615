"""What the probe sees of real servers, and of those that are none."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from zenca_gui.core.ports.remote import Look, Target
from zenca_gui.core.sighting import Trouble
from zenca_gui.core.zone import ServerId
from zenca_gui.remote.probe import TlsProbe


def target(server: object, number: int = 1) -> Target:
    return Target(
        server=ServerId(number), host=server.host, port=server.port, name="zen01.example.org"
    )


def look_at(server: object, *, limit: float = 10) -> Look:
    looks: list[Look] = []
    TlsProbe(limit=limit, date_limit=0.3).look([target(server)], seen=looks.append)
    assert len(looks) == 1
    return looks[0]


def test_the_chain_is_shown_as_presented(s_server, future, cross, new) -> None:
    look = look_at(s_server(future, cross, new))
    assert look.presented == (future.der, cross.der, new.der)
    assert look.trouble is None
    assert look.protocol == "TLSv1.3"
    assert look.cipher


def test_a_server_of_the_last_decade_is_seen_too(s_server, leaf) -> None:
    server = s_server(leaf, options=("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
    assert look_at(server).presented == (leaf.der,)


def test_a_server_on_ipv6_is_seen(s_server, leaf) -> None:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 loopback here")
    assert look_at(s_server(leaf, host="::1")).presented == (leaf.der,)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_server_that_demands_a_client_certificate_still_shows_its_own(
    s_server, leaf, version
) -> None:
    look = look_at(s_server(leaf, options=("-Verify", "1", version)))
    assert look.presented == (leaf.der,)
    assert look.trouble is None


def test_the_server_is_asked_by_name(s_server, leaf, future, tmp_path) -> None:
    (tmp_path / "second.pem").write_bytes(future.pem + future.key_pem)
    options = ("-servername", "zen01.example.org", "-cert2", str(tmp_path / "second.pem"),
               "-key2", str(tmp_path / "second.pem"))  # fmt: skip
    assert look_at(s_server(leaf, options=options)).presented == (future.der,)


def test_nobody_listening_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    looks: list[Look] = []
    gone = Target(server=ServerId(1), host="127.0.0.1", port=port, name="x")
    TlsProbe().look([gone], seen=looks.append)
    assert (looks[0].trouble, looks[0].detail) == (Trouble.REFUSED, "Connection refused")


def test_a_name_that_leads_nowhere_is_said_so() -> None:
    looks: list[Look] = []
    for host in ("nothing.invalid", "x" * 70 + ".example", "a..b"):
        nowhere = Target(server=ServerId(1), host=host, port=443, name=host)
        TlsProbe(limit=5).look([nowhere], seen=looks.append)
    assert {look.trouble for look in looks} <= {Trouble.UNKNOWN_NAME, Trouble.TIMED_OUT}
    assert looks[1].trouble is Trouble.UNKNOWN_NAME


@pytest.mark.parametrize(
    "greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-x\r\n", b"\0" * 99]
)
def test_what_is_not_tls_is_said_so(tcp_server, greeting) -> None:
    def talk(sock: socket.socket) -> None:
        sock.recv(4096)
        sock.sendall(greeting)
        sock.recv(4096)

    assert look_at(tcp_server(talk)).trouble is Trouble.NOT_TLS


def test_a_connection_broken_off_is_said_so(tcp_server) -> None:
    def reset(sock: socket.socket) -> None:
        sock.recv(1)  # what is left unread makes the close a reset

    def hang_up(sock: socket.socket) -> None:
        sock.recv(4096)

    assert look_at(tcp_server(reset)).trouble is Trouble.RESET
    assert look_at(tcp_server(hang_up)).trouble is Trouble.RESET


def test_an_alert_instead_of_a_certificate_is_a_refusal(s_server, leaf) -> None:
    look = look_at(s_server(leaf, options=("-tls1_2", "-cipher", "PSK-AES128-CBC-SHA")))
    assert look.trouble is Trouble.REFUSED
    assert "alert" in look.detail


def test_a_trickle_of_bytes_does_not_stretch_the_limit(tcp_server) -> None:
    enough = threading.Event()

    def trickle(sock: socket.socket) -> None:
        sock.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KiB, one byte at a time
        while not enough.wait(0.05):
            sock.sendall(b"\x02")

    began = time.monotonic()
    try:
        look = look_at(tcp_server(trickle), limit=0.5)
    finally:
        enough.set()
    assert look.trouble is Trouble.TIMED_OUT
    assert time.monotonic() - began < 20, "all of it would take a quarter of an hour"


def test_a_server_that_says_nothing_times_out(tcp_server) -> None:
    look = look_at(tcp_server(lambda sock: sock.recv(1 << 20) and sock.recv(1)), limit=0.3)
    assert (look.trouble, look.detail) == (Trouble.TIMED_OUT, "Connection timed out")


def test_cancel_ends_a_look_soon(tcp_server) -> None:
    arrived = threading.Event()

    def silent(sock: socket.socket) -> None:
        arrived.set()
        while sock.recv(4096):
            pass

    looks: list[Look] = []
    server = tcp_server(silent)
    began = time.monotonic()
    TlsProbe(limit=60).look(
        [target(server, number) for number in range(5)],
        seen=looks.append,
        cancelled=arrived.is_set,
    )
    assert looks == []
    assert time.monotonic() - began < 30


def test_one_port_is_never_met_twice_at_a_time(tcp_server) -> None:
    """Two names for one address, and two looks at once: still one after the other."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    open_now, most = [0], [0]
    lock = threading.Lock()

    def hold(sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError):
            with lock:
                open_now[0] += 1
                most[0] = max(most[0], open_now[0])
            sock.recv(4096)
            threading.Event().wait(0.02)
            with lock:
                open_now[0] -= 1

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=hold, args=(sock,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    probe, looks = TlsProbe(), []
    targets = [
        Target(server=ServerId(n), host=host, port=port, name="x")
        for n, host in enumerate(["127.0.0.1", "localhost"] * 3)
    ]
    both = [
        threading.Thread(target=probe.look, args=(targets,), kwargs={"seen": looks.append})
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(20)
    listener.close()
    assert most[0] == 1
    assert len(looks) == 12


def test_the_servers_own_clock_is_read(tls_date_server: Callable[[bytes], object]) -> None:
    look = look_at(tls_date_server(b"Date: Sun, 01 Mar 2026 12:30:00 GMT"))
    assert look.clock == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    for nonsense in (b"Date: yesterday", b"Date: Sun, 99 Mar 2026 12:30:00 GMT", b"X: y"):
        look = look_at(tls_date_server(nonsense))
        assert look.clock is None
        assert look.trouble is None


def test_many_servers_are_looked_at_side_by_side(tcp_server) -> None:
    """Twenty that never answer take the time of one."""
    servers = [tcp_server(lambda sock: sock.recv(1 << 20) and sock.recv(1)) for _ in range(20)]
    looks: list[Look] = []
    began = time.monotonic()
    TlsProbe(limit=1).look([target(s, n) for n, s in enumerate(servers)], seen=looks.append)
    assert {look.server for look in looks} == set(range(20))
    assert time.monotonic() - began < 12


def test_a_failure_of_the_one_who_listens_ends_the_look(s_server, leaf) -> None:
    def fail(_look: Look) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        TlsProbe(date_limit=0.3).look([target(s_server(leaf))], seen=fail)


def test_nothing_to_look_at_is_no_trouble() -> None:
    looks: list[Look] = []
    TlsProbe().look([], seen=looks.append)
    assert looks == []
