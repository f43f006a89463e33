"""A cell with several criteria in it: told apart at line breaks, bullets or a numbered list."""

import re
from collections.abc import Iterable

_BREAK = re.compile(r"[\r\n\v\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[•●▪◦‣∙·*■□➢➤✓–—-]|\d{1,2}\s?[.)]|[a-z]\))(?:\s+|(?=[^\W\d_]))", re.IGNORECASE)
_INNER_BULLET = re.compile(r"\s*[•●▪◦‣■➢➤]\s*")
_INNER_NUMBER = re.compile(r"(?:^|(?<=\s)|(?<=[;,.]))(\d{1,2})\s?[.)]\s+")


def split_cell(text: str) -> list[str]:
    """Give the criteria of a cell, in order; a list of one when nothing tells them apart."""
    lines = [line for line in _BREAK.split(text) if line.strip()]
    if len(lines) > 1:
        return _lines(lines)
    bullets = [part for part in _INNER_BULLET.split(text) if part.strip()]
    if len(bullets) > 1 and _INNER_BULLET.search(text):
        return _clean(bullets)
    return _numbered(text)


def _lines(lines: list[str]) -> list[str]:
    marked = [bool(_BULLET.match(line)) for line in lines]
    if sum(marked) < 2:
        return _clean(lines)
    # In a bulleted list a line without a bullet goes on with the one above it.
    parts: list[str] = []
    for line, has_bullet in zip(lines, marked, strict=True):
        if has_bullet or not parts:
            parts.append(line)
        else:
            parts[-1] += " " + line.strip()
    return _clean(parts)


def _numbered(text: str) -> list[str]:
    numbers = [int(match[1]) for match in _INNER_NUMBER.finditer(text)]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return [text.strip()]
    return _clean(part for part in _INNER_NUMBER.split(text)[::2])


def _clean(parts: Iterable[str]) -> list[str]:
    kept = [_BULLET.sub("", part, count=1).strip(" ;") for part in parts]
    return [part for part in kept if part]
