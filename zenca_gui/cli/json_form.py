"""How are zones, servers, devices, certificates and the journal written as JSON?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zenca_gui.core.certificate import (
    fingerprint,
    serial_text,
)
from zenca_gui.core.moment import to_iso

if TYPE_CHECKING:
    from zenca_gui.core.certificate import Certificate, Generation, ServerCertificate
    from zenca_gui.core.journal import Entry
    from zenca_gui.core.rollout import StageSaid
    from zenca_gui.core.safe_start import SafeStart
    from zenca_gui.core.sighting import Sighting
    from zenca_gui.core.verdict import Verdict
    from zenca_gui.core.zone import Administrator, Device, Server, ServerId, SshAccess, Zone
    from zenca_gui.services.backup import BackupSummary
    from zenca_gui.services.overview import HealthLine, NextStep, ZoneSummary
    from zenca_gui.services.warnings import Notice

Form = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """Return ISO 8601 in UTC."""
    return to_iso(at) if at else None


def administrator(person: Administrator) -> Form:
    """Write an administrator, without anything of the password."""
    return {"name": person.name, "added_at": moment(person.added_at)}


def zone(zone: Zone) -> Form:
    """Write a zone, but for its settings."""
    return {
        "name": zone.name,
        "carrier": zone.carrier.value,
        "lab": zone.lab or None,
        "clock_speed": zone.time.speed,
        "backup_recipient": zone.backup_recipient or None,
    }


def summary(summary: ZoneSummary) -> Form:
    """Write a zone in a list of zones."""
    return {
        **zone(summary.zone),
        "urgency": summary.urgency.name.lower(),
        "left": summary.short,
        "ca": generation(summary.generation) if summary.generation else None,
        "change": summary.change.state.value if summary.change else None,
        "servers": summary.servers,
        "devices": summary.devices,
    }


def server(server: Server) -> Form:
    """Write a server."""
    return {
        "fqdn": server.fqdn,
        "aliases": list(server.aliases),
        "address": server.address or None,
        "port": server.port,
        "role": server.role.value,
        "mdm": server.mdm,
        "ca_role": server.ca_role,
        "os": server.os or None,
        "version": server.version or None,
        "ssh": _ssh(server.ssh) if server.ssh else None,
    }


def _ssh(ssh: SshAccess) -> Form:
    return {
        "port": ssh.port,
        "user": ssh.user,
        "key_file": ssh.key_file or None,
        "host_key": ssh.host_key or None,
        "folder": ssh.folder or None,
        "profile": ssh.profile,
    }


def certificate(certificate: Certificate) -> Form:
    """Write what was read from a certificate; the serial in hexadecimal, as OpenSSL prints it."""
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": serial_text(certificate.serial),
        "not_before": moment(certificate.not_before),
        "not_after": moment(certificate.not_after),
        "key": certificate.key,
        "signature": certificate.signature,
        "sha256": fingerprint(certificate.sha256),
        "sha1": fingerprint(certificate.sha1),
        "public_sha256": fingerprint(certificate.public_sha256),
        "ca": certificate.ca,
        "path_length": certificate.path_length,
        "key_identifier": certificate.key_identifier or None,
        "authority_identifier": certificate.authority_identifier or None,
        "names": list(certificate.names),
        "self_signed": certificate.self_signed,
    }


def generation(generation: Generation) -> Form:
    """Write a CA generation."""
    return {
        "name": generation.name,
        "status": generation.status.value,
        "custody": generation.custody.value,
        "key_sealed_here": generation.key_id is not None,
        "ends": moment(generation.ends),
        "added_at": moment(generation.added_at),
        "certificate": certificate(generation.certificate),
        "chain": [certificate(above) for above in generation.chain],
    }


def server_certificate(issued: ServerCertificate, servers: Mapping[ServerId, Server]) -> Form:
    """Write a server's certificate."""
    holder = servers.get(issued.server)
    return {
        "server": holder.fqdn if holder else None,
        "status": issued.status.value,
        "certificate": certificate(issued.certificate),
    }


def device(device: Device, needs: Verdict | None) -> Form:
    """Write a device; `needs` is its verdict where a change asks for one."""
    return {
        "guid": device.guid,
        "name": device.name,
        "kind": device.kind.value,
        "os": device.os or None,
        "user": device.user or None,
        "mdm_server": device.mdm_server or None,
        "amt": device.amt,
        "lost": device.lost,
        "retired": device.retired,
        "test": device.test,
        "last_contact": moment(device.last_contact),
        "stage": device.stage.value,
        "stage_at": moment(device.stage_at),
        "stage_evidence": device.stage_evidence.value if device.stage_evidence else None,
        "stage_by": device.stage_by or None,
        "stage_reason": device.stage_reason or None,
        "stage_contradicted_by": _said(device.stage_other) if device.stage_other else None,
        "can_talk": device.can_talk,
        "talk_reason": device.talk_reason or None,
        "verdict": needs.value if needs else None,
    }


def _said(other: StageSaid) -> Form:
    return {
        "stage": other.stage.value,
        "at": moment(other.at),
        "evidence": other.evidence.value,
        "by": other.by or None,
        "reason": other.reason or None,
    }


def sighting(sighting: Sighting) -> Form:
    """Write one look at a server: what it presented, leaf first."""
    return {
        "at": moment(sighting.at),
        "presented": [fingerprint(digest) for digest in sighting.presented],
        "trouble": sighting.trouble.value if sighting.trouble else None,
        "detail": sighting.detail or None,
        "protocol": sighting.protocol or None,
        "cipher": sighting.cipher or None,
        "clock": moment(sighting.clock),
    }


def safe_start(start: SafeStart) -> Form:
    """Write the latest safe start with the figures behind it."""
    return {
        "at": moment(start.at),
        "reach_seconds": int(start.reach.total_seconds()) if start.reach is not None else None,
        "prepare_seconds": int(start.prepare.total_seconds()),
        "share": start.share,
        "devices": start.devices,
        "devices_without_contact": start.unknown,
        "devices_never_returning": start.gone,
        "knows_too_little": start.too_little.value if start.too_little else None,
    }


def notice(notice: Notice) -> Form:
    """Write the login warning of a zone."""
    return {
        "zone": notice.zone.name,
        "ca": notice.generation.name,
        "ends": moment(notice.ends),
        "now": moment(notice.now),
        "urgency": notice.urgency.name.lower(),
        "sentence": notice.sentence,
        "breaks": list(notice.breaks),
        "server_certificates_ending": [
            {"server": server.fqdn, "ends": moment(ends)} for server, ends in notice.ending
        ],
        "latest_safe_start": safe_start(notice.safe_start),
        "latest_safe_start_words": notice.safe_start_words,
        "change": notice.change.state.value if notice.change else None,
    }


def health(line: HealthLine) -> Form:
    """Write one line of a zone's health."""
    return {
        "id": line.id,
        "outcome": line.outcome.value,
        "text": line.text,
        "when": moment(line.when) if line.when else None,
    }


def next_step(step: NextStep) -> Form:
    """Write what to do next."""
    return {"words": step.words, "action": step.action or None}


def entry(entry: Entry) -> Form:
    """Write a line of the journal with what it is sealed by."""
    return {
        "sequence": entry.sequence,
        "at": moment(entry.at),
        "zone_time": moment(entry.zone_time),
        "actor": entry.actor,
        "zone": entry.zone or None,
        "kind": entry.kind,
        "words": entry.words,
        "evidence": entry.evidence,
        "detail": json.loads(entry.detail),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def backup_summary(summary: BackupSummary) -> Form:
    """Write what a backup holds."""
    return {
        "zone": summary.zone,
        "made_at": moment(summary.made_at),
        "generations": summary.generations,
        "keys": summary.keys,
        "servers": summary.servers,
        "devices": summary.devices,
        "head": summary.head,
    }
