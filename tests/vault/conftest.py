"""A keyring locked in the middle: gnome-keyring's collection, over the bus, without a dialog."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import closing

import pytest
import secretstorage
from secretstorage.defines import SS_PATH
from secretstorage.util import DBusAddressWrapper, format_secret, open_session

INSIDE = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
WORD = b"a word for the tests"
"""What dev.py unlocked the session's keyring with."""


@pytest.fixture
def locked_keyring() -> Iterator[None]:
    """Lock the default collection; unlock it again at the end."""
    with closing(secretstorage.dbus_init()) as bus:
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
