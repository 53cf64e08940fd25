"""Dictionary forms of words, by their tag: "left" is "leave" as a verb and "left" as an adjective.

Base forms and irregular forms are WordNet's (`word_forms.json.gz`, which holds its licence; `training/word_forms.py`
makes it). Regular endings are undone by rule, with WordNet as the check. Conventions are those of spaCy's English
pipelines: lower case except for names; "me" is "I" and "her" is "she", while possessives ("my", "her" in "her house"),
"these" and "people" stay.

Of the nouns, verbs, adjectives and adverbs in EWT dev and GUM dev, 99.2 % and 98.7 % get the treebank's lemma.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

AS_WRITTEN = frozenset({"PROPN", "PUNCT", "SYM", "X"})
NAME_TAGS = frozenset({"NNP", "NNPS"})
KIND = {"NOUN": "noun", "VERB": "verb", "AUX": "verb", "ADJ": "adj", "ADV": "adv"}

# Endings to undo and what to put in their place, likelier first.
ENDINGS = {
    "NNS": (("'s", ""), ("ies", "y"), ("men", "man"), ("s", ""), ("es", "")),
    "VBZ": (("ies", "y"), ("s", ""), ("es", "")),
    "VBD": (("ied", "y"), ("ed", "e"), ("ed", ""), ("'d", "")),
    "VBG": (("nging", "ng"), ("ing", "e"), ("ing", ""), ("in'", "e"), ("in'", "")),
    "JJR": (("ier", "y"), ("er", "e"), ("er", "")),
    "JJS": (("iest", "y"), ("est", "e"), ("est", "")),
}
ENDINGS |= {"VBN": ENDINGS["VBD"], "RBR": ENDINGS["JJR"], "RBS": ENDINGS["JJS"]}

# Words that their tag calls inflected and that dictionaries list as they are.
QUANTITIES = frozenset({"more", "most", "less", "least", "later"})
UNCHANGED = {
    "NNS": frozenset(
        "clothes contents data glasses goods jeans manners means media pants people proceedings regards savings series "
        "species trousers".split()
    ),
    "JJR": QUANTITIES | {"further"}, "JJS": QUANTITIES, "RBR": QUANTITIES, "RBS": QUANTITIES,
}  # fmt: skip
SHORTEST_TAIL = 4  # letters of a known word at the end of an unknown one: "livestream", not "regade"

PRONOUNS = {
    "i": "I", "me": "I", "us": "we", "'s": "we", "him": "he", "her": "she", "them": "they", "'em": "they", "u": "you",
}  # fmt: skip

APOSTROPHES = str.maketrans("’‘`", "'''")

# Contracted forms, which spaCy's tokenizer makes tokens of their own, by the tag that decides ("": any other).
CONTRACTIONS = {
    "'s": {"VBZ": "be", "": "'s"}, "s": {"VBZ": "be", "POS": "'s"}, "'": {"POS": "'s"},
    "'d": {"VBD": "have", "VBN": "have", "": "would"}, "d": {"MD": "would", "VBD": "have"},
    "'m": {"": "be"}, "m": {"VBP": "be"}, "'re": {"": "be"}, "re": {"VBP": "be"}, "r": {"VBP": "be"},
    "'ve": {"": "have"}, "ve": {"VBP": "have", "VB": "have"}, "'ll": {"": "will"}, "ll": {"MD": "will"},
    "n't": {"": "not"}, "nt": {"RB": "not"}, "ca": {"MD": "can"}, "wo": {"MD": "will"}, "sha": {"MD": "shall"},
    "ai": {"VBP": "be", "VBZ": "be"}, "gon": {"VBG": "go"}, "wan": {"VBP": "want", "VB": "want"},
    "na": {"TO": "to"}, "ta": {"TO": "to"},
}  # fmt: skip


def find_lemmas(
    words: Sequence[str],
    tags: Sequence[str],
    upos: Sequence[str],
    heads: Sequence[int],
    dependencies: Sequence[str],
) -> list[str]:
    """The lemma of each word of a parsed text: that of `lemma`, and "have" for "'s" in "she's left".

    Shape: five sequences of equal length: forms, Penn Treebank tags, universal parts of speech, each word's head as a
    place in these sequences (the root's is its own) and dependency labels of spaCy's English scheme.
    """
    found = list(map(lemma, words, tags, upos))
    for place in [place for place, tag in enumerate(tags) if tag == "VBZ"]:
        perfect = dependencies[place] == "aux" and tags[heads[place]] == "VBN"
        if perfect and _plain(words[place]) in ("'s", "s"):
            found[place] = "have"
    return found


@lru_cache(maxsize=100_000)
def lemma(word: str, tag: str, upos: str) -> str:
    """The word's dictionary form, given its Penn Treebank tag and universal part of speech.

    >>> lemma("left", "VBD", "VERB"), lemma("left", "JJ", "ADJ"), lemma("’s", "VBZ", "AUX"), lemma("’s", "POS", "PART")
    ('leave', 'left', 'be', "'s")
    """
    if upos in AS_WRITTEN or tag in NAME_TAGS:
        return word
    plain = _plain(word)
    if upos == "PRON" and tag == "PRP":
        return PRONOUNS.get(plain, plain)
    by_tag = CONTRACTIONS.get(plain, {}) if upos != "NOUN" else {}
    if tag in by_tag or "" in by_tag:
        return by_tag.get(tag) or by_tag[""]
    if upos in KIND and tag in ENDINGS and plain not in UNCHANGED.get(tag, ()):
        start, dash, last = plain.rpartition("-")
        return start + dash + _undo(last, tag, KIND[upos])
    if upos in KIND and tag == "VBP" and plain not in _bases()["verb"]:
        return _irregular()["verb"].get(plain, plain)
    return plain


def _plain(word: str) -> str:
    lowered = word.lower()
    return lowered if lowered.isalpha() else lowered.translate(APOSTROPHES)


def _undo(word: str, tag: str, kind: str) -> str:
    """The word without the inflection that its tag names."""
    if any(map(str.isdigit, word)):  # "1990s", "f-16s"
        return word
    bases, irregular = _bases()[kind], _irregular()[kind]
    if word in irregular:
        return irregular[word]
    candidates = [word[: -len(end)] + put for end, put in ENDINGS[tag] if word.endswith(end)]
    candidates = [form for form in candidates if len(form) > 1]
    known = next((form for form in candidates if form in bases), None)
    if known or (tag == "NNS" and word in bases):
        return known or word
    return _by_tail(word, candidates, kind) or (_by_shape(word, candidates) if candidates else word)


def _by_tail(word: str, candidates: list[str], kind: str) -> str | None:
    """The base of a word that ends like a known one: "repaid", "crowdsourced"; or of a noun made a verb: "texted"."""
    bases, irregular = _bases(), _irregular()[kind]
    for cut in range(len(word) - SHORTEST_TAIL + 1):
        if not candidates and word[cut:] in irregular:
            return word[:cut] + irregular[word[cut:]]
        for form in candidates:
            tail = form[cut:]
            if len(tail) >= SHORTEST_TAIL and (
                tail in bases[kind] or (kind == "verb" and tail in bases["noun"])
            ):
                return form
    return None


def _by_shape(word: str, candidates: list[str]) -> str:
    """The likeliest base of a word of which WordNet knows nothing."""
    if word.endswith("s"):
        if word.endswith(("ss", "us")):
            return word
        hissing = word.endswith(("ses", "xes", "zes", "ches", "shes"))
        return min(candidates, key=len) if hissing else candidates[0]
    if word.endswith(("ied", "ier", "iest")):
        return candidates[0]
    stem = min(candidates, key=len)
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeioulsz":  # "vlogged"
        return stem[:-1]
    soft = stem.endswith(("iz", "is", "c", "v", "u", "dg", "rs", "bl", "pl", "tl", "dl", "gl", "at"))
    return (
        stem + "e" if soft and not stem.endswith(("eat", "oat")) else stem
    )  # "monetiz-", "deduc-", "annotat-"


@cache
def _word_forms() -> dict:
    return json.loads(gzip.decompress(files(__package__).joinpath("word_forms.json.gz").read_bytes()))


@cache
def _bases() -> dict[str, frozenset[str]]:
    return {kind: frozenset(words) for kind, words in _word_forms()["bases"].items()} | {"adv": frozenset()}


@cache
def _irregular() -> dict[str, dict[str, str]]:
    """{part of speech: {irregular form: its base}}; of two spellings of a base the fuller ("install", "fulfill")."""
    return {
        kind: {form: bases[-1] if bases[-1] == bases[0] + "l" else bases[0] for form, bases in forms.items()}
        for kind, forms in _word_forms()["irregular"].items()
    }
