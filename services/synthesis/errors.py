"""The ways the synthesis service says no."""

from shared.errors import ServiceError


class CubeNotPublic(ServiceError):
    """Without a key counts are read by country, dimension, question and year, and by nothing else."""

    status = 403


class ScopeNotYours(ServiceError):
    """A partner's key reads exact counts inside its own territories; name one of them as `under`."""

    status = 403


class SelectionNotYours(ServiceError):
    """Only partners, inside their own territories, and staff select by `under` and `profile`."""

    status = 403


class CriterionUnknown(ServiceError):
    """There is no such criterion, or it is not yours to see."""

    status = 404


class CodebookUnknown(ServiceError):
    """There is no such codebook version."""

    status = 404


class MeaningOutOfReach(ServiceError):
    """Search by meaning is not ready; search by words with mode=words, or come back later."""

    status = 503


class ReplicaStarting(ServiceError):
    """This replica is still reading its tables; try again in a moment."""

    status = 503
