"""The OS keyring, for real: gnome-keyring on this session's own bus."""

import os
import subprocess
import sys

import keyring
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from zenca_gui.core.errors import VaultError
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.vault.ring import LONGEST, KeyringVault

UUID = "0f0e0d0c-1111-4222-8333-444455556666"
LEFT_BEHIND = "ignore:unclosed <socket:ResourceWarning"
"""keyring leaves its connection to the collector where a locked collection stays locked."""


class PlaintextKeyring(KeyringBackend):
    """Writes what anybody can read; not for the chain of the real one."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.held = {}

    def get_password(self, service, username):
        return self.held.get(service)

    def set_password(self, service, username, password):
        self.held[service] = password


class ForgetfulKeyring(PlaintextKeyring):
    def set_password(self, service, username, password):
        self.held[service] = password[:5]


class LeakingKeyring(PlaintextKeyring):
    def get_password(self, service, username):
        raise ZeroDivisionError("an error of another library")


class SafeChain(chainer.ChainerBackend):
    backends = ()


for backend_class in (PlaintextKeyring, ForgetfulKeyring, LeakingKeyring, SafeChain):
    KeyringBackend._classes.discard(backend_class)
for backend_class in (ForgetfulKeyring, LeakingKeyring):
    backend_class.__module__ = "somewhere.safe"
SafeChain.__module__ = "keyring.backends.chainer"


@pytest.fixture
def vault():
    return KeyringVault(UUID)


@pytest.fixture
def use(monkeypatch):
    """Make keyring choose a backend."""
    return lambda backend: monkeypatch.setattr(keyring.core, "_keyring_backend", backend)


def chain(*backends):
    made = SafeChain()
    made.backends = backends
    return made


@pytest.mark.keyring
def test_what_is_put_is_got_until_it_is_deleted(vault):
    assert vault.state() is VaultState.READY
    assert vault.get("key:one") is None
    vault.put("key:one", Secret("wörd"))
    vault.put("key:one", Secret("wörd again"))
    assert vault.get("key:one") == Secret("wörd again")
    assert KeyringVault("another database").get("key:one") is None
    vault.delete("key:one")
    vault.delete("key:one")
    assert vault.get("key:one") is None


@pytest.mark.keyring
def test_an_entry_has_a_service_of_its_own_and_the_user_zenca(vault):
    vault.put("key:two", Secret("x"))
    assert keyring.get_password(f"zenca:{UUID}:key:two", "zenca") == "x"
    vault.delete("key:two")


@pytest.mark.keyring
def test_the_longest_passphrase_fits_and_a_longer_one_is_refused(vault):
    vault.put("key:three", Secret("ü" * LONGEST))
    vault.delete("key:three")
    with pytest.raises(VaultError, match="512 characters"):
        vault.put("key:three", Secret("x" * (LONGEST + 1)))


@pytest.mark.keyring
@pytest.mark.filterwarnings(LEFT_BEHIND)
@pytest.mark.usefixtures("locked_keyring")
def test_a_keyring_locked_in_the_middle_says_so_and_keeps_nothing(vault):
    assert vault.state() is VaultState.LOCKED
    for call in (
        lambda: vault.get("a"),
        lambda: vault.put("a", Secret("b")),
        lambda: vault.delete("a"),
    ):
        with pytest.raises(VaultError, match="locked"):
            call()


@pytest.mark.keyring
@pytest.mark.filterwarnings(LEFT_BEHIND)
def test_after_it_was_locked_and_unlocked_it_holds_what_it_held(vault, request):
    vault.put("key:four", Secret("still here"))
    request.getfixturevalue("locked_keyring")
    with pytest.raises(VaultError, match="locked"):
        vault.get("key:four")


ABSENT = """
from zenca_gui.core.errors import VaultError
from zenca_gui.core.secret import Secret
from zenca_gui.vault.ring import KeyringVault


vault = KeyringVault("x")
print(vault.state().value)
for call in (vault.get, lambda name: vault.put(name, Secret("b")), vault.delete):
    try:
        call("a")
    except VaultError as error:
        print(error.title)
"""


def test_without_a_bus_there_is_no_keyring(tmp_path):
    own = {k: v for k, v in os.environ.items() if not k.startswith(("DBUS_", "DISPLAY", "XDG_"))}
    done = subprocess.run(
        [sys.executable, "-c", ABSENT],
        env=own | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.splitlines() == ["missing", *["This account has no keyring."] * 3]


def test_a_plaintext_backend_is_refused_for_every_call(vault, use):
    plain = PlaintextKeyring()
    use(plain)
    assert vault.state() is VaultState.PLAINTEXT
    for call in (
        lambda: vault.get("a"),
        lambda: vault.put("a", Secret("b")),
        lambda: vault.delete("a"),
    ):
        with pytest.raises(VaultError, match="unencrypted"):
            call()
    assert plain.held == {}


@pytest.mark.parametrize(
    ("backend", "state"),
    [
        (null.Keyring(), VaultState.PLAINTEXT),
        (fail.Keyring(), VaultState.MISSING),
        (chain(), VaultState.MISSING),
        (chain(fail.Keyring()), VaultState.MISSING),
        (chain(ForgetfulKeyring(), PlaintextKeyring()), VaultState.PLAINTEXT),
        (chain(ForgetfulKeyring(), fail.Keyring()), VaultState.READY),
        (ForgetfulKeyring(), VaultState.READY),
    ],
)
def test_state_tells_what_sort_of_keyring_it_is(vault, use, backend, state):
    use(backend)
    assert vault.state() is state


def test_state_never_raises(vault, monkeypatch):
    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert vault.state() is VaultState.MISSING


def test_a_keyring_that_does_not_keep_what_it_is_given_is_found_out(vault, use):
    use(ForgetfulKeyring())
    with pytest.raises(VaultError, match="did not keep"):
        vault.put("a", Secret("longer than five"))


def test_the_errors_of_other_libraries_become_one_sentence(vault, use):
    use(LeakingKeyring())
    with pytest.raises(VaultError, match="did not answer") as caught:
        vault.get("a")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_no_secret_stands_in_what_an_error_says(vault, use):
    use(ForgetfulKeyring())
    with pytest.raises(VaultError) as caught:
        vault.put("a", Secret("hunter2 hunter2"))
    assert "hunter2" not in f"{caught.value!r}{caught.value.hint}"
