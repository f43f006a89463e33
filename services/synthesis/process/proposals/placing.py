"""Which of the five situations a criterion speaks of: this project's reading of meaning letters and questions.

Source: the meaning categories and the five situations are SPIRAL's (wikispiral.org, "Meaning code" and sheet T32,
where the categories explain the four steps between situations). That possibility lies between situations 1 and 2,
attainment between 2 and 3, quality between 3 and 4 and sustainability between 4 and 5, and that an answer about
ill-being speaks of the lower and one about well-being of the upper of the two, is this project's own reading.
"""

from typing import Literal, NamedTuple

STEPS = {"P": (1, 2), "O": (2, 3), "Q": (3, 4), "S": (4, 5)}
"""The two situations that each meaning letter stands between."""

OPPOSED = "R"
"""Something stands against it: read as the lowest situation, where it was said of ill-being."""

BY_SIDE = {"illbeing": 2, "wellbeing": 4}
"""Without a meaning only the side is known: a situation that is low, or high."""

LEVELS = (1, 2, 3, 4, 5)


class Placed(NamedTuple):
    """A situation, and what it was read from."""

    level: int
    by: Literal["meaning", "question"]


def place(question: str, meaning: str | None) -> Placed | None:
    """Give the situation that an answer speaks of; None for what is done or decided, and for what cannot be placed."""
    if question not in BY_SIDE:
        return None
    letter = meaning[:1] if meaning else ""
    if letter in STEPS:
        return Placed(STEPS[letter][question == "wellbeing"], "meaning")
    if letter == OPPOSED:
        return Placed(1, "meaning") if question == "illbeing" else None
    return Placed(BY_SIDE[question], "question")
