"""Three invented articles with their tables made by hand, so that every count in the tests can be checked by
reading.

Who says what, and whom it mentions (words of content in brackets):

    q1 Orlo     indirect  Bellmark had closed the port without warning (7)              -> Bellmark
    q2 Orlo     direct    We want the port open by Friday / Bellmark must keep its word (12) -> Orlo, Bellmark
    q3 Hale     indirect  Arvenia was playing games (4)                                 -> Arvenia
    q4 Hale     direct    The port is open (4)
    q5 Council  indirect  both sides to talk (4)
    q6 Hale     direct    Arvenia is bluffing and everybody knows it (7)                -> Arvenia
    q7 Orlo     mixed     Hale “has never visited the port” (6)                         -> Hale
    q8 Orlo     indirect  Bellmark was afraid of an open market (7)                     -> Bellmark
    q9 (nobody) indirect  business was bad (3)
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd

from toolkit import tables
from toolkit.concordance import sentence_around

TEXTS = {
    "d1": (
        "Arvenia and Bellmark quarrel over the port\n\n"
        "Arvenian Foreign Minister Lena Orlo said Bellmark had closed the port without warning. "
        "“We want the port open by Friday,” Orlo said. “Bellmark must keep its word.”\n\n"
        "Trade Secretary Tom Hale told reporters that Arvenia was playing games. “The port is open,” he said.\n\n"
        "The Harbour Council urged both sides to talk."
    ),
    "d2": (
        "Talks stall\n\n"
        "“Arvenia is bluffing and everybody knows it,” Hale said on Monday. "
        "Orlo replied that Hale “has never visited the port”. "
        "She added that Bellmark was afraid of an open market.\n\n"
        "One trader said business was bad."
    ),
    "d3": "Weather\n\nIt rained in Arvenia. Nobody spoke.",
}
ACTORS = {
    # actor_id: name, kind, role, affiliation
    "orlo": ("Lena Orlo", "person", "Foreign Minister", "Arvenia"),
    "hale": ("Tom Hale", "person", "Trade Secretary", "Bellmark"),
    "arvenia": ("Arvenia", "state", None, None),
    "bellmark": ("Bellmark", "state", None, None),
    "council": ("Harbour Council", "organisation", None, None),
}
# doc, words, which occurrence of these words (0 = first), label, actor
MENTIONS = [
    ("d1", "Arvenia", 0, "GPE", "arvenia"),
    ("d1", "Bellmark", 0, "GPE", "bellmark"),
    ("d1", "Arvenian", 0, "NORP", "arvenia"),
    ("d1", "Lena Orlo", 0, "PERSON", "orlo"),
    ("d1", "Bellmark", 1, "GPE", "bellmark"),
    ("d1", "We", 0, "PRONOUN", "orlo"),
    ("d1", "Orlo", 1, "PERSON", "orlo"),
    ("d1", "Bellmark", 2, "GPE", "bellmark"),
    ("d1", "its", 0, "PRONOUN", "bellmark"),
    ("d1", "Tom Hale", 0, "PERSON", "hale"),
    ("d1", "Arvenia", 2, "GPE", "arvenia"),
    ("d1", "he", -1, "PRONOUN", "hale"),
    ("d1", "Harbour Council", 0, "ORG", "council"),
    ("d2", "Arvenia", 0, "GPE", "arvenia"),
    ("d2", "Hale", 0, "PERSON", "hale"),
    ("d2", "Orlo", 0, "PERSON", "orlo"),
    ("d2", "Hale", 1, "PERSON", "hale"),
    ("d2", "She", 0, "PRONOUN", "orlo"),
    ("d2", "Bellmark", 0, "GPE", "bellmark"),
    ("d3", "Arvenia", 0, "GPE", "arvenia"),
]
# quote_id, doc, contents, kind, cue, source words, speaker's actor_id
QUOTES = [
    ("q1", "d1", ["Bellmark had closed the port without warning"], "indirect", "said", "Lena Orlo", "orlo"),
    (
        "q2",
        "d1",
        ["We want the port open by Friday", "Bellmark must keep its word"],
        "direct",
        "said",
        "Orlo said",
        "orlo",
    ),
    ("q3", "d1", ["Arvenia was playing games"], "indirect", "told", "Tom Hale", "hale"),
    ("q4", "d1", ["The port is open"], "direct", "said", "he said", "hale"),
    ("q5", "d1", ["both sides to talk"], "indirect", "urged", "The Harbour Council", "council"),
    ("q6", "d2", ["Arvenia is bluffing and everybody knows it"], "direct", "said", "Hale said", "hale"),
    ("q7", "d2", ["Hale “has never visited the port”"], "mixed", "replied", "Orlo", "orlo"),
    ("q8", "d2", ["Bellmark was afraid of an open market"], "indirect", "added", "She", "orlo"),
    ("q9", "d2", ["business was bad"], "indirect", "said", "One trader", None),
]


class Tables(NamedTuple):
    """The six tables that an analysis holds."""

    documents: pd.DataFrame
    mentions: pd.DataFrame
    actors: pd.DataFrame
    quotes: pd.DataFrame
    edges: pd.DataFrame
    problems: pd.DataFrame


def corpus(*doc_ids: str) -> Tables:
    """The tables of these documents (all three without arguments)."""
    chosen = doc_ids or tuple(TEXTS)
    mentions = _mentions(chosen)
    return Tables(
        documents=_documents({doc_id: TEXTS[doc_id] for doc_id in chosen}),
        mentions=mentions,
        actors=_actors(mentions),
        quotes=_quotes(chosen),
        edges=tables.empty("edges"),
        problems=tables.table(
            "problems", [tables.problem("d1", "clean", "byline", "an invented problem", 0, 7)]
        ),
    )


def press(copies: int = 10) -> Tables:
    """The three articles in `copies` outlets' worth of print: dated weekly, of two outlets and two sections.

    Every copy has its own identifiers, so that each is a document of its own; d3 is in the section Weather.
    """
    once = corpus()
    names = ("documents", "mentions", "quotes")
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in names}
    for copy in range(copies):
        for name in names:
            frame = getattr(once, name)
            ids = [column for column in ("doc_id", "mention_id", "quote_id") if column in frame]
            found[name].append(frame.assign(**{column: frame[column] + f"-{copy}" for column in ids}))
        day = (date(2020, 2, 3) + timedelta(weeks=copy)).isoformat()
        outlet = "Herald" if copy % 2 else "Post"
        found["documents"][-1] = found["documents"][-1].assign(
            outlet=outlet, published=day, section=["World", "World", "Weather"]
        )
    joined = {name: tables.table(name, pd.concat(frames)) for name, frames in found.items()}
    return once._replace(**joined, actors=_actors(joined["mentions"]))


# Words of the invented articles that stand for a marker, a part of speech, a deed.
STANCE = {"must": ("modality", "obligation"), "never": ("negation", "adverb"), "we": ("pronoun", "unclear")}
VERBS = {"closed": "close", "keep": "keep", "visited": "visit", "playing": "play"}
FUNCTION_WORDS = frozenset(
    "a an and both by had has he in is its must of on one that the to was we without".split()
)


def parsed(found: Tables) -> dict[str, pd.DataFrame]:
    """The tables that come from a parse, by simple rules: tokens, markers, clauses, namings, imagery."""
    tokens, markers, clauses, namings, imagery = [], [], [], [], []
    for doc_id, text in zip(found.documents["doc_id"], found.documents["text"], strict=True):
        for number, match in enumerate(re.finditer(r"\w+", text)):
            word, (start, end) = match[0].lower(), match.span()
            place = {"doc_id": doc_id, "start": start, "end": end}
            low, high = sentence_around(text, start, end)
            sentence = {"sentence_start": low, "sentence_end": high}
            pos = "DET" if word in FUNCTION_WORDS else "VERB" if word in VERBS else "NOUN"
            numbers = {"name": -1, "phrase": number if pos == "NOUN" else -1, "sentence": low}
            tokens.append(
                place | {"word": word, "lemma": word, "pos": pos, "tag": "NN", "entity": ""} | numbers
            )
            key = f"{doc_id}-{start}"
            if word in STANCE:
                family, kind = STANCE[word]
                row = {"marker_id": key, "text": match[0], "family": family, "item": word, "category": kind}
                markers.append(place | row | {"negated": False, "in_quotes": True})
            if word in VERBS:
                clauses.append(_clause(found, key, doc_id, text, match, VERBS[word]) | sentence)
            if word == "games":
                row = {
                    "image_id": key,
                    "text": match[0],
                    "domain": "game",
                    "item": "game",
                    "status": "candidate",
                }
                imagery.append(place | row | sentence)
                row = {
                    "naming_id": key,
                    "name": "games",
                    "pattern": "called",
                    "referent": "talks",
                    "confidence": 0.8,
                }
                namings.append(place | row | sentence)
    rows = {"tokens": tokens, "markers": markers, "clauses": clauses, "namings": namings, "imagery": imagery}
    return {name: tables.table(name, own) for name, own in rows.items()}


def _clause(found: Tables, key: str, doc_id: str, text: str, verb: Any, lemma: str) -> dict[str, Any]:
    """A clause from the last mention before its verb to the next word that names a thing."""
    own = found.mentions[(found.mentions["doc_id"] == doc_id) & (found.mentions["end"] <= verb.start())]
    agent = [int(own["start"].max()), int(own.loc[own["start"].idxmax(), "end"])]
    noun = re.compile(r"port|word|games").search(text, verb.end())
    patient = [noun.start(), noun.end()]
    row = {"clause_id": key, "doc_id": doc_id, "start": agent[0], "end": patient[1], "verb": lemma}
    row |= {"verb_start": verb.start(), "verb_end": verb.end(), "voice": "active", "negated": False}
    row |= {
        "agent_omitted": False,
        "frames": ["power_agent"],
        "agent_spans": [agent],
        "patient_spans": [patient],
    }
    return row


def silent_corpus(text: str = "It rained. Nobody spoke.") -> Tables:
    """The tables of one document in which nothing is found."""
    names = ("mentions", "actors", "quotes", "edges", "problems")
    return Tables(_documents({"d0": text}), *(tables.empty(name) for name in names))


def _documents(texts: dict[str, str]) -> pd.DataFrame:
    rows = [
        {
            "doc_id": doc_id,
            "text": text,
            "title": text.split("\n")[0],
            "published": f"2020-02-0{place + 1}",
            "language": "en",
            "origin": f"invented/{doc_id}.txt",
            "n_words": len(text.split()),
            "cleaning": [],
        }
        for place, (doc_id, text) in enumerate(texts.items())
    ]
    return tables.table("documents", rows)


def _find(text: str, words: str, occurrence: int = 0) -> tuple[int, int]:
    if occurrence < 0:
        start = text.rindex(words + " ")
    else:
        start = -1
        for _ in range(occurrence + 1):
            start = text.index(words, start + 1)
    return start, start + len(words)


def _sentence(text: str, start: int, end: int) -> dict[str, int]:
    low, high = sentence_around(text, start, end)
    return {"sentence_start": low, "sentence_end": high}


def _mentions(doc_ids: tuple[str, ...]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for place, (doc_id, words, occurrence, label, actor) in enumerate(MENTIONS):
        if doc_id not in doc_ids:
            continue
        start, end = _find(TEXTS[doc_id], words, occurrence)
        row = {"mention_id": f"m{place + 1}", "doc_id": doc_id, "start": start, "end": end, "text": words}
        row |= {"label": label, "actor_id": actor, "confidence": 0.9}
        rows.append(row | _sentence(TEXTS[doc_id], start, end))
    return tables.table("mentions", rows)


def _actors(mentions: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for actor_id, (name, kind, role, affiliation) in ACTORS.items():
        own = mentions[mentions["actor_id"] == actor_id]
        row = {"actor_id": actor_id, "name": name, "kind": kind, "role": role, "affiliation": affiliation}
        row |= {
            "mentions": len(own),
            "documents": own["doc_id"].nunique(),
            "variants": sorted(set(own["text"])),
        }
        rows += [row] if len(own) else []
    return tables.table("actors", rows)


def _quotes(doc_ids: tuple[str, ...]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for quote_id, doc_id, contents, kind, cue, source, actor in QUOTES:
        if doc_id not in doc_ids:
            continue
        text = TEXTS[doc_id]
        spans = [list(_find(text, content)) for content in contents]
        source_start, _ = _find(text, source)
        start, end = spans[0][0], spans[-1][1]
        row = {
            "quote_id": quote_id,
            "doc_id": doc_id,
            "start": start,
            "end": end,
            "spans": spans,
            "kind": kind,
        }
        row |= {
            "text": " ".join(contents),
            "n_words": sum(len(c.split()) for c in contents),
            "confidence": 0.9,
        }
        row |= {"cue": cue, "speaker_start": source_start, "speaker_end": source_start + len(source)}
        row |= {"speaker": ACTORS[actor][0] if actor else None, "actor_id": actor}
        rows.append(row | _sentence(text, start, end))
    return tables.table("quotes", rows)
