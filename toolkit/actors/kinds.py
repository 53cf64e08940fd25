"""What a name of a corpus is, a person, place or organisation, as all its mentions together tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache, lru_cache

from toolkit import lexicons
from toolkit.actors import names
from toolkit.actors.columns import Columns

NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT", "MISC"})
_COUNTED_LABELS = NAME_LABELS - {"MISC", "EVENT"}

# A name that the text calls an organisation ("the bakery chain X") counts as often as one without such words: what the
# text says is surer than the model's label.
DESCRIBED = 4

# What is no body although it is written like one: "the Voting Rights Act".
_TEXTS = frozenset("accord accords act agreement amendment bill constitution protocol treaty".split())


class LabelCounts:
    """How often each name of a corpus has which label, learnt from one part of the corpus after the other.

    Grows with the number of different names (a small dict each), not with mentions.
    """

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}  # folded name -> label -> mentions

    def learn(self, of: Columns) -> None:
        """Take in the labels of these mentions."""
        for at, (key, label) in enumerate(zip(of.key, of.label)):
            if label in _COUNTED_LABELS:
                count = self.counts.setdefault(key, {})
                count[label] = count.get(label, 0) + _weight(of, at)

    def add(self, other: LabelCounts) -> None:
        """Count what another part of the corpus tells too."""
        for key, labels in other.counts.items():
            count = self.counts.setdefault(key, {})
            for label, n in labels.items():
                count[label] = count.get(label, 0) + n

    def of_name(self, key: str) -> Counter:
        """Label -> how often the name has it."""
        return Counter(self.counts.get(key))


def _weight(of: Columns, at: int) -> int:
    """What the label in a row counts: a described organisation's more than others."""
    return DESCRIBED if of.label[at] == "ORG" and of.role[at] else 1


def usual_labels(of: Columns, everywhere: LabelCounts) -> list[str]:
    """Each row's label, or a better one where the other mentions of that name tell.

    `of` are whole documents, `everywhere` is what the whole corpus tells.

    A name that the model labels in several ways gets the label that clearly prevails in its document or, for names that
    are no place and no state, in the corpus. A description that is nothing but a name that is known from elsewhere
    ("PENCE:" in a transcript) gets that name's label. A place that speaks and a person of its document share a name:
    it is the person; so it is for an organisation of one word, where the person is named far more. "The Clintons" are
    a group, where a Clinton is named, and "the Voting Rights Act" is no organisation.
    """
    asking = _asking(of, everywhere)
    keys = {of.key[at] for at in asking}
    surnames = {surname for at in asking for surname in (_surname(of, at), _family(of.key[at]))}
    counts: dict[tuple[str, str], Counter] = defaultdict(Counter)
    bearers: dict[tuple[str, str], list[int]] = defaultdict(
        lambda: [0, 0]
    )  # their mentions; those with a given name
    for at, (key, label) in enumerate(zip(of.key, of.label)):
        if label == "PERSON" and (last := key.rsplit(" ", 1)[-1]) in surnames:
            bearers[of.doc[at], last][0] += 1
            bearers[of.doc[at], last][1] += " " in key
        if key in keys and label in _COUNTED_LABELS:
            counts[of.doc[at], key][label] += _weight(of, at)
    labels = list(of.label)
    for at in asking:
        named = bearers.get((of.doc[at], _surname(of, at)), [0, 0])
        if bearers.get((of.doc[at], _family(of.key[at])), [0, 0])[1] and not named[1]:
            labels[at] = "NORP"
        else:
            here = counts.get((of.doc[at], of.key[at]), Counter())
            labels[at] = _usual_label(of, at, here, everywhere.of_name(of.key[at]), named)
    return [of_body(text) if label == "ORG" else label for text, label in zip(of.text, labels)]


def _family(key: str) -> str:
    """The surname of a family: clinton for "the Clintons", "" for what is no plural."""
    return key[:-1] if key.endswith("s") and " " not in key else ""


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def of_body(text: str) -> str:
    """The label of what was taken for an organisation: 'MISC' for a law or treaty."""
    words = text.split()
    law = words and words[-1].lower() in _TEXTS and (len(words) > 1 or words[-1].lower() == "constitution")
    return "MISC" if law else "ORG"


def _asking(of: Columns, everywhere: LabelCounts) -> list[int]:
    """The rows whose label other mentions of the name may better."""
    known, found = everywhere.counts, []
    for at, (key, label) in enumerate(zip(of.key, of.label)):
        if label in {"PERSON", "ORG", "GPE", "LOC", "NORP"}:
            place = label in {"GPE", "LOC"} and at in of.speaking
            asks = len(known[key]) > 1 or ((place or label == "ORG" or key.endswith("s")) and " " not in key)
        else:
            asks = (label == "MISC" and key in known) or (label == "NOMINAL" and _is_unnamed(of.text[at]))
        if asks:
            found.append(at)
    return found


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _is_unnamed(text: str) -> bool:
    """Whether a description is nothing but words with a capital, as names are."""
    return text.replace(" ", "").isalpha() and all(word[0].isupper() for word in text.split())


def _surname(of: Columns, at: int) -> str:
    key = of.key[at]
    return key if " " not in key else names.person(of.text[at]).surname


def _usual_label(of: Columns, at: int, here: Counter, everywhere: Counter, named: list[int]) -> str:
    """The label for the mention in row `at`.

    `here` and `everywhere` are the labels of its name in the document and in the corpus; `named`: mentions of people of
    its document with that surname.
    """
    label, text, key = of.label[at], of.text[at], of.key[at]
    if named[0] and label == "NOMINAL":
        return "PERSON"
    if named[0] and label in {"GPE", "LOC"} and at in of.speaking and " " not in key:
        return "PERSON"  # "Washington" beside "Kerry Washington"
    if label == "ORG" and " " not in key and named[1] and named[0] > 2 * here["ORG"] and not _is_body(key):
        return "PERSON"  # "Garland" beside "Merrick Garland"
    if label == "NORP" and lexicons.state_of_demonym(text):
        return label
    known = lexicons.state_of(text) or lexicons.state_of_capital(text)
    for count in (here,) if known else (here, everywhere):
        ranked = count.most_common(2)
        # Only a clear majority: "Jordan" may be a man and a country in one text.
        if (
            ranked
            and (len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1])
            and (ranked[0][0] != label or count is everywhere)
        ):
            return ranked[0][0]
    # What the model takes for a group as often: no group has a capital inside its name ("WikiLeaks").
    tie = everywhere["ORG"] == everywhere["NORP"] and not text[1:].islower()
    return "ORG" if label == "NORP" and (tie or everywhere["ORG"] > everywhere["NORP"]) else label


def _is_body(key: str) -> bool:
    """Whether a folded name is known to be that of an organisation, whoever bears it beside."""
    return key in lexicons.media() or key in lexicons.known_bodies() or key in lexicons.seats()


@cache
def _halves() -> dict[str, frozenset[str]]:
    """A name that two states share, each with a word before it -> these states: korea -> North Korea, South Korea."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, state in lexicons.states().names.items():
        words = name.split(" ")
        if len(words) == 2 and words[0] in {"north", "south", "east", "west"}:
            found[words[1]].add(state)
    known = lexicons.states().names
    return {key: frozenset(states) for key, states in found.items() if len(states) > 1 and key not in known}


def halves(of: Columns) -> dict[tuple[str, str], str]:
    """(document, folded name) -> the state that is meant, of two that share a name: "Korea" in a text about Seoul.

    Where the document names both of them, or neither, the name stays that of a place.
    """
    asking = {(of.doc[at], key) for at, key in enumerate(of.key) if key in _halves()}
    documents = {document for document, _ in asking}
    named: dict[str, set[str]] = defaultdict(set)
    for at, document in enumerate(of.doc if asking else ()):
        if document in documents and of.label[at] in {"GPE", "LOC", "ORG", "NORP"}:
            text = of.text[at]
            state = lexicons.state_of(text) or lexicons.state_of_demonym(text)
            named[document].add(state or lexicons.state_of_capital(text) or "")
    found = {}
    for document, key in asking:
        states = _halves()[key] & named[document]
        if len(states) == 1:
            found[document, key] = next(iter(states))
    return found


def namesakes(of: Columns) -> set[tuple[str, str]]:
    """(document, folded name) where the name is that of a part of a state: "Georgia" beside "Ohio".

    Where the document names the capital of the state of that name, it is the state.
    """
    found: set[tuple[str, str]] = set()
    for key, parts in lexicons.namesakes().items():
        state = lexicons.states().names[key]
        documents = {of.doc[at] for at, one in enumerate(of.key) if one == key}
        beside, capital = set(), set()
        for at, one in enumerate(of.key if documents else ()):
            if of.doc[at] in documents and of.label[at] in {"GPE", "LOC"}:
                if one in parts:
                    beside.add(of.doc[at])
                elif lexicons.state_of_capital(of.text[at]) == state:
                    capital.add(of.doc[at])
        found |= {(document, key) for document in documents & beside - capital}
    return found
