"""The kind of record that a glossary is made of."""

from ..records.kinds import Kind
from .rules import agreed_once, one_label, replaces_another
from .schemas import Term

KINDS = (Kind("term", "terms", Term, title="term", rules=(agreed_once, one_label, replaces_another)),)
