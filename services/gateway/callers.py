"""Who asks and where from: the connection's address, unless a proxy that is trusted says otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from shared.identity import Identity

from .settings import Network
from .store import StoredKey

CALLER = "spiral.caller"
"""Where in a request's scope the door puts who asks."""


@dataclass(frozen=True)
class Caller:
    """Who asks: by which key if by any, and the name that requests are counted under."""

    identity: Identity
    key: StoredKey | None
    counted_as: str


def client_address(
    connection: tuple[str, int] | None, headers: Mapping[bytes, bytes], trusted: Sequence[Network]
) -> str:
    """Give the address that a quota is counted for.

    From the right of ``X-Forwarded-For``, the first address that is not a trusted proxy's: whatever stands
    further left was written by the caller.
    """
    nearest = connection[0] if connection else "unknown"
    if trusted and _is_trusted(nearest, tuple(trusted)):
        for part in reversed(headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")):
            if not (address := part.strip()):
                continue
            nearest = address
            if not _is_trusted(address, tuple(trusted)):
                break
    return _counted(nearest)


@lru_cache(4096)
def _is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted)


@lru_cache(4096)
def _counted(address: str) -> str:
    """One household or server has a whole /64 of IPv6 addresses; it has one quota."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, 64), strict=False))
