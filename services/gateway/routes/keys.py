"""Keys: given, shown, followed by a successor, revoked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from shared.database import Reading, Transaction
from shared.errors import IdentityMissing
from shared.paging import After, Limit, Page, link_next, position
from shared.strict_json import StrictRoute

from .. import operations
from ..callers import CALLER, Caller
from ..keyring import Keyring
from ..quotas import WINDOW_SECONDS, Quotas
from ..schemas import IssuedKey, KeyRecord, Me, NewKey, Quota, Rotation

router = APIRouter(prefix="/v1/keys", tags=["keys"], route_class=StrictRoute)

KeyId = Annotated[str, Path(pattern="^[0-9A-Za-z]{8,12}$", description="The second part of a key, not secret")]


async def _holder(request: Request) -> Caller:
    caller: Caller = request.scope[CALLER]
    if caller.key is None:
        raise IdentityMissing("send a key as `Authorization: Bearer spc_live_...`")
    return caller


Holder = Annotated[Caller, Depends(_holder)]


@router.post("", status_code=201)
async def give_key(
    new: NewKey, holder: Holder, connection: Transaction, request: Request, response: Response
) -> IssuedKey:
    """Make a key. Administrators make any; staff make keys of partners and apps.

    The secret is in this answer and nowhere else: it is not kept and cannot be shown again.
    """
    made = await operations.give(connection, request.app.state.pepper, holder.identity, new)
    response.headers["Location"] = f"/v1/keys/{made.id}"
    return made


@router.get("")
async def list_keys(
    holder: Holder,
    connection: Reading,
    request: Request,
    response: Response,
    limit: Limit = 50,
    after: After = None,
) -> Page[KeyRecord]:
    """List all keys in the order they were made, for staff and administrators."""
    key = position(request, after)
    found, following = await operations.show_all(connection, holder.identity, key, limit)
    return Page(items=found, next=link_next(request, response, following))


@router.get("/me")
async def who_am_i(holder: Holder, request: Request) -> Me:
    """Tell whose key was sent, what it may do, and how many requests it has left."""
    key = holder.key
    assert key is not None
    quotas: Quotas = request.app.state.quotas
    left = quotas.look(key.role, holder.counted_as)
    quota = Quota(
        limit=left.limit,
        window_seconds=WINDOW_SECONDS,
        remaining=left.remaining,
        reset_seconds=left.reset_seconds,
    )
    shown: dict[str, Any] = {name: getattr(key, name) for name in ("id", "owner", "role", "expires_at")}
    return Me(roots=sorted(key.roots), quota=quota, **shown)


@router.get("/{id}")
async def show_key(id: KeyId, holder: Holder, connection: Reading) -> KeyRecord:
    """Show one key: any to staff and administrators, its own chain to a holder."""
    return await operations.show(connection, holder.identity, id)


@router.post("/{id}/rotate", status_code=201)
async def rotate_key(
    id: KeyId,
    holder: Holder,
    connection: Transaction,
    request: Request,
    response: Response,
    rotation: Rotation | None = None,
) -> IssuedKey:
    """Make a key's successor. Both work until the old one's end, which comes nearer: 7 days by default."""
    pepper: bytes = request.app.state.pepper
    made = await operations.rotate(connection, pepper, holder.identity, id, rotation or Rotation())
    _keyring(request).forget(id)
    response.headers["Location"] = f"/v1/keys/{made.id}"
    return made


@router.delete("/{id}", status_code=204)
async def revoke_key(
    id: KeyId,
    holder: Holder,
    connection: Transaction,
    request: Request,
    successors: Annotated[bool, Query(description="Also revoke all keys that came from it by rotation")] = False,
) -> None:
    """End a key now; it is refused everywhere within five seconds."""
    ended = await operations.revoke(connection, holder.identity, id, successors)
    _keyring(request).forget(*ended)


def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring
