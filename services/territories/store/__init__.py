"""Every question this service asks its tables."""

from .groups import GroupStore
from .places import PlaceStore
from .platforms import PlatformStore
from .territories import TerritoryStore

__all__ = ["GroupStore", "PlaceStore", "PlatformStore", "TerritoryStore"]
