"""Write the database that this zenca's schema makes, with a zone in it, for every later zenca.

    .venv/bin/python tests/data/schema/make.py tests/data/schema/0002.db

While a schema is unreleased its database is made again whenever a step changes; once released,
neither the step nor the database is touched any more.
"""

import hashlib
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice  # noqa: E402
from zenca_gui.core.certificate import (  # noqa: E402
    Certificate,
    CertificateStatus,
    ChangeId,
    CrossCertificate,
    CrossId,
    Custody,
    Generation,
    GenerationId,
    GenerationStatus,
    KeyId,
    KeyKind,
    SealedKey,
    ServerCertificate,
    ServerCertificateId,
)
from zenca_gui.core.clock import TimeSource  # noqa: E402
from zenca_gui.core.delivery import Delivery, DeliveryState  # noqa: E402
from zenca_gui.core.device_filter import DeviceFilter  # noqa: E402
from zenca_gui.core.follow_up import FollowUp, FollowUpId, FollowUpKind, StepDone  # noqa: E402
from zenca_gui.core.ports.pki import Revoked  # noqa: E402
from zenca_gui.core.request import RequestId, ServerRequest  # noqa: E402
from zenca_gui.core.rollout import Evidence, Stage, StageSaid  # noqa: E402
from zenca_gui.core.rollout_stages import plan  # noqa: E402
from zenca_gui.core.sighting import Sighting, Trouble  # noqa: E402
from zenca_gui.core.subscription import Side, Subscription, SubscriptionId  # noqa: E402
from zenca_gui.core.system_update import SystemUpdate, UpdateId  # noqa: E402
from zenca_gui.core.zenworks import DeviceFacts, ZenworksAccess  # noqa: E402
from zenca_gui.core.zone import (  # noqa: E402
    Actor,
    Administrator,
    Carrier,
    Device,
    DeviceId,
    DeviceKind,
    Server,
    ServerId,
    ServerRole,
    SshAccess,
    Zone,
    ZoneId,
)
from zenca_gui.store.database import SqliteStore, open_store  # noqa: E402

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANNA = Actor("anna")


def fill(store: SqliteStore, name: str, now: datetime) -> Zone:
    """Put a zone into the store that has a row in every table, with an open change."""
    with store.transaction() as transaction:
        zone = store.zones.add(
            Zone(
                id=ZoneId(0),
                name=name,
                carrier=Carrier.TOOLS,
                time=TimeSource(anchor=now, shows=now + timedelta(days=9), speed=60.5),
                backup_recipient="age1example",
            )
        )
        if store.administrators.named("anna") is None:
            store.administrators.add(
                Administrator(id=0, name="anna", password_hash="$argon2id$…", added_at=now)
            )
        store.administrators.mark_shown("anna", zone.id, "window", now)
        store.saved_filters.save(zone.id, "anna", "Phones", DeviceFilter(search="phone"))
        servers = _servers(store, zone, now)
        devices = _devices(store, zone, now)
        old = _generation(store, zone, 1, GenerationStatus.ACTIVE, now)
        change = _change(store, zone, old, now)
        new = _generation(store, zone, 2, GenerationStatus.FUTURE, now, change.id)
        store.changes.replace(_chosen(change, new, now))
        _material(store, zone, change, old, new, servers, now)
        _rollout(store, change, servers, devices, now)
        for kind in ("zone.added", "change.assigned"):
            transaction.record(
                at=now, zone_time=now, actor=ANNA, zone=name, kind=kind, words=f"{kind}: {name}.",
                evidence=Evidence.TOLD, detail={"zone": name, "count": 3, "list": ["ä", None]},
            )  # fmt: skip
    return zone


def certificate(words: str, now: datetime) -> Certificate:
    """Return what looks like a certificate to a store, which reads none."""
    der = words.encode()
    return Certificate(
        der=der,
        subject=f"CN={words}",
        issuer=f"CN={words}",
        serial=2**159 - len(words),
        not_before=now,
        not_after=now + timedelta(days=3650),
        key="ec-p256",
        signature="SHA-256 with ECDSA",
        sha256=hashlib.sha256(der).hexdigest(),
        sha1=hashlib.sha1(der, usedforsecurity=False).hexdigest(),
        public_sha256=hashlib.sha256(der * 2).hexdigest(),
        ca=True,
        path_length=0,
        key_identifier="aa",
        authority_identifier="bb",
        names=("zen01.example.org", "192.0.2.1"),
        self_signed=True,
    )


def _servers(store: SqliteStore, zone: Zone, now: datetime) -> list[Server]:
    first = Server(
        id=ServerId(0), zone=zone.id, fqdn="zen01.example.org", aliases=("zen01", "züri"),
        address="192.0.2.1", port=8443, ca_role=True, mdm=True, os="SLES 15", version="24.4",
        ssh=SshAccess(port=2222, user="root", host_key="SHA256:x", folder="/etc/zenca"),
    )  # fmt: skip
    second = Server(
        id=ServerId(0), zone=zone.id, fqdn="sat01.example.org", role=ServerRole.SATELLITE
    )
    servers = [store.servers.add(first), store.servers.add(second)]
    leaf = certificate(f"{zone.name} leaf", now)
    store.authorities.remember([leaf])
    store.servers.saw(
        [
            Sighting(zone=zone.id, server=servers[0].id, at=now, presented=(leaf.sha256,),
                     protocol="TLSv1.3", cipher="TLS_AES_256_GCM_SHA384", clock=now),
            Sighting(zone=zone.id, server=servers[1].id, at=now, trouble=Trouble.REFUSED,
                     detail="[Errno 111]"),
        ]
    )  # fmt: skip
    return servers


def _devices(store: SqliteStore, zone: Zone, now: datetime) -> list[Device]:
    bare = Device(id=DeviceId(0), zone=zone.id, guid="", name="phone", kind=DeviceKind.MOBILE,
                  mdm_server="mdm.example.org")  # fmt: skip
    whole = Device(
        id=DeviceId(0), zone=zone.id, guid="b1946ac9", name="WS-Ä-001", kind=DeviceKind.WORKSTATION,
        os="Windows 11", user="berta", amt=True, test=True, last_contact=now,
        stage=Stage.PENDING, stage_at=now, stage_evidence=Evidence.SEEN, stage_by="lab",
        stage_reason="because", can_talk=False,
        stage_other=StageSaid(
            stage=Stage.ASSIGNED, at=now, evidence=Evidence.REPORTED, by="list.csv", reason="ö"
        ), talk_reason="unknown CA",
    )  # fmt: skip
    store.contacts.looked(zone.id, now)
    bare, whole = store.devices.add([bare, whole])
    store.devices.heard([(whole.id, now + timedelta(hours=30))])
    store.zenworks.put(
        ZenworksAccess(
            zone=zone.id, host="zen01.example.org", account="Administrator", pinned=b"0\x82",
            at_start=True, every_hours=4, tried_at=now, trouble="It was away.", begun_at=now,
            read_at=now, devices=2, nagged_at=now,
        )
    )  # fmt: skip
    store.zenworks.told(zone.id, [whole.guid])
    store.zenworks.note(
        [
            DeviceFacts(
                device=whole.id, folder="/Devices/Workstations", version="23.3.0",
                status="Active", read_at=now,
            )
        ]
    )  # fmt: skip
    return [bare, whole]


def _generation(
    store: SqliteStore,
    zone: Zone,
    number: int,
    status: GenerationStatus,
    now: datetime,
    change: ChangeId | None = None,
) -> Generation:
    return store.authorities.add_generation(
        Generation(
            id=GenerationId(0),
            zone=zone.id,
            number=number,
            key_number=number,
            certificate=certificate(f"{zone.name} G{number}", now),
            chain=(certificate("Issuer", now), certificate("Root", now)),
            custody=Custody.ZENCA,
            status=status,
            key_id=KeyId(f"{zone.name}-ca-{number}"),
            change=change,
            added_at=now,
        )
    )


def _change(store: SqliteStore, zone: Zone, old: Generation, now: datetime) -> Change:
    return store.changes.add(
        Change(
            id=ChangeId(0),
            zone=zone.id,
            kind=ChangeKind.REMINT,
            state=ChangeState.DRAFT,
            old=old.id,
            opened_at=now,
            opened_by=ANNA,
        )
    )


def _chosen(change: Change, new: Generation, now: datetime) -> Change:
    return Change(
        id=change.id,
        zone=change.zone,
        kind=change.kind,
        state=ChangeState.ASSIGNED,
        old=change.old,
        new=new.id,
        choice=Choice(
            key=KeyKind.EC_P256,
            subject="CN=Zone CA",
            validity_days=3650,
            server_validity_days=730,
            carrier=Carrier.TOOLS,
            activate_at=now + timedelta(days=7),
        ),
        opened_at=change.opened_at,
        opened_by=change.opened_by,
        assigned_at=now,
    )


def _material(
    store: SqliteStore,
    zone: Zone,
    change: Change,
    old: Generation,
    new: Generation,
    servers: list[Server],
    now: datetime,
) -> None:
    rooms = store.authorities
    rooms.add_cross(
        CrossCertificate(
            id=CrossId(0),
            zone=zone.id,
            change=change.id,
            subject_generation=new.id,
            issuer_generation=old.id,
            certificate=certificate(f"{zone.name} cross", now),
        )
    )
    rooms.add_server_certificates(
        [
            ServerCertificate(
                id=ServerCertificateId(0),
                zone=zone.id,
                server=server.id,
                generation=new.id,
                certificate=certificate(f"{zone.name} {server.fqdn}", now),
                status=CertificateStatus.FUTURE,
                key_id=KeyId(f"{zone.name}-{server.fqdn}"),
                change=change.id,
                added_at=now,
            )
            for server in servers
        ]
    )
    key = KeyId(f"{zone.name}-ca-1")
    rooms.reserve_key(key, zone.id, now)
    rooms.reserve_key(KeyId(f"{zone.name}-reserved"), zone.id, now)
    sealed = SealedKey(
        id=key, zone=zone.id, purpose="ca", pem=b"-----BEGIN", wrapped_by=key, public_sha256="cc"
    )
    rooms.add_keys([sealed])
    rooms.revoke(old.id, [Revoked(serial=2**158 + 1, at=now)])
    rooms.add_crl(old.id, 7, b"\x30\x00\xff", now + timedelta(days=30))


def _rollout(
    store: SqliteStore, change: Change, servers: list[Server], devices: list[Device], now: datetime
) -> None:
    rows = store.changes
    rows.add_update(
        SystemUpdate(
            id=UpdateId(0), zone=change.zone, change=change.id, name="Update 1",
            carrier=Carrier.TOOLS, assigned_at=now, trust_sha256="dd",
        )
    )  # fmt: skip
    rows.delivered(
        Delivery(
            zone=change.zone, change=change.id, server=servers[0].id, state=DeliveryState.STAGED,
            release="r2", previous="r1", detail="", at=now,
        )
    )  # fmt: skip
    told = StepDone(evidence="unprovisioned at the desk", by=ANNA, at=now)
    shared = store.subscriptions.add(
        Subscription(
            id=SubscriptionId(0), zone=change.zone, name="North to South", side=Side.PUBLISHER,
            server=servers[0].id, server_name=servers[0].fqdn, partner="south", kept=b"0\x82",
            console="https://south.example.org", contact="carla", kept_at=now, kept_by="anna",
        )
    )  # fmt: skip
    rows.add_follow_ups(
        [
            FollowUp(
                id=FollowUpId(0), zone=change.zone, change=change.id, kind=FollowUpKind.AMT,
                subject=device.name, device=device.id, owner="berta", steps=(told,),
            )
            for device in devices
        ]
    )  # fmt: skip
    rows.add_follow_ups(
        [
            FollowUp(
                id=FollowUpId(0), zone=change.zone, change=change.id, subject=shared.name,
                kind=FollowUpKind.SUBSCRIBER, subscription=shared.id,
            )
        ]
    )  # fmt: skip
    rows.put_requests(
        [
            ServerRequest(
                id=RequestId(0), zone=change.zone, change=change.id, server=server, der=b"PKCS#10",
                names=("zen01.example.org",), public_sha256="12" * 32, key_id=None, made_at=at,
            )
            for server, at in ((next(iter(rows.deliveries(change.id))), change.opened_at),)
        ]
    )  # fmt: skip
    store.stages.put(plan(change.id))
    rows.keep(change.id, "preflight", '{"checks": []}')


def make(target: Path) -> None:
    """Write the database as one file, without a write-ahead log beside it."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "zenca", now=NOW)
        fill(store, "north", NOW)
        path = store.path
        store.close()
        with closing(sqlite3.connect(path)) as db:
            db.execute("pragma journal_mode = delete")
            db.execute("vacuum")
        shutil.copyfile(path, target)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
