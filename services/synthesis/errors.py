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


class SynthesisUnknown(ServiceError):
    """There is no such synthesis, or it is not yours to see."""

    status = 404


class ScopeUnknown(ServiceError):
    """There is no such place or group, or it is not yours to see."""

    status = 404


class SynthesisNotDone(ServiceError):
    """This synthesis is not finished; read its progress, and come back."""

    status = 409


class SynthesisStandsFirm(ServiceError):
    """A validated synthesis is kept: it cannot be deleted."""

    status = 409


class NotValidated(ServiceError):
    """Only a synthesis that people have validated may be released."""

    status = 409


class SynthesisFinished(ServiceError):
    """This synthesis has ended already, so there is nothing to cancel."""

    status = 409


class NotOpenData(ServiceError):
    """Only a synthesis of open criteria may be released; ask for one with open_only."""

    status = 409


class TooFewToRelease(ServiceError):
    """Too few were heard in this synthesis: releasing it would single them out."""

    status = 409


class TopicUnknown(ServiceError):
    """This synthesis has no such topic."""

    status = 404


class SynthesisKeyReused(ServiceError):
    """This Idempotency-Key was used for another synthesis; make a new one."""

    status = 422


class NothingToContrast(ServiceError):
    """A contrast needs groups with coded criteria on both sides; one side has none."""

    status = 422


class ChainStartUnknown(ServiceError):
    """There is no such thing to begin a chain at, or it is not yours to see."""

    status = 404
