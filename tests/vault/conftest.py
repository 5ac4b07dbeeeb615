"""A keyring locked in the middle: gnome-keyring's collection, over the bus, without a dialog."""

import gc
import os
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import secretstorage
from jeepney import message_bus, new_method_call
from jeepney.io.blocking import DBusConnection
from secretstorage.defines import SS_PATH
from secretstorage.util import DBusAddressWrapper, format_secret, open_session

INSIDE = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
WORD = b"a word for the tests"
"""What dev.py unlocked the session's keyring with."""


@contextmanager
def no_dialogs(bus: DBusConnection) -> Iterator[None]:
    """What the bus starts meanwhile finds no screen: a dialog on it would wait for a person."""

    def start_with(**environment: str) -> None:
        call = ("UpdateActivationEnvironment", "a{ss}", (environment,))
        bus.send_and_get_reply(new_method_call(message_bus, *call))

    start_with(DISPLAY="", WAYLAND_DISPLAY="")
    try:
        yield
    finally:
        start_with(DISPLAY=os.environ.get("DISPLAY", ""))


@pytest.fixture
def locked_keyring() -> Iterator[None]:
    """Lock the default collection, with nobody there to answer a dialog; unlock it at the end."""
    with closing(secretstorage.dbus_init()) as bus, no_dialogs(bus):
        collection = secretstorage.get_default_collection(bus)
        collection.lock()
        try:
            yield
        finally:
            with warnings.catch_warnings():
                # keyring leaves its connection to the collector where a person unlocks nothing
                warnings.simplefilter("ignore", ResourceWarning)
                gc.collect()
            inside = DBusAddressWrapper(SS_PATH, INSIDE, bus)
            word = format_secret(open_session(bus), WORD, "text/plain")
            path = collection.collection_path
            inside.call("UnlockWithMasterPassword", "o(oayays)", path, word)
            assert not collection.is_locked()
