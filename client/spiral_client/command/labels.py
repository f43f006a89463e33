"""What codes and kinds of groups are called, so that what is shown can be read aloud."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..client import Client


@dataclass(frozen=True)
class Labels:
    """Labels by code and by kind of group, in one language; what has none is called by its code."""

    codes: Mapping[str, str]
    kinds: Mapping[tuple[str, str], str]
    """By axis (profile or family) and value."""

    def part(self, axis: str, value: str, name: str | None = None) -> str:
        """Give what a part is called: the name that came with it, else the label of its kind."""
        return name or self.kinds.get((axis, value), value)

    def code(self, code: str) -> str:
        """Give a code's label; empty where there is none."""
        return self.codes.get(code, "")


def labels_of(client: Client, language: str, codebook: str | None = None) -> Labels:
    """Fetch the labels of a version of the codebook, and of the kinds of groups."""
    book = client.codebook(codebook)
    listed = {**book["dimensions"], **book["entries"]}
    codes = {code: said(each["labels"], language) for code, each in listed.items()}
    return Labels(codes, kinds_of(client, language))


def kinds_of(client: Client, language: str) -> dict[tuple[str, str], str]:
    """Fetch what kinds of groups are called, and the families of kinds."""
    listed = {"profile": client.profiles(), "family": client.families()}
    return {(axis, str(each[axis])): said(each["labels"], language) for axis, found in listed.items() for each in found}


def said(labels: Mapping[str, str], language: str) -> str:
    """Give a label in a language, else in English, else in any."""
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), "")


def counted(number: int, one: str, several: str) -> str:
    """Write a number with its word: "1 group", "1,240 criteria"."""
    return f"{number:,} {one if number == 1 else several}"


def heard(voices: Mapping[str, Any]) -> str:
    """Say who stands behind a synthesis."""
    return "{} of {} in {}, {} of {}".format(
        counted(voices["n_criteria"], "criterion", "criteria"),
        counted(voices["n_participants"], "person", "people"),
        counted(voices["n_groups"], "group", "groups"),
        counted(voices["n_territories"], "territory", "territories"),
        counted(voices["n_countries"], "country", "countries"),
    )


def percent(share: float | None) -> str:
    """Write a share as people read it."""
    return "" if share is None else f"{share:.1%}"


def between(interval: Mapping[str, Any] | None) -> str:
    """Write an interval of shares; empty where too few groups were heard for one."""
    if not interval or interval.get("low") is None:
        return ""
    return f"{interval['low']:.1%} to {interval['high']:.1%}"


def odds(log_odds: float, low: float | None, high: float | None) -> str:
    """Write an odds ratio with its interval, from their logarithms: "× 4.6 (3.2 to 7.5)"."""
    limits = "" if low is None or high is None else f" ({_ratio(low)} to {_ratio(high)})"
    return f"× {_ratio(log_odds)}{limits}"


def _ratio(log_odds: float) -> str:
    ratio = math.exp(log_odds)
    return f"{ratio:.0f}" if ratio >= 9.95 else f"{ratio:.1f}" if ratio >= 0.95 else f"{ratio:.2f}"
