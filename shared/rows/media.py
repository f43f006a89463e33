"""The media types a bulk body may have."""

from typing import Literal

from shared.errors import UnsupportedMedia

Kind = Literal["ndjson", "csv", "array"]

_KINDS: dict[str, Kind] = {
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/json": "array",
}


def kind_of(content_type: str | None) -> Kind:
    """Tell what a Content-Type is read as; raises ``UnsupportedMedia`` for one that is not."""
    kind = _KINDS.get((content_type or "").split(";")[0].strip().lower())
    if kind is None:
        raise UnsupportedMedia("send application/x-ndjson, text/csv or application/json (an array)")
    return kind
