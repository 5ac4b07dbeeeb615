"""Steps of a wizard: the path a draft takes, where a resumed one goes on, and no circles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.flow import Flow, Step

Facts = frozenset[str]

FORKED = Flow(
    Step[Facts](id="target", next=lambda f: "chain" if "external" in f else "backup"),
    Step[Facts](id="chain", next=lambda _: "backup", ready=lambda f: "chain" in f),
    Step[Facts](id="backup", next=lambda _: "apply", ready=lambda f: "backup" in f),
    Step[Facts](id="apply", next=lambda _: None, ready=lambda f: "sure" in f, commits=True),
)


def test_the_path_follows_the_draft() -> None:
    assert FORKED.path(frozenset()) == ["target", "backup", "apply"]
    assert FORKED.path(frozenset({"external"})) == ["target", "chain", "backup", "apply"]


def test_the_first_step_named_is_where_it_begins() -> None:
    assert FORKED.first == "target"


def test_steps_are_found_by_name_and_walked_in_order() -> None:
    assert [step.id for step in FORKED] == ["target", "chain", "backup", "apply"]
    assert FORKED["backup"].id == "backup"
    with pytest.raises(KeyError):
        FORKED["nowhere"]


def test_a_step_may_be_left_unless_it_says_otherwise_and_commits_only_where_said() -> None:
    assert FORKED["target"].ready(frozenset())
    assert [step.id for step in FORKED if step.commits] == ["apply"]


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (set(), "backup"),
        ({"external"}, "chain"),
        ({"external", "chain"}, "backup"),
        ({"backup"}, "apply"),
        ({"backup", "sure"}, "apply"),
    ],
)
def test_a_resumed_draft_goes_on_at_the_first_step_that_is_not_ready(
    facts: set[str], step: str
) -> None:
    assert FORKED.reached(frozenset(facts)) == step


def test_a_circle_is_a_bug_that_is_told() -> None:
    round_and_round = Flow(
        Step[Facts](id="a", next=lambda _: "b"), Step[Facts](id="b", next=lambda _: "a")
    )
    with pytest.raises(ValueError, match="'a' leads back to itself"):
        round_and_round.path(frozenset())


def test_a_step_that_leads_nowhere_known_is_a_bug_that_is_told() -> None:
    with pytest.raises(KeyError):
        Flow(Step[Facts](id="a", next=lambda _: "gone")).path(frozenset())


@given(st.frozensets(st.sampled_from(["external", "chain", "backup", "sure"])))
def test_all_before_the_step_reached_is_ready(facts: Facts) -> None:
    path, reached = FORKED.path(facts), FORKED.reached(facts)
    assert all(FORKED[step].ready(facts) for step in path[: path.index(reached)])
    assert reached == path[-1] or not FORKED[reached].ready(facts)
