"""What callers read about how well the coder and people agree."""

from typing import Literal

from pydantic import BaseModel, Field

from .schemas import CodebookNotice


class Agreement(BaseModel):
    """The coder's answers beside people's codes, for one part of what people coded."""

    value: str | None = Field(default=None, description="Component, dimension, language or country; none for all")
    label: str | None = None
    n: int = Field(description="Texts that people coded, each once for a question and a code")
    component: float = Field(description="Share whose likeliest component is the person's")
    component_low: float = Field(description="Of a 95 % interval (Wilson), as if texts were independent")
    component_high: float
    dimension: float = Field(description="Share whose likeliest component lies in the person's dimension")
    dimension_low: float
    dimension_high: float
    in_three: float = Field(description="Share whose component is among the three likeliest")
    kappa: float | None = Field(default=None, description="Cohen's, on components; absent where there is one code only")
    kappa_dimension: float | None = None
    n_proposed: int = Field(description="Texts for which something would be proposed, not left to people")
    proposed_right: float | None = Field(
        default=None, description="Share of these that is right: the component, or for a general entry the dimension"
    )


class CalibrationBin(BaseModel):
    """Answers of like confidence."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


class Confusion(BaseModel):
    """Two codes that are taken for one another."""

    person: str
    person_label: str | None = None
    machine: str
    machine_label: str | None = None
    n: int


class Quality(BaseModel):
    """How well the serving coder and people agree, on texts whose codes it has not been told."""

    coder: str | None = Field(default=None, description="Of the serving reading; absent before the first one")
    by: Literal["component", "dimension", "language", "country", "territory"]
    n: int
    n_learnt: int = Field(description="How many of them the coder learnt from; what it would say without is compared")
    whole: Agreement | None = None
    rows: list[Agreement]
    calibration_error: float | None = None
    calibration: list[CalibrationBin]
    confusions: list[Confusion]
    codebook: CodebookNotice
