"""Which earlier words a pronoun can mean by gender, number and kind: "she" is no man, no ministry and no "they".

The network's gender head says of each name and noun how likely it means a man, a woman or neither (see
training/genders.py for what it learned from); what it says of one person's names is averaged over the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from toolkit.language import labels
from toolkit.language.arithmetic import softmax

NEVER = -20.0  # added to a score: as good as impossible
UNLIKELY = -4.0  # a name under another label than fits: the label may be wrong
_FLOOR = 0.005  # the head is never surer than this that somebody is not of a gender
_CLASSES = {
    "male": "he him his himself",
    "female": "she her hers herself",
    "neither": "it its itself",
    "several": "they them their theirs themselves",
    "speaker": "i me my mine myself we us our ours ourselves you your yours yourself yourselves",
}
CLASS_OF_PRONOUN = {word: name for name, words in _CLASSES.items() for word in words.split()}
_BODIES = ("ORG", "NORP")


class Agreement:
    """Log scores to add to those of candidate antecedents; 0 where nothing speaks for or against one.

    words, kinds: each word and its tag; names: label and form of each name, by its last word; gender: the head's
    scores (words, labels.GENDERS).
    """

    def __init__(
        self,
        words: Sequence[str],
        kinds: Sequence[str],
        names: Mapping[int, tuple[str, Hashable]],
        gender: np.ndarray,
    ):
        self._words, self._kinds, self._names = words, kinds, names
        self._gender = np.log(np.maximum(softmax(gender), _FLOOR) * len(labels.GENDERS))
        self._average_over_names()
        self._rows: dict[
            str, np.ndarray
        ] = {}  # class of pronoun -> score of each word, NaN where not yet asked

    def _average_over_names(self) -> None:
        same = defaultdict(list)
        for word, (label, form) in self._names.items():
            if label == "PERSON":
                same[form].append(word)
        for places in same.values():
            self._gender[places] = self._gender[places].mean(0)

    def __call__(self, word: int, candidates: np.ndarray) -> np.ndarray:
        """What agreement adds to the score of each candidate as an antecedent of the word."""
        wanted = CLASS_OF_PRONOUN.get(self._words[word].lower())
        if wanted is None or wanted == "speaker":
            return np.zeros(len(candidates))
        row = self._rows.setdefault(wanted, np.full(len(self._words), np.nan))
        for place in candidates[np.isnan(row[candidates])].tolist():
            row[place] = self._score(wanted, place)
        return row[candidates]

    def _score(self, wanted: str, place: int) -> float:
        pronoun = CLASS_OF_PRONOUN.get(self._words[place].lower())
        if pronoun is not None:
            return 0.0 if pronoun == wanted else NEVER
        return self._as_several(place) if wanted == "several" else self._as_one(wanted, place)

    def _as_several(self, place: int) -> float:
        if place in self._names:
            return 0.0 if self._names[place][0] in _BODIES else UNLIKELY
        return 0.0 if self._kinds[place] == "NNS" else -1.0

    def _as_one(self, wanted: str, place: int) -> float:
        person = self._names[place][0] == "PERSON" if place in self._names else None
        if person is None and self._kinds[place] == "NNS":
            return NEVER
        score = float(self._gender[place, labels.GENDERS.index(wanted)])
        if person is not None and person == (wanted == "neither"):
            return UNLIKELY + min(score, 0.0)
        return score


def name_forms(
    words: Sequence[str], spans: Sequence[tuple[int, int, str]]
) -> dict[int, tuple[str, Hashable]]:
    """Label and form of each name, by its last word; names of one form are taken for one person or thing.

    The form is the last word. Where a text has several persons of one surname it is the whole name, and the surname
    alone goes to the one named last.
    """
    full = defaultdict(set)
    for start, stop, label in spans:
        if label == "PERSON" and stop - start > 1:
            full[words[stop - 1].lower()].add(words[start].lower().rstrip("."))
    forms: dict[int, tuple[str, Hashable]] = {}
    latest: dict[str, Hashable] = {}
    for start, stop, label in sorted(spans):
        last = words[stop - 1].lower()
        form: Hashable = last
        if label == "PERSON" and len(full[last]) > 1:
            if stop - start > 1:
                latest[last] = (words[start].lower().rstrip("."), last)
            form = latest.get(last, last)
        forms[stop - 1] = (label, form)
    return forms
