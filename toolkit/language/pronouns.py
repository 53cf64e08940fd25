"""Which earlier words a pronoun or noun can mean by gender, number and kind: "she" is no man, ministry or "they".

What tells the gender of a name, surest first: a title ("Mrs."), the given name in front of a surname, a given name
alone (lexicons.first_name_gender), and else the network's gender head, which reads the context. For nouns: a list
("widow", "spokesman"), else the head. What is known of one mention holds for all names of that form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from toolkit import lexicons
from toolkit.language import labels
from toolkit.language.arithmetic import softmax

NEVER = -20.0  # added to a score: as good as impossible
UNLIKELY = -4.0  # a name under another label than fits: the label may be wrong
NAMED = (
    1.0  # for names: what the news names it takes up with pronouns (0 to 2 were tried on GUM's training part)
)
LISTED = 0.95  # how sure a title or a list of names is
_FLOOR = 0.02  # the head is never surer than this that somebody is not of a gender
_OF_NAMES = np.array(
    [0.75, 0.2, 0.05]
)  # genders of the persons in news text as the head was taught them: its prior
_CLASSES = {
    "male": "he him his himself",
    "female": "she her hers herself",
    "neither": "it its itself",
    "several": "they them their theirs themselves",
    "speaker": "i me my mine myself we us our ours ourselves you your yours yourself yourselves",
}
CLASS_OF_PRONOUN = {word: name for name, words in _CLASSES.items() for word in words.split()}
_OBJECTS = frozenset({"dobj", "iobj", "dative"})
_BODIES = ("ORG", "NORP")
_PEOPLE = frozenset(
    "child baby kid friend colleague neighbour neighbor partner student nurse resident".split()
)


class Name(NamedTuple):
    """A name's label, the form that it shares with other mentions, and its gender with the rank of what tells it."""

    label: str
    form: Hashable
    gender: str | None = None
    rank: int = 0  # 3 title, 2 given name before a surname, 1 given name alone, 0 nothing


class Agreement:
    """Log scores to add to those of candidate antecedents; 0 where nothing speaks for or against one.

    words, kinds: each word and its tag; names: each name by its last word; gender: the head's scores (words,
    labels.GENDERS).
    """

    def __init__(
        self, words: Sequence[str], kinds: Sequence[str], names: Mapping[int, Name], gender: np.ndarray
    ):
        self._words, self._kinds, self._names = words, kinds, names
        self._chances = softmax(gender)
        self._of_form = self._genders_of_forms()

    def _genders_of_forms(self) -> dict[Hashable, np.ndarray]:
        """Log odds (labels.GENDERS) of each person, against what is usual for a name."""
        mentions = defaultdict(list)
        for word, name in self._names.items():
            if name.label == "PERSON":
                mentions[name.form].append(word)
        return {form: self._gender_of_person(words) for form, words in mentions.items()}

    def _gender_of_person(self, mentions: list[int]) -> np.ndarray:
        best = max((self._names[word].rank for word in mentions), default=0)
        told = {self._names[word].gender for word in mentions if best and self._names[word].rank == best}
        if len(told) == 1:
            return _log_odds_of(told.pop())
        chances = np.maximum(self._chances[mentions].mean(0) / _OF_NAMES, _FLOOR)
        return np.log(chances / chances.sum() * len(labels.GENDERS))

    def __call__(self, word: int, candidates: np.ndarray) -> np.ndarray:
        """What agreement adds to the score of each candidate as an antecedent of the word."""
        return self.of_each([word], candidates)[0]

    def of_each(self, words: Sequence[int], candidates: np.ndarray) -> list[np.ndarray]:
        """The same for each of several words; words of one gender and number share their array."""
        wanted = [self._wanted(word) for word in words]
        mentions = self._mentions(candidates.tolist())
        rows = {kind: self._row(kind, candidates, mentions) for kind in {*wanted}}
        return [rows[kind] for kind in wanted]

    def _wanted(self, word: int) -> str | None:
        """The class of pronouns that the word agrees with; None where nothing is known."""
        wanted = CLASS_OF_PRONOUN.get(self._words[word].lower())
        if wanted is None and self._kinds[word] == "NN":
            wanted = lexicons.noun_gender(self._words[word])
        return None if wanted == "speaker" else wanted

    def _mentions(self, candidates: list[int]) -> _Mentions:
        found = _Mentions([], [], [], [])
        for at, place in enumerate(candidates):
            pronoun = CLASS_OF_PRONOUN.get(self._words[place].lower())
            if pronoun is not None:
                found.pronouns.append((at, pronoun))
            elif place in self._names:
                found.names.append((at, self._names[place]))
            elif self._kinds[place] == "NNS":
                found.plurals.append(at)
            elif told := lexicons.noun_gender(self._words[place]):
                found.told.append((at, told))
        return found

    def _row(self, wanted: str | None, candidates: np.ndarray, mentions: _Mentions) -> np.ndarray:
        if wanted is None:
            return np.zeros(len(candidates))
        if wanted == "several":
            row = np.full(len(candidates), -1.0)
            row[mentions.plurals] = 0.0
        else:
            gender = labels.GENDERS.index(wanted)
            chances = np.maximum(self._chances[candidates, gender].astype(np.float64), _FLOOR)
            row = np.log(chances * len(labels.GENDERS))
            row[mentions.plurals] = NEVER
            for at, told in mentions.told:
                row[at] = _log_odds_of(told)[gender]
        for at, name in mentions.names:
            row[at] = self._as_name(wanted, name)
        for at, pronoun in mentions.pronouns:
            row[at] = 0.0 if pronoun == wanted else NEVER
        return row

    def _as_name(self, wanted: str, name: Name) -> float:
        if wanted == "several":
            return 0.0 if name.label in _BODIES else UNLIKELY
        if name.label == "PERSON":
            gender = labels.GENDERS.index(wanted)
            return UNLIKELY if wanted == "neither" else NAMED + float(self._of_form[name.form][gender])
        return NAMED if wanted == "neither" else UNLIKELY


class _Mentions(NamedTuple):
    """Places among the candidates: of pronouns, with their class; names; plurals; nouns with the gender they tell."""

    pronouns: list[tuple[int, str]]
    names: list[tuple[int, Name]]
    plurals: list[int]
    told: list[tuple[int, str]]


@cache
def _log_odds_of(gender: str) -> np.ndarray:
    chances = np.full(len(labels.GENDERS), (1 - LISTED) / (len(labels.GENDERS) - 1))
    chances[labels.GENDERS.index(gender)] = LISTED
    return np.log(chances * len(labels.GENDERS))


def name_forms(words: Sequence[str], spans: Sequence[tuple[int, int, str]]) -> dict[int, Name]:
    """Each name by its last word; names of one form are taken for one person or thing.

    The form is the last word. Where a text has several persons of one surname it is the whole name, and the surname
    alone goes to the one named last.
    """
    full = defaultdict(set)
    for start, stop, label in spans:
        if label == "PERSON" and stop - start > 1:
            full[words[stop - 1].lower()].add(words[start].lower().rstrip("."))
    found: dict[int, Name] = {}
    latest: dict[str, Hashable] = {}
    for start, stop, label in sorted(spans):
        last = words[stop - 1].lower()
        form: Hashable = last
        if label == "PERSON" and len(full[last]) > 1:
            if stop - start > 1:
                latest[last] = (words[start].lower().rstrip("."), last)
            form = latest.get(last, last)
        found[stop - 1] = Name(label, form, *(_told(words, start, stop) if label == "PERSON" else ()))
    return found


def _told(words: Sequence[str], start: int, stop: int) -> tuple[str | None, int]:
    """Gender of a person's name by its title or given name, and the rank of that evidence."""
    for at in (start - 1, start):
        title = lexicons.title(words[at]) if at >= 0 else None
        if title and title["gender"] and at < stop - 1:
            return title["gender"], 3
    gender = lexicons.first_name_gender(words[start])
    return gender, (0 if gender is None else 2 if stop - start > 1 else 1)


def described(
    words: Sequence[str], kinds: Sequence[str], names: Mapping[int, Name], starts: Mapping[int, int]
) -> dict[int, Hashable]:
    """The noun in front of a person's name that is the same person, with the name's form.

    "their child, Gloria", "a guy named Mario", "the minister Lavrov"; `starts` has the first word of each name.
    """
    found = {}
    for last, name in names.items():
        at = starts[last] - 1
        if name.label != "PERSON" or at < 0:
            continue
        if words[at].lower() in {",", "named", "called"}:
            at -= 1
        if at >= 0 and kinds[at] == "NN" and at not in names and _is_person_noun(words[at].lower()):
            found[at] = name.form
    return found


def _is_person_noun(noun: str) -> bool:
    role = lexicons.roles().get(noun)
    return bool(lexicons.noun_gender(noun)) or noun in _PEOPLE or (role is not None and not role.plural)


def possessors(words: Sequence[str], kinds: Sequence[str], nouns: Sequence[int]) -> dict[int, int]:
    """The possessive pronoun in front of each noun that has one: somebody else than the noun means ("his daughter")."""
    found = {}
    for noun in nouns:
        at = noun - 1
        while at >= max(0, noun - 3) and kinds[at].startswith(("JJ", "NN", "VBN", "CD", "HYPH")):
            at -= 1
        if at >= 0 and kinds[at] == "PRP$":
            found[noun] = at
    return found


def own_subjects(
    words: Sequence[str], heads: Sequence[int], dependencies: Sequence[str], pronouns: Sequence[int]
) -> dict[int, int]:
    """The subject of the verb whose object each pronoun is: somebody else ("Lee thanked him", not "himself").

    Source: Chomsky 1981, principle B. Only direct and indirect objects; a joined verb has the first one's subject.
    """
    wanted = {
        at
        for at in pronouns
        if dependencies[at] in _OBJECTS and CLASS_OF_PRONOUN.get(words[at].lower()) in {"male", "female"}
    }
    if not wanted:
        return {}
    subjects = {heads[at]: at for at, kind in enumerate(dependencies) if kind in {"nsubj", "nsubjpass"}}
    found = {}
    for at in wanted:
        verb = heads[at]
        if verb not in subjects and dependencies[verb] == "conj":
            verb = heads[verb]
        if verb in subjects and subjects[verb] < at and not words[at].lower().endswith("self"):
            found[at] = subjects[verb]
    return found
