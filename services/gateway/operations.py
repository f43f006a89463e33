"""What can be done with keys, in the verbs of whoever gives and holds them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from shared.errors import NotAllowed
from shared.identity import Identity
from shared.settings import CommonSettings

from . import store
from .errors import KeyEnded, KeyUnknown
from .schemas import IssuedKey, KeyRecord, KeyRole, NewKey, Rotation
from .store import StoredKey
from .token import digest, make_token

GIVES: dict[str, frozenset[KeyRole]] = {
    "admin": frozenset({"app", "partner", "staff", "admin"}),
    "staff": frozenset({"app", "partner"}),
}
"""Which roles' keys a role may make, give a successor and revoke."""


def pepper_of(settings: CommonSettings) -> bytes:
    """Give the secret that digests of keys are made with: a stolen table alone is worth nothing."""
    return settings.derived_secret("api-key-pepper")


async def create_key(
    connection: Any, pepper: bytes, new: NewKey, made_by: str = "installation", replaces: StoredKey | None = None
) -> IssuedKey:
    """Make a key and give it, this once, with its secret.

    Who may ask for it is decided before: an installation's first key is made from its command line.
    """
    token = make_token()
    kept = await store.add_key(
        connection,
        id=token.id,
        digest=digest(token, pepper),
        holder=replaces.holder if replaces else token.id,
        owner=new.owner,
        role=new.role,
        roots=sorted(set(new.roots)),
        made_by=made_by,
        replaces=replaces.id if replaces else None,
        valid_days=new.valid_days,
    )
    return IssuedKey(key=token.text, **kept.record(datetime.now(UTC)).model_dump())


async def give(connection: Any, pepper: bytes, giver: Identity, new: NewKey) -> IssuedKey:
    """An administrator gives any key; staff give keys to partners and apps."""
    if new.role not in GIVES.get(giver.role, ()):
        raise NotAllowed(f"a key with the role {giver.role} cannot make a key with the role {new.role}")
    return await create_key(connection, pepper, new, giver.subject)


async def show(connection: Any, asker: Identity, id: str) -> KeyRecord:
    """Show a key to whoever gives keys, or to its holder."""
    found = await _visible(connection, asker, id)
    return found.record(datetime.now(UTC))


async def show_all(
    connection: Any, asker: Identity, after: Sequence[Any] | None, limit: int
) -> tuple[list[KeyRecord], list[Any] | None]:
    """Show every key to whoever gives keys, and the place where the next page begins."""
    asker.require("staff", "admin")
    found = await store.list_keys(connection, after, limit + 1)
    now, more = datetime.now(UTC), len(found) > limit
    kept = found[:limit]
    return [key.record(now) for key in kept], [kept[-1].created_at, kept[-1].id] if more else None


async def rotate(connection: Any, pepper: bytes, asker: Identity, id: str, rotation: Rotation) -> IssuedKey:
    """Give a key a successor; both work until the old one's shortened end."""
    old = await _changeable(connection, asker, id)
    if old.record(datetime.now(UTC)).state != "live":
        raise KeyEnded
    await store.shorten(connection, id, rotation.overlap_days)
    new = NewKey.model_construct(owner=old.owner, role=old.role, roots=list(old.roots), valid_days=rotation.valid_days)
    return await create_key(connection, pepper, new, asker.subject, replaces=old)


async def revoke(connection: Any, asker: Identity, id: str, successors: bool) -> list[str]:
    """End a key now, if asked for with all that came from it, and name those that ended."""
    await _changeable(connection, asker, id)
    ended = await store.chain(connection, id) if successors else [id]
    await store.revoke(connection, ended)
    return ended


async def _visible(connection: Any, asker: Identity, id: str, *, lock: bool = False) -> StoredKey:
    found = await store.find_key(connection, id, lock=lock)
    if found is None or (asker.role not in GIVES and asker.subject != found.holder):
        raise KeyUnknown
    return found


async def _changeable(connection: Any, asker: Identity, id: str) -> StoredKey:
    found = await _visible(connection, asker, id, lock=True)
    if found.role not in GIVES.get(asker.role, ()) and asker.subject != found.holder:
        raise NotAllowed(f"a key with the role {asker.role} cannot change a key with the role {found.role}")
    return found
