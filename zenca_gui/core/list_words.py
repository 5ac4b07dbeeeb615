"""Which words of other people's lists does zenca know by itself? None of them is ambiguous."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind


@lru_cache(maxsize=1_000)  # a list says the same few words a million times
def plain_word(text: str) -> str:
    """Return a word without case, signs and spaces: `Last_Contact ` is `lastcontact`."""
    return "".join(c for c in text.casefold() if c.isalnum())


NAMES: Mapping[str, str] = {
    **dict.fromkeys(("guid", "deviceguid", "zenguid", "deviceid", "uuid", "geräteguid"), "guid"),
    **dict.fromkeys(
        ("name", "device", "devicename", "hostname", "computer", "computername", "gerät",
         "gerätename", "rechner"),
        "name",
    ),
    **dict.fromkeys(("kind", "type", "devicetype", "art", "typ", "geräteart", "gerätetyp"), "kind"),
    **dict.fromkeys(("os", "operatingsystem", "system", "betriebssystem", "platform"), "os"),
    **dict.fromkeys(("user", "username", "owner", "primaryuser", "benutzer", "nutzer"), "user"),
    **dict.fromkeys(("mdmserver", "mdmservername", "mdmhost"), "mdm-server"),
    **dict.fromkeys(("amt", "intelamt", "hasamt"), "amt"),
    **dict.fromkeys(("lost", "verloren"), "lost"),
    **dict.fromkeys(("retired", "ausgemustert"), "retired"),
    **dict.fromkeys(("test", "pilot", "testdevice", "testgerät"), "test"),
    **dict.fromkeys(
        ("lastcontact", "lastcontacttime", "lastseen", "lastcontactdate", "letzterkontakt",
         "zuletztgesehen"),
        "last-contact",
    ),
    **dict.fromkeys(
        ("since", "registered", "registeredon", "added", "enrolled", "registriert"), "since"
    ),
    **dict.fromkeys(
        ("stage", "status", "updatestatus", "updatestage", "certificatestatus", "stufe"), "stage"
    ),
    **dict.fromkeys(("stageat", "stagetime", "statusdate", "statustime", "stand"), "stage-at"),
    **dict.fromkeys(("reason", "error", "message", "comment", "grund", "fehler"), "reason"),
}  # fmt: skip
"""Column names to what they hold (`device_list.Field` by value)."""

STAGES: Mapping[str, Stage] = {
    **{plain_word(stage.value): stage for stage in Stage},
    **{plain_word(stage.name): stage for stage in Stage},
    "stagenotreported": Stage.UNKNOWN,
    "nichtzugewiesen": Stage.NOT_ASSIGNED,
    "updatezugewiesen": Stage.ASSIGNED,
    "updatefehlgeschlagen": Stage.FAILED,
}

KINDS: Mapping[str, DeviceKind] = {
    **{plain_word(kind.value): kind for kind in DeviceKind},
    **dict.fromkeys(
        ("desktop", "laptop", "notebook", "pc", "arbeitsplatz"), DeviceKind.WORKSTATION
    ),
    **dict.fromkeys(("authenticationsatellite", "satellit"), DeviceKind.SATELLITE),
    **dict.fromkeys(
        ("mobiledevice", "phone", "smartphone", "tablet", "mobil", "mobilgerät", "telefon"),
        DeviceKind.MOBILE,
    ),
}

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "wahr"})
NO = frozenset({"no", "n", "false", "0", "-", "nein", "falsch"})
