"""Words as they are looked for: small letters, without accents."""

import unicodedata


def fold(text: str) -> str:
    """Give text without case and without marks: ``Santé`` is ``sante``, ``Łódź`` is ``lodz``."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return bare.replace("ł", "l").replace("ø", "o").replace("đ", "d")
