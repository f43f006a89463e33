"""What is a key's own: the records of the territories that it speaks for."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from ..pushing.places import roots_if_any
from ..pushing.wire import Wire


def own_filters(wire: Wire) -> list[dict[str, Any]]:
    """Give the filters of lists of a key's own records: one a territory; a single empty one for who has none."""
    return [{"under": root} for root in roots_if_any(wire)] or [{}]


def joined(texts: Sequence[str], format: str) -> str:
    """Put exports of several territories together, each row once; columns of tables are those of any of them."""
    if len(texts) == 1:
        return texts[0]
    if format != "csv":
        return "".join(f"{line}\n" for line in dict.fromkeys(line for text in texts for line in text.splitlines()))
    tables = [list(csv.DictReader(io.StringIO(text, newline=""))) for text in texts]
    headers = [next(csv.reader(io.StringIO(text, newline="")), []) for text in texts]
    columns = list(dict.fromkeys(name for header in headers for name in header))
    whole = io.StringIO(newline="")
    writer = csv.DictWriter(whole, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    rows = [row for table in tables for row in table]
    writer.writerows({tuple(row.get(name, "") for name in columns): row for row in rows}.values())
    return whole.getvalue()
