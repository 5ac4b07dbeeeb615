"""What does whoever carries a trust kit do, in which order? One page, as text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from zenca_gui.core.certificate import Custody, Generation, fingerprint
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.sheet import Section, Sheet
from zenca_gui.core.zone import DeviceKind, Server, Zone
from zenca_gui.services.trust_kit_scripts import Anchor

PASSWORD = "changeit"  # noqa: S105 - Java's usual word; what lies under it is public
STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
    "h2{margin:1.6em 0 .2em}table{border-collapse:collapse}td,th{text-align:left;"
    "padding:.2em 1em .2em 0;vertical-align:top}code,dd{font-family:monospace;"
    "overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KitFacts:
    """What the page speaks of. `devices` counts those that are neither retired nor lost twice."""

    zone: Zone
    generation: Generation
    old: Generation | None
    after_expiry: bool
    at: datetime
    anchors: tuple[Anchor, ...]
    servers: tuple[Server, ...]
    devices: Mapping[DeviceKind, int]
    name: str


def title(facts: KitFacts) -> str:
    """Return what this kit is."""
    if facts.after_expiry:
        return _("Recovery kit of the zone {zone}").format(zone=facts.zone.name)
    return _("Trust kit of the zone {zone}").format(zone=facts.zone.name)


def page(facts: KitFacts) -> Sheet:
    """Return the order of work: compare, then servers and devices in the order that fits."""
    steps = [_compare(facts)]
    if facts.after_expiry:
        steps += [_servers(facts), _devices(facts), _register(facts)]
    else:
        steps += [_devices(facts), _report(facts), _servers(facts)]
    numbered = [
        Section(
            heading=_("{n}. {heading}").format(n=n, heading=step.heading), words=step.words,
            pairs=step.pairs, header=step.header, rows=step.rows,
        )
        for n, step in enumerate([*steps, _old(facts)], start=1)
    ]  # fmt: skip
    return Sheet(
        title=title(facts),
        about=_(
            "Written {when} for the CA {name}, which ends {ends}. There is no key and no secret in "
            "this folder: anybody may have it, but nobody may change it on its way."
        ).format(
            when=to_iso(facts.at), name=facts.generation.name, ends=to_iso(facts.generation.ends)
        ),
        sections=(*numbered, _scripts(), _containers(facts)),
    )


def _compare(facts: KitFacts) -> Section:
    return Section(
        heading=_("Compare the fingerprint"),
        words=(
            _(
                "Read it to a second person who sees it in zenca, on the pane Certificates. "
                "Whoever trusts a wrong certificate trusts whoever made it."
            ),
        ),
        pairs=tuple(
            pair
            for anchor in facts.anchors
            for pair in (
                (_("Subject"), anchor.certificate.subject),
                (_("SHA-256"), fingerprint(anchor.certificate.sha256)),
                (_("SHA-1"), fingerprint(anchor.certificate.sha1)),
            )
        ),
    )


def _servers(facts: KitFacts) -> Section:
    if facts.after_expiry:
        words = [
            _(
                "First of all: no device can come back before its server serves a certificate of "
                "the new CA. Begin with the server that has the CA role, then the other Primary "
                "Servers, then the satellites."
            )
        ]
    else:
        words = [
            _(
                "Servers switch on the activation date, not before: what trusts the old CA alone "
                "loses contact then, unless an overlap carries it."
            )
        ]
    if facts.servers:
        words += [
            _(
                "zenca delivers to servers it reaches over SSH. For every other one the folder "
                "servers/NAME holds what it presents: certificate.pem, fullchain.pem in the right "
                "order, and chain.pem where something stands above it. Its key is not here; it "
                "stays on the server, or in zenca."
            )
        ]
    else:
        words += [_("No server has a certificate of this CA yet; make them first.")]
    if facts.after_expiry:
        words += [
            _("On every server run its platform's script too: servers trust each other by it.")
        ]
    return Section(
        heading=_("Servers"),
        words=tuple(words),
        header=(_("Server"), _("Address"), _("Port"), _("CA role")) if facts.servers else (),
        rows=tuple(
            (s.fqdn, s.address or s.fqdn, str(s.port), _("yes") if s.ca_role else "")
            for s in sorted(facts.servers, key=lambda s: (not s.ca_role, s.role.value, s.fqdn))
        ),
    )


def _devices(facts: KitFacts) -> Section:
    pilot = _(
        "A few of each kind first. Run the script with `check`: it says Trusted with the "
        "fingerprint above, and its exit code is 0. Then the rest, with the tool that reaches "
        "them: group policy, MDM, Ansible, or by hand."
    )
    again = _("Every script can be run again: what is done is left as it is. Its undo is `undo`.")
    phones = _("Phones and tablets take the .cer from your MDM, as a certificate profile.")
    servers = _("Servers trust each other by it too: run their platform's script on them first.")
    words = [pilot, again] if facts.after_expiry else [servers, pilot, again]
    if facts.devices.get(DeviceKind.MOBILE):
        words.append(phones)
    counted = tuple(
        (_kind(kind), str(facts.devices[kind])) for kind in DeviceKind if facts.devices.get(kind)
    )
    return Section(
        heading=_("Devices"),
        words=tuple(words),
        header=(_("Kind"), _("Devices")) if counted else (),
        rows=counted,
    )


def _register(_facts: KitFacts) -> Section:
    return Section(
        heading=_("Bring them back"),
        words=(
            _(
                "Trust alone is not contact: every agent must register again until zenca has seen "
                "it, and every mobile device must enrol again. zenca lists them on the pane "
                "Devices, and with: zenca devices list --verdict must-re-register."
            ),
            _("AMT devices are unprovisioned and provisioned again, in this order."),
        ),
    )


def _report(_facts: KitFacts) -> Section:
    return Section(
        heading=_("Say who has it"),
        words=(
            _(
                "zenca reaches servers, not devices. Tell it who trusts the new CA, or import the "
                "list of your tool: zenca devices stage --set pending … --evidence TEXT. A device "
                "nobody reported is not counted as safe."
            ),
        ),
    )


def _old(facts: KitFacts) -> Section:
    if facts.old is None:
        return Section(
            heading=_("Afterwards"), words=(_("Keep this folder until the change is closed."),)
        )
    held = (_("The old CA {name}").format(name=facts.old.name),
            fingerprint(facts.old.certificate.sha256))  # fmt: skip
    if facts.after_expiry:
        words = _(
            "The expired CA does no harm where it still lies, and no good. Take it out once "
            "zenca's change is closed. It is in the folder old, so that you can tell it."
        )
    else:
        words = _(
            "Leave the old CA where it is trusted until zenca's change is closed: servers that "
            "have not switched yet, and a roll back, need it. It is in the folder old."
        )
    return Section(heading=_("The old CA stays for now"), words=(words,), pairs=(held,))


def _scripts() -> Section:
    run = _("as root")
    rows = (
        (_("Windows"), "windows.ps1", _("elevated, or as a start-up script")),
        (_("Windows without PowerShell"), "windows.cmd", _("elevated; needs ../certificates")),
        (_("Debian, Ubuntu"), "debian-ubuntu.sh", run),
        (_("Red Hat, Fedora and their kin"), "red-hat.sh", run),
        (_("SUSE"), "suse.sh", run),
        (_("macOS"), "macos.sh", _("as root; somebody confirms, or your MDM carries the .cer")),
        (_("Java"), "java.sh", _("who may write the keystore; STOREPASS is its password")),
        (_("Firefox, Chromium, NSS"), "firefox-nss.sh", _("as the user whose profile it is")),
        (_("Firefox, managed"), "firefox-policies.json",
         _("into distribution/policies.json of Firefox")),
    )  # fmt: skip
    return Section(
        heading=_("The scripts"),
        words=(
            _("In the folder scripts. Each takes install (or nothing), undo, or check:"),
            "powershell -ExecutionPolicy Bypass -File windows.ps1 check",
            "sudo sh debian-ubuntu.sh",
        ),
        header=(_("Platform"), _("Script"), _("Run it")),
        rows=rows,
    )


def _containers(facts: KitFacts) -> Section:
    name = facts.name
    rows = (
        (f"{name}.pem", _("PEM: the CA and its chain")),
        (f"{name}.crt", _("PEM: the CA alone")),
        (f"{name}.cer", _("DER: the CA alone; Windows, phones, MDM")),
        (f"{name}.p7b", _("PKCS#7: the CA and its chain")),
        (f"{name}.p12", _("PKCS#12 trust store without a key; Java 8u301 and later")),
        (f"{name}.jks", _("Java keystore without a key; any Java")),
    )
    words = [
        _("In the folder certificates. The word for both trust stores is {word}.").format(
            word=PASSWORD
        )
    ]
    if facts.generation.custody is Custody.EXTERNAL:
        words.append(_("Every certificate of the chain is there by itself too, .cer and .crt."))
    return Section(
        heading=_("The certificates"),
        words=tuple(words),
        header=(_("File"), _("Holds")),
        rows=rows,
    )


def _kind(kind: DeviceKind) -> str:
    return {
        DeviceKind.WORKSTATION: _("Workstations"),
        DeviceKind.SERVER: _("Servers with an agent"),
        DeviceKind.SATELLITE: _("Satellites"),
        DeviceKind.MOBILE: _("Mobile devices"),
    }[kind]


def as_html(sheet: Sheet) -> str:
    """Return a sheet as one HTML page that needs nothing else."""
    parts = [
        '<!doctype html><html><head><meta charset="utf-8">',
        f"<title>{escape(sheet.title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(sheet.title)}</h1><p>{escape(sheet.about)}</p>",
    ]
    for section in sheet.sections:
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts += [f"<p>{escape(words)}</p>" for words in section.words]
        pairs = [f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in section.pairs]
        parts += ["<dl>", *pairs, "</dl>"] if pairs else []
        if section.header:
            rows = [_row(section.header, "th"), *(_row(row, "td") for row in section.rows)]
            parts += ["<table>", *rows, "</table>"]
    return "\n".join([*parts, "</body></html>", ""])


def _row(cells: tuple[str, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
