"""A secret does not print itself, whichever way it is printed."""

import copy
import logging
import pickle
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from zenca_gui.core.certificate import KeyId, SealedKey
from zenca_gui.core.delivery import Release
from zenca_gui.core.secret import Secret
from zenca_gui.core.sheet import Section
from zenca_gui.core.zone import Administrator, ZoneId

HIDDEN = "correct horse"


def test_a_secret_is_revealed_only_when_asked(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(HIDDEN)
    logging.getLogger("zenca").error("kept %s %r", secret, [secret])
    shown = [str(secret), repr(secret), f"{secret}", f"{secret!r}", "%s" % secret, caplog.text]  # noqa: UP031
    assert all("Secret()" in each for each in shown)
    assert all(HIDDEN not in each for each in shown)
    assert secret.reveal() == HIDDEN


def test_a_secret_leaves_the_process_in_no_pickle() -> None:
    for carry in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            carry(Secret(HIDDEN))


def test_equal_secrets_are_equal_and_an_empty_one_is_none() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"
    assert Secret("a")
    assert not Secret("")


def test_a_secret_keeps_nothing_else() -> None:
    with pytest.raises(AttributeError):
        Secret("a").note = "b"  # type: ignore[attr-defined]


def test_values_that_hold_secrets_do_not_print_them() -> None:
    release = Release(
        name="r", certificate_pem=b"", chain_pem=b"", trust_pem=b"", key_pem=Secret(HIDDEN)
    )
    sealed = SealedKey(
        id=KeyId("k"),
        zone=ZoneId(1),
        purpose="ca",
        pem=HIDDEN.encode(),
        wrapped_by=KeyId("w"),
        public_sha256="",
    )
    section = Section(heading="h", pairs=(("Secret", HIDDEN),), rows=((HIDDEN,),))
    anna = Administrator(
        id=1, name="anna", password_hash=HIDDEN, added_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert all(HIDDEN not in repr(each) for each in (release, sealed, section, anna))
    assert {f.name for f in fields(Release) if not f.repr} == {"key_pem"}
