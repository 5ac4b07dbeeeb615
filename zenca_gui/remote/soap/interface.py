"""Which questions does zenca ask of the SOAP interface? Those listed here, and no others."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

import zeep as untyped_zeep
from lxml import etree  # type: ignore[import-untyped]
from zeep.exceptions import Error, Fault, XMLSyntaxError
from zeep.wsdl import utils

from zenca_gui.core.errors import RemoteError
from zenca_gui.core.places import resource
from zenca_gui.core.ports.zenworks import ZoneDoor
from zenca_gui.remote.soap import trouble
from zenca_gui.remote.soap.let_in import Door
from zenca_gui.remote.soap.wire import Answer, Wire

SHIPPED = "zenworks-soap"
zeep: Any = untyped_zeep
_in_bytes: Any = utils.etree_to_string
_XSD = "{http://www.w3.org/2001/XMLSchema}"

logging.getLogger("zeep").setLevel(logging.CRITICAL)
"""zeep logs messages whole, and values it cannot read: passwords and tokens among them."""


class Faulted(RemoteError):  # noqa: N818 - reads as a sentence where it is caught
    """The server refused one operation, in its own words."""


class Service:
    """One of the zone's services, and the questions it may be asked."""

    def __init__(self, wire: Wire, door: ZoneDoor, asked: Asked) -> None:
        self._door, self._reads = door, asked.reads
        client = zeep.Client(
            str(resource(f"{SHIPPED}/{asked.wsdl}")),
            transport=_Documents(wire, asked.path),
            plugins=[Door()],
            settings=zeep.Settings(
                strict=True,
                forbid_dtd=True,
                forbid_entities=True,
                forbid_external=True,
                xml_huge_tree=False,
                xsd_ignore_sequence_order=True,
            ),
        )
        self._service = client.create_service(asked.binding, asked.path)

    def ask(self, operation: str, **what: Any) -> Any:
        """Ask one question; Faulted in the server's words, RemoteError for everything else."""
        assert operation in self._reads, operation
        try:
            return self._service[operation](**what)
        except Fault as error:
            raise Faulted(trouble.fault_words(error.message)) from error
        except (Error, XMLSyntaxError, LookupError, TypeError, ValueError):
            # not `from error`: zeep puts the whole answer into its message
            raise trouble.no_xml(self._door) from None


class Asked:
    """A service: its description, its address, and the operations that only read."""

    def __init__(self, *, wsdl: str, path: str, binding: str, reads: frozenset[str]) -> None:
        self.wsdl, self.path, self.binding, self.reads = wsdl, path, binding, reads


SEARCHING = frozenset({"search", "getSearchResults", "releaseSearchToken", "getByUID"})
DEVICES = Asked(
    wsdl="device/DeviceAdminServiceService.wsdl",
    path="/zenworks-deviceadmin",
    binding="{http://novell.com/zenworks/datamodel/services/devices/soap}DeviceAdminServiceBinding",
    reads=SEARCHING | {"getServerFolder", "getWorkstationFolder", "getMobileFolder"},
)
ADMINISTRATORS = Asked(
    wsdl="administrator/AdministratorAdminServiceService.wsdl",
    path="/zenworks-administratoradmin",
    binding="{http://novell.com/zenworks/datamodel/services/administrators/soap}"
    "AdministratorAdminServiceBinding",
    reads=SEARCHING | {"getRootUID"},
)


class _Documents:
    """What zeep calls a transport: descriptions come from what ships, questions go by the wire."""

    def __init__(self, wire: Wire, path: str) -> None:
        self._wire, self._path = wire, path

    def load(self, url: str) -> bytes:
        """Return a shipped document; nothing else is ever loaded."""
        path = Path(url2pathname(unquote(urlparse(url).path)) if url.startswith("file:") else url)
        home = resource(SHIPPED).resolve()
        if home not in path.resolve().parents:
            raise LookupError(url)
        return lenient(path)

    def post_xml(self, _address: str, envelope: Any, headers: dict[str, str]) -> Answer:
        """Send one question."""
        return self._wire.post(self._path, _in_bytes(envelope), headers)


def lenient(path: Path) -> bytes:
    """Return a shipped document as zeep is to read it: every field may be missing, none unknown.

    What is not let in, and what other versions leave out, is then missing; and zeep would let an
    `any` swallow all fields that stand behind it.
    """
    tree = etree.parse(path)
    for each in list(tree.iter(f"{_XSD}any")):
        each.getparent().remove(each)
    for each in tree.iter(f"{_XSD}element"):
        if each.getparent().tag == f"{_XSD}sequence":
            each.set("minOccurs", "0")
    return bytes(etree.tostring(tree))
