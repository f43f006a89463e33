"""Names as they are compared, so that `Alhoceima` finds `Al Hoceïma`."""

import unicodedata
from collections.abc import Iterable


def fold(name: str) -> str:
    """Give a name's letters and digits only, in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def fold_all(names: Iterable[str]) -> str:
    """Give several names as one searchable text, each on its own line and once."""
    return "\n".join(dict.fromkeys(fold(name) for name in names))
