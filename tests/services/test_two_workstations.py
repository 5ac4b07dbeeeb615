"""A change moves to another workstation while replies are out, and is finished there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.roads.paper import Standing, begun, paper_office
from tests.roads.walking import Road, go_on, state
from tests.services.movers import PASSWORD, WORDS, moving
from tests.services.office import ANNA, Office, entries
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.hand_over import Hold, ReadOnly
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.reply import Pasted
from zenca_gui.services import sealing

OUTSIDE = Road(ChangeKind.EXTERNAL, Custody.ZENCA, Custody.EXTERNAL, "outside")


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Standing]:
    """The day shift: two requests are out."""
    at = begun(tmp_path / "first", Custody.ZENCA)
    age = at.office.console.backup
    at = replace(at, office=moving(at.office))
    at.office.console.administrators.add("anna", PASSWORD, by=None)
    changes, zone = at.office.console.changes, at.zone.id
    changes.start(zone, OUTSIDE.kind, by=ANNA)
    changes.choose(zone, changes.proposal(zone, to=OUTSIDE.to), by=ANNA)
    age.automatic(zone, by=ANNA)
    changes.preflight(zone, by=ANNA)
    changes.requesting.make(zone, by=ANNA)
    changes.requesting.export(zone, tmp_path / "out", by=ANNA)
    yield at
    at.office.close()


@pytest.fixture
def second(tmp_path: Path, first: Standing) -> Iterator[Office]:
    """The night shift: another folder, another keyring, the same servers."""
    office = moving(paper_office(tmp_path / "second", first.world))
    yield office
    office.close()


def signed(at: Standing) -> tuple[list[Pasted], str]:
    """One reply for each request, and the root they hang on."""
    requests = [r for _s, r in at.office.console.changes.requesting.of(at.zone.id) if r]
    whole, root = at.world.sign(OUTSIDE.kind, [r.der for r in requests], at.office)
    pki = at.office.console.desk.pki
    leaves = pki.read(whole.data, name="all").certificates
    above = [c for c in leaves if c.ca]
    return [
        Pasted(name=f"{at}.pem", data=pki.export([leaf, *above], Form.PEM))
        for at, leaf in enumerate(c for c in leaves if not c.ca)
    ], root


def test_handed_over_while_replies_are_out_it_is_finished_on_the_other_workstation(
    tmp_path: Path, first: Standing, second: Office
) -> None:
    here, zone = first.office.console, first.zone.id
    [one, other], root = signed(first)
    assert len(here.changes.replying.take(zone, [one], by=ANNA, trust_roots=[root]).waiting) == 1
    out = tmp_path / "bundle.age"
    here.hand_over.write(out, passphrase=WORDS, by=ANNA, to="the night shift")
    ring = entries(first.office.vault)

    second.clock.forward(days=3)
    coming = second.console.take_over
    coming.take(coming.look(out, WORDS), name="anna", password=PASSWORD)
    there = second.console.changes
    assert second.console.hand_over.holding().state is Hold.HERE
    assert entries(second.vault) == ring, "every passphrase came along"
    [since] = {r.out_at for _s, r in there.requesting.of(zone) if r is not None}
    assert since is not None
    assert second.clock() - since == timedelta(days=3), "what is out, and since when"
    assert there.status(zone).step == "replies"
    taken = there.replying.take(zone, [other], by=ANNA)
    assert (taken.waiting, taken.roots) == ((), ()), "the root was confirmed there already"

    for change in (
        lambda: here.changes.replying.take(zone, [other], by=ANNA),
        lambda: here.changes.requesting.export(zone, tmp_path / "again", by=ANNA),
        lambda: here.changes.cancel(zone, by=ANNA),
        lambda: here.servers.add(zone, "zen09.north.example", by=ANNA),
    ):
        with pytest.raises(ReadOnly, match=r"to the night shift on 2026-11-23T12:00:00Z by anna"):
            change()
    assert len(here.changes.replying.waiting(zone)) == 1, "nothing changed here"
    assert not (tmp_path / "again").exists()

    there.review(zone)
    second.console.recovery.prove(zone, second.group(first.zone), by=ANNA)
    night = Standing(second, first.world, first.zone, tmp_path / "second")
    go_on(night, OUTSIDE)
    assert state(night) is ChangeState.CLOSED
    active = second.console.authority.active(zone)
    assert active is not None
    assert active.custody is Custody.EXTERNAL
    for certificate in second.console.certificates.of(zone):
        if certificate.change is not None:
            sealing.opened(
                second.console.desk, certificate.key_id, certificate.certificate.public_sha256
            )
    assert "The journal is whole" in second.console.journal.verify().words
    assert "The journal is whole" in here.journal.verify().words
    assert here.changes.open(zone).state is ChangeState.DRAFT
