"""The kinds of records about which people there are."""

from ..records.kinds import Kind
from .rules import of_a_collective_actor, once_a_year, with_its_own_groups
from .schemas import Category, PopulationNote

KINDS = (
    Kind("category", "categories", Category, title="name", rules=(of_a_collective_actor, with_its_own_groups)),
    Kind("population-note", "population-notes", PopulationNote, title="profile", rules=(once_a_year,)),
)
