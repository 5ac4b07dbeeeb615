"""What OpenSSL's own client makes of a server: whom it trusts, and what it is shown."""

import subprocess
from datetime import datetime
from pathlib import Path

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.zone import Server

BEGIN = "-----BEGIN CERTIFICATE-----"


def s_client(server: Server, trust: list[bytes], *, at: datetime, folder: Path) -> tuple[bool, str]:
    """Connect as a device with this trust alone would; return whether it talks, and the chain."""
    file = folder / f"trust-{server.id}.pem"
    file.write_bytes(b"".join(trust))
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"{server.host}:{server.port}",
         "-servername", server.fqdn, "-verify_hostname", server.fqdn, "-verify_return_error",
         "-CAfile", str(file), "-no-CApath", "-no-CAstore", "-attime", str(int(at.timestamp())),
         "-showcerts"],
        input="", capture_output=True, text=True, check=False, timeout=20,
    )  # fmt: skip
    shown = done.stdout.split("---\nServer certificate")[0]
    chain = "".join(BEGIN + part.split("-----END")[0] for part in shown.split(BEGIN)[1:])
    return done.returncode == 0, chain


def leaves(chain: str) -> int:
    """Return how many certificates a chain holds."""
    return chain.count(BEGIN)


def pem(certificate: Certificate) -> bytes:
    """Write a certificate as OpenSSL reads it."""
    done = subprocess.run(
        ["openssl", "x509", "-inform", "DER"], input=certificate.der, capture_output=True,
        check=True,
    )  # fmt: skip
    return done.stdout
