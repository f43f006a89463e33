"""The effects planted in the synthetic data, all in one place, so that a finding can be checked against them.

They prove that the method finds what is there. They say nothing about the world.
"""

SOURCE = "synthetic-demonstration"
"""The source under which the demonstration's records stand, everywhere."""

NOTICE = "All of this is synthetic: invented notes, invented groups, planted effects. No citizen said any of it."

# 1. Groups of homeless people name recognition and relations most; housing clearly less; other groups do not.

HOMELESS = "homeless"
RECOGNITION_AND_RELATIONS = ("C01", "D00", "D03", "G01", "H03", "I01")
HOUSING = "A03"

IN_HOMELESS_GROUPS: dict[str, float] = {
    "C01": 3.4,
    "D00": 3.0,
    "D03": 4.6,
    "G01": 3.4,
    "H03": 2.8,
    "I01": 4.0,
    HOUSING: 0.7,
}
"""How many times likelier a note of this component is in a group of homeless people."""

IN_OTHER_GROUPS: dict[str, float] = {HOUSING: 1.6}
"""How many times likelier a note of this component is in all other groups."""

MONS = "be-mons"
"""The city (its external id) that has several groups of homeless people, at every size."""

MONS_HOMELESS_GROUPS = 3
"""Groups of homeless people in Mons at the smallest size; there are more at larger sizes."""

# 2. Physical health is named more and more after 2019.

RISING = "F01"
RISING_AFTER = 2019
BEFORE_THE_RISE = 0.7
RISE_A_YEAR = 0.5
LARGEST_RISE = 3.0


def risen(year: int) -> float:
    """Give how many times likelier a note of the rising component is in a year."""
    if year <= RISING_AFTER:
        return BEFORE_THE_RISE
    return min(LARGEST_RISE, 1.0 + RISE_A_YEAR * (year - RISING_AFTER))


# 3. One country names one dimension about twice as often as the others.

COUNTRY = "CV"
COUNTRY_DIMENSION = "B"
COUNTRY_FACTOR = 4.0


def factor(component: str, country: str, profile: str, year: int) -> float:
    """Give how many times likelier a note of a component is in a group, by all planted effects together."""
    found = 1.0
    if profile != "mixed":
        effect = IN_HOMELESS_GROUPS if profile == HOMELESS else IN_OTHER_GROUPS
        found *= effect.get(component, 1.0)
    if component == RISING:
        found *= risen(year)
    if country == COUNTRY and component[0] == COUNTRY_DIMENSION:
        found *= COUNTRY_FACTOR
    return found
