"""Is the desktop's keyring locked? Asked over the bus, in bounded time, without any dialog."""

from __future__ import annotations

PATIENCE = 2.0
"""Seconds until a bus that does not answer counts as none."""
_ERROR = "org.freedesktop.DBus.Error."
_NOBODY = tuple(
    _ERROR + name for name in ("ServiceUnknown", "Spawn.", "NameHasNoOwner", "NoReply", "TimedOut")
)
"""What the bus itself says where no Secret Service runs or can be started."""


def default_collection_is_locked() -> bool | None:
    """Return whether a person must unlock it first; None where no keyring answers.

    A keyring without a default collection asks a person to make one, so it counts as locked.
    """
    from jeepney import DBusAddress, HeaderFields, MessageType, Properties  # type: ignore[import-untyped]
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

    collection = DBusAddress(
        "/org/freedesktop/secrets/aliases/default",
        bus_name="org.freedesktop.secrets",
        interface="org.freedesktop.Secret.Collection",
    )
    try:
        with open_dbus_connection(bus="SESSION", auth_timeout=PATIENCE) as bus:
            reply = bus.send_and_get_reply(Properties(collection).get("Locked"), timeout=PATIENCE)
    except (OSError, KeyError, ValueError, TimeoutError):  # no bus, or none that speaks
        return None
    if reply.header.message_type is MessageType.error:
        name = str(reply.header.fields.get(HeaderFields.error_name, ""))
        return None if name.startswith(_NOBODY) else True
    return bool(reply.body[0][1])
