"""A lab that runs: real TLS, real SSH, devices that keep or lose contact as the rules say."""

import dataclasses
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zenca_gui.core.errors import Busy, RemoteError
from zenca_gui.core.ports.lab import Bond, Habit, LabDevice
from zenca_gui.core.ports.remote import Look, SshTarget, Target
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind, ServerId
from zenca_gui.remote.deliver import SshDeliver
from zenca_gui.remote.probe import TlsProbe

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def device(name: str, bond: Bond = Bond.CHAIN, kind=DeviceKind.WORKSTATION, **habit) -> LabDevice:
    every = habit.pop("every", timedelta(milliseconds=200))
    failures = habit.pop("failures", 0)
    return LabDevice(
        guid=name,
        name=name,
        kind=kind,
        bond=bond,
        habit=Habit(name="chatty", every=every, **habit),
        last_contact_age=timedelta(hours=3),
        failures=failures,
    )


def shown_by_openssl(server) -> list[bytes]:
    """The chain in DER, as `openssl s_client` was shown it."""
    words = subprocess.run(
        ["openssl", "s_client", "-connect", f"{server.address}:{server.port}", "-showcerts",
         "-servername", server.fqdn],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False,
    ).stdout  # fmt: skip
    parts = words.split("-----BEGIN CERTIFICATE-----")[1:]
    return [
        ssl.PEM_cert_to_DER_cert(
            f"-----BEGIN CERTIFICATE-----{part.split('-----END')[0]}-----END CERTIFICATE-----"
        )
        for part in parts
    ]


def leaf_of(release) -> bytes:
    """A release's certificate in DER."""
    return ssl.PEM_cert_to_DER_cert(release.certificate_pem.decode())


def ssh_target(lab) -> SshTarget:
    server = lab.server
    return SshTarget(
        host=server.address, port=server.ssh_port, user="zenca", host_key=server.host_key,
        folder=server.folder, profile="lab", key_file=lab.key_file,
    )  # fmt: skip


def switch(lab, release) -> None:
    SshDeliver().stage(ssh_target(lab), release)
    SshDeliver().switch(ssh_target(lab), release.name)


def gone(pid: int) -> bool:
    """Whether this process ends within ten seconds (one that waits to be buried has ended)."""
    for _attempt in range(200):
        stat = Path(f"/proc/{pid}/stat")
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        threading.Event().wait(0.05)
    return False


def pid_of(folder: Path) -> int:
    return int(json.loads((folder / "lab.json").read_text())["pid"])


def test_openssl_sees_the_chain_before_and_after_a_switch(start_lab, zone) -> None:
    lab = start_lab()
    (before,) = shown_by_openssl(lab.server)
    switch(lab, zone.after)
    assert shown_by_openssl(lab.server) == [zone.future.der, zone.cross.der]
    SshDeliver().switch(ssh_target(lab), "r1")
    assert shown_by_openssl(lab.server) == [before]


def test_nobody_meets_a_mismatched_pair_while_a_server_switches(start_lab, zone) -> None:
    lab = start_lab()
    server, deliver, target = lab.server, SshDeliver(), ssh_target(lab)
    deliver.stage(target, zone.after)
    over, met = threading.Event(), []
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE

    def hammer() -> None:
        while not over.is_set():
            with (
                socket.create_connection((server.address, server.port), 5) as sock,
                trusting.wrap_socket(sock, server_hostname=server.fqdn) as wire,
            ):
                met.append(wire.getpeercert(binary_form=True))

    hammers = [threading.Thread(target=hammer) for _ in range(2)]
    for thread in hammers:
        thread.start()
    for name in ("r2", "r1", "r2", "r1", "r2"):
        deliver.switch(target, name)
    over.set()
    for thread in hammers:
        thread.join(10)
    assert set(met) == {leaf_of(zone.before), zone.future.der}


def test_the_probe_reads_the_labs_own_clock(start_lab, zone) -> None:
    lab = start_lab()
    lab.jump(NOW + 10 * DAY)
    looks: list[Look] = []
    server = lab.server
    target = Target(server=ServerId(1), host=server.address, port=server.port, name=server.fqdn)
    TlsProbe().look([target], seen=looks.append)
    assert looks[0].clock is not None
    assert timedelta(0) <= looks[0].clock - (NOW + 10 * DAY) < timedelta(minutes=1)


def test_a_device_takes_the_update_and_then_meets_the_new_certificate(start_lab, zone, kit) -> None:
    lab = start_lab(device("desktop"))
    first = lab.wait_for(lambda r: r.guid == "desktop")
    assert (first.stage, first.last_contact) == (Stage.NOT_ASSIGNED, first.at - timedelta(hours=3))
    talked = lab.wait_for(lambda r: r.can_talk is True)
    assert (talked.stage, talked.server) == (None, "zen01.example.org")
    lab.door.publish(kit())
    lab.wait_for(lambda r: r.stage is Stage.PENDING)
    switch(lab, zone.after)
    active = lab.wait_for(lambda r: r.stage is Stage.ACTIVE)
    assert active.presented == (zone.future.sha256, zone.cross.sha256)
    assert active.can_talk is True


def test_who_missed_the_switch_keeps_contact_by_chaining_and_loses_it_by_pinning(
    start_lab, zone, kit
) -> None:
    lab = start_lab(
        device("chains"), device("pins-ca", Bond.PIN_ANCHOR), device("pins-leaf", Bond.PIN_LEAF)
    )
    for guid in ("chains", "pins-ca", "pins-leaf"):
        lab.wait_for(lambda r, guid=guid: r.guid == guid and r.can_talk is True)
    switch(lab, zone.after)
    number = lab.last_number
    lost = lab.wait_for(lambda r: r.guid == "pins-ca" and r.can_talk is False, after=number)
    assert "does not know" in lost.talk_reason
    assert lost.presented[0] == zone.future.sha256
    assert lost.last_contact is None
    lost = lab.wait_for(lambda r: r.guid == "pins-leaf" and r.can_talk is False, after=number)
    assert "pinned" in lost.talk_reason
    lab.wait_for(lambda r: r.guid == "chains" and r.can_talk is True, after=number)
    lab.jump(NOW + 41 * DAY)
    lost = lab.wait_for(lambda r: r.guid == "chains" and r.can_talk is False, after=number)
    assert lost.talk_reason == "certificate has expired"


def test_pinning_devices_that_took_the_update_go_along(start_lab, zone, kit) -> None:
    lab = start_lab(device("pins-ca", Bond.PIN_ANCHOR), device("pins-leaf", Bond.PIN_LEAF))
    lab.door.publish(kit())
    for guid in ("pins-ca", "pins-leaf"):
        lab.wait_for(lambda r, guid=guid: r.guid == guid and r.stage is Stage.PENDING)
    switch(lab, zone.after)
    for guid in ("pins-ca", "pins-leaf"):
        lab.wait_for(lambda r, guid=guid: r.guid == guid and r.stage is Stage.ACTIVE)
    lab.door.publish(kit(activated=True, overlap=False))
    lab.jump(NOW + 41 * DAY)
    number = lab.last_number
    for guid in ("pins-ca", "pins-leaf"):
        lab.wait_for(lambda r, g=guid: r.guid == g and r.can_talk is True, after=number + 2)


def test_after_activation_an_agent_still_gets_the_update_and_a_phone_does_not(
    start_lab, zone, kit
) -> None:
    lab = start_lab(device("desktop"), device("phone", kind=DeviceKind.MOBILE))
    switch(lab, zone.after)
    lab.door.publish(kit(activated=True))
    lab.wait_for(lambda r: r.guid == "desktop" and r.stage is Stage.ACTIVE)
    refused = lab.wait_for(lambda r: r.guid == "phone" and r.reason != "")
    assert (refused.stage, refused.can_talk) == (None, True)
    assert "re-enrol" in refused.reason


def test_a_phone_that_was_pending_follows_after_activation(start_lab, zone, kit) -> None:
    lab = start_lab(device("phone", kind=DeviceKind.MOBILE))
    lab.door.publish(kit())
    lab.wait_for(lambda r: r.stage is Stage.PENDING)
    lab.door.publish(kit(activated=True))
    switch(lab, zone.after)
    lab.wait_for(lambda r: r.stage is Stage.ACTIVE)


def test_a_device_that_fails_to_take_the_update_says_why_and_takes_it_later(
    start_lab, zone, kit
) -> None:
    lab = start_lab(device("full", failures=2))
    lab.door.publish(kit())
    lab.wait_for(lambda r: r.stage is Stage.PENDING)
    failed = [r for r in lab.door.reports(0)[1] if r.stage is Stage.FAILED]
    assert [(r.reason, r.can_talk, r.update) for r in failed] == [
        ("no space left where it keeps the certificates it trusts", True, "remint")
    ] * 2


def test_a_clock_put_into_an_absence_lets_nobody_come_before_it_ends(start_lab) -> None:
    lab = start_lab(
        device("away", every=DAY, away_from=2 * DAY, away_until=9 * DAY),
        device("here", every=DAY),
    )
    lab.jump(NOW + 0.9 * DAY)
    for guid in ("away", "here"):
        lab.wait_for(lambda r, guid=guid: r.guid == guid and r.can_talk is True)
    number = lab.last_number
    lab.jump(NOW + 4 * DAY)
    lab.wait_for(lambda r: r.guid == "here" and r.can_talk is True, after=number)
    lab.jump(NOW + 10 * DAY)
    back = lab.wait_for(lambda r: r.guid == "away" and r.can_talk is True, after=number)
    assert back.at > NOW + 9 * DAY


def test_a_withdrawn_update_is_taken_by_nobody(start_lab, kit) -> None:
    lab = start_lab(device("desktop", every=timedelta(hours=1), away_until=timedelta(days=1)))
    lab.door.publish(kit())
    lab.door.withdraw()
    lab.jump(NOW + 2 * DAY)
    talked = lab.wait_for(lambda r: r.can_talk is not None)
    assert talked.stage is None


def test_however_fast_the_clock_a_device_rests_between_contacts(start_lab) -> None:
    lab = start_lab(device("hasty"), speed=100_000)
    began = time.monotonic()
    lab.wait_for(lambda r: r.can_talk is not None)
    number = lab.last_number
    for _times in range(3):
        lab.wait_for(lambda r: r.can_talk is not None, after=number)
        number = lab.last_number
    assert number <= 2 + (time.monotonic() - began) / 0.5


def test_only_the_labs_words_are_obeyed_over_ssh(start_lab, zone, tmp_path) -> None:
    lab = start_lab()
    server = lab.server
    known = tmp_path / "known"
    scan = subprocess.check_output(
        ["ssh-keyscan", "-p", str(server.ssh_port), server.address], stderr=subprocess.DEVNULL
    )
    known.write_bytes(scan)

    def ssh(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["ssh", "-F", "none", "-i", lab.key_file, "-p", str(server.ssh_port), "-o",
             f"UserKnownHostsFile={known}", "-o", "BatchMode=yes", f"zenca@{server.address}",
             *words],
            capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip

    assert ssh("zone-server", "status").stdout == "serving r1\n"
    assert ssh("zone-server", "validate", "r1").returncode == 0
    assert ssh("zone-server", "validate", "../r1").returncode == 1
    for words in (["ls", "/"], ["zone-server", "rm"], ["zone-server validate r1; id"], []):
        done = ssh(*words)
        assert (done.returncode, "of the lab" in done.stderr) == (127, True)


def test_another_key_and_another_user_are_not_let_in(start_lab, tmp_path) -> None:
    lab = start_lab()
    other, _public = lab.host.ssh_key(tmp_path / "other")
    target = ssh_target(lab)
    for wrong in ({"key_file": other}, {"user": "root"}):
        with pytest.raises(RemoteError, match="did not let"):
            SshDeliver().current(dataclasses.replace(target, **wrong))


@pytest.mark.parametrize("wrong", ["key", "chain"])
def test_a_release_that_is_not_valid_is_refused_by_the_server_itself(
    start_lab, zone, wrong
) -> None:
    lab = start_lab()
    stranger = zone.before.certificate_pem
    bad = {
        "key": dataclasses.replace(zone.after, key_pem=zone.before.key_pem),
        "chain": dataclasses.replace(zone.after, chain_pem=b"", trust_pem=stranger),
    }[wrong]
    with pytest.raises(RemoteError, match="not valid"):
        SshDeliver().stage(ssh_target(lab), bad)
    releases = lab.plan.folder / "servers" / "zen01.example.org" / "releases"
    assert {path.name for path in releases.iterdir()} == {"r1"}


def test_stop_returns_when_nothing_runs_and_nothing_listens(start_lab) -> None:
    lab = start_lab(device("desktop"))
    pid, server = pid_of(lab.plan.folder), lab.server
    other_door = lab.host.find(lab.plan.folder)
    assert other_door is not None
    other_door.stop()
    assert gone(pid)
    for port in (server.port, server.ssh_port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((server.address, port), 2)
    assert lab.host.find(lab.plan.folder) is None
    with pytest.raises(RemoteError, match="does not answer"):
        lab.door.reports(0)
    lab.door.stop()
    assert (lab.plan.folder / "lab.log").read_text() == ""


def test_a_second_lab_in_the_same_folder_is_refused(start_lab) -> None:
    lab = start_lab()
    with pytest.raises(Busy, match="already"):
        lab.host.start(lab.plan, now=NOW)


def test_a_lab_that_cannot_come_up_says_why(start_lab, zone) -> None:
    lab = start_lab()
    lab.door.stop()
    broken = dataclasses.replace(zone.before, key_pem=zone.after.key_pem)
    servers = (dataclasses.replace(lab.plan.servers[0], release=broken),)
    with pytest.raises(RemoteError, match="did not come up"):
        lab.host.start(dataclasses.replace(lab.plan, servers=servers), now=NOW)
    assert not (lab.plan.folder / "plan.json").exists()


def test_no_key_lies_open_in_the_labs_folder(start_lab) -> None:
    lab = start_lab()
    secret = [
        path
        for path in lab.plan.folder.rglob("*")
        if path.is_file() and (b"PRIVATE" in path.read_bytes() or path.name == "lab.json")
    ]
    assert len(secret) >= 4
    assert [path for path in secret if path.stat().st_mode & 0o077] == []


PARENT = """
import pickle, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests run with & ignore it
from zenca_gui.lab.host import LabProcess
from datetime import UTC, datetime
from pathlib import Path
from zenca_gui.core.clock import TimeSource
from zenca_gui.core.ports.lab import LabPlan
import threading
folder = Path(sys.argv[1])
now = datetime(2026, 11, 23, 12, tzinfo=UTC)
host = LabProcess()
_file, public = host.ssh_key(folder)
plan = LabPlan(folder=folder, time=TimeSource(anchor=now, shows=now), trust_pem=b"", servers=(),
               devices=(), ssh_public_key=public)
done = []
starter = threading.Thread(target=lambda: done.append(host.start(plan, now=now)))
starter.start(); starter.join()
del done[:]
print("up", flush=True)
threading.Event().wait()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_parent_that_is_killed_leaves_no_lab_behind(tmp_path, end) -> None:
    """It outlives the thread that started it and its own door, but not the process."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "lab")],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        pid = pid_of(tmp_path / "lab")
        os.kill(pid, 0)
        parent.send_signal(end)
        parent.wait(10)
        assert gone(pid)
    finally:
        parent.kill()
        parent.wait(10)
        parent.stdout.close()


def test_a_device_that_somebody_sits_before_takes_the_update_wherever_it_is(
    start_lab, zone, kit
) -> None:
    lab = start_lab(
        device("here"),
        device("phone", kind=DeviceKind.MOBILE, every=DAY, away_from=timedelta(0)),
        device("pins", Bond.PIN_LEAF, every=DAY, away_from=timedelta(0)),
    )
    lab.door.publish(kit())
    lab.wait_for(lambda r: r.guid == "here" and r.stage is Stage.PENDING)
    assert lab.door.visit() == 0, "before the activation nobody is left behind"
    switch(lab, zone.after)
    lab.door.publish(kit(activated=True))
    lab.wait_for(lambda r: r.guid == "here" and r.stage is Stage.ACTIVE)
    assert lab.door.visit() == 2
    for guid in ("phone", "pins"):
        came = lab.wait_for(lambda r, g=guid: r.guid == g and r.stage is Stage.ACTIVE)
        assert came.can_talk is True
    assert lab.door.visit() == 0
