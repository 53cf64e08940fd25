"""Markers of stance in one document: hedges, boosters, modality, negation, conditions, we and they, valued words.

Families after Hyland 2005 (Metadiscourse): hedge, booster, attitude, self_mention, engagement; modality after Biber et
al. 1999; conditional, threat, negation, evidential, pronoun (we and they), evaluation (VADER's words, Hutto & Gilbert
2014), emotion, and whatever families a lexicon of your own has. The lists are in toolkit/data (hedges, boosters,
stance_markers, emotion_words, evaluative_words) and say what they were checked against; `contexts` tells "about 20
people" from "about the war". How often hedges and boosters are right is in benchmarks/RESULTS.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit import tables
from toolkit.rhetoric import pronouns, scopes
from toolkit.rhetoric.contexts import CONTEXTS
from toolkit.rhetoric.tree_phrases import span
from toolkit.rhetoric.word_lists import Entry, Lexicon, packaged, read_lexicon
from toolkit.text import marks, readings
from toolkit.text.parsed import Parsed, parsed

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, Any]

MARKER_COLUMNS = tuple(column.name for column in tables.columns("markers"))


# A modal with one of these labels is a noun after all: "military might".
_NOMINAL = frozenset({"dobj", "pobj", "nsubj", "nsubjpass", "attr", "compound", "appos"})
_NAMES = frozenset({"NNP", "NNPS"})


class Hit(NamedTuple):
    """An entry found at the tokens [start, end)."""

    start: int
    end: int
    family: str
    item: str
    category: str | None


def find_markers(
    doc: Doc,
    *,
    doc_id: str,
    lexicon: Lexicon | str | os.PathLike | None = None,
    columns: Parsed | None = None,
) -> list[Row]:
    """The markers of stance of one document, in text order: rows of the columns in MARKER_COLUMNS.

    Within a family the longest entry wins and none overlap; families may overlap ("may" is a hedge and modality). Names
    ("May", "Will Smith", "Hope") are no markers. `lexicon` (read_lexicon, or the path of its CSV file) adds its
    families, and replaces the packaged lists of the same name. A conditional with a harm in its main clause gives a
    threat too. "We" is inclusive ("we all", "let's", "our country"), exclusive ("we at the ministry", "we ask you")
    or, mostly, unclear. `columns` are the Doc's (`parsed`), where other finders need them too.
    Raises: ValueError for a Doc without tags or tree; every pipeline of load_pipeline gives both.
    """
    if len(doc) and not (doc.has_annotation("TAG") and doc.has_annotation("DEP")):
        raise ValueError(
            "markers are found by tags and tree, and this Doc has none; parse it with toolkit.load_pipeline()"
        )
    p = columns or parsed(doc)
    hits = [*_listed(p, _used(lexicon)), *scopes.inverted_conditions(p)]
    hits = [Hit(*hit) for hit in hits]
    hits += _conditional_threats(doc, hits)
    hits += [Hit(*hit) for hit in pronouns.engagement(p)]
    return _rows(p, doc_id, sorted(set(hits), key=lambda hit: (hit.start, hit.end, hit.family, hit.item)))


def _conditional_threats(doc: Doc, hits: list[Hit]) -> list[Hit]:
    """The threats that conditions make, where the words are not an announced one already."""
    conditions = [hit for hit in hits if hit.family == "conditional"]
    announced = {at for hit in hits if hit.family == "threat" for at in range(hit.start, hit.end)}
    return [Hit(*hit) for hit in scopes.threats(doc, conditions) if hit[0] not in announced]


def _used(lexicon: Lexicon | str | os.PathLike | None) -> Lexicon:
    if lexicon is None:
        return packaged()
    if isinstance(lexicon, str | os.PathLike):
        return _from_file(os.fspath(lexicon), Path(lexicon).stat().st_mtime_ns)
    return _joined(lexicon)


@lru_cache(maxsize=8)
def _from_file(path: str, changed: int) -> Lexicon:
    return packaged().with_own(read_lexicon(path))


@lru_cache(maxsize=8)
def _joined(lexicon: Lexicon) -> Lexicon:
    return packaged().with_own(lexicon)


def _listed(p: Parsed, lexicon: Lexicon) -> Iterator[Hit]:
    """The entries of the lexicon that stand in the Doc, the longest of each family at its place."""
    taken: dict[str, int] = {}
    forms, lemmas = _plain(p.lowers), _plain(p.lemmas)
    following = zip([*forms[1:], ""], [*lemmas[1:], ""])
    beginnings = lexicon.beginnings(list(zip(forms, lemmas)))
    for at, (beginning, behind) in enumerate(zip(beginnings, following)):
        for entry in beginning.before(*behind) if beginning.entries else ():
            if taken.get(entry.family, 0) > at:
                continue
            end = _end(p, forms, lemmas, at, entry)
            if end is not None and (entry.when is None or CONTEXTS[entry.when](p.doc, at, end)):
                taken[entry.family] = end
                yield Hit(at, end, entry.family, entry.item, _category(p.doc, at, entry))


def _plain(words: list[str]) -> list[str]:
    """The words with plain apostrophes."""
    return [word.replace("’", "'") if "’" in word else word for word in words]


def _end(p: Parsed, forms: list[str], lemmas: list[str], at: int, entry: Entry) -> int | None:
    """The token after the entry that begins at `at`, or None where it does not stand there."""
    tag = p.tags[at]
    if entry.pos:
        if not tag.startswith(entry.pos) or (tag == "MD" and p.deps[at] in _NOMINAL):
            return None
    elif tag in _NAMES and not p.text[p.starts[at] : p.ends[at]].islower():
        return None  # "Hope", "Will", "Great Britain"; not a word that opens a sentence
    end = at + len(entry.words)
    if end > len(forms):
        return None
    for place in range(at + 1, end):
        word, form = entry.words[place - at], forms[place]
        same = form == word or (entry.lemma and lemmas[place] == word)
        if not same and not (word.endswith("*") and form.startswith(word[:-1])):
            return None
    return end


def _category(doc: Doc, at: int, entry: Entry) -> str | None:
    if entry.family == "pronoun" and entry.category == "we":
        return pronouns.kind_of_we(doc, at)
    return entry.category


def _rows(p: Parsed, doc_id: str, hits: list[Hit]) -> list[Row]:
    regions = readings.read(p.doc, marks.quotation_regions)
    negations = scopes.negations(p.doc, [hit.start for hit in hits if hit.family == "negation"])
    found = []
    for hit in hits:
        start, end = span(p, (hit.start, hit.end))
        found.append(
            {
                "marker_id": tables.identifier(doc_id, "marker", start, end, hit.family, hit.item),
                "doc_id": doc_id,
                "start": start,
                "end": end,
                "text": p.text[start:end],
                "family": hit.family,
                "item": hit.item,
                "category": hit.category,
                "negated": hit.family != "negation"
                and negations.over(hit.start, modal=hit.family == "modality"),
                "in_quotes": marks.quoted(start, regions),
            }
        )
    return found
