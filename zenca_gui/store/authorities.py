"""The rooms of the CA together: generations, certificates, keys, revocations."""

from zenca_gui.store.certificates import Certificates
from zenca_gui.store.generations import Generations
from zenca_gui.store.revocations import Revocations
from zenca_gui.store.sealed_keys import SealedKeys
from zenca_gui.store.server_certificates import ServerCertificates


class SqliteAuthorities(Generations, ServerCertificates, Certificates, SealedKeys, Revocations):
    """`core.ports.store.AuthorityRows` over SQLite."""
