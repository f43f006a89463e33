"""Write a new installation's .env: ``python deploy/new_secrets.py [--into .env]``.

Takes the lines of .env.example and fills in what is secret: an own secret and an own database password for
each service, and a pair of keys for each that vouches for somebody. A file that is there is never touched.
"""

import argparse
import base64
import os
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

EXAMPLE = Path(__file__).parent.parent / ".env.example"
SERVICES = ("territories", "criteria", "synthesis", "gateway")
ISSUERS = ("gateway", "criteria", "synthesis")


def make_secrets(database: str, administrator: str, password: str | None) -> dict[str, str]:
    """Make all secrets by variable; ``database`` is ``host:port/name``, ``password`` its administrator's."""
    own = password or secrets.token_hex(32)
    values = {"POSTGRES_PASSWORD": own, "DATABASE_URL": f"postgresql://{administrator}:{own}@{database}"}
    for service in SERVICES:
        address = f"postgresql://spiral_{service}:{secrets.token_hex(32)}@{database}"
        values[f"SPIRAL_{service.upper()}_DATABASE_URL"] = address
        values[f"{service.upper()}_SECRET"] = secrets.token_urlsafe(48)
    for issuer in ISSUERS:
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        # One line each: what stands between the two marks of a PEM file.
        values[f"{issuer.upper()}_SIGNING_KEY"] = base64.b64encode(private).decode()
        values[f"{issuer.upper()}_PUBLIC_KEY"] = base64.b64encode(public).decode()
    return values


def fill(example: str, values: dict[str, str]) -> str:
    """Fill the values into the lines of an example that name them.

    Raises ``ValueError`` if a value has no line, since it would be lost.
    """
    lines, left = [], dict(values)
    for line in example.splitlines():
        name = line.partition("=")[0]
        lines.append(f"{name}={left.pop(name)}" if name in left else line)
    if left:
        raise ValueError(f"the example does not name {', '.join(sorted(left))}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and write the file; gives the exit status."""
    parser = argparse.ArgumentParser(description="Write a new installation's .env.")
    parser.add_argument("--into", default=".env", help="the file to write, or - for the standard output")
    parser.add_argument("--public-url", default="", help="the address that callers use")
    parser.add_argument("--database", default="postgres:5432/spiral", help="host:port/name of the PostgreSQL")
    parser.add_argument("--administrator", default="postgres", help="who may make roles in that PostgreSQL")
    known = parser.parse_args(arguments)
    values = make_secrets(known.database, known.administrator, os.environ.get("ADMINISTRATOR_PASSWORD"))
    if known.public_url:
        values["SPIRAL_PUBLIC_URL"] = known.public_url
    text = fill(EXAMPLE.read_text(encoding="utf-8"), values)
    if known.into == "-":
        sys.stdout.write(text)
        return 0
    try:
        descriptor = os.open(known.into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{known.into} is there already; nothing was written", file=sys.stderr)
        return 1
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"Wrote {known.into}. Keep a copy in a safe place: without GATEWAY_SECRET no API key is valid any more.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
