"""The form of a key: ``spc_live_<id>_<secret>_<check>``.

The prefix lets scanners find keys that leaked into a repository; the check catches a typing error or a cut
without asking the database. Only a keyed digest is stored: a secret of 190 bits needs no slow hash.
"""

import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX = "spc_live"
ID_LENGTH = 10
SECRET_LENGTH = 32
CHECK_LENGTH = 6

_FORM = re.compile(rf"{PREFIX}_([0-9A-Za-z]{{8,12}})_([0-9A-Za-z]{{{SECRET_LENGTH}}})_([0-9A-Za-z]{{{CHECK_LENGTH}}})")


@dataclass(frozen=True)
class Token:
    """A whole key, as its holder keeps it."""

    id: str
    text: str

    def __repr__(self) -> str:
        """Never show the secret in a log or a traceback."""
        return f"Token({self.id!r})"


def make_token() -> Token:
    """Make a new key."""
    identifier, secret = _random(ID_LENGTH), _random(SECRET_LENGTH)
    body = f"{PREFIX}_{identifier}_{secret}"
    return Token(identifier, f"{body}_{_check(body)}")


def read_token(text: str) -> Token | None:
    """Give the key a text holds, or None if it is not a whole key without typing errors."""
    match = _FORM.fullmatch(text)
    if match is None or _check(text.rpartition("_")[0]) != match.group(3):
        return None
    return Token(match.group(1), text)


def digest(token: Token, pepper: bytes) -> bytes:
    """Give what is stored instead of the key."""
    return hmac.digest(pepper, token.text.encode(), "sha256")


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _check(body: str) -> str:
    number, letters = zlib.crc32(body.encode()), ""
    for _ in range(CHECK_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    return letters
