"""Frameworks of rights as versioned data, and the links between them and the codebook.

A framework has items, cited as people cite them: article 25 of ``udhr``, right X of ``charter-agenda``. Each item
says whether it was checked against a text. The links between components and items are this project's proposal. They
help to read what people said; a count of criteria is no measure of violation or compliance.
"""

from .crosswalk import CrosswalkRow, MeaningRow, Strength, crosswalk, inexpressible, meanings
from .frameworks import Found, Framework, Item, Status, UnknownRight, find, framework, frameworks
from .references import Right, parse_right, right_key

__all__ = [
    "CrosswalkRow",
    "Found",
    "Framework",
    "Item",
    "MeaningRow",
    "Right",
    "Status",
    "Strength",
    "UnknownRight",
    "crosswalk",
    "find",
    "framework",
    "frameworks",
    "inexpressible",
    "meanings",
    "parse_right",
    "right_key",
]
