"""Annotated documents for training, from each corpus's own format to one shape.

Nothing here is part of the package: the corpora are named in the model card and are not redistributed.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from toolkit.language import labels
from toolkit.language.features import BREAK, break_before
from toolkit.language.tokens import english_tokenizer
from training.entities import ALL, allowed_tags
from training.genders import gender_labels
from training.ud_scheme import convert

DATA = Path(os.environ.get("NEWS_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
IGNORE = -100
SILVER = 0.25  # weight of machine annotation against people's (1)
NAME_TAGS = ("NNP", "NNPS")

_TAG = {tag: number for number, tag in enumerate(labels.TAGS)}
_UPOS = {tag: number for number, tag in enumerate(labels.UPOS)}
_DEPENDENCY = {label: number for number, label in enumerate(labels.DEPENDENCIES)}
# two treebanks' older and newer names for the same tag
_SAME_TAG = {
    "``": "``",
    "(": "-LRB-",
    ")": "-RRB-",
    "-LSB-": "-LRB-",
    "-RSB-": "-RRB-",
    "-LCB-": "-LRB-",
    "-RCB-": "-RRB-",
}


class Teacher(NamedTuple):
    """Mean probabilities of several trained models for one document."""

    tags: np.ndarray  # (words, attribution tags)
    links: np.ndarray  # (attributions, words, neither + labels.LINKED), given the annotated cue


@dataclass
class Example:
    """One annotated document. Lists hold one place a word; IGNORE (or, for entities, 0) = not annotated."""

    name: str
    words: list[str]
    breaks: list[int]
    tags: list[int] = field(default_factory=list)
    upos: list[int] = field(default_factory=list)
    sentence_starts: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    dependencies: list[int] = field(default_factory=list)
    entities: list[int] = field(
        default_factory=list
    )  # bit mask of the entity tags that the annotation allows
    attributions: list[dict[str, list[int]]] | None = None  # role -> word numbers
    chains: list[list[int]] | None = None  # head words of the mentions of one entity, in text order
    chain_kinds: list[str] | None = (
        None  # 'person', 'organization', ... of each chain, where the corpus says so
    )
    teacher: Teacher | None = (
        None  # what earlier models say of the attributions, to learn from beside the annotation
    )
    silver: bool = False  # tags, trees, sentences and chains come from a machine
    silver_entities: bool = False

    def fill(self) -> Example:
        """The same example with unannotated layers padded to the number of words."""
        size = len(self.words)
        for layer in ("tags", "upos", "sentence_starts", "heads", "dependencies"):
            setattr(self, layer, getattr(self, layer) or [IGNORE] * size)
        self.entities = self.entities or [0] * size
        return self

    @cached_property
    def genders(self) -> list[int]:
        """Of whom each name and noun means, or IGNORE (see training.genders)."""
        return gender_labels(self.words, self.tags, self.entities, self.chains)


def tokenizer():
    """The tokenizer that the pipeline uses."""
    return english_tokenizer()


def tag_number(tag: str) -> int:
    return _TAG.get(_SAME_TAG.get(tag, tag), IGNORE)


def gaps_to_breaks(doc) -> list[int]:
    """The break before each token that is not white space."""
    kept = [token for token in doc if not token.is_space]
    text, ends = doc.text, [0] + [token.idx + len(token) for token in kept]
    return [break_before(text[end : token.idx]) for end, token in zip(ends, kept)]


# --- PolNeAR: attribution by people, everything else by CoreNLP -------------------------------------------------
def read_polnear(part: str) -> list[tuple[dict, dict | None]]:
    """(article, its machine annotation, None where that is missing) in file order; part is 'train' or 'dev'."""
    with (DATA / "polnear" / f"{part}.jsonl").open(encoding="utf8") as file:
        articles = [json.loads(line) for line in file]
    with gzip.open(DATA / "polnear" / f"{part}.silver.jsonl.gz", "rt", encoding="utf8") as file:
        silver = {row["id"]: row for row in map(json.loads, file)}
    return [(article, silver.get(article["id"])) for article in articles]


def polnear_example(
    article: dict, silver: dict | None, tokenize, rng: random.Random | None = None
) -> Example:
    """One article; with `rng`, its quotation marks may be rewritten (same length) as other house styles write them."""
    text = vary_marks(article["text"], rng) if rng else article["text"]
    doc = tokenize(text)
    tokens = [token for token in doc if not token.is_space]
    at_char = {}
    for number, token in enumerate(tokens):
        at_char.update(dict.fromkeys(range(token.idx, token.idx + len(token)), number))
    attributions = []
    for gold in article["attributions"]:
        roles = {role: _words_in(gold[role] or [], tokens, at_char) for role in labels.ROLES}
        if roles["cue"] and roles["content"]:
            attributions.append(roles)
    example = Example(
        article["id"],
        [token.text for token in tokens],
        gaps_to_breaks(doc),
        attributions=attributions,
        silver=True,
        silver_entities=True,
    )
    if silver:
        _add_silver(example, silver, tokens, at_char)
    return example.fill()


def _words_in(spans, tokens, at_char) -> list[int]:
    """Words with more than half of their characters inside the spans."""
    inside: dict[int, int] = {}
    for start, end in spans:
        for char in range(start, end):
            if char in at_char:
                inside[at_char[char]] = inside.get(at_char[char], 0) + 1
    return sorted(number for number, count in inside.items() if 2 * count > len(tokens[number]))


def _add_silver(example: Example, silver: dict, tokens, at_char) -> None:
    """Copy CoreNLP's layers wherever its token and ours are the same characters."""
    ours = {(token.idx, token.idx + len(token)): number for number, token in enumerate(tokens)}
    rows = silver["tokens"]
    match = [ours.get((row[0], row[1]), -1) for row in rows]
    size = len(tokens)
    example.tags = [IGNORE] * size
    example.sentence_starts = [IGNORE] * size
    example.heads, example.dependencies, example.entities = [IGNORE] * size, [IGNORE] * size, [0] * size
    starts = set(silver["sentence_starts"])
    borders = sorted(starts) + [len(rows)]
    head_of = {}
    for start, stop in zip(borders, borders[1:]):
        sentence = rows[start:stop]
        heads = [-1 if row[5] == "root" else row[4] - start for row in sentence]
        words = [
            example.words[match[start + at]] if match[start + at] >= 0 else "?" for at in range(stop - start)
        ]
        heads, dependencies = convert(
            words, [row[2] for row in sentence], heads, [row[5] for row in sentence]
        )
        for at, (head, dependency) in enumerate(zip(heads, dependencies)):
            head_of[start + at] = start + head
            here, there = match[start + at], match[start + head]
            if here < 0:
                continue
            example.tags[here] = tag_number(sentence[at][2])
            example.sentence_starts[here] = int(at == 0)
            if there >= 0:
                example.heads[here], example.dependencies[here] = there, _DEPENDENCY[dependency]
    _add_silver_entities(example, rows, match)
    example.chains = _silver_chains(silver, rows, match, head_of)


def _add_silver_entities(example: Example, rows, match) -> None:
    """Entities of CoreNLP that are written like names; others and their words stay unannotated."""
    at = 0
    while at < len(rows):
        label, stop = rows[at][3], at + 1
        while stop < len(rows) and label != "O" and rows[stop][3] == label:
            stop += 1
        named = all(row[2] in NAME_TAGS for row in rows[at:stop])
        for place in range(at, stop):
            if match[place] >= 0 and (label == "O" or named):
                example.entities[match[place]] = allowed_tags(
                    label, "B" if place == at else "I", example.words[match[place]]
                )
        at = stop


def _silver_chains(silver, rows, match, head_of) -> list[list[int]]:
    chains = []
    by_start = {row[0]: number for number, row in enumerate(rows)}
    for chain in silver["coref"]:
        heads = set()
        for start, end in chain:
            first = by_start.get(start)
            if first is None:
                continue
            last = first
            while last + 1 < len(rows) and rows[last + 1][1] <= end:
                last += 1
            head = next(
                (
                    place
                    for place in range(first, last + 1)
                    if not first <= head_of[place] <= last or head_of[place] == place
                ),
                last,
            )
            if match[head] >= 0:
                heads.add(match[head])
        if len(heads) > 1:
            chains.append(sorted(heads))
    return chains


# --- marks as other houses and careless machines write them ------------------------------------------------------
def vary_marks(text: str, rng: random.Random) -> str:
    """The text with its double quotation marks rewritten, character for character, in about half of the cases."""
    draw = rng.random()
    if draw < 0.5:
        return text
    if '"' in text and "“" not in text:
        text = _curl(text)
        if draw < 0.7:
            return text
        draw = 0.5 + (draw - 0.7) * 5 / 3
    if draw < 0.65:
        return text.translate(str.maketrans("“”", '""'))
    if draw < 0.73:
        return text.translate(str.maketrans("“”", "‘’"))
    if draw < 0.78:
        return text.translate(str.maketrans("“”", "«»"))
    if draw < 0.9:
        return _noise(text, rng, {"“": "”", "”": "“"}, 0.2)
    return _noise(text, rng, {"“": " ", "”": " "}, 0.1)


def _curl(text: str) -> str:
    opening, out = True, []
    for character in text:
        if character == '"':
            character, opening = ("“" if opening else "”"), not opening
        elif character == "\n":
            opening = True
        out.append(character)
    return "".join(out)


def _noise(text: str, rng: random.Random, change: dict[str, str], share: float) -> str:
    return "".join(change[c] if c in change and rng.random() < share else c for c in text)


# --- Universal Dependencies: EWT and GUM --------------------------------------------------------------------------
def read_ud(corpus: str, part: str) -> list[Example]:
    """Documents of 'ewt' or 'gum' with trees in spaCy's scheme; GUM also has coreference chains."""
    with gzip.open(DATA / "ud" / f"en_{corpus}-{part}.conllu.gz", "rt", encoding="utf8") as file:
        documents = _split_documents(file)
        return [_ud_example(name, sentences, corpus == "gum") for name, sentences in documents]


def _split_documents(lines) -> Iterator[tuple[str, list[tuple[bool, list[list[str]]]]]]:
    """(document name, [(starts a paragraph, rows of ten columns)])"""
    name, sentences, rows, paragraph = "", [], [], False
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            if sentences:
                yield name, sentences
            name, sentences = line.split("=")[-1].strip(), []
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            paragraph = True
        elif not line and rows:
            sentences.append((paragraph, rows))
            rows, paragraph = [], False
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
    if sentences:
        yield name, sentences


def _ud_example(name: str, sentences, with_chains: bool) -> Example:
    example = Example(name, [], [])
    mentions: dict[str, list[int]] = {}
    kinds: dict[str, str] = {}
    for paragraph, rows in sentences:
        words = [row for row in rows if row[0].isdigit()]
        offset, glued = len(example.words), _glued(rows)
        heads, dependencies = convert(
            [row[1] for row in words],
            [row[4] for row in words],
            [int(row[6]) - 1 for row in words],
            [row[7] for row in words],
        )
        for at, row in enumerate(words):
            first = BREAK["paragraph"] if paragraph else BREAK["space"]
            example.breaks.append(first if at == 0 else BREAK["glued"] if glued[at] else BREAK["space"])
            example.words.append(row[1])
            example.tags.append(tag_number(row[4]))
            example.upos.append(_UPOS.get(row[3], IGNORE))
            example.sentence_starts.append(int(at == 0))
            example.heads.append(offset + heads[at])
            example.dependencies.append(_DEPENDENCY[dependencies[at]])
        if with_chains:
            _collect_mentions(words, offset, heads, mentions, kinds)
    if with_chains:
        example.chains = [sorted(set(chain)) for chain in mentions.values()]
        example.chain_kinds = [kinds.get(entity, "") for entity in mentions]
    return example.fill()


def _glued(rows) -> list[bool]:
    """For each word: is it written together with the word before."""
    out, previous, inside_until = [], False, 0
    for row in rows:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            inside_until, outer = last, "SpaceAfter=No" in row[9]
            inside_from = first
        elif row[0].isdigit():
            number = int(row[0])
            out.append(previous)
            if number < inside_until and number >= inside_from:
                previous = True
            elif number == inside_until:
                previous = outer
            else:
                previous = "SpaceAfter=No" in row[9]
    return out


_ENTITY_NOTE = re.compile(
    r"\((?P<opened>\d+)(?:-(?P<kind>[a-z]+))?[^()]*(?P<single>\))?|(?P<closed>\d+)(?:\[[^\]]*\])?\)"
)


def _collect_mentions(
    rows, offset: int, heads: list[int], mentions: dict[str, list[int]], kinds: dict[str, str]
) -> None:
    """Add the head word of each GUM mention that starts and ends in this sentence to its entity's list."""
    open_at: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        note = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
        for found in _ENTITY_NOTE.finditer(note):
            entity = found["opened"] or found["closed"]
            if found["kind"]:
                kinds.setdefault(entity, found["kind"])
            if found["opened"]:
                open_at.setdefault(entity, []).append(at)
            if not found["opened"] or found["single"]:
                start = open_at[entity].pop() if open_at.get(entity) else at
                head = next(
                    (w for w in range(start, at + 1) if heads[w] == w or not start <= heads[w] <= at), at
                )
                mentions.setdefault(entity, []).append(offset + head)


# --- entities: CoNLL-2003, CrossNER politics, WNUT-17, re3d --------------------------------------------------------
def read_iob(corpus: str, part: str, *, sentences_each: int = 30) -> list[Example]:
    """Pseudo-documents of consecutive sentences of a one-word-a-line file."""
    examples, words, tags, starts, count = [], [], [], [], 0
    with (DATA / "ner" / f"{corpus}-{part}.iob").open(encoding="utf8") as file:
        lines = file.read().splitlines() + [""]
    new = True
    for line in lines:
        if line.strip():
            word, tag = line.rsplit("\t", 1)
            words.append(word)
            tags.append(tag)
            starts.append(new)
            new = False
        elif not new:
            new, count = True, count + 1
            if count % sentences_each == 0:
                examples.append(_iob_example(f"{corpus}-{len(examples)}", words, tags, starts))
                words, tags, starts = [], [], []
    if words:
        examples.append(_iob_example(f"{corpus}-{len(examples)}", words, tags, starts))
    return examples


def _iob_example(name: str, words, tags, starts) -> Example:
    masks = [allowed_tags(tag[2:] if tag != "O" else "O", tag[0], word) for tag, word in zip(tags, words)]
    return Example(name, list(words), written_breaks(words, starts), entities=masks).fill()


def written_breaks(words, starts) -> list[int]:
    """Guess which words were written together, for corpora that do not say."""
    out, opened = [], False
    for word, start in zip(words, starts):
        glued = not start and (
            opened
            or word in {",", ".", ";", ":", "!", "?", ")", "]", "%", "'s", "n't", "''", "”", "’s"}
            or (word.startswith("'") and len(word) < 4)
        )
        out.append(BREAK["glued"] if glued else BREAK["space"])
        opened = word in {"(", "[", "$", "``", "“"}
    return out


def read_re3d(tokenize) -> list[Example]:
    """Reports on the conflict in Syria and Iraq: names inside the outermost annotated spans."""
    examples = []
    with (DATA / "ner" / "re3d.jsonl").open(encoding="utf8") as file:
        for row in map(json.loads, file):
            doc = tokenize(row["text"])
            tokens = [token for token in doc if not token.is_space]
            masks = [ALL[0]] * len(tokens)
            for start, end, label in sorted(row["entities"], key=lambda e: e[0] - e[1]):
                inside = [
                    n
                    for n, token in enumerate(tokens)
                    if start <= token.idx and token.idx + len(token) <= end
                ]
                inside = _strip_to_name(tokens, inside)
                for place, number in enumerate(inside):
                    masks[number] = allowed_tags(label, "B" if place == 0 else "I", tokens[number].text)
            examples.append(
                Example(
                    row["id"],
                    [t.text for t in tokens],
                    gaps_to_breaks(doc),
                    entities=masks,
                    silver_entities=True,
                ).fill()
            )  # phrases, only roughly names
    return examples


def _strip_to_name(tokens, inside: list[int]) -> list[int]:
    """re3d annotates noun phrases; keep those written as names, without a leading article."""
    while inside and not tokens[inside[0]].text[:1].isupper():
        inside = inside[1:]
    if inside and tokens[inside[0]].text == "The":
        inside = inside[1:]
    return inside if inside and tokens[inside[-1]].text[:1].isupper() else []
