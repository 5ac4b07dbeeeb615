"""`zenca server`: which servers hold a certificate under the zone CA, and how are they reached?"""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from zenca_gui.cli import json_form
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns, yes
from zenca_gui.cli.command import Command, Group
from zenca_gui.cli.given import choice, in_zone
from zenca_gui.cli.parser import WrongUsage
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Server, ServerRole, SshAccess

_FIELDS = ("address", "port", "role", "mdm", "ca_role", "os", "version")
_SSH = ("port", "user", "key_file", "host_key", "folder", "profile")


def _words(parser: ArgumentParser) -> None:
    in_zone(parser)
    parser.add_argument("--fqdn", required=True, metavar="F", help=_("its full name"))


def _fields(parser: ArgumentParser) -> None:
    _words(parser)
    parser.add_argument("--address", metavar="A", help=_("where to connect; the name unless told"))
    parser.add_argument("--port", type=int, metavar="P", help=_("its TLS port; 443 unless told"))
    choice(parser, "--role", ServerRole, help=_("what it is; primary unless told"))
    parser.add_argument("--mdm", action=BooleanOptionalAction, help=_("it has the MDM role"))
    parser.add_argument("--ca-role", action=BooleanOptionalAction, help=_("it has the CA role"))
    parser.add_argument(
        "--alias", action="append", metavar="NAME", help=_("another name of it; again for more")
    )
    parser.add_argument("--os", metavar="TEXT", help=_("its operating system"))
    parser.add_argument(
        "--server-version", dest="version", metavar="TEXT", help=_("the zone software's version")
    )
    ssh = parser.add_argument_group(_("how files reach it"))
    ssh.add_argument("--ssh-user", metavar="NAME", help=_("who logs in"))
    ssh.add_argument("--ssh-port", type=int, metavar="P", help=_("its SSH port; 22 unless told"))
    ssh.add_argument(
        "--ssh-key-file",
        type=lambda text: str(Path(text).absolute()),
        metavar="F",
        help=_("the private key to log in with"),
    )
    ssh.add_argument(
        "--ssh-host-key", metavar="SHA256:…", help=_("the fingerprint its host key must have")
    )
    ssh.add_argument(
        "--ssh-folder", metavar="DIR", help=_("the folder there that holds the releases")
    )
    ssh.add_argument("--ssh-profile", metavar="NAME", help=_("the delivery profile"))


def _edit_words(parser: ArgumentParser) -> None:
    _fields(parser)
    parser.add_argument("--new-fqdn", metavar="F", help=_("its new name"))


def _given(given: Namespace) -> dict[str, Any]:
    found = {name: getattr(given, name) for name in _FIELDS if getattr(given, name) is not None}
    if given.alias is not None:
        found["aliases"] = tuple(name for name in given.alias if name)
    return found


def _ssh(given: Namespace, old: SshAccess | None) -> dict[str, Any]:
    changed = {name: value for name in _SSH if (value := getattr(given, f"ssh_{name}")) is not None}
    return {"ssh": replace(old or SshAccess(), **changed)} if changed else {}


def _answer(call: Call, server: Server, words: str) -> int:
    return call.answer(lambda: {"server": json_form.server(server)}, lambda: [words])


def _add(call: Call) -> int:
    fields = _given(call.given) | _ssh(call.given, None)
    later = {name: fields.pop(name) for name in ("os", "version") if name in fields}
    zone, by = call.zone, call.actor
    server = call.console.servers.add(zone.id, call.given.fqdn, by=by, **fields)
    if later:
        server = call.console.servers.edit(server.id, by=by, **later)
    return _answer(call, server, _("Added the server {name}.").format(name=server.fqdn))


def _edit(call: Call) -> int:
    old = call.console.servers.named(call.zone.id, call.given.fqdn)
    fields = _given(call.given) | _ssh(call.given, old.ssh)
    if call.given.new_fqdn is not None:
        fields["fqdn"] = call.given.new_fqdn
    if not fields:
        raise WrongUsage(_("nothing to change was named"))
    server = call.console.servers.edit(old.id, by=call.actor, **fields)
    return _answer(call, server, _("Changed the server {name}.").format(name=server.fqdn))


def _remove(call: Call) -> int:
    server = call.console.servers.named(call.zone.id, call.given.fqdn)
    call.console.servers.remove(server.id, by=call.actor)
    return call.answer(
        lambda: {"removed": server.fqdn},
        lambda: [_("Removed the server {name}.").format(name=server.fqdn)],
    )


def _list(call: Call) -> int:
    servers = call.console.servers.of(call.zone.id)
    return call.answer(
        lambda: {"zone": call.zone.name, "servers": [json_form.server(each) for each in servers]},
        lambda: columns(
            [_("name"), _("address"), _("port"), _("role"), _("CA role"), _("MDM"), _("SSH")],
            [
                [
                    server.fqdn,
                    server.address,
                    str(server.port),
                    server.role.value,
                    yes(server.ca_role),
                    yes(server.mdm),
                    f"{server.ssh.user}:{server.ssh.port}" if server.ssh else "",
                ]
                for server in servers
            ],
        ),
    )


GROUP = Group(
    about=lambda: _("Primary Servers and Authentication Satellites"),
    commands=(
        Command(
            words=("server", "add"),
            help=lambda: _("Add a server."),
            run=_add,
            arguments=_fields,
        ),
        Command(
            words=("server", "edit"),
            help=lambda: _("Change what is known of a server."),
            run=_edit,
            arguments=_edit_words,
        ),
        Command(
            words=("server", "remove"),
            help=lambda: _("Take a server out."),
            run=_remove,
            arguments=_words,
        ),
        Command(
            words=("server", "list"),
            help=lambda: _("List a zone's servers."),
            run=_list,
            arguments=in_zone,
        ),
    ),
)
