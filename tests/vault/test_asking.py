"""Where the keyring is away, a person is asked; what they gave goes no further than told."""

import threading
from dataclasses import dataclass

import pytest

from zenca_gui.core.asking import Answer, Asking, Unkept, Wanted
from zenca_gui.core.errors import VaultError
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.vault.asking import AskingVault
from zenca_gui.vault.memory import MemoryVault

RIGHT = Secret("the right one")
NAME = "key:0011"


class Ring(MemoryVault):
    """A keyring that can be away."""

    away = VaultState.MISSING

    def state(self):
        return self.away

    def _here(self):
        if self.away is not VaultState.READY:
            raise VaultError("The keyring is away.", "Nothing was stored or read.")

    def get(self, name):
        self._here()
        return super().get(name)

    def put(self, name, secret):
        self._here()
        super().put(name, secret)

    def delete(self, name):
        self._here()
        super().delete(name)


@dataclass
class Door:
    words: str = "a key"

    def opens(self, secret):
        return secret == RIGHT


@pytest.fixture
def ring():
    return Ring()


@pytest.fixture
def asking():
    return Asking()


@pytest.fixture
def vault(ring, asking):
    made = AskingVault(ring, asking)
    made.lock_of = lambda name: Door() if name == NAME else None
    return made


@pytest.fixture
def person(asking):
    """Gives these answers in turn; remembers what was asked."""
    asked = []

    def answers(*given):
        left = list(given)

        def hear(question, reply):
            asked.append(question)
            reply(left.pop(0))

        asking.listen(hear)
        return asked

    return answers


def test_a_wrong_passphrase_is_told_and_asked_for_again(vault, person):
    asked = person(Answer(text=Secret("wrong")), Answer(text=RIGHT))
    assert vault.get(NAME) == RIGHT
    assert [q.refusal for q in asked] == ["", "This passphrase does not open it."]
    assert isinstance(asked[0], Wanted)
    assert asked[0].why is VaultState.MISSING


def test_it_is_asked_for_once_in_a_piece_of_work_and_anew_in_the_next(vault, asking, person):
    asked = person(Answer(text=RIGHT), Answer(text=RIGHT))
    vault.get(NAME)
    vault.get(NAME)
    assert len(asked) == 1
    asking.at_rest()
    vault.get(NAME)
    assert len(asked) == 2


def test_what_is_to_stay_is_not_asked_for_again(vault, asking, person):
    asked = person(Answer(text=RIGHT, stays=True))
    vault.get(NAME)
    asking.at_rest()
    assert vault.get(NAME) == RIGHT
    assert len(asked) == 1


def test_a_sheet_answers_by_name(vault, person):
    person(Answer(text=Secret(f"A sheet\n{NAME}:\n    {RIGHT.reveal()}\n")))
    assert vault.get(NAME) == RIGHT


def test_no_answer_is_one_sentence(vault, person):
    person(None)
    with pytest.raises(VaultError) as refused:
        vault.get(NAME)
    assert refused.value.title == "No passphrase was given."


def test_nobody_is_asked_where_nobody_listens(vault):
    with pytest.raises(VaultError, match="away"):
        vault.get(NAME)
    with pytest.raises(VaultError, match="away"):
        vault.put("key:new", RIGHT)


def test_nobody_is_asked_for_what_opens_nothing(vault, person):
    asked = person()
    with pytest.raises(VaultError):
        vault.get("key:unknown")
    with pytest.raises(VaultError):
        vault.get("journal-head")
    assert asked == []


def test_an_unlocked_keyring_is_looked_into_again(vault, ring, asking):
    def unlock(question, reply):
        ring.away = VaultState.READY
        ring.put(NAME, RIGHT)
        reply(Answer(again=True))

    ring.away = VaultState.LOCKED
    asking.listen(unlock)
    assert vault.get(NAME) == RIGHT


def test_a_new_passphrase_counts_only_once_a_person_has_it(vault, person):
    asked = person(None, Answer())
    with pytest.raises(VaultError, match="not saved"):
        vault.put(NAME, RIGHT)
    vault.lock_of = lambda _name: None
    with pytest.raises(VaultError):
        vault.get(NAME)
    vault.put(NAME, RIGHT)
    assert vault.get(NAME) == RIGHT
    assert isinstance(asked[1], Unkept)
    assert asked[1].secrets == ((NAME, RIGHT),)


def test_a_passphrase_that_no_keyring_ever_had_is_forgotten_without_one(vault, person):
    person(Answer())
    vault.put(NAME, RIGHT)
    vault.delete(NAME)
    vault.lock_of = lambda _name: None
    with pytest.raises(VaultError):
        vault.get(NAME)


def test_one_that_may_lie_in_the_keyring_is_not_said_to_be_gone(vault, person):
    person(Answer(text=RIGHT, stays=True))
    vault.get(NAME)
    with pytest.raises(VaultError, match="away"):
        vault.delete(NAME)


def test_what_went_home_is_deleted_there(vault, ring, person):
    person(Answer())
    vault.put(NAME, RIGHT)
    ring.away = VaultState.READY
    vault.get(NAME)
    vault.delete(NAME)
    assert ring.get(NAME) is None


def test_what_was_held_meanwhile_goes_home_into_the_keyring(vault, ring, person):
    person(Answer())
    vault.put(NAME, RIGHT)
    ring.away = VaultState.READY
    assert vault.get(NAME) == RIGHT
    assert ring.get(NAME) == RIGHT


def test_closing_the_window_lets_a_waiting_worker_go(vault, asking):
    heard, told = threading.Event(), []
    asking.listen(lambda _question, _reply: heard.set())

    def work():
        try:
            vault.get(NAME)
        except VaultError as error:
            told.append(error.title)

    worker = threading.Thread(target=work)
    worker.start()
    assert heard.wait(10)
    asking.close()
    worker.join(10)
    assert told == ["No passphrase was given."]
