"""How every service says no: one exception, one answer shape (RFC 9457 problem details)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypedDict


class Place(TypedDict, total=False):
    """Where in the input something is wrong, and what to do about it."""

    pointer: str
    line: int
    code: str
    message: str


class ServiceError(Exception):
    """Something was asked that this service does not do.

    The first line of a subclass's docstring is the sentence a caller reads as the title. The code is the
    class's name in kebab case; ``/problems/{code}`` explains it.
    """

    status: ClassVar[int] = 400

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[Place] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        """Say what happened this time; ``errors`` name places, ``more`` are extra problem members."""
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.more = more

    @classmethod
    def code(cls) -> str:
        """Give the stable name of this problem, such as ``territory-not-yours``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def title(cls) -> str:
        """Give the sentence that the docstring opens with."""
        return (cls.__doc__ or "").strip().split("\n")[0]

    def problem(self, trace_id: str) -> dict[str, Any]:
        """Give the problem-details document; the rejected value itself is never in it."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.code()}",
            "title": self.title(),
            "status": self.status,
            "code": self.code(),
            "trace_id": trace_id,
        }
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = self.errors
        return body | self.more


class InvalidRequest(ServiceError):
    """The request does not have the form this address expects."""

    status = 422


class MalformedRequest(ServiceError):
    """The request cannot be read."""

    status = 400


class IdentityMissing(ServiceError):
    """This address wants to know who asks."""

    status = 401


class NotAllowed(ServiceError):
    """This key may not do that."""

    status = 403


class NotFound(ServiceError):
    """There is nothing here, or nothing that you may see."""

    status = 404


class MethodNotAllowed(ServiceError):
    """This address does not answer that method."""

    status = 405


class Conflict(ServiceError):
    """The request does not fit the present state."""

    status = 409


class Stale(ServiceError):
    """The record has changed since you read it; read it again and send its new ETag."""

    status = 412


class BodyTooLarge(ServiceError):
    """The body is larger than this address takes."""

    status = 413


class UnsupportedMedia(ServiceError):
    """This address does not read that kind of content."""

    status = 415


class PreconditionRequired(ServiceError):
    """Send the ETag you read in an If-Match header, so that nobody's change is overwritten unseen."""

    status = 428


class IdempotencyKeyMissing(ServiceError):
    """Send an Idempotency-Key header, so that a repeated request does its work once."""

    status = 400


class QuotaExceeded(ServiceError):
    """Too many requests for now; wait as long as Retry-After says."""

    status = 429


class SomethingBroke(ServiceError):
    """Something went wrong on our side; the trace id finds it in our logs."""

    status = 500


class Unavailable(ServiceError):
    """This part is out of reach for the moment; try again after Retry-After seconds."""

    status = 503

    def __init__(self, detail: str = "", *, retry_after: int = 2, **more: Any) -> None:
        """Say what is out of reach and when to try again (seconds)."""
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **more)
