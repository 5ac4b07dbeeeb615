"""Who holds our certificate, in which steps work is done, and what a Subscriber is told."""

from dataclasses import replace
from datetime import UTC, datetime

from zenca_gui.core.certificate import ChangeId
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.device_list import BadCell, Field, Layout, Listed
from zenca_gui.core.device_row import RowReader
from zenca_gui.core.follow_up import (
    FollowUp,
    FollowUpId,
    FollowUpKind,
    FollowUpState,
    StepDone,
    step_words,
    to_do,
)
from zenca_gui.core.pins import Holder, Scope, needs, scope
from zenca_gui.core.safe_cells import neutral
from zenca_gui.core.sheet import Section, Sheet, as_text
from zenca_gui.core.subscription import (
    Side,
    Subscription,
    SubscriptionId,
    path_words,
    side_words,
    three_steps,
)
from zenca_gui.core.zone import Actor, ZoneId

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AMT = FollowUp(
    id=FollowUpId(1), zone=ZoneId(1), change=ChangeId(1), kind=FollowUpKind.AMT, subject="pc"
)
STEP = StepDone(evidence="pulled", by=Actor("anna"), at=NOON)


def test_amt_has_two_steps_in_order_and_the_next_one_is_said() -> None:
    assert step_words(FollowUpKind.AMT) == ("unprovision", "provision")
    assert AMT.next_step == "unprovision"
    half = replace(AMT, steps=(STEP,))
    assert half.next_step == "provision"
    assert to_do(half).startswith("Now: provision. Unprovision, then provision")
    assert to_do(AMT).startswith("Unprovision, then provision")
    done = replace(AMT, steps=(STEP, STEP), state=FollowUpState.DONE)
    assert done.next_step == ""
    assert replace(AMT, state=FollowUpState.WAIVED).next_step == ""


def test_other_work_is_one_piece() -> None:
    for kind in set(FollowUpKind) - {FollowUpKind.AMT}:
        assert step_words(kind) == ()
        assert replace(AMT, kind=kind).next_step == ""


def test_a_subscriber_has_work_exactly_where_server_certificates_are_replaced() -> None:
    assert {what for what in Scope if needs(what, Holder.SUBSCRIBER)} == {
        Scope.KEY, Scope.CA_AND_LEAVES, Scope.LEAVES,
    }  # fmt: skip
    kept = scope(ChangeKind.REMINT, same_key=True, reissue=False)
    assert not needs(kept, Holder.SUBSCRIBER)
    assert needs(scope(ChangeKind.SERVERS, same_key=False, reissue=True), Holder.SUBSCRIBER)
    assert scope(ChangeKind.EXTERNAL, same_key=False, reissue=True) is Scope.KEY


def test_the_three_steps_name_the_console_the_path_and_the_comparison() -> None:
    shared = Subscription(
        id=SubscriptionId(1), zone=ZoneId(1), name="North to South", side=Side.PUBLISHER,
        server_name="zen01.example.org",
    )  # fmt: skip
    log_in, path, update = three_steps(shared)
    assert log_in == "Log in to the console of the Subscriber zone."
    assert path == (
        "Go to Subscribe And Share > Subscriptions > North to South > Remote Server > "
        "Update Certificate."
    )
    assert path_words("North to South") in path
    assert "compare its fingerprint" in update
    assert "https://x" in three_steps(replace(shared, console="https://x", partner="south"))[0]
    assert "south" in three_steps(replace(shared, partner="south"))[0]
    assert len({side_words(side) for side in Side}) == len(Side)


def test_lines_that_must_stay_as_they_are_do_so_on_a_sheet() -> None:
    pem = "-----BEGIN CERTIFICATE-----\n" + "A" * 100 + "\n-----END CERTIFICATE-----"
    sheet = Sheet(title="T", about="a", sections=(Section(heading="H", fixed=pem),))
    assert pem in as_text(sheet)


def test_a_formula_is_neutral_behind_an_apostrophe() -> None:
    assert neutral("=1+1") == "'=1+1"
    assert neutral("pc-1") == "pc-1"


def test_columns_that_are_left_out_are_not_even_looked_at() -> None:
    layout = Layout(columns=(None, Field.NAME))
    read = RowReader(["x", "name"], layout, now=NOON).read(["\u202e" * 9_999, "pc"])
    assert read == Listed(name="pc")


def test_a_name_that_grows_when_it_is_normalised_is_refused_like_any_long_one() -> None:
    read = RowReader(["name"], Layout(columns=(Field.NAME,)), now=NOON).read(["\u0958" * 200])
    assert isinstance(read, BadCell)
    assert read.column == "name"
