"""Who asks, as one service tells another: a short-lived signed statement, and nothing a caller can forge.

The gateway replaces an API key by such a statement; a service that follows another one's feed signs its own.
The token is a JWT signed with Ed25519 (RFC 9864), valid for a minute and for one service only.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from .errors import IdentityMissing, NotAllowed
from .settings import CommonSettings

HEADER = "Spiral-Identity"
LIFETIME_SECONDS = 60
LEEWAY_SECONDS = 60

Role = Literal["public", "app", "partner", "staff", "admin", "service"]
"""public: no key. app: a key, more requests. partner: own subtrees. staff: reads all. admin: keys. service: feeds."""

ISSUERS: Mapping[str, frozenset[Role]] = {
    "gateway": frozenset(get_args(Role)) - {"service"},
    "criteria": frozenset({"service"}),
    "synthesis": frozenset({"service"}),
}
"""Who may vouch for whom."""


@dataclass(frozen=True)
class Identity:
    """Who asks: a name for the log, a role, the roots of the territories it speaks for, and whose key it is."""

    subject: str
    role: Role
    roots: frozenset[UUID] = field(default_factory=frozenset)
    owner: str = ""

    @property
    def called(self) -> str:
        """Give the name that people know it by: its key's owner, or else the name for the log."""
        return self.owner or self.subject

    @property
    def reads_everything(self) -> bool:
        """Staff and services read what every territory keeps."""
        return self.role in ("staff", "admin", "service")

    def require(self, *roles: Role) -> None:
        """Raise ``NotAllowed`` unless this identity has one of the roles."""
        if self.role not in roles:
            raise NotAllowed(f"this needs the role {' or '.join(roles)}; this key has the role {self.role}")


PUBLIC = Identity("public", "public")


def development_key(settings: CommonSettings, issuer: str) -> Ed25519PrivateKey:
    """Derive an issuer's key from the installation's secret, so that a development start needs no set-up."""
    return Ed25519PrivateKey.from_private_bytes(settings.derived_secret(f"identity:{issuer}"))


class Signer:
    """Signs statements of identity for one issuer."""

    def __init__(self, issuer: str, key: OKPKey) -> None:
        """Keep the issuer's name and its private key."""
        self.issuer = issuer
        self._key = key
        self._tokens: OrderedDict[tuple[Identity, str], tuple[float, str]] = OrderedDict()

    @classmethod
    def of(cls, issuer: str, settings: CommonSettings) -> "Signer":
        """Make the signer that the settings describe; raises ``ValueError`` in production without a key."""
        if settings.signing_key is not None:
            return cls(issuer, OKPKey.import_key(settings.signing_key.get_secret_value()))
        if settings.mode == "production":
            raise ValueError("SPIRAL_SIGNING_KEY is required in production")
        private = development_key(settings, issuer)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return cls(issuer, OKPKey.import_key(pem))

    def sign(self, identity: Identity, audience: str) -> str:
        """Give a token for one service; the same one is given again for half of its life."""
        now = time.time()
        found = self._tokens.get((identity, audience))
        if found and found[0] > now:
            return found[1]
        claims = {
            "iss": self.issuer,
            "aud": audience,
            "sub": identity.subject,
            "role": identity.role,
            "roots": sorted(str(root) for root in identity.roots),
            "owner": identity.owner,
            "iat": int(now),
            "exp": int(now) + LIFETIME_SECONDS,
        }
        token = jwt.encode({"alg": "Ed25519"}, claims, self._key, algorithms=["Ed25519"])
        self._tokens[identity, audience] = (now + LIFETIME_SECONDS / 2, token)
        if len(self._tokens) > 4096:
            self._tokens.popitem(last=False)
        return token


class Verifier:
    """Believes only tokens meant for one service, signed by an issuer that may vouch for the role."""

    def __init__(self, audience: str, keys: Mapping[str, OKPKey]) -> None:
        """Keep the service's own name and the public keys it trusts, by issuer."""
        self.audience = audience
        self._keys = dict(keys)
        self._seen: OrderedDict[str, tuple[float, Identity]] = OrderedDict()

    @classmethod
    def of(cls, audience: str, settings: CommonSettings) -> "Verifier":
        """Make the verifier that the settings describe; raises ``ValueError`` in production without keys."""
        if settings.trusted_keys is not None:
            return cls(audience, {name: OKPKey.import_key(pem) for name, pem in settings.trusted_keys.items()})
        if settings.mode == "production":
            raise ValueError("SPIRAL_TRUSTED_KEYS is required in production")
        keys = {}
        for issuer in ISSUERS:
            public = development_key(settings, issuer).public_key()
            keys[issuer] = OKPKey.import_key(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return cls(audience, keys)

    def verify(self, token: str) -> Identity:
        """Give the identity a token states; raises ``IdentityMissing`` if it cannot be believed."""
        now = time.time()
        known = self._seen.get(token)
        if known and known[0] > now:
            return known[1]
        expires, identity = self._read(token, now)
        self._seen[token] = (expires, identity)
        if len(self._seen) > 4096:
            self._seen.popitem(last=False)
        return identity

    def _read(self, token: str, now: float) -> tuple[float, Identity]:
        for issuer, key in self._keys.items():
            try:
                claims = jwt.decode(token, key, algorithms=["Ed25519"]).claims
                believed = claims["iss"] == issuer and claims["aud"] == self.audience
                expires = float(claims["exp"]) + LEEWAY_SECONDS
                if not believed or expires <= now or claims["role"] not in ISSUERS[issuer]:
                    break
                roots = frozenset(UUID(root) for root in claims["roots"])
                return expires, Identity(str(claims["sub"]), claims["role"], roots, str(claims.get("owner", "")))
            except (JoseError, ValueError, KeyError, TypeError):
                continue
        raise IdentityMissing("the statement of identity is not valid here or has expired")


async def _identity(request: Request) -> Identity:
    token = request.headers.get(HEADER)
    if token is None:
        raise IdentityMissing("services answer only through the gateway")
    verifier: Verifier = request.app.state.verifier
    identity = verifier.verify(token)
    request.state.subject = identity.subject
    return identity


Speaker = Annotated[Identity, Depends(_identity)]
"""Who asks; a request without a believable identity is answered 401."""
