"""Push texts that people really wrote, through the client, and look at what comes out.

Needs a folder of such texts in ``SPIRAL_TEXTS`` (they are not part of this project) and says so without it:
``happy_moments_10k.parquet`` (what made you happy, with country, age and parenthood of the writer),
``polis_comments.parquet`` (statements in public consultations) and ``xed_13langs.parquet`` (everyday lines in
13 languages). Writers alike in country, age band and parenthood make groups of 7 to 12.
"""

import csv
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pycountry
from spiral_client import Client

from .house import House, machine, running

COLUMNS = ("external_id", "group", "profile", "participants", "date", "language", "question", "text")
Row = dict[str, Any]

HOMES = {
    "Austria": "AT",
    "United States": "US",
    "New Zealand": "NZ",
    "Taiwan": "TW",
    "Canada": "CA",
    "United Kingdom": "GB",
}


def sheets(folder: Path) -> Iterator[tuple[str, str, list[Row]]]:
    """Give (country, source, rows) as a country's spreadsheet would have them."""
    yield from _happy(pq.read_table(folder / "happy_moments_10k.parquet").to_pylist())
    yield from _polis(pq.read_table(folder / "polis_comments.parquet").to_pylist())
    yield from _lines(pq.read_table(folder / "xed_13langs.parquet").to_pylist())


def _happy(records: list[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    alike: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for record in records:
        country = pycountry.countries.get(alpha_3=record["country"] or "---")
        if country and record["age"] == record["age"] and record["age"]:
            band = "youth" if record["age"] < 30 else "elders" if record["age"] >= 60 else "workers"
            alike[country.alpha_2, band, record["parenthood"] == "y"].append(record)
    by_country: dict[str, list[Row]] = defaultdict(list)
    for (country, band, parents), found in sorted(alike.items(), key=str):
        for number in range(len(found) // 80 + 1):
            for record in found[number * 80 : number * 80 + 80]:
                by_country[country].append(
                    {
                        "external_id": record["hmid"],
                        "group": f"{band} {'with' if parents else 'without'} children {number + 1}",
                        "profile": "parents" if parents and band == "workers" else band,
                        "participants": 7 + number % 6,
                        "date": f"{2017 + number % 3}-06",
                        "language": "en",
                        "question": "wellbeing",
                        "text": record["text"],
                    }
                )
    for home, rows in by_country.items():
        if len(rows) >= 20:
            yield home, "happy-moments", rows


def _polis(records: list[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    by_country: dict[str, list[Row]] = defaultdict(list)
    for record in records:
        by_country[HOMES[record["country"]]].append(
            {
                "external_id": f"{record['conversation']}-{record['comment_id']}",
                "group": f"{record['conversation'][:40]} {record['author_id'] % 12 + 1}",
                "profile": "other:consultation",
                "participants": 10,
                "date": "2021-05",
                "language": record["lang"],
                "question": "policy",
                "text": record["text"],
            }
        )
    for home, rows in by_country.items():
        yield home, "polis", rows


def _lines(records: list[Row], each: int = 400) -> Iterator[tuple[str, str, list[Row]]]:
    home = {"en": "GB", "br": "BR", "es": "ES", "ro": "RO", "el": "GR", "fr": "FR", "bg": "BG", "pt": "PT"}
    home |= {"pl": "PL", "it": "IT", "de": "DE", "hu": "HU", "nl": "NL"}
    by_language: dict[str, list[Row]] = defaultdict(list)
    for number, record in enumerate(records):
        usable = record["text"] and not record["text"].endswith(".xml.gz") and record["polarity"] in ("+", "-")
        if usable and len(by_language[record["lang"]]) < each and len(record["text"]) > 12:
            n = len(by_language[record["lang"]])
            by_language[record["lang"]].append(
                {
                    "external_id": number,
                    "group": f"lines {n // 80 + 1}",
                    "profile": "mixed",
                    "participants": 9,
                    "date": "2020-01",
                    "language": {"br": "pt-BR"}.get(record["lang"], record["lang"]),
                    "question": "wellbeing" if record["polarity"] == "+" else "illbeing",
                    "text": record["text"],
                }
            )
    for language, rows in by_language.items():
        yield home[language], f"lines-{language}", rows


def main() -> None:
    """Push everything, wait, and print trends and searches to be read by a person."""
    folder = os.environ.get("SPIRAL_TEXTS")
    if not folder:
        sys.exit("SKIPPED: set SPIRAL_TEXTS to the folder with the texts; nothing was tried")
    with running(worker=True) as house, Client(house.url, house.key) as client:
        print(machine())
        began = time.perf_counter()
        push_all(client, Path(folder))
        print(f"pushed in {time.perf_counter() - began:.0f} s; waiting for the synthesis")
        wait(house)
        print(f"caught up after {time.perf_counter() - began:.0f} s")
        show(client)


def push_all(client: Client, folder: Path, only: tuple[str, ...] = ()) -> None:
    """Write each country's spreadsheet and push it as that country would; ``only`` keeps some sources."""
    with tempfile.TemporaryDirectory() as place:
        for country, source, rows in sheets(folder):
            if only and source not in only:
                continue
            file = Path(place) / f"{source}-{country}.csv"
            with file.open("w", newline="", encoding="utf-8") as out:
                writer = csv.DictWriter(out, COLUMNS)
                writer.writeheader()
                writer.writerows(rows)
            territory = client.territories(kind="country", country=country)[0]["id"]
            result = client.push(file, territory=territory, source=source, split=False)
            print(f"{country} {source}: {len(rows)} rows, {result.counts}")
            for line in islice(result.rejected, 3):
                print(f"   {line}")


def wait(house: House) -> None:
    """Wait until everything is read, coded and counted."""
    with house.client() as client:
        time.sleep(2)
        while not client.get("/v1/status").json().get("up_to_date"):
            time.sleep(1)


def show(client: Client) -> None:
    """Print what a reader would look at first."""
    for by, filters in (
        ("dimension,question", {}),
        ("component", {"question": "wellbeing"}),
        ("component", {"question": "policy"}),
        ("country,dimension", {"question": "wellbeing"}),
        ("status", {}),
    ):
        found = client.trends(by, **filters)
        print(f"\n## {by} {filters}: {found['n_criteria']} criteria, {found['n_coded']} coded")
        for row in found["rows"][:24]:
            print("  ", {name: value for name, value in row.items() if name not in ("flag",)})
    for text in (
        "time with my children",
        "sentirse solo",
        "ein sicherer Arbeitsplatz",
        "affordable housing",
        "weniger Autos in der Stadt",
        "peur de mourir",
        "a good meal",
        "mehr Bus und Bahn auf dem Land",
        "ζώα",
        "corruption",
    ):
        print(f"\n## {text}")
        for item in client.search(text, limit=8)["items"]:
            code = f"{item.get('code')} {item.get('label')}"
            print(f"   {item['score']:.2f} {item['language']:6} {code[:38]:38} {item['text'][:110]}")


if __name__ == "__main__":
    main()
