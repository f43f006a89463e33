"""What a request must say about itself: the version it changes (RFC 9110, section 13), and a key of its own."""

from typing import Annotated

from fastapi import Depends, Header, Response

from .errors import IdempotencyKeyMissing, PreconditionRequired, Stale

IfMatch = Annotated[str | None, Header(description="The ETag you read")]
IfNoneMatch = Annotated[str | None, Header(description="The ETag you already have")]


def etag(revision: int) -> str:
    """Give the strong entity tag of a record's revision."""
    return f'"{revision}"'


def tags(header: str) -> set[str]:
    """Give the entity tags a precondition header lists."""
    return {part.strip() for part in header.split(",")}


def require_match(if_match: str | None, revision: int) -> None:
    """Check that a change is made on the version its author has seen.

    Raises ``PreconditionRequired`` (428) without the header and ``Stale`` (412) for another version.
    """
    if if_match is None:
        raise PreconditionRequired
    if not tags(if_match) & {etag(revision), "*"}:
        raise Stale


def not_modified(if_none_match: str | None, tag: str, response: Response) -> bool:
    """Set the ETag, and tell whether the caller has this version already (answer 304 without a body)."""
    response.headers["ETag"] = tag
    return if_none_match is not None and bool(tags(if_none_match) & {tag, f"W/{tag}", "*"})


def _idempotency_key(
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[ -~]*$")] = None,
) -> str:
    if idempotency_key is None:
        raise IdempotencyKeyMissing
    return idempotency_key


IdempotencyKey = Annotated[str, Depends(_idempotency_key)]
"""The caller's own name for a request, required where a POST begins work: a repeated one does it once."""
