"""A seeded generator of consultations: places, platforms, groups, and what people wrote on their notes."""

from random import Random

from .groups import gather
from .platforms import settle
from .records import Criterion, Demonstration, Group, Partner, Platform, Territory
from .speaking import speak

__all__ = ["Criterion", "Demonstration", "Group", "Partner", "Platform", "Territory", "generate"]

FEWEST = 20
"""Criteria that every group has at least."""


def generate(size: int, seed: int = 2026) -> Demonstration:
    """Give a demonstration of ``size`` criteria; the same size and seed give the same one, record by record."""
    random = Random(seed)
    settled = settle(size, random)
    groups = [group for consultation in settled.consultations for group in gather(consultation, random)]
    said: dict[str, list[Criterion]] = {}
    for group, n_criteria in zip(groups, _divided(size, groups, random), strict=True):
        said[group.external_id] = speak(group, n_criteria, said, random)
    criteria = [criterion for group in groups for criterion in said[group.external_id]]
    platforms = [consultation.platform for consultation in settled.consultations]
    return Demonstration(size, seed, settled.partners, settled.territories, platforms, groups, criteria)


def _divided(size: int, groups: list[Group], random: Random) -> list[int]:
    """Divide criteria among groups, some eight to ten for each participant, so that they add up exactly."""
    wishes = [group.n_participants * random.uniform(8, 10.4) for group in groups]
    scale = size / sum(wishes)
    counts = [max(FEWEST, int(wish * scale)) for wish in wishes]
    while (left := size - sum(counts)) != 0:
        step = 1 if left > 0 else -1
        candidates = [n for n in range(len(counts)) if step > 0 or counts[n] > FEWEST]
        if not candidates:
            return counts
        for n in random.sample(candidates, min(abs(left), len(candidates))):
            counts[n] += step
    return counts
