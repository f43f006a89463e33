"""The open list of profile types: a versioned data file, and room for what it does not have yet."""

import difflib
import re
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .folding import fold

MIXED = "mixed"
"""The profile, and the family, of groups that gather several profiles."""

OTHER = "other"
"""The family of profiles that a platform names itself, as in ``other:night-nurses``."""

_OPEN = re.compile(r"other:[a-z0-9]+(?:-[a-z0-9]+)*")


class Family(BaseModel):
    """What profile types of one family have in common, such as age."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: str
    labels: dict[str, str] = Field(description="By language tag")


class ProfileType(BaseModel):
    """What the members of a homogeneous group have in common, such as being elders."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: str
    family: str
    labels: dict[str, str] = Field(description="By language tag")
    since: str = Field(description="Version of the list that brought it; none is ever taken away")


class Profiles(BaseModel):
    """One version of the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    families: list[Family]
    profiles: list[ProfileType]


@lru_cache(maxsize=1)
def profiles() -> Profiles:
    """Give the list that ships with this version of the service."""
    return Profiles.model_validate_json((files(__package__) / "profiles.json").read_bytes())


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    return {entry.profile: entry.family for entry in profiles().profiles}


def family_of(profile: str) -> str:
    """Give the family of a profile; one that a platform named itself is in the family ``other``."""
    return _families().get(profile, OTHER)


@lru_cache(maxsize=1)
def _wordings() -> dict[str, str]:
    """Give the profile for each slug and each label, folded, in every language."""
    found: dict[str, str] = {}
    for entry in profiles().profiles:
        for wording in (entry.profile, *entry.labels.values()):
            found.setdefault(fold(wording), entry.profile)
    return found


def suggestions(text: str) -> list[str]:
    """Give up to three profiles whose name in some language resembles a text."""
    near = difflib.get_close_matches(fold(text), _wordings(), n=6, cutoff=0.6)
    return list(dict.fromkeys(_wordings()[wording] for wording in near))[:3]


def _check(profile: str) -> str:
    if profile in _families() or _OPEN.fullmatch(profile):
        return profile
    near = suggestions(profile)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    raise PydanticCustomError(
        "profile-unknown",
        "{meant}The list is at /v1/profiles; name one that it lacks as other:<words-with-hyphens>",
        {"meant": meant},
    )


ProfileName = Annotated[str, StringConstraints(strict=True, max_length=60), AfterValidator(_check)]
"""A profile of the list, or ``other:`` and a name of one's own."""
