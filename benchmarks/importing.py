"""Import over HTTP through the gateway against ``psql \\copy`` of the same rows into the same table.

Both end with the same columns, keys and indexes. The import also validates strictly, keeps one outcome for
every line, and leaves a change in the feed; the baseline does none of that.
"""

import argparse
import csv
import io
import random
import subprocess
import threading
import time
import uuid
from pathlib import Path

import httpx
import msgspec

from shared.local_postgres import LocalPostgres

from .house import House, machine, running, territory_with_groups

QUESTIONS = ("wellbeing", "illbeing", "action")
WORDS = [
    "avoir",
    "un",
    "logement",
    "sain",
    "du",
    "travail",
    "respect",
    "famille",
    "amis",
    "temps",
    "calme",
    "voisins",
    "argent",
    "santé",
    "école",
    "bus",
    "parc",
    "aider",
    "écouter",
    "participer",
    "nature",
    "paix",
    "bruit",
    "solitude",
    "peur",
    "joie",
    "jardin",
    "marché",
    "pain",
    "eau",
    "lumière",
    "rue",
    "place",
    "ensemble",
]


def rows(number: int, groups: list[str], prefix: str) -> list[dict[str, str]]:
    """Give synthetic criteria, the same at every run."""
    chosen = random.Random(2026)
    return [
        {
            "external_id": f"{prefix}-{n}",
            "group": groups[n * len(groups) // number],
            "question": QUESTIONS[n % 3],
            "text": " ".join(chosen.choices(WORDS, k=chosen.randint(3, 15))),
            "language": "fr",
        }
        for n in range(number)
    ]


def baseline(house: House, number: int, groups: list[str], folder: Path) -> float:
    """Load the same rows with psql's \\copy into a table like ``criterion``; gives rows a second."""
    territory = str(uuid.uuid4())
    ids = {group: str(uuid.uuid4()) for group in groups}
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows(number, groups, "copy"):
        writer.writerow(
            (
                territory, uuid.uuid4(), "bench", row["external_id"], ids[row["group"]], row["question"],
                row["text"], row["language"], "given", "approved", "private", "network",
            )
        )  # fmt: skip
    file = folder / "rows.csv"
    file.write_text(text.getvalue())
    psql = [str(LocalPostgres.program("psql")), house.admin_dsn, "-qAt", "-v", "ON_ERROR_STOP=1"]
    table = "drop table if exists criteria.copied; create table criteria.copied (like criteria.criterion including all)"
    subprocess.run([*psql, "-c", table], check=True)
    columns = (
        "territory_id,id,source,external_id,group_id,question,text,language,language_source,state,visibility,scope"
    )
    began = time.perf_counter()
    subprocess.run([*psql, "-c", f"\\copy criteria.copied ({columns}) from '{file}' csv"], check=True)
    return number / (time.perf_counter() - began)


def push(house: House, town: str, bodies: list[bytes], n_rows: int) -> tuple[float, dict[str, int]]:
    """Push bodies side by side; gives rows a second and the counts of outcomes."""
    counts: dict[str, int] = {}

    def one(body: bytes) -> None:
        with house.client() as client:
            response = client.post(
                "/v1/imports",
                params={"territory": town, "source": "bench"},
                content=iter([body[at : at + 262_144] for at in range(0, len(body), 262_144)]),
                headers={"Content-Type": "application/x-ndjson", "Idempotency-Key": str(uuid.uuid4())},
            )
        if response.status_code != 202:
            raise RuntimeError(response.text[:500])
        for name, value in response.json()["counts"].items():
            counts[name] = counts.get(name, 0) + value

    threads = [threading.Thread(target=one, args=(body,)) for body in bodies]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return n_rows / (time.perf_counter() - began), counts


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--streams", type=int, default=2)
    known = parser.parse_args()
    encoder = msgspec.json.Encoder()
    with running(worker=False) as house, house.client() as client:
        town, groups = territory_with_groups(client, max(known.rows // 90, 10))
        folder = Path("/tmp")
        print(f"{machine()}; {known.rows} rows, {known.streams} streams")
        warm = rows(5000, groups, "warm")
        push(house, town, [encoder.encode_lines(warm)], len(warm))
        before = {name: house.memory(name) for name in ("criteria", "gateway")}
        copied = baseline(house, known.rows, groups, folder)
        made = rows(known.rows, groups, "row")
        size = -(-len(made) // known.streams)
        bodies = [encoder.encode_lines(made[at : at + size]) for at in range(0, len(made), size)]
        del made
        speed, counts = push(house, town, bodies, known.rows)
        again, unchanged = push(house, town, bodies, known.rows)
        copied_again = baseline(house, known.rows, groups, folder)
        copy = (copied + copied_again) / 2
        print(f"| psql \\copy, before and after | {copied:,.0f} and {copied_again:,.0f} rows/s | 1.00 |")
        print(f"| import through the gateway | {speed:,.0f} rows/s | {speed / copy:.2f} | {counts}")
        print(f"| the same push again | {again:,.0f} rows/s | {again / copy:.2f} | {unchanged}")
        for name, at_first in before.items():
            print(
                f"| memory of {name}, peak | {house.memory(name):.0f} MiB | +{house.memory(name) - at_first:.0f} MiB |"
            )
        _check(house, known.rows)


def _check(house: House, n_rows: int) -> None:
    with httpx.Client(base_url=house.url) as client:
        assert client.get("/health/ready").status_code == 200
    psql = [str(LocalPostgres.program("psql")), house.admin_dsn, "-qAt", "-c"]
    count = "select count(*) from criteria.criterion where source = 'bench' and external_id like 'row-%'"
    found = subprocess.run([*psql, count], check=True, capture_output=True, text=True).stdout.strip()
    assert int(found) == n_rows, found


if __name__ == "__main__":
    main()
