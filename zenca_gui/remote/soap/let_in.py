"""What of an answer is let in? What zenca needs; all else, secrets first, is dropped at the door.

An answer of a device also carries push tokens, unlock tokens and passwords. They are taken out
of the document before it becomes values, together with fields of versions that zenca does not
know. (zeep would also let the interface's `xsd:any` swallow every field behind it.)
"""

from __future__ import annotations

from typing import Any

from zeep import Plugin

LET_IN = frozenset(
    {
        # objects
        "UID", "Name", "Path", "PrimaryType", "SubType",
        # search tokens
        "Count", "CountComplete", "Ordered", "AdminID",
        # devices
        "Hostname", "DNS", "LastContact", "LastFullRefresh", "OSName", "PrimaryUser",
        "ZenAgentVersion", "Lost", "Retired", "AgentVersion", "IsTest", "DeviceStatus",
        # mobile devices
        "DeviceMaker", "OSVersion", "LastZenAgentSync", "LastASSync", "LastAPNSync",
        # administrators
        "lastNagTime",
    }
)  # fmt: skip
LONGEST_FIELD = 2_000


class Door(Plugin):
    """Takes everything else out of what is returned, before zeep reads it."""

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> Any:
        """Called by zeep with each answer's document."""
        del operation
        for returned in envelope.iter("{*}return"):
            for part in list(returned):
                if not _is_let_in(part):
                    returned.remove(part)
        return envelope, http_headers


def _is_let_in(part: Any) -> bool:
    if not isinstance(part.tag, str):  # a processing instruction
        return False
    if part.tag.rpartition("}")[2] not in LET_IN:
        return False
    return len(part) == 0 and len(part.text or "") <= LONGEST_FIELD
