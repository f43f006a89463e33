"""The ways the criteria service says no."""

from shared.errors import ServiceError


class CriterionUnknown(ServiceError):
    """There is no such criterion, or it is not yours to see."""

    status = 404


class TerritoryNotYours(ServiceError):
    """This key speaks for other territories."""

    status = 403


class TerritoryUnknown(ServiceError):
    """There is no such territory."""

    status = 422


class GroupUnknown(ServiceError):
    """There is no such group below this territory."""

    status = 422


class CodeUnknown(ServiceError):
    """The codebook has no such code."""

    status = 422


class ExternalIdTaken(ServiceError):
    """This source already has a criterion with this external id."""

    status = 409


class CriterionWithdrawn(ServiceError):
    """This criterion was withdrawn; its words are gone."""

    status = 410


class ImportUnknown(ServiceError):
    """There is no such import, or it is not yours to see."""

    status = 404


class IdempotencyKeyReused(ServiceError):
    """This Idempotency-Key was used for another request; make a new one."""

    status = 422


class ImportRunning(ServiceError):
    """A request with this Idempotency-Key is still being worked on; ask again later."""

    status = 409


class NothingAccepted(ServiceError):
    """No line of this import could be kept; each line's reason is listed."""

    status = 422


class NotAtomic(ServiceError):
    """Some lines cannot be kept, so none was; mend them and send all again."""

    status = 422


class ImportTooLarge(ServiceError):
    """The import is larger than this mode takes."""

    status = 413


class OffsetMismatch(ServiceError):
    """This upload goes on at another offset."""

    status = 409


class UploadClosed(ServiceError):
    """This upload is finished."""

    status = 409
