"""Which header fields cross the gateway, in either direction."""

from shared.identity import HEADER
from shared.tracing import traceparent

Headers = list[tuple[bytes, bytes]]

_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer"
    b" transfer-encoding upgrade".split()
)
_NOT_SENT_ON = _HOP_BY_HOP | frozenset(
    b"host expect cookie authorization x-api-key forwarded x-real-ip traceparent content-length".split()
)
_NOT_SENT_BACK = _HOP_BY_HOP | frozenset(b"date server trace-id set-cookie".split())
_FORGEABLE = (b"spiral-", b"x-forwarded-", b"access-control-", b"ratelimit")
"""Only the gateway says who asks, where from, and how often one may."""

_IDENTITY = HEADER.lower().encode()


def headers_on(given: Headers, host: bytes, token: str) -> Headers:
    """Give the header fields a service gets: the caller's, without the key, and who asks by our word."""
    named = {part.strip().lower() for name, value in given if name == b"connection" for part in value.split(b",")}
    kept = [
        (name, value)
        for name, value in given
        if name not in _NOT_SENT_ON and name not in named and not name.startswith(_FORGEABLE)
    ]
    return [
        (b"host", host),
        *kept,
        (b"traceparent", traceparent().encode()),
        (_IDENTITY, token.encode()),
    ]


def headers_back(given: Headers) -> Headers:
    """Give the header fields a caller gets: the service's, without those that are ours to write."""
    lowered = [(name.lower(), value) for name, value in given]
    return [(name, value) for name, value in lowered if name not in _NOT_SENT_BACK and not name.startswith(_FORGEABLE)]
