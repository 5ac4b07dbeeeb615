"""A ZENworks server of our own, over TLS: answers made from the interface's own description.

Every answer that is meant to be right is checked against the XSD before it leaves.
"""

from __future__ import annotations

import base64
import http.server
import ipaddress
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree

from tests.remote.fleet import FOLDERS, SECRETS, Machine

ROOT = Path(__file__).resolve().parents[2] / "resources" / "zenworks-soap"
HOST = "zen01.example.org"
ACCOUNT, PASSWORD = "Administrator", "novell-Ä"
XSD = "http://www.w3.org/2001/XMLSchema"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MODEL = "http://novell.com/zenworks/datamodel"
SERVICES = {
    "/zenworks-deviceadmin": ("device/DeviceAdminServiceService.wsdl", "devices"),
    "/zenworks-administratoradmin": (
        "administrator/AdministratorAdminServiceService.wsdl", "administrators",
    ),
}  # fmt: skip
NAMES = (
    f'xmlns:o="{MODEL}/objects" xmlns:d="{MODEL}/objects/devices" '
    f'xmlns:m="{MODEL}/objects/mobile" xmlns:f="{MODEL}/objects/folders" '
    f'xmlns:a="{MODEL}/objects/administrators" xmlns:e="{MODEL}/exceptions" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
TEST_CERTIFICATES = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Authority:
    """A CA of a zone, with certificates that live for long."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def authority(name: str = "Zone CA") -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(_signed(name, key, None, ca=True), key)


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: Authority | None,
    *,
    ca: bool,
    days: int = 7300,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = by.key if by else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TEST_CERTIFICATES)
        .not_valid_after(TEST_CERTIFICATES + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if not ca:
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
    return builder.sign(signer, hashes.SHA256())


@dataclass
class ZoneServer:
    """What the server holds, how it misbehaves, and what it was asked."""

    machines: list[Machine]
    by: Authority
    present_ca: bool = True
    faults: set[str] = field(default_factory=set)
    """GUIDs of devices that it cannot tell of."""
    largest_page: int = 1_000
    checks: bool = True
    """Whether questions and answers are checked against the XSD."""
    tokens_end_after: int | None = None
    """So many pages into a search it no longer knows it, once."""
    instead: Callable[[Handler, str], bool] | None = None
    """Answers in the server's place; returns whether it did."""
    nagged: str | None = "2026-11-20T08:00:00Z"
    calls: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Own answers that do not fit the XSD, and questions that do not."""
    connections: int = 0
    port: int = 0
    context: ssl.SSLContext = field(default_factory=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))

    def serve_under(self, by: Authority, *, name: str = HOST, days: int = 7300) -> None:
        """Present a certificate of this CA from the next connection on."""
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _signed(name, key, by, ca=False, days=days)
        self.by = by
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            file.write(
                key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                + leaf.public_bytes(Encoding.PEM)
                + (by.pem if self.present_ca else b"")
            )
            file.flush()
            self.context.load_cert_chain(file.name)

    @property
    def by_guid(self) -> dict[str, Machine]:
        return {each.guid: each for each in self.machines}


@contextmanager
def serving(
    machines: Sequence[Machine], by: Authority, *, present_ca: bool = True
) -> Iterator[ZoneServer]:
    """Run a zone's server on the loopback."""
    zone = ZoneServer(list(machines), by, present_ca=present_ca)
    zone.serve_under(by)

    class Web(http.server.ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def finish_request(self, request, client_address):
            request.settimeout(20)
            request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                tls = zone.context.wrap_socket(request, server_side=True)
            except (OSError, ssl.SSLError):
                return
            zone.connections += 1
            with tls:
                Handler(tls, client_address, self)

        def handle_error(self, request, client_address):
            pass

    class _Handler(Handler):
        pass

    web = Web(("127.0.0.1", 0), _Handler)
    web.zone = zone  # type: ignore[attr-defined]
    zone.port = web.server_address[1]
    thread = threading.Thread(target=lambda: web.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield zone
    finally:
        web.shutdown()
        web.server_close()
        thread.join()


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    @property
    def zone(self) -> ZoneServer:
        return self.server.zone  # type: ignore[attr-defined]

    def log_message(self, *_words: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["SOAPAction"].strip('"').rpartition("/")[2]
        self.zone.calls.append(operation)
        self.zone.bodies.append(body)
        if self.zone.instead is not None and self.zone.instead(self, operation):
            return
        login = base64.b64encode(f"{ACCOUNT}:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {login}":
            self.answer(401, b"<html>no</html>", "text/html")
            return
        question = etree.fromstring(body).find(f"{{{SOAP}}}Body")[0]
        self._check(question, "question")
        said = {part.tag.rpartition("}")[2]: part for part in question.iter()}
        try:
            inner = getattr(self, f"_{operation}")(said)
        except _FaultError as fault:
            self.fault(str(fault))
            return
        self.answer(200, self.envelope(operation, inner))

    def envelope(self, operation: str, inner: str) -> bytes:
        namespace = f"{MODEL}/services/{SERVICES[self.path][1]}/soap"
        text = (
            f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}"><s:Body>'
            f'<t:{operation}Response xmlns:t="{namespace}" {NAMES}>{inner}'
            f"</t:{operation}Response></s:Body></s:Envelope>"
        )
        self._check(etree.fromstring(text.encode()).find(f"{{{SOAP}}}Body")[0], "answer")
        return text.encode()

    def _check(self, message: etree._Element, what: str) -> None:
        if not self.zone.checks:
            return
        schema = schema_of(self.path)
        alone = etree.fromstring(etree.tostring(message))
        if not schema.validate(alone):
            self.zone.wrong.append(f"{what}: {schema.error_log.last_error}")

    def answer(self, status: int, body: bytes, media: str = "text/xml; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fault(self, words: str) -> None:
        self.answer(
            500,
            (
                f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><faultcode>s:Server</faultcode>'
                f"<faultstring>{escape(words)}</faultstring><detail>"
                f'<e:RemoteDataModelException xmlns:e="{MODEL}/exceptions"><e:Code>7</e:Code>'
                f"<e:Message>{escape(words)}</e:Message></e:RemoteDataModelException></detail>"
                "</s:Fault></s:Body></s:Envelope>"
            ).encode(),
        )

    # what the device service is asked

    def _getServerFolder(self, _said):
        return self._folder("server")

    def _getWorkstationFolder(self, _said):
        return self._folder("workstation")

    def _getMobileFolder(self, _said):
        return self._folder("mobile")

    def _folder(self, kind: str) -> str:
        return f"<t:return>{_object(f'folder-{kind}', FOLDERS[kind][0], 'Folder')}</t:return>"

    def _getRootUID(self, _said):
        return "<t:return>root</t:return>"

    def _search(self, said):
        kind = (said["folderUID"].text or "").removeprefix("folder-")
        number = len(self._entries(kind))
        return (
            f"<t:return><o:UID>token-{kind}</o:UID><o:Count>{number}</o:Count>"
            "<o:CountComplete>true</o:CountComplete><o:Ordered>false</o:Ordered>"
            "<o:AdminID>7</o:AdminID></t:return>"
        )

    def _entries(self, kind: str) -> list[tuple[str, str, str]]:
        if kind == "root":
            return [(f"admin-{n}", n, "Administrator") for n in ("Berta", ACCOUNT)]
        found = [(m.guid, m.name, "Device") for m in self.zone.machines if m.kind == kind]
        folders = [(f"inner-{kind}", FOLDERS[kind][-1].rpartition("/")[2], "Folder")]
        return folders + found if found else []

    def _getSearchResults(self, said):
        kind = (said["UID"].text or "").removeprefix("token-")
        index, count = int(said["index"].text), int(said["count"].text)
        ends = self.zone.tokens_end_after
        if ends is not None and index > 0:
            self.zone.tokens_end_after = ends - 1 if ends else None
            if not ends:
                raise _FaultError("The search token is not known.")
        some = self._entries(kind)[index : index + min(count, self.zone.largest_page)]
        return "".join(
            f"<t:return><o:UID>{escape(guid)}</o:UID><o:Name>{escape(name)}</o:Name>"
            f"<o:PrimaryType>{what}</o:PrimaryType></t:return>"
            for guid, name, what in some
        )

    def _releaseSearchToken(self, _said):
        return "<t:return>true</t:return>"

    def _getByUID(self, said):
        guid = said["uid"].text or ""
        self.zone.asked_for.append(guid)
        if guid in self.zone.faults:
            raise _FaultError(f"The object {guid} is damaged.")
        if guid.startswith("admin-"):
            return self._administrator(guid)
        if guid.startswith("inner-"):
            return f'<t:return xsi:type="f:Folder">{_object(guid, guid, "Folder")}</t:return>'
        machine = self.zone.by_guid.get(guid)
        return _machine(machine) if machine else ""

    def _administrator(self, guid: str) -> str:
        name = guid.removeprefix("admin-")
        nag = f"<a:lastNagTime>{self.zone.nagged}</a:lastNagTime>" if self.zone.nagged else ""
        return (
            f'<t:return xsi:type="a:Administrator">{_object(guid, f"/{name}", "Administrator")}'
            f"{nag}<a:SuperAdministrator>true</a:SuperAdministrator></t:return>"
        )


class _FaultError(Exception):
    pass


def _object(guid: str, path: str, what: str, name: str = "") -> str:
    return (
        f"<o:UID>{escape(guid)}</o:UID><o:Name>{escape(name or path.rpartition('/')[2])}</o:Name>"
        f"<o:Path>{escape(path)}</o:Path><o:PrimaryType>{what}</o:PrimaryType>"
        "<o:GeneralType>1</o:GeneralType><o:Deletable>true</o:Deletable>"
        "<o:ErrorWarningStatus>0</o:ErrorWarningStatus><o:ComplianceStatus>0</o:ComplianceStatus>"
    )


def _machine(machine: Machine) -> str:
    mobile = machine.kind == "mobile"
    values = {
        "Hostname": machine.name.lower(), "DNS": machine.dns, "Port": "7628",
        "OSName": machine.os, "PrimaryUser": machine.user, "PrimaryUserCalculated": "false",
        "Lost": str(machine.lost).lower(), "Retired": str(machine.retired).lower(),
        "AgentVersion": machine.version, "IsTest": str(machine.test).lower(), "Eri": "false",
        "Ownership": "0", "ZAVOnlyDevice": "false", "IsEnrolled": "true", "Restricted": "false",
        "HasOTAIdentity": "false", "HasMDMIdentity": "false", "DeviceStatus": machine.status,
        **SECRETS, **machine.dates,
    }  # fmt: skip
    parts = _in_order("device/core-addons-devices.xsd", "Device", "d", values)
    if mobile:
        parts += _in_order("device/core-addons-mobile.xsd", "MobileDevice", "m", values)
    path = f"{machine.folder}/{machine.name}"
    return (
        f'<t:return xsi:type="{"m:MobileDevice" if mobile else "d:Device"}">'
        f"{_object(machine.guid, path, 'Device', machine.name)}{parts}</t:return>"
    )


def _in_order(xsd: str, kind: str, prefix: str, values: dict[str, str]) -> str:
    """Write the elements of a type in the XSD's order; what must be there and is not named is 0."""
    parts = []
    for name, kind_of, optional in _elements(xsd, kind):
        if name in values:
            text = values[name]
        elif optional:
            continue
        else:
            text = {"boolean": "false", "string": ""}.get(kind_of, "0")
        parts.append(f"<{prefix}:{name}>{escape(text)}</{prefix}:{name}>")
    return "".join(parts)


_known: dict[tuple[str, str], list[tuple[str, str, bool]]] = {}


def _elements(xsd: str, kind: str) -> list[tuple[str, str, bool]]:
    if (xsd, kind) not in _known:
        tree = etree.parse(ROOT / xsd)
        (found,) = tree.findall(f"{{{XSD}}}complexType[@name='{kind}']")
        _known[xsd, kind] = [
            (e.get("name"), e.get("type").rpartition(":")[2], e.get("minOccurs") == "0")
            for e in found.iter(f"{{{XSD}}}element")
        ]
    return _known[xsd, kind]


_schemas: dict[str, etree.XMLSchema] = {}
_making = threading.Lock()


def schema_of(path: str) -> etree.XMLSchema:
    """The XSD of a service, without its `any`: nothing that it does not name may stand there."""
    with _making:
        if path not in _schemas:
            wsdl = ROOT / SERVICES[path][0]

            class Strict(etree.Resolver):
                def resolve(self, url, _public, context):
                    file = wsdl.parent / Path(url).name
                    return self.resolve_string(_without_any(file), context, base_url=str(file))

            parser = etree.XMLParser()
            parser.resolvers.add(Strict())
            whole = etree.fromstring(_without_any(wsdl), base_url=str(wsdl))
            inner = etree.tostring(whole.find(f".//{{{XSD}}}schema"))
            document = etree.fromstring(inner, parser, base_url=str(wsdl))
            _schemas[path] = etree.XMLSchema(document)
        return _schemas[path]


def _without_any(file: Path) -> bytes:
    tree = etree.parse(file)
    for each in list(tree.iter(f"{{{XSD}}}any")):
        if not any(p.get("name") == "Any" for p in each.iterancestors(f"{{{XSD}}}complexType")):
            each.getparent().remove(each)
    return etree.tostring(tree)
