"""The ways this service says no."""

from typing import ClassVar

from shared.errors import Place, ServiceError


class TerritoryNotYours(ServiceError):
    """This key speaks for other territories."""

    status = 403


class ImpossibleTree(ServiceError):
    """This would not be a tree: a place cannot hang there."""

    status = 422


class ImpossibleGroup(ServiceError):
    """Only a mixed group takes up from others, and only from groups with one profile."""

    status = 422


class ReferenceFault(ServiceError):
    """Something this record refers to cannot be used."""

    status = 422
    reason: ClassVar[str] = "it cannot be used"

    def __init__(self, field: str) -> None:
        """Name the field that refers to it; the value itself is not repeated."""
        place = Place(pointer=f"/body/{field}", code=self.code(), message=self.reason)
        super().__init__(errors=[place])


class ReferenceUnknown(ReferenceFault):
    """Something this record refers to is not kept here."""

    reason = "nothing with this reference is kept here, or you may not see it"


class ReferenceAmbiguous(ReferenceFault):
    """More than one record has this external id; refer to it by its id."""

    reason = "several records have this external id; use the id"


class ReferenceMissing(ReferenceFault):
    """This record must say where it belongs."""

    reason = "give this, or the external id in its place"


class AlreadyKept(ServiceError):
    """A record with this source and external id is kept already; change that one."""

    status = 409


class StillInUse(ServiceError):
    """Something still hangs from this; withdraw that first."""

    status = 409


class RecordWithdrawn(ServiceError):
    """This record was withdrawn; its history still tells of it."""

    status = 410


class NotReleasable(ServiceError):
    """Records of this kind are never shown to the public: what a small group said could be read from them."""

    status = 422
