"""What delivery does to the files of a real sshd's user, and what it refuses to do."""

import dataclasses
import os
import shutil
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from zenca_gui.core.delivery import Release
from zenca_gui.core.errors import RemoteError
from zenca_gui.core.ports.remote import SshTarget
from zenca_gui.core.secret import Secret
from zenca_gui.remote.deliver import SshDeliver

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # the server validates by its own clock
SHIPPED = {"cert.pem", "chain.pem", "fullchain.pem", "trust.pem", "key.pem"}


def release(name: str, leaf, *chain, trust, key=None) -> Release:
    return Release(
        name=name,
        certificate_pem=leaf.pem,
        chain_pem=b"".join(each.pem for each in chain),
        trust_pem=b"".join(each.pem for each in trust),
        key_pem=Secret((key or leaf).key_pem.decode()),
    )


@pytest.fixture(scope="session")
def old(make):
    return make("Zone CA", ca=True, start=LONG_AGO, days=20_000)


@pytest.fixture(scope="session")
def new(make):
    return make("Zone CA", ca=True, start=LONG_AGO, days=20_000)


@pytest.fixture(scope="session")
def cross(make, old, new):
    return make("Zone CA", by=old, key=new.key, ca=True, start=LONG_AGO, days=20_000)


@pytest.fixture(scope="session")
def leaf(make, old):
    return make("zen01.example.org", by=old, start=LONG_AGO, days=20_000)


@pytest.fixture(scope="session")
def future(make, new):
    return make("zen01.example.org", by=new, start=LONG_AGO, days=20_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "the server's folder"


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    """A place for profiles of the test's own."""
    place = tmp_path / "profiles"
    place.mkdir()
    return place


@pytest.fixture
def target(sshd, folder: Path) -> SshTarget:
    folder.mkdir()
    return SshTarget(
        host="127.0.0.1",
        port=sshd.port,
        user=sshd.user,
        host_key=sshd.host_key,
        folder=str(folder),
        profile="pem-link",
        key_file=str(sshd.key_file),
    )


@pytest.fixture
def first(old, leaf) -> Release:
    return release("r1", leaf, trust=[old])


@pytest.fixture
def second(old, new, cross, future) -> Release:
    return release("r2", future, cross, trust=[old, new])


def lying_about(folder: Path) -> set[str]:
    """Everything under the folder, by relative path."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_the_host_key_shown_is_the_one_openssh_names(sshd) -> None:
    assert SshDeliver().host_key("127.0.0.1", sshd.port) == sshd.host_key


def test_a_staged_release_lies_whole_beside_the_others(target, folder, first, leaf) -> None:
    SshDeliver().stage(target, first)
    place = folder / "releases" / "r1"
    assert {path.name for path in place.iterdir()} == SHIPPED
    assert (place / "key.pem").stat().st_mode & 0o777 == 0o600
    assert (place / "fullchain.pem").read_bytes() == leaf.pem
    assert SshDeliver().current(target) == ""
    assert not (folder / "current").is_symlink()


def test_staging_again_replaces_what_is_partial_and_leaves_what_is_whole(
    target, folder, second, future, cross
) -> None:
    partial = folder / "releases" / ".r2.partial"
    partial.mkdir(parents=True)
    (partial / "key.pem").write_text("half a key")
    SshDeliver().stage(target, second)
    born = (folder / "releases" / "r2").stat().st_ino
    SshDeliver().stage(target, second)
    assert (folder / "releases" / "r2").stat().st_ino == born
    assert not partial.exists()
    (folder / "releases" / "r2" / "chain.pem").write_text("something else")
    SshDeliver().stage(target, second)
    assert (folder / "releases" / "r2" / "fullchain.pem").read_bytes() == future.pem + cross.pem


def test_a_switch_is_a_link_and_leads_back(target, folder, first, second) -> None:
    deliver = SshDeliver()
    for each in (first, second):
        deliver.stage(target, each)
        deliver.switch(target, each.name)
        assert deliver.current(target) == each.name
    deliver.switch(target, "r1")
    assert (folder / "current").readlink() == Path("releases/r1")
    assert not (folder / "current.new").is_symlink()


@pytest.mark.parametrize("wrong", ["key", "chain", "no certificate"])
def test_a_release_that_is_not_valid_is_refused_and_nothing_is_left(
    target, folder, first, old, new, leaf, future, wrong
) -> None:
    deliver = SshDeliver()
    deliver.stage(target, first)
    deliver.switch(target, "r1")
    before = lying_about(folder)
    bad = {
        "key": release("r2", future, trust=[new], key=leaf),
        "chain": release("r2", future, trust=[old]),
        "no certificate": dataclasses.replace(
            release("r2", future, trust=[new]), certificate_pem=b"hello\n"
        ),
    }[wrong]
    with pytest.raises(RemoteError, match="not valid") as caught:
        deliver.stage(target, bad)
    assert "taken away" in caught.value.hint
    assert lying_about(folder) == before
    assert deliver.current(target) == "r1"


def test_a_changed_host_key_is_refused_with_both_fingerprints(target, folder, first, sshd) -> None:
    other = "SHA256:" + "A" * 43
    with pytest.raises(RemoteError) as caught:
        SshDeliver().stage(dataclasses.replace(target, host_key=other), first)
    assert sshd.host_key in caught.value.hint
    assert other in caught.value.hint
    assert lying_about(folder) == set()


def test_a_host_key_nobody_accepted_is_not_believed(target, first) -> None:
    with pytest.raises(RemoteError, match="has not been accepted"):
        SshDeliver().stage(dataclasses.replace(target, host_key=""), first)


def test_a_stranger_is_not_let_in(target, tmp_path, sshd) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True
    )
    stranger = dataclasses.replace(target, key_file=str(tmp_path / "other"))
    with pytest.raises(RemoteError, match="did not let"):
        SshDeliver().current(stranger)
    guess = dataclasses.replace(target, key_file="", password=Secret("guess"))
    with pytest.raises(RemoteError, match="did not let"):
        SshDeliver().current(guess)


@pytest.mark.parametrize("content", [None, "no key at all\n"])
def test_an_unusable_key_file_is_said_so(target, tmp_path, content) -> None:
    path = tmp_path / "key"
    if content:
        path.write_text(content)
    with pytest.raises(RemoteError) as caught:
        SshDeliver().current(dataclasses.replace(target, key_file=str(path)))
    assert str(path) in str(caught.value)


def test_an_activate_command_that_fails_puts_the_link_back(
    target, folder, profiles, first, second
) -> None:
    (profiles / "own.toml").write_text(
        "validate = []\nactivate = 'test {release} = r1 || { echo no thanks >&2; false; }'\n"
    )
    own, deliver = dataclasses.replace(target, profile="own"), SshDeliver(profiles=[profiles])
    deliver.stage(own, first)
    deliver.switch(own, "r1")
    deliver.stage(own, second)
    with pytest.raises(RemoteError, match="no thanks") as caught:
        deliver.switch(own, "r2")
    assert "r1 again" in caught.value.hint
    assert deliver.current(own) == "r1"


def test_a_first_switch_that_fails_leaves_no_link(target, folder, profiles, first) -> None:
    (profiles / "own.toml").write_text("validate = []\nactivate = 'exit 3'\n")
    own, deliver = dataclasses.replace(target, profile="own"), SshDeliver(profiles=[profiles])
    deliver.stage(own, first)
    with pytest.raises(RemoteError, match="did not take"):
        deliver.switch(own, "r1")
    assert not (folder / "current").is_symlink()
    assert deliver.current(own) == ""


def test_a_release_that_was_never_staged_cannot_be_switched_to(target, folder) -> None:
    with pytest.raises(RemoteError, match="does not lie"):
        SshDeliver().switch(target, "r9")
    assert lying_about(folder) == set()


def test_what_is_served_is_neither_removed_nor_replaced(target, folder, first, second) -> None:
    deliver = SshDeliver()
    deliver.stage(target, first)
    deliver.switch(target, "r1")
    with pytest.raises(RemoteError, match="serves the release"):
        deliver.remove(target, "r1")
    with pytest.raises(RemoteError, match="other content"):
        deliver.stage(target, dataclasses.replace(second, name="r1"))
    deliver.stage(target, second)
    deliver.remove(target, "r2")
    deliver.remove(target, "r2")
    assert {path.name for path in (folder / "releases").iterdir()} == {"r1"}


def test_releases_that_lie_there_whole_are_named(target, folder, first, second) -> None:
    deliver = SshDeliver()
    assert deliver.releases(target) == ()
    deliver.stage(target, second)
    deliver.stage(target, first)
    deliver.switch(target, "r1")
    (folder / "releases" / ".r3.partial").mkdir()
    (folder / "releases" / "r4").mkdir()
    assert deliver.releases(target) == ("r1", "r2")
    deliver.remove(target, "r2")
    assert deliver.releases(target) == ("r1",)


@pytest.mark.parametrize("name", ["../x", "a b", "", ".hidden", "a;rm", "ä", "x" * 101])
def test_names_that_mean_something_to_a_path_or_shell_are_refused(target, first, name) -> None:
    with pytest.raises(RemoteError, match="cannot be the name"):
        SshDeliver().stage(target, dataclasses.replace(first, name=name))


def test_a_folder_that_cannot_be_written_leaves_no_key(target, folder, first) -> None:
    shutil.rmtree(folder)
    folder.write_text("a file where the folder should be")
    with pytest.raises(RemoteError, match="did not do what was asked"):
        SshDeliver().stage(target, first)
    assert folder.read_text() == "a file where the folder should be"


def test_nobody_listening_and_nobody_answering_are_said_so(target, first, tcp_server) -> None:
    with pytest.raises(RemoteError, match="could not be reached"):
        SshDeliver().stage(dataclasses.replace(target, port=1), first)
    silent = tcp_server(lambda sock: sock.recv(1 << 16) and sock.recv(1))
    with pytest.raises(RemoteError, match="in time"):
        SshDeliver(limit=0.5).stage(dataclasses.replace(target, port=silent.port), first)
    with pytest.raises(RemoteError):
        SshDeliver(limit=0.5).host_key("127.0.0.1", silent.port)


@pytest.mark.parametrize("hang", ["sleep 60", "echo $PPID > {folder}/pid; kill -STOP $PPID"])
def test_a_server_that_hangs_in_the_middle_costs_no_more_than_the_limit(
    target, folder, profiles, first, hang
) -> None:
    """A command that does not end; and a server that falls silent altogether."""
    (profiles / "own.toml").write_text(f"validate = '{hang}'\nactivate = []\n")
    began = time.monotonic()
    try:
        with pytest.raises(RemoteError, match="in time") as caught:
            SshDeliver(profiles=[profiles], limit=1.5).stage(
                dataclasses.replace(target, profile="own"), first
            )
    finally:
        if (folder / "pid").exists():
            os.kill(int((folder / "pid").read_text()), signal.SIGKILL)
    assert "unchanged" in caught.value.hint
    assert time.monotonic() - began < 30


def test_the_dry_run_says_what_will_be_done_in_order(target, folder) -> None:
    lines = SshDeliver().commands(target, "r2")
    assert lines[0].startswith("upload cert.pem, chain.pem, fullchain.pem, trust.pem and key.pem")
    assert lines[1] == f"rename {folder}/releases/.r2.partial to {folder}/releases/r2"
    assert all(line.startswith("run: ") for line in lines[2:4])
    assert lines[-1] == f"rename {folder}/current.new to {folder}/current"
    assert lying_about(folder) == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("validate = ", "at end of document"),
        ("title = 'x'\nvalidate = nothing", "line 2"),
        ("activate = []", "validate is missing"),
        ("validate = 3\nactivate = []", "validate must be"),
        ("validate = ''\nactivate = ['x {relase}']", "{relase}"),
        ("validate = ''\nactivate = ''\nactivte = ''", "activte"),
        ("validate = ''\nactivate = ''\ntitle = 3", "title"),
    ],
)
def test_a_profile_with_a_mistake_names_file_and_place(target, profiles, text, words) -> None:
    (profiles / "own.toml").write_text(text)
    with pytest.raises(RemoteError) as caught:
        SshDeliver(profiles=[profiles]).commands(dataclasses.replace(target, profile="own"), "r1")
    assert str(profiles / "own.toml") in caught.value.title
    assert words in caught.value.title


def test_a_profile_nobody_wrote_is_refused_with_those_there_are(target) -> None:
    with pytest.raises(RemoteError, match="lab, pem-link"):
        SshDeliver().commands(dataclasses.replace(target, profile="none"), "r1")
    with pytest.raises(RemoteError, match="is not the name"):
        SshDeliver().commands(dataclasses.replace(target, profile="../etc/x"), "r1")
