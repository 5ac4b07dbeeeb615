"""Somebody else's CA, driven by openssl alone."""

import subprocess
from pathlib import Path

MIDDLE = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n"
AUTHORITY = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"


class Signer:
    """A root with one issuing CA; signs what it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "middle.cnf").write_text(MIDDLE + AUTHORITY)
        (folder / "leaf.cnf").write_text(AUTHORITY)
        self.run(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3000"
            " -keyout root.key -out root.pem -subj /O=Outside/CN=Outside-Root"
            " -addext keyUsage=critical,keyCertSign,cRLSign"
        )
        self.run(
            "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
            " -keyout middle.key -out middle.csr -subj /O=Outside/CN=Outside-Issuing"
        )
        self.run(
            "openssl x509 -req -in middle.csr -CA root.pem -CAkey root.key -CAcreateserial"
            " -days 2000 -extfile middle.cnf -out middle.pem"
        )

    def run(self, command: str) -> str:
        done = subprocess.run(
            command.split(), cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout

    def sign(self, request: Path, name: str, *, days: int = 300) -> Path:
        """Answer one request; the reply lies in the signer's folder."""
        self.run(
            f"openssl x509 -req -in {request} -CA middle.pem -CAkey middle.key -CAcreateserial"
            f" -days {days} -extfile leaf.cnf -copy_extensions copyall -out {name}"
        )
        return self.folder / name

    def fingerprint(self) -> str:
        """The root's fingerprint as its owner reads it out."""
        said = self.run("openssl x509 -in root.pem -noout -fingerprint -sha256")
        return said.partition("=")[2].strip()

    def locked(self, certificate: Path, password: str) -> Path:
        """Put a reply with its issuers into a PKCS#12 file without a key."""
        (self.folder / "chain.pem").write_text(
            (self.folder / "middle.pem").read_text() + (self.folder / "root.pem").read_text()
        )
        made = certificate.with_suffix(".p12")
        self.run(
            f"openssl pkcs12 -export -nokeys -in {certificate} -certfile chain.pem -out {made}"
            f" -passout pass:{password}"
        )
        return made
