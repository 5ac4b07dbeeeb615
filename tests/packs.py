"""Packs as tests and the bench want them: a change that ended or is under way, of any size."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState
from zenca_gui.core.pack import (
    CaFact,
    CaseFact,
    DeviceFact,
    LeafFact,
    Line,
    LookFact,
    Pack,
    PreflightFact,
    ProofFact,
    ServerFact,
    Times,
    WorkFact,
)
from zenca_gui.core.preflight import Check, Outcome
from zenca_gui.core.proof import Leaf, Moment, Trust
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.sighting import Serving
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DIGEST = ":".join(f"{n:02X}" for n in range(0, 256, 8))
NEW_DIGEST = DIGEST[::-1]


def pack(
    *,
    zone: str = "north",
    servers: int = 3,
    devices: int = 40,
    name: str = "WS-{n:05}",
    open_: bool = False,
) -> Pack:
    """A remint: closed, or, `open_`, active with work to do."""
    closed = None if open_ else NOON + 30 * DAY
    state = ChangeState.ACTIVE if open_ else ChangeState.CLOSED
    return Pack(
        zone=zone, change=3, kind=ChangeKind.REMINT, same_key=False, state=state,
        opened_by="anna", as_of=closed or NOON + 9 * DAY,
        times=Times(
            opened=NOON, assigned=NOON + DAY, activation=NOON + 8 * DAY,
            activated=NOON + 8 * DAY, overlap_ended=closed, retreated=None, cancelled=None,
            closed=closed,
        ),
        journal_head=f"412:{'ab' * 32}",
        old=_ca("G1.1", 40, DIGEST), new=_ca("G2.2", 3650, NEW_DIGEST),
        crosses=(NEW_DIGEST,), servers=tuple(_server(n) for n in range(servers)),
        devices=tuple(_device(n, name.format(n=n), open_=open_) for n in range(devices)),
        follow_ups=tuple(_work(devices, name, open_=open_)),
        preflight=PreflightFact(
            outcome=Outcome.PASS, by="anna",
            checks=(Check(id="backup", outcome=Outcome.PASS, text="A backup was made today."),),
        ),
        proof=ProofFact(
            outcome=Outcome.PASS, looks=20 * servers, unexpected=0,
            cases=tuple(case for n in range(servers) for case in _cases(n)),
        ),
        retreat=None,
        timeline=tuple(
            Line(
                sequence=n, at=NOON + (n - 400) * DAY, by="anna", kind="change.step",
                words=f"Step {n} of the change.", known=Evidence.SEEN,
            )
            for n in range(400, 412)
        ),
    )  # fmt: skip


def _ca(name: str, days: int, sha256: str) -> CaFact:
    return CaFact(
        name=name, subject="CN=north Zone CA,O=Example", serial="1a2b3c4d5e6f", key="ec-p256",
        custody="zenca", sha256=sha256, sha1=sha256[:59], not_before=NOON - DAY,
        not_after=NOON + days * DAY,
    )  # fmt: skip


def _server(n: int) -> ServerFact:
    return ServerFact(
        fqdn=f"primary{n}.north.example", delivery=DeliveryState.ENDED,
        delivered_at=NOON + 8 * DAY, detail="", serving=Serving.NEW,
        seen=LookFact(at=NOON + 9 * DAY, presented=(DIGEST,), trouble=None),
        old=LeafFact(sha256=DIGEST, not_after=NOON + 40 * DAY),
        new=LeafFact(sha256=NEW_DIGEST, not_after=NOON + 700 * DAY),
    )  # fmt: skip


def _device(n: int, name: str, *, open_: bool) -> DeviceFact:
    kind = tuple(DeviceKind)[n % 4]
    mobile = kind is DeviceKind.MOBILE
    left = open_ and n % 3 == 0
    needs = Verdict.RE_ENROL if mobile else Verdict.RE_REGISTER
    return DeviceFact(
        name=name, guid=f"{n:032x}", kind=kind, user="maren" if mobile else "",
        stage=Stage.ASSIGNED if left else Stage.ACTIVE, stage_at=NOON + 8 * DAY,
        evidence=Evidence.REPORTED, by="zone server", reason="", other=None, amt=n % 50 == 0,
        last_contact=NOON + timedelta(minutes=n % 10_000), lost=n % 31 == 30, can_talk=None,
        verdict=needs if left else Verdict.NOTHING,
    )  # fmt: skip


def _work(devices: int, name: str, *, open_: bool) -> Iterator[WorkFact]:
    states = (FollowUpState.OPEN, FollowUpState.DONE, FollowUpState.WAIVED)
    for n in range(0, devices, 3):
        state = states[n // 3 % 3] if open_ else states[1 + n % 2]
        ended = state is not FollowUpState.OPEN
        waived = state is FollowUpState.WAIVED
        yield WorkFact(
            kind=FollowUpKind.RE_ENROL if n % 4 == 3 else FollowUpKind.RE_REGISTER,
            subject=name.format(n=n), state=state,
            evidence="on leave until spring" if waived else "seen at the desk" if ended else "",
            by="anna" if ended else "", at=NOON + 20 * DAY if ended else None,
            recheck=NOON + 90 * DAY if waived else None,
            owner="" if ended else "maren", steps=(),
        )  # fmt: skip


def _cases(n: int) -> Iterator[CaseFact]:
    for moment in Moment:
        for leaf in Leaf:
            for trust in Trust:
                trusted = leaf is Leaf.NEW or moment is not Moment.AFTER_END
                yield CaseFact(
                    server=f"primary{n}.north.example", leaf=leaf, trust=trust, moment=moment,
                    at=NOON, trusted=trusted, expected=trusted,
                    reason="" if trusted else "certificate has expired",
                )  # fmt: skip
