"""The change's commands against a played change: what they hand on, print, and end with."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, GenerationStatus, KeyKind
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUp, FollowUpId, FollowUpKind, FollowUpState
from zenca_gui.core.preflight import Check, Outcome
from zenca_gui.core.proof import Cell, Leaf, Moment, Trust
from zenca_gui.core.roads import Making
from zenca_gui.core.sighting import Serving, Sighting, Trouble
from zenca_gui.core.zone import Actor, Carrier

START = ("change", "start", "--zone", "north", "--kind", "remint")
FINE = Check(id="database", outcome=Outcome.PASS, text="The database is whole.")
STOP = Check(
    id="servers", outcome=Outcome.STOP, text="There are none.", cure="Add them.",
    action="edit-servers",
)  # fmt: skip


class PlayedChanges:
    """A change that goes as told; `asked` notes what was handed on."""

    def __init__(self, zone, old, new, now) -> None:
        self.zone, self.old, self.new, self.now = zone, old, new, now
        self.change: Change | None = None
        self.checks = [FINE]
        self.made: object = None
        self.asked: list[object] = []
        self.states = {}

    def open(self, _zone):
        return self.change

    def start(self, zone, kind, *, by):
        if self.change is not None:
            raise ZencaError("A change is open already.", "Nothing was changed.")
        self.change = Change(
            id=ChangeId(1), zone=zone, kind=kind, state=ChangeState.DRAFT, old=self.old.id,
            opened_at=self.now, opened_by=by,
        )  # fmt: skip
        return self.change

    def proposal(self, _zone, *, to=None):
        return self.change.choice or Choice(
            key=KeyKind.EC_P256, subject="CN=Zone CA", validity_days=3650, server_validity_days=730
        )

    def draft(self, _zone):
        return SimpleNamespace(making=Making.HERE)

    def consequences(self, _zone, _choice):
        return ["3 servers get a new certificate."]

    def warnings_of(self, _zone, _choice):
        return []

    def choose(self, _zone, choice, *, by):
        self.change = replace(self.change, choice=choice)
        return self.change

    def preflight(self, _zone, *, by, progress):
        return self.checks

    def material(self, _zone):
        return self.made

    def make_material(self, _zone, *, by, progress):
        assert self.made is None
        self.made = SimpleNamespace(new=self.new, crosses=(), certificates=())
        self.change = replace(self.change, new=self.new.id, state=ChangeState.MATERIAL)
        return self.made

    def assign(self, _zone, *, typed_name, by, in_stages):
        self.asked.append(typed_name)
        self.in_stages = in_stages
        return self.change

    def move_date(self, _zone, at, *, by):
        self.change = replace(self.change, choice=replace(self.change.choice, activate_at=at))
        return self.change

    def accept_host_key(self, server, fingerprint, *, by):
        self.asked.append((server, fingerprint))

    def deliver(self, zone, *, by, servers=(), progress):
        self.asked.append(list(servers))
        return [self.delivery(server) for server in servers or self.states]

    def delivery(self, server):
        return Delivery(
            zone=self.zone.id, change=ChangeId(1), server=server, at=self.now,
            state=self.states[server], detail="It is full.",
        )  # fmt: skip

    def dry_run(self, _zone):
        return self.plan

    def activate(self, _zone, *, by, if_due, overrule, progress):
        self.asked.append((if_due, overrule))
        done = [self.delivery(server) for server in self.states]
        self.change = replace(self.change, state=ChangeState.ACTIVE)
        return SimpleNamespace(change=self.change, deliveries=tuple(done), failed=0)


@pytest.fixture
def home(anna, generation, now):
    """A zone with two servers and a change that is played."""
    anna.done("server", "add", "--zone", "north", "--fqdn", "zen01.example.org")
    anna.done("server", "add", "--zone", "north", "--fqdn", "zen02.example.org")
    old, new = generation(1), generation(2, status=GenerationStatus.FUTURE)
    zone = anna.console.zones.named("north")
    anna.changes = anna.console.changes = PlayedChanges(zone, old, new, now)
    anna.ids = [server.id for server in anna.console.servers.of(zone.id)]
    anna.changes.states = dict.fromkeys(anna.ids, DeliveryState.STAGED)
    anna.console.authority = SimpleNamespace(generations=lambda _zone: [old, new])
    anna.console.recovery = SimpleNamespace(proved=lambda _zone: False)
    return anna


def test_start_goes_up_to_the_material(home) -> None:
    found = home.done(*START, "--json").document
    assert (found["change"]["state"], found["change"]["old"], found["change"]["new"]) == (
        "material", "G1.1", "G2.2",
    )  # fmt: skip
    assert found["resumed"] is False
    assert found["material"]["new"]["name"] == "G2.2"
    assert found["checks"][0]["outcome"] == "pass"
    assert found["recovery_proved"] is False


def test_start_says_what_comes_next(home) -> None:
    said = home.done(*START).out
    assert "3 servers get a new certificate." in said
    assert "prove-recovery" in said


def test_what_is_given_stands_beside_what_is_proposed(home, now) -> None:
    home.done(*START, "--key", "rsa-3072", "--subject", "CN=New", "--validity-days", 1825,
              "--server-validity-days", 365, "--carrier", "tools", "--reason", "policy",
              "--activate-at", "2026-11-25T08:00Z")  # fmt: skip
    choice = home.changes.change.choice
    assert (choice.key, choice.subject, choice.validity_days) == (KeyKind.RSA_3072, "CN=New", 1825)
    assert (choice.server_validity_days, choice.carrier) == (365, Carrier.TOOLS)
    assert choice.activate_at == now + timedelta(days=1, hours=20)


def test_what_stops_is_listed_and_the_draft_goes_on_later(home) -> None:
    home.changes.checks = [FINE, STOP]
    ran = home(*START, "--validity-days", "1825")
    assert ran.code == 1
    assert "zenca server edit --zone north" in ran.out
    assert "1 check stops" in ran.err
    refused = home(*START, "--json")
    assert (refused.code, refused.document["material"]) == (1, None)
    home.changes.checks = [FINE]
    again = home.done(*START, "--json").document
    assert again["resumed"] is True
    assert again["change"]["choice"]["validity_days"] == 1825
    assert home.done(*START, "--json").document["material"] is not None


def test_a_missing_backup_is_made_on_the_way(home, tmp_path) -> None:
    home.changes.checks = [replace(STOP, id="backup")]

    def automatic(_zone, *, by):
        home.changes.checks = [replace(FINE, id="backup")]
        return tmp_path / "zone-1.age"

    home.console.backup = SimpleNamespace(automatic=automatic)
    found = home.done(*START, "--json").document
    assert found["backup"].endswith("zone-1.age")
    assert found["material"] is not None


def test_an_assigned_change_is_not_started_again(home) -> None:
    home.done(*START)
    home.changes.change = replace(home.changes.change, state=ChangeState.ASSIGNED)
    ran = home(*START)
    assert (ran.code, ran.out) == (1, "")


def test_preflight_alone_refuses_where_something_stops(home) -> None:
    assert home("change", "preflight", "--zone", "north").code == 0
    home.changes.checks = [STOP]
    assert home("change", "preflight", "--zone", "north", "--json").code == 1


@pytest.mark.parametrize(
    ("words", "in_stages"), [([], None), (["--all-at-once"], False), (["--in-stages"], True)]
)
def test_assign_goes_to_all_at_once_unless_stages_are_asked_for(home, words, in_stages) -> None:
    home.done(*START)
    home.done("change", "assign", "--zone", "north", "--confirm", "north", *words)
    assert home.changes.in_stages is in_stages
    both = ("change", "assign", "--zone", "north", "--in-stages", "--all-at-once")
    assert home(*both).code == 2


def test_assign_asks_for_the_typed_name(home) -> None:
    home.done(*START)
    refused = home("change", "assign", "--zone", "north")
    assert refused.code == 1
    assert "--confirm north" in refused.err
    home.done("change", "assign", "--zone", "north", "--confirm", "South")
    assert home.changes.asked == ["South"]  # the service decides


def test_the_date_is_moved_or_left_to_a_person(home) -> None:
    home.done(*START)
    said = home.done("change", "move-date", "--zone", "north", "2026-12-01")
    assert "2026-12-01T00:00:00Z" in said.out
    assert "by hand" in home.done("change", "move-date", "--zone", "north", "by-hand").out


def test_activation_reports_servers_that_did_not_follow(home) -> None:
    home.done(*START)
    assert "Nothing is due" in home.done("change", "activate", "--zone", "north", "--if-due").out
    home.changes.states[home.ids[1]] = DeliveryState.ROLLED_BACK
    ran = home("change", "activate", "--zone", "north", "--overrule", "seen by phone", "--json")
    assert ran.code == 1
    assert "1 server did not follow" in ran.err
    assert ran.document["activated"] is True
    assert [each["state"] for each in ran.document["deliveries"]] == ["staged", "rolled back"]
    assert home.changes.asked == [(False, "seen by phone")]


def test_files_go_to_the_servers_named(home) -> None:
    ran = home.done("deliver", "--zone", "north", "--server", "zen02.example.org", "--json")
    assert [each["server"] for each in ran.document["deliveries"]] == ["zen02.example.org"]
    assert "zen01.example.org" in home.done("deliver", "--zone", "north").out
    assert home("deliver", "--zone", "north", "--server", "zen03.example.org").code == 1


def test_a_host_key_is_accepted_for_one_server(home) -> None:
    accept = ("deliver", "--zone", "north", "--accept-host-key", "SHA256:abc")
    assert home(*accept).code == 2
    assert home.changes.asked == []
    home.done(*accept, "--server", "zen02.example.org")
    assert home.changes.asked[0] == (home.ids[1], "SHA256:abc")


def test_a_dry_run_asks_for_no_password(home) -> None:
    home.console.desk.vault.delete("password:anna")
    servers = home.console.servers.of(home.changes.zone.id)
    home.changes.plan = [(server, ("lay files", "rename")) for server in servers]
    ran = home.done("deliver", "--zone", "north", "--dry-run", "--server", "zen01.example.org")
    assert ran.out.splitlines() == ["zen01.example.org", "  lay files", "  rename"]


def cell(server, *, trusted: bool, now) -> Cell:
    return Cell(
        server=server, leaf=Leaf.NEW, trust=Trust.OLD, moment=Moment.NOW, at=now, trusted=trusted,
        expected=True, reason="" if trusted else "unable to get issuer",
    )  # fmt: skip


@pytest.mark.parametrize("trusted", [True, False])
def test_review_prints_the_proof_and_refuses_a_broken_one(home, now, trusted) -> None:
    home.changes.review = lambda _zone: SimpleNamespace(
        old=home.changes.old, new=home.changes.new,
        rows=(SimpleNamespace(what="Key", old="ec-p256", new="ec-p384"),),
        cells=(cell(home.ids[0], trusted=trusted, now=now),),
        outcome=Outcome.PASS if trusted else Outcome.STOP, left_behind=2,
        left_behind_words="2 devices would be left behind.", follow_ups=("Provision 1 device.",),
        servers=tuple(home.console.servers.of(home.changes.zone.id)),
    )  # fmt: skip
    ran = home("change", "review", "--zone", "north")
    assert ran.code == (0 if trusted else 1)
    assert ("! zen01.example.org" in ran.out) is not trusted
    assert "2 devices would be left behind." in ran.out
    document = home("change", "review", "--zone", "north", "--json").document
    assert document["cells"][0]["server"] == "zen01.example.org"
    assert document["cells"][0]["as_expected"] is trusted


def test_closing_hands_out_the_evidence(home, tmp_path) -> None:
    home.changes.close = lambda _zone, *, by: '{"closed": true}'
    home.changes.evidence = lambda _zone, change=None: f'{{"of": "{change}"}}'
    close = ("change", "close", "--zone", "north")
    assert home.done(*close, "--json").document == {"closed": True}
    home.done(*close, "--out", tmp_path / "evidence.json")
    assert (tmp_path / "evidence.json").read_text() == '{"closed": true}\n'
    assert home(*close, "--out", tmp_path / "evidence.json").code == 1
    report = ("change", "report", "--zone", "north", "--out")
    assert home.done(*report, "-", "--change", "7").document == {"of": "7"}


def test_follow_ups_are_listed_and_ended(home, now) -> None:
    work = FollowUp(
        id=FollowUpId(5), zone=home.changes.zone.id, change=ChangeId(1), kind=FollowUpKind.AMT,
        subject="pc1",
    )  # fmt: skip
    ended = []

    def end(*given, by):
        ended.append((*given, by))
        return [replace(work, state=FollowUpState.DONE, by=Actor("anna"), at=now)]

    home.console.follow_ups = SimpleNamespace(
        of=lambda _z: [work], done_all=end, waive_all=end, reopen_all=end, own=end
    )
    listed = home.done("follow-up", "list", "--zone", "north", "--json").document["follow_ups"]
    assert (listed[0]["id"], listed[0]["kind"], listed[0]["state"]) == (5, "amt", "open")
    assert "pc1" in home.done("follow-up", "list", "--zone", "north", "--kind", "amt").out
    assert home.done("follow-up", "list", "--zone", "north", "--state", "done").out == ""
    home.done("follow-up", "done", 5, "--evidence", "I saw it")
    home.done("follow-up", "waive", 5, "--reason", "scrapped", "--recheck", "2026-12-24")
    home.done("follow-up", "reopen", 5)
    home.done("follow-up", "owner", 5, 6, "--to", "berta")
    home.done("follow-up", "owner", 5, "--to", "-")
    assert [words[1:-1] for words in ended] == [
        ("I saw it",), ("scrapped", now + timedelta(days=30, hours=12)), (), ("berta",), ("",),
    ]  # fmt: skip
    assert ended[3][0] == [5, 6]
    of_nobody = ("follow-up", "list", "--zone", "north", "--owner", "-", "--search", "PC")
    assert "pc1" in home.done(*of_nobody).out
    assert home.done(*of_nobody[:-3], "berta").out == ""


def test_a_probe_tells_what_it_saw_without_a_password(home, now) -> None:
    home.console.desk.vault.delete("password:anna")
    server, other = home.console.servers.of(home.changes.zone.id)

    def sight(of, serving, **more):
        seen = Sighting(zone=of.zone, server=of.id, at=now, **more)
        nobody = "" if seen.presented else "-"
        return SimpleNamespace(
            server=of, sighting=seen, serving=serving, trusted_by_old=nobody,
            trusted_by_new="self-signed" if seen.presented else "-", words="seen",
        )  # fmt: skip

    sights = [
        sight(server, Serving.OLD, presented=("ab" * 32,)),
        sight(other, Serving.UNREACHABLE, trouble=Trouble.REFUSED),
    ]
    home.console.probing = SimpleNamespace(look=lambda _zone, *, servers: sights)
    first, second = home.done("probe", "--zone", "north", "--json").document["servers"]
    assert first["seen"]["presented"] == [":".join(["AB"] * 32)]
    assert (first["trusted_by_old"], first["trusted_by_new"]) == (True, False)
    assert (second["trusted_by_old"], second["seen"]["trouble"]) == (None, "refused")
    assert "AB:AB" in home.done("probe", "--zone", "north").out


def test_status_says_what_is_open_and_next(home) -> None:
    home.done(*START)
    home.changes.status = lambda _zone: SimpleNamespace(
        change=home.changes.change, step="review", words="The material is made.",
        server_lines=("zen01: staged",), device_counts={"update assigned": 3, "unknown": 0},
        open=("1 follow-up",), next="Look at the review.",
    )  # fmt: skip
    said = home.done("change", "status", "--zone", "north").out
    assert "The material is made." in said
    assert "Next: Look at the review." in said
    assert "unknown" not in said
    found = home.done("change", "status", "--zone", "north", "--json").document
    assert found["devices"] == {"update assigned": 3, "unknown": 0}
    assert found["change"]["kind"] == ChangeKind.REMINT.value
