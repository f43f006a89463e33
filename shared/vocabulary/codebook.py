"""Codebook versions, loaded as data: entries, their labels, where each comes from, and the meaning letters."""

import json
import os
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Provenance = Literal["confirmed", "inferred", "reconstructed"]


class Entry(BaseModel):
    """One entry: a component, or the general entry of its dimension."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    dimension: str
    general: bool = False
    labels: dict[str, str] = Field(description="By language tag")
    description: str = ""
    provenance: Provenance
    sources: tuple[str, ...] = ()
    note: str | None = None
    rights: dict[str, tuple[str, ...]] = Field(
        default={}, description="Items by framework: a proposal; where the file gives none, those of the crosswalk"
    )
    rights_strength: Literal["direct", "indirect", "weak"] | None = Field(
        default=None, description="How near the component as a whole comes to naming a right"
    )


class Dimension(BaseModel):
    """A dimension of well-being: a letter and its labels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    letter: str
    labels: dict[str, str]
    provenance: str


class Meaning(BaseModel):
    """A meaning letter: whether something can be had, is had, is good, will last, or is opposed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    letter: str
    labels: dict[str, str]
    details: dict[str, str] = Field(default={}, description="Two digits and what they say, in English")


class Codebook(BaseModel):
    """One version of the codebook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    title: str
    provisional: bool
    notice: str = ""
    dimensions: dict[str, Dimension]
    entries: dict[str, Entry]
    meanings: dict[str, Meaning]


def load_codebook(path: Path) -> Codebook:
    """Read one version from a file; raises ``ValueError`` (pydantic) naming what is wrong in it."""
    return Codebook.model_validate(json.loads(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def codebooks() -> dict[str, Codebook]:
    """Give every version known here: those shipped, and those in the folder SPIRAL_CODEBOOKS."""
    folders = [Path(str(files("shared.vocabulary") / "codebooks"))]
    if more := os.environ.get("SPIRAL_CODEBOOKS"):
        folders.append(Path(more))
    found = [load_codebook(path) for folder in folders for path in sorted(folder.glob("*.json"))]
    return {codebook.version: _with_rights(codebook) for codebook in found}


def _with_rights(codebook: Codebook) -> Codebook:
    """Give a codebook whose entries list the rights that the shipped crosswalk links them to."""
    from .rights.rows import rights_by_component  # the crosswalk in turn reads the codebooks

    linked = rights_by_component(codebook.version)
    entries = {
        code: entry if entry.rights else entry.model_copy(update={"rights": linked.get(code, {})})
        for code, entry in codebook.entries.items()
    }
    return codebook.model_copy(update={"entries": entries})


def default_codebook() -> Codebook:
    """Give the version that proposals and new codes use: SPIRAL_CODEBOOK, else the newest by name."""
    known = codebooks()
    return known[os.environ.get("SPIRAL_CODEBOOK") or max(known)]
