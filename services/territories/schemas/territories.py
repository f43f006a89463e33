"""Territories and collective actors: what callers send, and what is answered."""

import re
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label
from shared.vocabulary.languages import Language
from shared.vocabulary.roles import TerritoryKind

from ..countries import CountryCode, is_country, is_subdivision
from .fields import OWN_SOURCE, ExternalId, Kept, Sent, SentChange, Source

Scheme = Literal["iso-3166-1", "iso-3166-2", "nuts", "lau", "national"]
Names = Annotated[dict[Language, Label], Field(max_length=100, description="By language tag (BCP 47)")]

_NUTS = re.compile("[A-Z]{2}[0-9A-Z]{0,3}")


class Location(Sent):
    """A point (WGS 84): the town hall, the school gate, the middle of the region."""

    lon: Annotated[float, Field(strict=True, ge=-180, le=180)]
    lat: Annotated[float, Field(strict=True, ge=-90, le=90)]


class Code(Sent):
    """A territory's code in a scheme; schemes are edited, so an edition is part of the code."""

    scheme: Scheme
    version: Label | None = Field(default=None, description="Edition, such as 2024; needed but for ISO codes")
    code: Label

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.scheme in ("iso-3166-1", "iso-3166-2", "nuts"):
            self.code = self.code.upper()
        if not self.scheme.startswith("iso") and self.version is None:
            raise PydanticCustomError("code-version", "say which edition of the scheme, in `version`")
        if not _is_known(self.scheme, self.code):
            raise PydanticCustomError("code-unknown", "{scheme} has no such code", {"scheme": self.scheme})
        return self

    def key(self) -> tuple[str, str, str]:
        """Give what tells this code from others."""
        return self.scheme, self.version or "", self.code


def _is_known(scheme: str, code: str) -> bool:
    if scheme == "iso-3166-1":
        return is_country(code)
    if scheme == "iso-3166-2":
        return is_subdivision(code)
    return scheme != "nuts" or _NUTS.fullmatch(code) is not None


def _once(codes: list[Code]) -> list[Code]:
    return sorted({code.key(): code for code in codes}.values(), key=Code.key)


Codes = Annotated[list[Code], Field(max_length=50), AfterValidator(_once)]


class NewTerritory(Sent):
    """A territory or a collective actor, and where it hangs: below a parent, or right below a country."""

    kind: TerritoryKind
    name: Label
    names: Names = Field(default={})
    parent_id: UUID | None = None
    parent_external_id: Label | None = Field(default=None, description="A parent from the same source")
    country: CountryCode | None = Field(default=None, description="The parent, where no other is given")
    location: Location | None = None
    codes: Codes = Field(default=[])
    source: Source = OWN_SOURCE
    external_id: ExternalId | None = None


class TerritoryItem(NewTerritory):
    """A territory of a bulk call, known by its source and external id."""

    source: Source
    external_id: ExternalId


class TerritoryChange(SentChange):
    """What to change of a territory; a list or a dictionary is replaced as a whole."""

    CLEARABLE: ClassVar[frozenset[str]] = frozenset({"location"})

    kind: TerritoryKind | None = None
    name: Label | None = None
    names: Names | None = None
    parent_id: UUID | None = None
    location: Location | None = None
    codes: Codes | None = None


class KeptTerritory(Kept):
    """A territory or a collective actor as it is kept."""

    parent_id: UUID | None
    kind: TerritoryKind
    name: str
    names: dict[str, str] = Field(description="By language tag (BCP 47)")
    country: str = Field(description="ISO 3166-1 alpha-2")
    location: Location | None
    codes: list[Code]
    source: str
    external_id: str


class KeptCountry(BaseModel):
    """A country: where a tree of territories begins."""

    code: str = Field(description="ISO 3166-1 alpha-2")
    id: UUID = Field(description="Its territory record; the same in every installation")
    name: str
    names: dict[str, str] = Field(description="By language tag (BCP 47)")


class TerritoryFilter(BaseModel):
    """Which territories to list."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    kind: TerritoryKind | None = None
    parent_id: UUID | None = Field(default=None, description="Those that hang right below")
    under: UUID | None = Field(default=None, description="Itself and its whole subtree")
    scheme: Scheme | None = None
    code: Annotated[str, Field(max_length=100)] | None = None
    q: Annotated[str, Field(max_length=300)] | None = Field(
        default=None, description="Part of a name in any language; accents, case and spaces do not matter"
    )
