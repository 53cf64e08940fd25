"""The model as a spaCy component: one pass fills tags, trees, entities, attributions and coreference of a Doc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import spacy
from spacy.attrs import DEP, HEAD, LEMMA, POS, TAG
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span, SpanGroup

from toolkit.language import labels, lemmas, quotations
from toolkit.language.chains import find_links
from toolkit.language.encoder import MODEL, Encoder
from toolkit.language.features import BREAK
from toolkit.language.links import LinkSettings, find_attributions
from toolkit.language.parts import Part, parts_of
from toolkit.language.pronouns import Agreement, described, name_forms, own_subjects, possessors
from toolkit.language.sequences import best_spans
from toolkit.language.signatures import signed
from toolkit.language.sources import within_paragraph, without_clause
from toolkit.language.tokens import english_tokenizer
from toolkit.language.trees import find_trees
from toolkit.text.headlines import with_headline
from toolkit.text.readings import text_of
from toolkit.text.transcripts import with_turns

LAYERS = ("tags", "trees", "entities", "attributions", "coreference")
BATCH_WORDS = 4_000  # documents read together
THIRD_PERSON = frozenset(
    "he him his himself she her hers herself they them their theirs themselves it its itself".split()
)
DEFINITE = frozenset("the this that these those his her its their".split())

for _name in ("attributions", "coreference", "entity_confidence"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


class NewsModel:
    """spaCy component around the encoder. Stateless between documents; can be pickled.

    Fills, according to `layers`: token.tag_, pos_, lemma_, head, dep_ and sentence starts; doc.ents and
    doc._.entity_confidence (one probability an entity); doc._.attributions and doc.spans["sources" | "cues" |
    "contents"]; doc._.coreference, a list of (token, earlier token, probability). See `find_attributions` and
    `find_links` for what they hold; here all positions are token numbers of the Doc.
    """

    def __init__(
        self, encoder: Encoder, layers: Sequence[str] = LAYERS, settings: LinkSettings | None = None
    ):
        unknown = set(layers) - set(LAYERS)
        if unknown:
            raise ValueError(f"unknown layers {sorted(unknown)}; choose from {', '.join(LAYERS)}")
        self.encoder, self.layers, self.settings = encoder, tuple(layers), settings or LinkSettings()

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Annotate many documents; they are read in groups of about BATCH_WORDS words."""
        group, words = [], 0
        for doc in stream:
            group.append(doc)
            words += len(doc)
            if words >= BATCH_WORDS or len(group) >= batch_size:
                yield from self._annotate(group)
                group, words = [], 0
        yield from self._annotate(group)

    def _annotate(self, docs: list[Doc]) -> list[Doc]:
        read: dict[int, _Reading] = {id(doc): _Reading(doc) for doc in docs}
        parts = [part for doc in docs for part in parts_of(doc, read[id(doc)].text)]
        for part in parts:
            self._decode(part, self.encoder([(part.words, part.breaks)])[0], read[id(part.doc)])
        for reading in read.values():
            reading.store(self.layers)
        return docs

    def _decode(self, part: Part, out: dict[str, np.ndarray], reading: _Reading) -> None:
        """Decode one part and add what is found to the document's reading, in token numbers."""
        pairs, breaks = self.encoder.pairs, np.array(part.breaks, dtype=int)
        starts = (out["sentence_start"][:, 0] > 0) | (breaks == BREAK["paragraph"])
        starts[:1] = True
        tags = out["tag"].argmax(1)
        kinds = [labels.TAGS[tag] for tag in tags.tolist()]
        entities = list(_within_paragraphs(best_spans(out["entity"], labels.ENTITY_TAGS), part.breaks))
        reading.entities += [
            (part.tokens[a], part.tokens[b - 1] + 1, label, sure) for a, b, label, sure in entities
        ]
        tree = None
        if "trees" in self.layers or "tags" in self.layers:
            heads, dependencies = find_trees(out, pairs, starts)
            reading.add_words(part, tags, out["upos"].argmax(1), heads, dependencies)
            tree = (heads.tolist(), [labels.DEPENDENCIES[kind] for kind in dependencies.tolist()])
        if "attributions" in self.layers and part.words:
            paragraphs = np.cumsum(breaks >= BREAK["line"])
            found = self._attributions(part, reading.text, out, paragraphs)
            reading.attributions += [_in_tokens(item, part.tokens) for item in found]
        if "coreference" in self.layers:
            reading.links += [
                (part.tokens[word], part.tokens[earlier], sure)
                for word, earlier, sure in self._links(part.words, out, kinds, entities, tree)
            ]

    def _attributions(
        self, part: Part, text: str, out: dict[str, np.ndarray], paragraphs: np.ndarray
    ) -> list[dict]:
        """The attributions of one part, in its word numbers; only the part's own text is looked at."""
        words, numbers, begin = part.words, paragraphs.tolist(), part.starts[0]
        wordy = np.array([word.isalnum() or any(map(str.isalnum, word)) for word in words], dtype=bool)
        regions = quotations.quoted_words(
            text[begin : part.starts[-1] + len(words[-1])], [start - begin for start in part.starts]
        )
        found = signed(words, part.breaks, regions, wordy)
        for item in find_attributions(out, self.encoder.pairs, paragraphs, wordy, self.settings):
            source = within_paragraph(numbers, item["source"], item["cue"])
            found.append(item | {"source": without_clause(words, source)})
        return quotations.complete(found, regions, paragraphs, wordy) if found else []

    def _links(
        self,
        words: list[str],
        out: dict[str, np.ndarray],
        kinds: list[str],
        entities: list,
        tree: tuple | None,
    ) -> list[tuple[int, int, float]]:
        """The coreference of one part, in its word numbers."""
        anaphors, candidates = _mention_heads(words, kinds, entities)
        names = name_forms(words, [(start, stop, label) for start, stop, label, _ in entities])
        forms = {word: name.form for word, name in names.items()}
        beside = described(words, kinds, names, {stop - 1: start for start, stop, *_ in entities})
        agreement = Agreement(words, kinds, names, out["gender"])
        apart = possessors(words, kinds, anaphors.tolist())
        if tree:
            apart |= own_subjects(words, *tree, anaphors.tolist())
        return find_links(out, self.encoder.pairs, anaphors, candidates, forms, agreement, beside, apart)


def _within_paragraphs(spans, breaks: list[int]) -> Iterator[tuple[int, int, str, float]]:
    """The entities, cut where a paragraph begins: a name ends with its headline."""
    for start, stop, label, sure in spans:
        borders = [start, *(at for at in range(start + 1, stop) if breaks[at] == BREAK["paragraph"]), stop]
        yield from ((low, high, label, sure) for low, high in zip(borders, borders[1:]))


def _in_tokens(item: dict, tokens: list[int]) -> dict:
    def convert(span):
        return (tokens[span[0]], tokens[span[1] - 1] + 1) if span else None

    return {
        "source": convert(item["source"]),
        "cue": convert(item["cue"]),
        "content": [convert(span) for span in item["content"]],
        "confidence": round(item["confidence"], 4),
        "source_confidence": round(item["source_confidence"], 4),
        "evidence": item["evidence"] and [round(chance, 4) for chance in item["evidence"]],
    }


def _mention_heads(words: list[str], kinds: list[str], entities: list) -> tuple[np.ndarray, np.ndarray]:
    """(third-person pronouns and definite nouns, everything that they may refer to), as sorted word numbers."""
    in_entity = {at for start, stop, _, _ in entities for at in range(start, stop)}
    lowered = [word.lower() for word in words]
    pronouns = [at for at, kind in enumerate(kinds) if kind in ("PRP", "PRP$")]
    nouns = [at for at, kind in enumerate(kinds) if kind == "NN" or kind == "NNS"]
    following = [*kinds[1:], ""]
    nouns = [at for at in nouns if at not in in_entity and not following[at].startswith("NN")]
    anaphors = [at for at in pronouns if lowered[at] in THIRD_PERSON]
    anaphors += [at for at in nouns if not DEFINITE.isdisjoint(lowered[max(0, at - 3) : at])]
    names = [stop - 1 for _, stop, _, _ in entities]
    return np.array(sorted(set(anaphors)), dtype=int), np.array(
        sorted({*pronouns, *nouns, *names}), dtype=int
    )


@cache
def _numbers(names: tuple[str, ...]) -> np.ndarray:
    """What spaCy stores in place of each of these strings."""
    return np.array([get_string_id(name) for name in names], dtype=np.uint64)


class _Reading:
    """What the model found in one document, until it is written into the Doc."""

    def __init__(self, doc: Doc):
        self.doc, self.text = doc, text_of(doc)
        self.entities: list[tuple[int, int, str, float]] = []
        self.attributions: list[dict] = []
        self.links: list[tuple[int, int, float]] = []
        self._columns = np.zeros((5, len(doc)), dtype=np.uint64)  # TAG, POS, HEAD, DEP, LEMMA
        self._filled = np.zeros(len(doc), dtype=bool)

    def add_words(self, part: Part, tags, upos, heads, dependencies) -> None:
        """Keep the tags, trees and lemmas of a part; given as label numbers, and heads as word numbers."""
        where, add = np.array(part.tokens, dtype=int), self.doc.vocab.strings.add
        own = np.empty((5, len(where)), dtype=np.uint64)
        named = []
        for row, sort, kinds in (
            (0, labels.TAGS, tags),
            (1, labels.UPOS, upos),
            (3, labels.DEPENDENCIES, dependencies),
        ):
            for name in sort:
                add(name)
            own[row] = _numbers(tuple(sort))[kinds]
            named.append([sort[kind] for kind in kinds.tolist()])
        own[2] = (where[heads] - where).view(np.uint64)
        found = lemmas.find_lemmas(part.words, named[0], named[1], heads.tolist(), named[2])
        own[4] = np.fromiter(map(add, found), np.uint64, len(found))
        self._columns[:, where] = own
        self._filled[where] = True

    def store(self, layers: Sequence[str]) -> None:
        doc = self.doc
        if "tags" in layers or "trees" in layers:
            self._store_words()
        if "entities" in layers:
            doc.set_ents([Span(doc, start, stop, label=label) for start, stop, label, _ in self.entities])
            doc._.entity_confidence = [round(sure, 4) for *_, sure in self.entities]
        if "attributions" in layers:
            found = sorted(self.attributions, key=lambda item: (item["content"][0][0], item["cue"]))
            doc._.attributions = found = with_headline(doc, with_turns(doc, found))
            for role in labels.ROLES:
                spans = [item[role] if role == "content" else [item[role]] for item in found]
                flat = [Span(doc, *span, label=role) for item in spans for span in item if span]
                doc.spans[role + "s"] = SpanGroup(doc, name=role + "s", spans=flat)
        if "coreference" in layers:
            doc._.coreference = [(word, earlier, round(sure, 4)) for word, earlier, sure in self.links]

    def _store_words(self) -> None:
        """White space tokens hang on the word before (or after, at the start), as in spaCy's own pipelines."""
        doc, add = self.doc, self.doc.vocab.strings.add
        first = int(self._filled.argmax()) if self._filled.any() else 0
        for token in np.flatnonzero(~self._filled).tolist():
            neighbour = token - 1 if token > first else first
            tag, pos, dependency, lemma = map(
                add, ("_SP", "SPACE", "dep" if neighbour != token else "ROOT", doc[token].text)
            )
            offset = (neighbour - token) % 2**64  # as a number without sign, like all that spaCy stores
            self._columns[:, token] = (tag, pos, offset, dependency, lemma)
        if len(doc):
            doc.from_array([TAG, POS, HEAD, DEP, LEMMA], self._columns.T)


@Language.factory(
    "news_model",
    assigns=[
        "token.tag",
        "token.pos",
        "token.lemma",
        "token.head",
        "token.dep",
        "token.is_sent_start",
        "doc.ents",
        "doc._.attributions",
        "doc._.coreference",
        "doc._.entity_confidence",
    ],
    default_config={"layers": list(LAYERS), "threads": 0, "folder": None},
)
def make_news_model(
    nlp: Language, name: str, layers: list[str], threads: int, folder: str | None
) -> NewsModel:
    return NewsModel(Encoder(folder or MODEL, threads=threads), layers)


def load_pipeline(name: str | None = None, *, threads: int = 0, folder: str | Path | None = None) -> Language:
    """A spaCy Language that finds attributed speech, entities, coreference, tags and trees.

    Without a name: the packaged model, nothing to download. With the name of an installed spaCy pipeline
    ("en_core_web_trf"): that pipeline's tags, trees and entities, the packaged model's attributions and coreference.
    `threads` is the number of processor threads for the packaged model (0: all).

    Raises: OSError if no pipeline of that name is installed; FileNotFoundError if the model's files are missing.
    """
    config = {"threads": threads, "folder": str(folder) if folder else None}
    if name is None:
        nlp = spacy.blank("en")
        nlp.tokenizer = english_tokenizer(nlp.vocab)
        nlp.meta["name"] = "news_discourse"
        nlp.add_pipe("news_model", config=config)
    else:
        try:
            nlp = spacy.load(name)
        except OSError as error:
            raise OSError(
                f"no spaCy pipeline {name!r} is installed; install it (python -m spacy download {name}), or call "
                "load_pipeline() for the packaged model"
            ) from error
        nlp.add_pipe("news_model", config=config | {"layers": ["attributions", "coreference"]})
    nlp.max_length = 100_000_000  # memory is bounded by reading long documents in parts
    return nlp
