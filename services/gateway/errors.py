"""The ways the gateway says no."""

from shared.errors import ServiceError


class KeyInvalid(ServiceError):
    """This key is not known here.

    It may have been mistyped, cut short or revoked; the answer is the same, so that nothing can be
    learnt by trying.
    """

    status = 401

    def __init__(self, detail: str = "send the whole key as `Authorization: Bearer spc_live_...`") -> None:
        """Tell how a key is sent."""
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="SPIRAL Commons"'})


class KeyExpired(ServiceError):
    """This key has expired; ask for another, or rotate keys before they end.

    Keys live for 366 days at most. A key can be given a successor with `POST /v1/keys/{id}/rotate`, and
    both work for some days.
    """

    status = 401

    def __init__(self) -> None:
        """Tell which scheme is meant."""
        super().__init__(headers={"WWW-Authenticate": 'Bearer realm="SPIRAL Commons"'})


class KeyUnknown(ServiceError):
    """There is no such key, or it is not yours to see."""

    status = 404


class KeyEnded(ServiceError):
    """This key has been revoked or has expired, so it cannot have a successor."""

    status = 409


class BodyCut(ServiceError):
    """The connection ended before the body did; what arrived was not kept as a whole. Send it again.

    A request that carried an Idempotency-Key can be sent again as it was.
    """

    status = 400

    def __init__(self) -> None:
        """Close the connection as well: where its next request would begin is not known."""
        super().__init__(headers={"Connection": "close"})


class UpstreamSilent(ServiceError):
    """The service behind this address took too long to answer.

    What was asked may still have been done. A request that carried an Idempotency-Key can be sent again.
    """

    status = 504
