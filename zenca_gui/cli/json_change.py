"""How are a CA change, its checks, its proof and its deliveries written as JSON?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zenca_gui.cli.json_form import Form, certificate, generation, moment, server_certificate

if TYPE_CHECKING:
    from zenca_gui.core.ca_change import Change, Choice
    from zenca_gui.core.certificate import GenerationId
    from zenca_gui.core.delivery import Delivery
    from zenca_gui.core.follow_up import FollowUp
    from zenca_gui.core.preflight import Check
    from zenca_gui.core.proof import Cell
    from zenca_gui.core.retreat import RetreatPreview
    from zenca_gui.core.zone import Server, ServerId
    from zenca_gui.services.change.changes import Status
    from zenca_gui.services.change.parts import Material
    from zenca_gui.services.change.review import Review

Servers = Mapping["ServerId", "Server"]


def change(change: Change, names: Mapping[GenerationId, str]) -> Form:
    """Write a change; `names` are the generations' (G2.2)."""
    return {
        "id": change.id,
        "kind": change.kind.value,
        "state": change.state.value,
        "old": names.get(change.old),
        "new": names.get(change.new) if change.new is not None else None,
        "choice": choice(change.choice) if change.choice else None,
        "opened_at": moment(change.opened_at),
        "opened_by": change.opened_by,
        "activation": moment(change.activation),
        "assigned_at": moment(change.assigned_at),
        "activated_at": moment(change.activated_at),
        "overlap_ended_at": moment(change.overlap_ended_at),
        "closed_at": moment(change.closed_at),
        "cancelled_at": moment(change.cancelled_at),
        "retreated_at": moment(change.retreated_at),
    }


def choice(choice: Choice) -> Form:
    """Write what was chosen."""
    return {
        "key": choice.key.value,
        "subject": choice.subject,
        "validity_days": choice.validity_days,
        "server_validity_days": choice.server_validity_days,
        "reason": choice.reason.value,
        "carrier": choice.carrier.value,
        "activate_at": moment(choice.activate_at),
        "custody": choice.custody.value,
        "same_key": choice.same_key,
        "reissue": choice.reissue,
    }


def check(check: Check) -> Form:
    """Write one line of the pre-flight."""
    return {
        "id": check.id,
        "outcome": check.outcome.value,
        "text": check.text,
        "cure": check.cure or None,
    }


def material(material: Material, servers: Servers) -> Form:
    """Write what was made for a change."""
    return {
        "new": generation(material.new),
        "cross_certificates": [certificate(cross.certificate) for cross in material.crosses],
        "server_certificates": [
            server_certificate(issued, servers) for issued in material.certificates
        ],
    }


def cell(cell: Cell, servers: Servers) -> Form:
    """Write one case of the four-case proof."""
    return {
        "server": servers[cell.server].fqdn if cell.server in servers else None,
        "certificate": cell.leaf.value,
        "trust": cell.trust.value,
        "moment": cell.moment.value,
        "at": moment(cell.at),
        "trusted": cell.trusted,
        "expected": cell.expected,
        "as_expected": cell.as_expected,
        "reason": cell.reason or None,
    }


def review(review: Review) -> Form:
    """Write old beside new, the proof, and who follows how."""
    servers = {server.id: server for server in review.servers}
    return {
        "old": generation(review.old),
        "new": generation(review.new),
        "compared": [{"what": row.what, "old": row.old, "new": row.new} for row in review.rows],
        "proof": review.outcome.value,
        "cells": [cell(each, servers) for each in review.cells],
        "left_behind": review.left_behind,
        "left_behind_words": review.left_behind_words,
        "follow_ups": list(review.follow_ups),
    }


def delivery(delivery: Delivery, servers: Servers) -> Form:
    """Write how far a server is."""
    return {
        "server": servers[delivery.server].fqdn if delivery.server in servers else None,
        "state": delivery.state.value,
        "release": delivery.release or None,
        "previous": delivery.previous or None,
        "detail": delivery.detail or None,
        "at": moment(delivery.at),
    }


def follow_up(follow_up: FollowUp, to_do: str) -> Form:
    """Write one piece of work."""
    return {
        "id": follow_up.id,
        "kind": follow_up.kind.value,
        "subject": follow_up.subject,
        "state": follow_up.state.value,
        "to_do": to_do,
        "evidence": follow_up.evidence or None,
        "by": follow_up.by or None,
        "at": moment(follow_up.at),
        "recheck": moment(follow_up.recheck),
        "owner": follow_up.owner or None,
        "next_step": follow_up.next_step or None,
        "steps": [
            {"evidence": step.evidence, "by": step.by, "at": moment(step.at)}
            for step in follow_up.steps
        ],
    }


def retreat(preview: RetreatPreview) -> Form:
    """Write what giving a change up would do."""
    return {
        "how": preview.how.value,
        "refusal": preview.refusal or None,
        "trusting": preview.trusting,
        "sentences": list(preview.sentences),
        "servers": [
            {"server": each.server.fqdn, "way": each.way.value, "why_not": each.why_not or None}
            for each in preview.servers
        ],
    }


def status(status: Status, names: Mapping[GenerationId, str]) -> Form:
    """Write where a change stands."""
    return {
        "change": change(status.change, names),
        "step": status.step,
        "words": status.words,
        "servers": list(status.server_lines),
        "devices": dict(status.device_counts),
        "open": list(status.open),
        "next": status.next,
    }
