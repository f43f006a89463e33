"""What a group says: its members' notes, in their own hands, and what a mixed group takes up from others."""

from collections.abc import Iterator, Mapping
from random import Random

from .choosing import QUESTION_WEIGHTS, Pool, pools
from .data import QUESTIONS, Note
from .records import Criterion, Group
from .writing import Habit, habit, joined, shortened, written

TAKEN_UP = 0.65
AS_IT_WAS = 0.6
NOTED = 0.04
SHORTENED = 0.16

MEANINGS = {
    "wellbeing": ("P", "O", "Q", "Q", "S", "Q51"),
    "illbeing": ("P", "O", "R", "P15", "P14", "O21", "P13"),
    "action": ("O", "S"),
}
"""Meaning letters that a human coder of a platform might add, by question."""


def speak(group: Group, n_criteria: int, said: Mapping[str, list[Criterion]], random: Random) -> list[Criterion]:
    """Give a group's criteria; ``said`` has those of earlier groups, by the group's external id."""
    sources = [criterion for name in group.takes_up for criterion in said[name] if criterion.state == "approved"]
    n_taken = min(round(n_criteria * TAKEN_UP), len(sources)) if sources else 0
    found = list(_taken_up(group, random.sample(sources, n_taken), random))
    found += _own(group, n_taken, n_criteria, random)
    return found


def _own(group: Group, first: int, end: int, random: Random) -> Iterator[Criterion]:
    drawn = pools(group, random)
    habits = [habit(group.profile, group.language, random) for _ in range(group.n_participants)]
    mentioned: set[tuple[int, str]] = set()
    questions = sorted(random.choices(QUESTIONS, QUESTION_WEIGHTS, k=end - first), key=QUESTIONS.index)
    for number, question in enumerate(questions, first):
        participant = number % group.n_participants
        note = _new_note(drawn[question], participant, mentioned, random)
        text = _text(note, drawn[question], group.language, habits[participant], random)
        yield _criterion(group, number, question, text, note.code, participant + 1, None, random)


def _new_note(pool: Pool, participant: int, mentioned: set[tuple[int, str]], random: Random) -> Note:
    """Draw a note that this person has not written yet."""
    note = pool.draw(random)
    for _ in range(3):
        if (participant, note.text) not in mentioned:
            break
        note = pool.draw(random)
    mentioned.add((participant, note.text))
    return note


def _text(note: Note, pool: Pool, language: str, habits: Habit, random: Random) -> str:
    text = note.text
    # The first half of a complaint is often what one would wish for, so those stay whole.
    if note.question != "illbeing" and random.random() < SHORTENED:
        text = shortened(text, language)
    if random.random() < habits.joins and (other := pool.beside(note, random)) is not note:
        text = joined(text, other.text, language, random)
    return written(text, language, habits, random)


def _taken_up(group: Group, chosen: list[Criterion], random: Random) -> Iterator[Criterion]:
    """Take up what others said, sometimes word for word and sometimes written out again."""
    hand = habit(group.profile, group.language, random)
    for number, source in enumerate(chosen):
        text = source.text if random.random() < AS_IT_WAS else written(source.text, group.language, hand, random)
        participant = number % group.n_participants + 1
        yield _criterion(group, number, source.question, text, source.truth, participant, source.external_id, random)


def _criterion(
    group: Group,
    number: int,
    question: str,
    text: str,
    code: str,
    participant: int,
    taken_up_from: str | None,
    random: Random,
) -> Criterion:
    codes = None
    if group.coded and random.random() < 0.5:
        codes = f"{code}/{random.choice(MEANINGS[question])}" if random.random() < 0.4 else code
    return Criterion(
        external_id=f"{group.external_id}-{number + 1:03}",
        group=group,
        question=question,
        text=text,
        truth=code,
        participant=participant,
        state="noted" if random.random() < NOTED else "approved",
        codes=codes,
        taken_up_from=taken_up_from,
    )
