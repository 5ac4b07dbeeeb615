"""The roads from one CA to another: every cell is offered, or says in a sentence why not."""

from itertools import product

import pytest

from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.roads import ROADS, Making, refusal, road, usual

Z, S, E = Custody.ZENCA, Custody.SERVER, Custody.EXTERNAL
REMINT, INTERNAL, EXTERNAL, SERVERS = ChangeKind


def test_the_table_is_the_one_that_design_4_draws() -> None:
    offered = {
        (kind, held): {to for to in Custody if (kind, held, to) in ROADS}
        for kind, held in product(ChangeKind, Custody)
    }
    assert offered == {
        (REMINT, Z): {Z}, (REMINT, S): {S}, (REMINT, E): set(),
        (INTERNAL, Z): {Z, S}, (INTERNAL, S): {Z, S}, (INTERNAL, E): {Z, S},
        (EXTERNAL, Z): {E}, (EXTERNAL, S): {E}, (EXTERNAL, E): {E},
        (SERVERS, Z): {Z}, (SERVERS, S): {S}, (SERVERS, E): {E},
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "held", "to"), list(product(ChangeKind, Custody, Custody)))
def test_a_cell_is_offered_or_refused_in_one_sentence(
    kind: ChangeKind, held: Custody, to: Custody
) -> None:
    why = refusal(kind, held, to)
    assert bool(why) is ((kind, held, to) not in ROADS)
    assert not why or why.endswith(".")


@pytest.mark.parametrize("to", list(Custody))
def test_who_will_hold_the_key_decides_how_the_material_comes(to: Custody) -> None:
    makings = {each.making for each in ROADS.values() if each.to is to}
    assert makings == {
        {Z: Making.HERE, S: Making.WATCHED, E: Making.REPLIES}[to],
    }


@pytest.mark.parametrize(
    ("kind", "held", "to"),
    [
        (REMINT, Z, Z), (REMINT, S, S), (REMINT, E, None),
        (INTERNAL, Z, Z), (INTERNAL, S, S), (INTERNAL, E, Z),
        (EXTERNAL, Z, E), (EXTERNAL, S, E), (EXTERNAL, E, E),
        (SERVERS, Z, Z), (SERVERS, S, S), (SERVERS, E, E),
    ],
)  # fmt: skip
def test_a_kind_leads_where_one_would_expect_when_nobody_says(
    kind: ChangeKind, held: Custody, to: Custody | None
) -> None:
    assert usual(kind, held) is to
    if to is not None:
        assert road(kind, held, to).to is to
