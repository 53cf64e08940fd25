"""Fourteen small corpora, their tables counted by hand, against what the whole program finds (corpora/README.md)."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

import toolkit as tk
from toolkit import lexicons, network, tables

FOLDER = Path(__file__).with_name("corpora")
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/counted.json"))
COUNTED = {name: json.loads((FOLDER / name / "counted.json").read_text(encoding="utf-8")) for name in NAMES}
# [corpus, table, item, cause]: what the program gets wrong, each a strict xfail.
FAULTS = json.loads((FOLDER / "faults.json").read_text(encoding="utf-8"))
NAMED_KINDS = {"person", "state", "organisation"}
HE_SHE = frozenset("he him his himself she her hers herself".split())
REST = "nothing else"

pytestmark = pytest.mark.model


@pytest.fixture(scope="session")
def found(nlp):
    """By corpus: the analysis, and its items in the shape of those counted."""
    return {name: _Found(name, nlp) for name in NAMES}


class _Found:
    """What the program finds in one corpus, by counted name instead of identifier."""

    def __init__(self, name: str, nlp):
        self.counted = COUNTED[name]
        documents = tk.read_documents(FOLDER / name / "articles.jsonl")
        self.analysis = tk.analyse(documents, nlp=nlp, progress=False)
        self.texts = dict(zip(documents["doc_id"], documents["text"]))
        articles = [json.loads(line) for line in (FOLDER / name / "articles.jsonl").open(encoding="utf-8")]
        self.letters = {doc_id: article["id"] for doc_id, article in zip(documents["doc_id"], articles)}
        self.outlets = {doc_id: article["outlet"] for doc_id, article in zip(documents["doc_id"], articles)}
        self.called = self._names()
        self.matches, self.extra = self._match()
        actors = self.analysis.actors
        self.known = set(actors["actor_id"][actors["kind"].isin(NAMED_KINDS)])
        optional = {row["quote_id"] for number, row in self.matches.items() if self._is_optional(number)}
        self.counted_quotes = self.analysis.quotes[~self.analysis.quotes["quote_id"].isin(optional)]

    def _names(self) -> dict[str, str]:
        """actor_id -> the counted name; for an actor that was not counted, or the second one of a name, its own.

        A counted actor is the one of its kind that shares most variants with it, of equals the most mentioned.
        """
        called = dict(zip(self.analysis.actors["actor_id"], self.analysis.actors["name"]))
        free = self.analysis.actors.to_dict("records")
        for actor in self.counted["actors"]:
            wanted = {lexicons.fold(form) for form in actor["variants"]}

            def rank(row, wanted=wanted, actor=actor):
                forms = {lexicons.fold(form) for form in [row["name"], *row["variants"]]}
                same = lexicons.fold(row["name"]) == lexicons.fold(actor["name"])
                return (same, len(forms & wanted), row["mentions"])

            fits = [row for row in free if row["kind"] == actor["kind"] and rank(row)[1]]
            if fits:
                best = max(fits, key=rank)
                free.remove(best)
                called[best["actor_id"]] = actor["name"]
        return called

    def _words(self, doc_id: str, spans) -> set[int]:
        starts = [match.start() for match in tables._WORD.finditer(self.texts[doc_id])]
        return {start for start in starts if any(low <= start < high for low, high in spans)}

    def _spans(self, doc_id: str, quote: dict) -> list[tuple[int, int]]:
        """Where a counted quote's pieces stand, by their words: cleaning mends reversed quotation marks."""
        spans, at = [], 0
        for piece in [quote.get("after", ""), *quote["content"]]:
            words = r"\W+".join(map(re.escape, tables.words(piece)))
            found = re.compile(words).search(self.texts[doc_id], at)
            at = found.end()
            spans.append(found.span())
        return spans[1:]

    def _match(self):
        """Number of each counted quote -> the found one with the same words (IoU of 1/2 or more); and what is over."""
        rows = self.analysis.quotes.to_dict("records")
        candidates = []
        for number, quote in enumerate(self.counted["quotes"]):
            doc_id = next(key for key, letter in self.letters.items() if letter == quote["doc"])
            spans = self._spans(doc_id, quote)
            words = self._words(doc_id, spans)
            for which, row in enumerate(rows):
                if row["doc_id"] == doc_id:
                    other = self._words(doc_id, row["spans"])
                    overlap = len(words & other) / max(1, len(words | other))
                    if overlap >= 0.5:
                        candidates.append((overlap, number, which))
        matches, taken = {}, set()
        for _, number, which in sorted(candidates, reverse=True):
            if number not in matches and which not in taken:
                matches[number] = rows[which]
                taken.add(which)
        return matches, [row for which, row in enumerate(rows) if which not in taken]

    def name(self, actor_id) -> str | None:
        return self.called.get(actor_id) if isinstance(actor_id, str) else None

    # One method a table: item -> what the program has for it. An item that is not there is None.

    def actors(self) -> dict:
        """Counted are documents; actors of other kinds than people, states and organisations are not looked at."""
        rows = self.analysis.actors
        rows = rows[rows["actor_id"].isin(self.known)]
        return {self.called[row.actor_id]: int(row.documents) for row in rows.itertuples()}

    def named(self) -> dict:
        rows = self.analysis.mentions
        rows = rows[rows["actor_id"].isin(self.known) & ~rows["label"].isin(["PRONOUN", "NOMINAL"])]
        return dict(Counter(self.called[actor_id] for actor_id in rows["actor_id"]))

    def he_she(self) -> dict:
        rows = self.analysis.mentions
        rows = rows[rows["actor_id"].isin(self.known) & rows["text"].str.lower().isin(HE_SHE)]
        return dict(Counter(self.called[actor_id] for actor_id in rows["actor_id"]))

    def quotes(self) -> dict:
        """Number -> speaker's counted name, or the words where there is no actor."""
        return {
            number: self.name(row["actor_id"]) or f"unnamed: {row['speaker']}"
            for number, row in self.matches.items()
        }

    def kinds(self) -> dict:
        return {number: row["kind"] for number, row in self.matches.items()}

    def mentions(self) -> dict:
        """Edges of relation "mentions", without those of quotes that may be found or not."""
        rows = network.quote_edges(self.counted_quotes, self.analysis.mentions, self.analysis.actors, draws=2)
        return {
            (self.called[row.source], self.called[row.target]): int(row.n)
            for row in rows.itertuples()
            if row.target in self.known
        }

    def addresses(self) -> dict:
        rows = self.counted_quotes
        rows = rows[rows["actor_id"].notna() & rows["addressee_id"].notna()]
        pairs = zip(rows["actor_id"], rows["addressee_id"])
        return dict(Counter((self.called[one], self.called[other]) for one, other in pairs))

    def outlet_quotes(self) -> dict:
        rows = self.counted_quotes.dropna(subset="actor_id")
        pairs = zip(rows["doc_id"], rows["actor_id"])
        return dict(Counter((self.outlets[doc_id], self.called[actor_id]) for doc_id, actor_id in pairs))

    def answers(self) -> dict:
        """Pairs of speakers; the number is not compared, as a reply may be counted in one quote or two."""
        from toolkit.quotes import exchanges

        said = exchanges.add_answers(
            self.analysis.quotes,
            self.analysis.mentions,
            self.analysis.actors,
            documents=self.analysis.documents,
        )
        speakers = dict(zip(said["quote_id"], said["actor_id"]))
        rows = said[said["answers"].notna() & said["actor_id"].notna()]
        pairs = [(self.name(row.actor_id), self.name(speakers[row.answers])) for row in rows.itertuples()]
        return {pair: True for pair in pairs if pair[1]}

    def _is_optional(self, number: int) -> bool:
        return bool(self.counted["quotes"][number].get("optional"))


def _wanted(name: str, table: str) -> dict:
    """The counted items of one table in the shape of `_Found`'s."""
    counted = COUNTED[name]
    if table in {"actors", "named", "he_she"}:
        field = "documents" if table == "actors" else table
        return {actor["name"]: actor[field] for actor in counted["actors"] if actor[field]}
    if table in {"quotes", "kinds"}:
        rows = {n: row for n, row in enumerate(counted["quotes"]) if not row.get("optional")}
        if table == "kinds":
            return {number: row["kind"] for number, row in rows.items()}
        return {n: "unnamed" if row.get("unnamed") else row["speaker"] for n, row in rows.items()}
    if table == "answers":
        return {tuple(row): True for row in counted["answers"]}
    return {tuple(row[:2]): row[2] for row in counted["outlets" if table == "outlet_quotes" else table]}


def _optional(name: str, table: str) -> set:
    key = {"named": "actors", "he_she": "actors", "outlet_quotes": "outlets"}.get(table, table)
    cells = COUNTED[name]["optional"].get(key, [])
    return {tuple(cell[:2]) if isinstance(cell, list) else lexicons.fold(cell) for cell in cells}


def _rest(name: str, table: str, found: _Found) -> list[str]:
    """What the program has beyond the counted items."""
    if table == "quotes":
        return [f"{row['speaker']}: {row['text']}" for row in found.extra]
    wanted, optional = _wanted(name, table), _optional(name, table)
    items = getattr(found, table)()
    return [
        _label(item)
        for item in items
        if item not in wanted and (lexicons.fold(item) if isinstance(item, str) else item) not in optional
    ]


# Those that `measure` counts, and those that the test holds the program to: who "he" is varies with every new model.
TABLES = ("actors", "named", "he_she", "quotes", "kinds", "mentions", "addresses", "answers", "outlet_quotes")
TESTED = ("actors", "named", "quotes", "kinds", "mentions", "addresses", "answers", "outlet_quotes")


def _label(item) -> str:
    return " > ".join(map(str, item)) if isinstance(item, tuple) else str(item)


def _items(tables_: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """(corpus, table, item's label) of everything that was counted, and the rest of each table but `kinds`."""
    return [
        (name, table, label)
        for name in NAMES
        for table in tables_
        for label in [*map(_label, _wanted(name, table)), *([REST] if table != "kinds" else [])]
    ]


def _fault(found: _Found, name: str, table: str, label: str) -> str | None:
    """What is wrong with one item; None where the program has it as counted."""
    if label == REST:
        rest = _rest(name, table, found)
        return f"beyond what was counted: {rest}" if rest else None
    item, wanted = next(pair for pair in _wanted(name, table).items() if _label(pair[0]) == label)
    has = getattr(found, table)().get(item)
    if table == "quotes" and wanted == "unnamed":
        return None if str(has).startswith("unnamed") else f"counted as unnamed, found {has}"
    return None if has == wanted else f"counted {wanted}, found {has}"


def _params():
    faults = {tuple(fault[:3]): fault[3] for fault in FAULTS}
    for item in _items(TESTED):
        marks = [pytest.mark.xfail(reason=faults[item], strict=True)] if item in faults else []
        yield pytest.param(*item, marks=marks, id="-".join(item))


@pytest.mark.parametrize(("corpus", "table", "item"), list(_params()))
def test_against_the_hand_count(found, corpus, table, item):
    fault = _fault(found[corpus], corpus, table, item)
    assert fault is None, fault


def test_every_listed_fault_is_an_item():
    known = set(_items(TESTED))
    assert [fault[:3] for fault in FAULTS if tuple(fault[:3]) not in known] == []


def test_no_place_speaks(found):
    for name in NAMES:
        actors = found[name].analysis.actors
        places = set(actors["actor_id"][actors["kind"] == "place"])
        assert not places & set(found[name].analysis.quotes["actor_id"].dropna()), name


def measure(nlp) -> None:
    """Print the share right of each table, faults that are mended and those that are not listed."""
    has = {name: _Found(name, nlp) for name in NAMES}
    faults = {item: _fault(has[item[0]], *item) for item in _items(TABLES)}
    for table in TABLES:
        for rest in (False, True):
            right = [
                fault is None
                for item, fault in faults.items()
                if item[1] == table and (item[2] == REST) == rest
            ]
            if right:
                print(f"{table}{', nothing else' if rest else ''}: {sum(right)} of {len(right)}")
    listed = {tuple(fault[:3]) for fault in FAULTS}
    print("mended:", *(item for item in listed if faults[item] is None), sep="\n  ")
    new = {
        item: fault for item, fault in faults.items() if fault and item[1] in TESTED and item not in listed
    }
    print("new:", *(f"{item}: {fault}" for item, fault in new.items()), sep="\n  ")


if __name__ == "__main__":
    from toolkit.language import load_pipeline

    measure(load_pipeline(threads=1))
