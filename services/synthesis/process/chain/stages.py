"""The order of the chain: what comes before what, and how its nodes are named."""

from typing import NamedTuple
from uuid import UUID

from shared.errors import InvalidRequest
from shared.vocabulary.codebook import Codebook, codebooks
from shared.vocabulary.codes import UnknownCode, parse_code
from shared.vocabulary.rights import UnknownRight, parse_right

STAGES = {
    "criterion": 0,
    "collective-criterion": 1,
    "component": 2,
    "topic": 2,
    "right": 3,
    "commitment": 4,
    "indicator": 5,
    "measure": 5,
    "budget-line": 6,
    "plan": 6,
    "action": 7,
    "evaluation": 8,
    "improvement": 9,
}
"""From what was said to what was improved; a link leads forward to the later stage."""

RECORDS = ("collective-criterion", "commitment", "indicator", "measure", "plan", "action", "evaluation", "improvement")
"""Stages that are kinds of records."""

ADDRESSES = {
    "criterion": "criteria",
    "collective-criterion": "collective-criteria",
} | {kind: f"{kind}s" for kind in RECORDS if kind != "collective-criterion"}
"""Where a node is read by itself."""


class Place(NamedTuple):
    """A node of the chain: its kind, and its name within the kind."""

    kind: str
    key: str

    def __str__(self) -> str:
        """Write the node as addresses do."""
        return f"{self.kind}/{self.key}"

    @property
    def id(self) -> UUID:
        """Give the id of a node that has one."""
        return UUID(self.key)


def parse_place(text: str, codebook: Codebook) -> Place:
    """Read ``criterion/<id>``, ``component/A03``, ``right/udhr/25`` and the like; raises ``InvalidRequest``."""
    kind, _, key = text.partition("/")
    try:
        if kind not in STAGES:
            raise ValueError(f"the chain has no {kind or 'such thing'}; it has {', '.join(STAGES)}")
        return Place(kind, _key(kind, key.strip(), codebook))
    except (ValueError, UnknownCode, UnknownRight) as error:
        place = {"pointer": "/query/from", "code": "chain-start", "message": str(error)}
        raise InvalidRequest(errors=[place]) from error  # type: ignore[list-item]


def _key(kind: str, key: str, codebook: Codebook) -> str:
    if kind == "component":
        version, _, code = key.rpartition("/")
        if version and version not in codebooks():
            raise ValueError("there is no such codebook version; /v1/codebooks lists them")
        chosen = codebooks()[version] if version else codebook
        return f"{chosen.version}/{parse_code(code, chosen).component}"
    if kind == "right":
        return parse_right(key).key
    if kind == "topic":
        return _topic(key)
    if kind == "budget-line":
        platform, _, name = key.partition("/")
        if not name:
            raise ValueError("a budget line is named by its platform and its reference: budget-line/<id>/<reference>")
        return f"{_id(platform)}/{name}"
    return str(_id(key))


def _topic(key: str) -> str:
    synthesis, _, topic = key.partition("/")
    layer, _, number = topic.partition("/")
    if not (layer.isdecimal() and number.isdecimal()):
        raise ValueError("a topic is named by its synthesis, its layer and its number: topic/<id>/<layer>/<number>")
    return f"{_id(synthesis)}/{int(layer)}/{int(number)}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError("it is named by its id") from None


def ordered(one: Place, pointed_to: Place) -> tuple[Place, Place]:
    """Give the two ends of a link as they follow one another; of one stage, what is pointed to was there before."""
    return (one, pointed_to) if STAGES[one.kind] < STAGES[pointed_to.kind] else (pointed_to, one)
