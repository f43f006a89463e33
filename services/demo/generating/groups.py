"""The groups of each platform: who gathers, when, in which language, and what they agree to."""

from random import Random

from ..planted import HOMELESS, MONS
from .data import hands, profiles
from .platforms import Consultation
from .records import Cycle, Group, Platform

USUAL_SIZES, USUAL_WEIGHTS = (7, 8, 9, 10, 11, 12), (2, 3, 4, 4, 3, 2)
UNUSUAL_SIZES = (4, 5, 6, 13, 14, 16, 19)
MONTHS = (1, 2, 3, 4, 5, 6, 9, 10, 11, 12)
AT_SCHOOL = ("school-pupils", "children", "teachers", "parents", "staff")
AT_HOSPITAL = ("patients", "health-workers", "staff", "volunteers")

AGREEMENTS = (
    ("public", "open"),
    ("network", "open"),
    ("network", "network"),
    ("private", "network"),
    ("private", "local"),
)
AGREEMENT_WEIGHTS = (58, 22, 11, 5, 4)
"""Who may read the texts, and who may count them."""


def gather(consultation: Consultation, random: Random) -> list[Group]:
    """Give the groups of one platform, mixed ones last, as they take up what the others said."""
    platform = consultation.platform
    chosen = [HOMELESS] * consultation.n_homeless
    chosen += _profiles(platform, consultation.n_groups - len(chosen), random)
    with_mixed = len(chosen) - consultation.n_homeless >= 4 and (
        platform.territory.external_id == MONS or random.random() < 0.4
    )
    if with_mixed:
        chosen[-1] = "mixed"
    cycles = _cycles_used(platform, len(chosen), random)
    groups: list[Group] = []
    for number, profile in enumerate(chosen, 1):
        groups.append(_group(platform, number, profile, random.choice(cycles), groups, random))
    return groups


def _profiles(platform: Platform, number: int, random: Random) -> list[str]:
    """Draw types of group, each once before one comes a second time."""
    known = profiles()
    kind = platform.territory.kind
    usual = AT_SCHOOL if kind == "school" else AT_HOSPITAL if kind == "hospital" else tuple(known)
    found: list[str] = []
    while len(found) < number:
        left = [name for name in usual if name not in found] or list(usual)
        weights = [known[name].weight for name in left]
        if not any(weights):
            left, weights = list(usual), [known[name].weight for name in usual]
        found.append(random.choices(left, weights)[0])
    return found


def _cycles_used(platform: Platform, n_groups: int, random: Random) -> list[Cycle]:
    """Give the rounds in which so many groups met: few groups nearly always met in the same one."""
    if n_groups > 12:
        return list(platform.cycles)
    if platform.territory.external_id == MONS or n_groups <= 5:
        return [platform.cycles[-1]]
    return list(platform.cycles[-2:]) if random.random() < 0.5 else [platform.cycles[-1]]


def _group(platform: Platform, number: int, profile: str, cycle: Cycle, earlier: list[Group], random: Random) -> Group:
    language = _language(platform, earlier)
    takes_up: tuple[str, ...] = ()
    if profile == "mixed":
        language = platform.language
        alike = [group for group in earlier if group.language == language]
        takes_up = tuple(group.external_id for group in alike[:6])
        cycle = _latest(platform, alike) if alike else cycle
    label = profiles()[profile].labels[language]
    visibility, consent = random.choices(AGREEMENTS, AGREEMENT_WEIGHTS)[0]
    if platform.territory.external_id == MONS:
        visibility, consent = AGREEMENTS[0]
    return Group(
        external_id=f"{platform.territory.external_id}-g{number:02}",
        platform=platform,
        label=f"{label} – {hands()[language].group} {number} (synthetic)",
        profile=profile,
        language=language,
        year=cycle.year,
        month=random.choice(MONTHS) if random.random() < 0.9 else None,
        cycle=cycle.number,
        n_participants=_participants(random),
        visibility=visibility,
        consent=consent,
        coded=random.random() < 0.24,
        takes_up=takes_up,
    )


def _language(platform: Platform, earlier: list[Group]) -> str:
    """Give the language whose turn it is, so that the languages of a place have their shares among its groups."""
    languages = platform.territory.languages
    whole = sum(languages.values())

    def missing(language: str) -> float:
        had = sum(group.language == language for group in earlier)
        return languages[language] / whole * (len(earlier) + 1) - had

    return max(languages, key=missing)


def _latest(platform: Platform, groups: list[Group]) -> Cycle:
    number = max(group.cycle for group in groups)
    return next(cycle for cycle in platform.cycles if cycle.number == number)


def _participants(random: Random) -> int:
    if random.random() < 0.08:
        return random.choice(UNUSUAL_SIZES)
    return random.choices(USUAL_SIZES, USUAL_WEIGHTS)[0]
