"""Seconds and memory that it takes to merge the mentions of a large corpus into actors.

`python -m benchmarks.resolution --mentions 1000000`; prints a Markdown row for benchmarks/RESULTS.md.

The mentions are made up: people from the toolkit's given names and surnames put together of syllables, organisations
of two or three words (some with an acronym beside them), states by their names, demonyms and capitals, places, parties;
actors drawn by Zipf's law, a dozen or so in a document, each named in full first and then by surname, pronoun and
office, with the links, roles, owners and affiliations that `find_mentions` writes. Some surnames are borne by several
people. Nothing is read from disk and no text stands behind the offsets.

Measured is `actors.resolve` alone: seconds of the processor and of the clock, and the process's greatest memory, which
holds the table of mentions too. What making the table took is given back to the system before.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import time
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.measuring import processor
from toolkit import actors, lexicons, tables

DOCUMENTS = 60_000  # of a million mentions
ZIPF = 1.0  # the n-th most frequent actor is named 1/n as often as the first
IN_DOCUMENT = 12  # actors of one document
ACTORS = 8  # mentions to an actor that may be drawn
LEFT_OUT = 0.1  # documents that name a person by surname alone
ROLES = (
    "Foreign Minister",
    "spokesman",
    "President",
    "Senator",
    "chief executive",
    "professor",
    None,
    None,
    None,
)
TITLES = {"male": "Mr.", "female": "Ms."}
COLUMNS = (
    "mention_id doc_id start end text label confidence role affiliation antecedent_id sentence_start sentence_end "
    "gender owner_id joined_with shared_surname short_for"
).split()


def cast(draw: random.Random, size: int) -> list[dict[str, Any]]:
    """Actors by falling frequency: {label, full, short, ...}, six in ten of them people."""
    given = [
        (name.title(), entry["gender"])
        for entry in lexicons.entries("first_names")
        for name in entry["names"].split()
    ]
    starts, ends = (
        "Ba Ko Li Mar Ne Pol Ro San Ter Vo Wil Zan".split(),
        "bert der ford kov lin man ner son ski ton".split(),
    )
    middles = "a e i o al en ir or un an el".split()
    surnames = [
        a + b + c + d
        for a in starts
        for b in middles
        for c in ("", "b", "d", "l", "m", "r", "t")
        for d in ends
    ]
    states = sorted(set(lexicons.states().names.values()))
    found = []
    for _ in range(size):
        kind = draw.random()
        if kind < 0.6:
            name, gender = draw.choice(given)
            middle = f" {draw.choice('ABCDEFGHJKLM')}." if draw.random() < 0.2 else ""
            surname = draw.choice(surnames)
            found.append(
                {
                    "label": "PERSON",
                    "full": f"{name}{middle} {surname}",
                    "short": surname,
                    "gender": gender,
                    "role": draw.choice(ROLES),
                    "affiliation": draw.choice(states) if draw.random() < 0.3 else None,
                }
            )
        elif kind < 0.8:
            words = [
                draw.choice(surnames),
                *draw.sample("Food Trade Health Space World Free Wine".split(), 2),
                "Council",
            ]
            short = "".join(word[0] for word in words)
            found.append({"label": "ORG", "full": " ".join(words), "short": short})
        elif kind < 0.9:
            found.append({"label": "GPE", "full": draw.choice(states), "short": None})
        elif kind < 0.97:
            found.append({"label": "GPE", "full": draw.choice(surnames) + "burg", "short": None})
        else:
            found.append({"label": "NORP", "full": draw.choice(surnames) + "ists", "short": None})
    return found


def mentions(size: int, seed: int = 0, known_actors: int | None = None) -> pd.DataFrame:
    """A mentions table of about `size` rows, as `find_mentions` would have written it.

    `known_actors` are those that may be drawn, one for every ACTORS mentions without it.
    """
    draw = random.Random(seed)
    known = cast(draw, known_actors or max(50, size // ACTORS))
    weights = list(accumulate(1 / (rank + 2) ** ZIPF for rank in range(len(known))))
    documents = max(1, round(DOCUMENTS * size / 1_000_000))
    columns: dict[str, list] = {name: [] for name in COLUMNS}
    per_document = size / documents
    for number in range(documents):
        doc_id = tables.identifier("document", number)
        present = draw.choices(known, cum_weights=weights, k=IN_DOCUMENT)
        lone = draw.random() < LEFT_OUT
        before: list[dict[str, Any]] = []
        until = round((number + 1) * per_document)
        while len(columns["text"]) < until:
            actor = draw.choice(present)
            add(columns, doc_id, actor, before, draw, lone)
    return pd.DataFrame(columns)


def add(
    columns: dict[str, list], doc_id: str, actor: dict, before: list[dict], draw: random.Random, lone: bool
) -> None:
    """Append one mention of the actor: in full where it is the first, else by surname, pronoun or office."""
    start = 30 * len(before)
    earlier = next((row for row in reversed(before) if row["actor"] is actor), None)
    kind = draw.random() if earlier else 0.0
    person = actor["label"] == "PERSON"
    row = dict.fromkeys(COLUMNS) | {
        "text": actor["full"] if not (lone and person) else actor["short"],
        "label": actor["label"],
        "confidence": 0.9,
    }
    if earlier is None:
        row |= {"role": actor.get("role"), "affiliation": actor.get("affiliation")}
    elif kind < 0.4:
        row["text"] = actor["short"] or actor["full"]
        row["gender"] = actor.get("gender") if draw.random() < 0.2 else None
    elif kind < 0.8:
        word = {"male": "he", "female": "she"}.get(actor.get("gender"), "it")
        row |= {"text": word, "label": "PRONOUN", "gender": "neuter" if word == "it" else actor["gender"]}
        row["antecedent_id"] = earlier["mention_id"]
    elif kind < 0.9:
        noun = draw.choice(("minister", "president", "senator", "company", "group"))
        row |= {"text": f"the {noun}", "label": "NOMINAL", "role": noun}
        row["antecedent_id"] = earlier["mention_id"] if draw.random() < 0.5 else None
    else:
        row |= {
            "text": "its spokesman",
            "label": "NOMINAL",
            "role": "spokesman",
            "owner_id": earlier["mention_id"],
        }
    row |= {
        "start": start,
        "end": start + len(row["text"]),
        "sentence_start": start,
        "sentence_end": start + 30,
    }
    row |= {"doc_id": doc_id, "mention_id": tables.identifier(doc_id, start, row["end"], row["label"])}
    for name, cells in columns.items():
        cells.append(row[name])
    before.append({"actor": actor, "mention_id": row["mention_id"]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument(
        "--table", type=Path, help="Parquet file to keep the table in, made if it is not there"
    )
    options = parser.parse_args()
    if options.table and options.table.is_file():
        table = pd.read_parquet(options.table)
    else:
        table = tables.table("mentions", mentions(options.mentions))
        if options.table:
            table.to_parquet(options.table)
    gc.collect()
    began, clock = time.process_time(), time.perf_counter()
    resolved, found = actors.resolve(table)
    seconds, waited = time.process_time() - began, time.perf_counter() - clock
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    share = resolved["actor_id"].notna().mean()
    print(
        f"| {processor()} | {len(table):,} mentions of {len(found):,} actors, {table['doc_id'].nunique():,} documents "
        f"({share:.0%} resolved) | {seconds:.1f} s of the processor, {waited:.1f} s of the clock | {memory:.2f} GiB |"
    )


if __name__ == "__main__":
    main()
