"""A Subscriber keeps one certificate of its Publisher's server, and a person renews it."""

import threading
import time
from collections.abc import Callable

import pytest

from zenca_gui.core.errors import RemoteError
from zenca_gui.core.ports.lab import SubscriberStand
from zenca_gui.core.ports.remote import SshTarget
from zenca_gui.remote.deliver import SshDeliver

NAME = "north at Bremen"


def switch(lab, release) -> None:
    server = lab.server
    target = SshTarget(
        host=server.address, port=server.ssh_port, user="zenca", host_key=server.host_key,
        folder=server.folder, profile="lab", key_file=lab.key_file,
    )  # fmt: skip
    SshDeliver().stage(target, release)
    SshDeliver().switch(target, release.name)


def until(lab, wanted: Callable[[SubscriberStand], bool]) -> SubscriberStand:
    """Its stand once it is so; fails after ten seconds."""
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        [stand] = lab.door.console().subscribers
        if wanted(stand):
            return stand
        threading.Event().wait(0.05)
    raise AssertionError(stand)


def test_it_loses_the_publisher_when_the_certificate_changes_until_it_is_updated(
    start_lab, zone
) -> None:
    lab = start_lab(subscribers=[NAME])
    first = until(lab, lambda s: s.can_talk is not None)
    assert (first.name, first.server, first.can_talk) == (NAME, "zen01.example.org", True)
    switch(lab, zone.after)
    lost = until(lab, lambda s: s.presented == zone.future.sha256)
    assert (lost.can_talk, lost.keeps) == (False, first.keeps)
    [told] = lab.door.update_subscriber(NAME).subscribers
    assert (told.can_talk, told.keeps) == (True, zone.future.sha256)
    talks = until(lab, lambda s: s.at is not None and told.at is not None and s.at > told.at)
    assert talks.can_talk is True


def test_updated_too_early_it_keeps_the_old_one_and_loses_the_publisher_too(start_lab, zone):
    lab = start_lab(subscribers=[NAME])
    first = until(lab, lambda s: s.can_talk is True)
    [told] = lab.door.update_subscriber(NAME).subscribers
    assert told.keeps == first.keeps
    switch(lab, zone.after)
    assert until(lab, lambda s: s.presented == zone.future.sha256).can_talk is False


def test_it_keeps_what_it_kept_when_the_lab_starts_again(start_lab, zone) -> None:
    lab = start_lab(subscribers=[NAME])
    first = until(lab, lambda s: s.can_talk is True)
    switch(lab, zone.after)
    lab.door.stop()
    again = start_lab(first=False)
    lost = until(again, lambda s: s.can_talk is not None)
    assert (lost.name, lost.keeps, lost.presented) == (NAME, first.keeps, zone.future.sha256)
    assert lost.can_talk is False


def test_a_lab_without_subscribers_has_none_and_names_none(start_lab) -> None:
    lab = start_lab()
    assert lab.door.console().subscribers == ()
    with pytest.raises(RemoteError, match="does not understand"):
        lab.door.update_subscriber("stranger")
