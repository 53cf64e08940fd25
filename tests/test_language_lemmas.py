"""Dictionary forms by tag, with the contracted forms that spaCy's tokenizer makes."""

import gzip
import os
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from toolkit.language.labels import TAGS, UPOS
from toolkit.language.lemmas import find_lemmas, lemma

DATA = Path(os.environ.get("NEWS_DATA", Path(__file__).resolve().parents[1] / "../shared/data"))

CASES = [
    ("talks", "NNS", "NOUN", "talk", "a plural"),
    ("talks", "VBZ", "VERB", "talk", "a third person"),
    ("children", "NNS", "NOUN", "child", "an irregular plural"),
    ("policewomen", "NNS", "NOUN", "policewoman", "a plural in -men"),
    ("stepchildren", "NNS", "NOUN", "stepchild", "a compound with an irregular plural"),
    ("allies", "NNS", "NOUN", "ally", "a plural in -ies"),
    ("movies", "NNS", "NOUN", "movie", "a plural of -ie"),
    ("buses", "NNS", "NOUN", "bus", "a plural in -es"),
    ("houses", "NNS", "NOUN", "house", "a plural of -e"),
    ("smartwatches", "NNS", "NOUN", "smartwatch", "a plural that WordNet does not have"),
    ("jihadis", "NNS", "NOUN", "jihadi", "a plural that looks like a singular in -is"),
    ("politics", "NNS", "NOUN", "politics", "a plural without singular"),
    ("headquarters", "NNS", "NOUN", "headquarters", "a plural without singular"),
    ("means", "NNS", "NOUN", "means", "a plural as in 'by all means'"),
    ("means", "VBZ", "VERB", "mean", "no plural"),
    ("people", "NNS", "NOUN", "people", "as in spaCy's pipelines"),
    ("peoples", "NNS", "NOUN", "people", "but this is a plural"),
    ("1990s", "NNS", "NOUN", "1990s", "a decade"),
    ("process", "NN", "NOUN", "process", "no plural"),
    ("meeting", "NN", "NOUN", "meeting", "a noun that looks like a participle"),
    ("meeting", "VBG", "VERB", "meet", "a participle"),
    ("warning", "NN", "NOUN", "warning", "a noun that looks like a participle"),
    ("warning", "VBG", "VERB", "warn", "a participle"),
    ("said", "VBD", "VERB", "say", "an irregular past"),
    ("left", "VBD", "VERB", "leave", "an irregular past that is also an adjective"),
    ("left", "JJ", "ADJ", "left", "an adjective that is also an irregular past"),
    ("saw", "VBD", "VERB", "see", "an irregular past that is also a verb"),
    ("saw", "NN", "NOUN", "saw", "a noun"),
    ("found", "VBD", "VERB", "find", "an irregular past that is also a base form"),
    ("found", "VB", "VERB", "found", "that base form"),
    ("lives", "NNS", "NOUN", "life", "a plural"),
    ("lives", "VBZ", "VERB", "live", "a third person"),
    ("repaid", "VBD", "VERB", "repay", "an irregular past behind a prefix"),
    ("warned", "VBD", "VERB", "warn", "a regular past"),
    ("hoped", "VBD", "VERB", "hope", "a regular past of -e"),
    ("planned", "VBD", "VERB", "plan", "a doubled consonant"),
    ("tied", "VBD", "VERB", "tie", "no -y"),
    ("denied", "VBD", "VERB", "deny", "-ied from -y"),
    ("singing", "VBG", "VERB", "sing", "not 'singe'"),
    ("changing", "VBG", "VERB", "change", "not 'chang'"),
    ("being", "VBG", "AUX", "be", "not 'bee'"),
    ("dying", "VBG", "VERB", "die", "not 'dye'"),
    ("texted", "VBD", "VERB", "text", "a noun made a verb"),
    ("crowdsourced", "VBN", "VERB", "crowdsource", "a compound that WordNet does not have"),
    ("vlogged", "VBD", "VERB", "vlog", "a new word with a doubled consonant"),
    ("weaponised", "VBN", "VERB", "weaponise", "a new word in British spelling"),
    ("is", "VBZ", "AUX", "be", "an auxiliary"),
    ("would", "MD", "AUX", "would", "modals stay"),
    ("better", "JJR", "ADJ", "good", "a comparative"),
    ("better", "RBR", "ADV", "well", "a comparative of an adverb"),
    ("larger", "JJR", "ADJ", "large", "a comparative of -e"),
    ("older", "JJR", "ADJ", "old", "a comparative"),
    ("savviest", "JJS", "ADJ", "savvy", "a superlative that WordNet does not have"),
    ("more", "JJR", "ADJ", "more", "a quantity"),
    ("other", "JJ", "ADJ", "other", "no comparative"),
    ("interested", "JJ", "ADJ", "interested", "an adjective that looks like a participle"),
    ("travelling", "VBG", "VERB", "travel", "a doubled consonant, British"),
    ("organised", "VBD", "VERB", "organise", "British spelling stays British"),
    ("programmes", "NNS", "NOUN", "programme", "British spelling stays British"),
    ("Troops", "NNS", "NOUN", "troop", "lower case at a sentence start"),
    ("Warned", "VBD", "VERB", "warn", "lower case at a sentence start"),
    ("TALKS", "NNS", "NOUN", "talk", "lower case in a headline in capitals"),
    ("co-authored", "VBD", "VERB", "co-author", "the last part of a hyphenated word is inflected"),
    ("decision-makers", "NNS", "NOUN", "decision-maker", "the last part of a hyphenated word is inflected"),
    ("n't", "RB", "PART", "not", "a contraction"),
    ("n’t", "RB", "PART", "not", "a contraction with a typographic apostrophe"),
    ("’re", "VBP", "AUX", "be", "a contraction"),
    ("wo", "MD", "AUX", "will", "the first half of won't"),
    ("ca", "MD", "AUX", "can", "the first half of can't"),
    ("ca", "NN", "NOUN", "ca", "no contraction"),
    ("'s", "VBZ", "AUX", "be", "'s as a verb"),
    ("’s", "POS", "PART", "'s", "'s of the possessive"),
    ("'", "POS", "PART", "'s", "the possessive of a plural"),
    ("'s", "PRP", "PRON", "we", "the second half of let's"),
    ("'d", "MD", "AUX", "would", "'d before an infinitive"),
    ("'d", "VBD", "AUX", "have", "'d before a participle"),
    ("I", "PRP", "PRON", "I", "by custom"),
    ("me", "PRP", "PRON", "I", "object forms have the subject's form"),
    ("Them", "PRP", "PRON", "they", "object forms have the subject's form"),
    ("her", "PRP", "PRON", "she", "an object form"),
    ("her", "PRP$", "PRON", "her", "possessives stay"),
    ("His", "PRP$", "PRON", "his", "possessives stay"),
    ("These", "DT", "DET", "these", "determiners stay"),
    ("Talks", "NNP", "PROPN", "Talks", "names stay as they are"),
    ("United", "NNP", "ADJ", "United", "names stay as they are"),
    ("2,000", "CD", "NUM", "2,000", "numbers stay as they are"),
    ("Two", "CD", "NUM", "two", "numbers in words are words"),
    ("”", "''", "PUNCT", "”", "marks stay as they are"),
    ("qwrtzly", "NN", "NOUN", "qwrtzly", "a word that no dictionary has"),
    ("ing", "VBG", "VERB", "ing", "nothing is left of it"),
    ("s", "NNS", "NOUN", "s", "nothing is left of it"),
]


@pytest.mark.parametrize(
    ("word", "tag", "upos", "expected", "why"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES]
)
def test_lemma(word, tag, upos, expected, why):
    assert lemma(word, tag, upos) == expected, why


@given(st.text(min_size=1, max_size=30), st.sampled_from(TAGS), st.sampled_from(UPOS))
def test_every_word_has_a_lemma(word, tag, upos):
    assert lemma(word, tag, upos)


def lemmas_of(rows: str) -> list[str]:
    """Lemmas of 'word/TAG/UPOS/head/label' tokens; heads count from 0."""
    words, tags, upos, heads, labels = zip(*(token.split("/") for token in rows.split()))
    return find_lemmas(words, tags, upos, [int(head) for head in heads], labels)


@pytest.mark.parametrize(
    ("rows", "expected", "why"),
    [
        ("She/PRP/PRON/2/nsubj 's/VBZ/AUX/2/aux left/VBN/VERB/2/ROOT", "she have leave", "a perfect"),
        ("She/PRP/PRON/2/nsubj 's/VBZ/AUX/2/auxpass loved/VBN/VERB/2/ROOT", "she be love", "a passive"),
        ("She/PRP/PRON/2/nsubj 's/VBZ/AUX/2/aux leaving/VBG/VERB/2/ROOT", "she be leave", "a progressive"),
        ("She/PRP/PRON/1/nsubj ’s/VBZ/AUX/1/ROOT left/JJ/ADJ/1/acomp", "she be left", "a copula"),
        ("It/PRP/PRON/2/nsubj ’s/VBZ/AUX/2/aux been/VBN/AUX/2/ROOT", "it have be", "a perfect of 'be'"),
        ("Iran/NNP/PROPN/2/poss 's/POS/PART/0/case aim/NN/NOUN/2/ROOT", "Iran 's aim", "a possessive"),
    ],
)
def test_short_has(rows, expected, why):
    assert " ".join(lemmas_of(rows)) == expected, why


def test_no_words():
    assert find_lemmas([], [], [], [], []) == []


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("can't won't shan't", "MD RB MD RB MD RB", "can not will not shall not"),
        ("isn't ain't cannot", "VBZ RB VBZ RB MD RB", "be not be not can not"),
        ("we've I'm they'll", "PRP VBP PRP VBP PRP MD", "we have I be they will"),
        ("gonna gotta", "VBG TO VBN TO", "go to get to"),
    ],
)
def test_contractions_as_the_tokenizer_splits_them(text, tags, expected):
    kinds = {"MD": "AUX", "RB": "PART", "PRP": "PRON", "TO": "PART"}
    words = [token.text for token in spacy.blank("en")(text)]
    assert len(words) == len(tags.split())
    assert [lemma(w, t, kinds.get(t, "VERB")) for w, t in zip(words, tags.split())] == expected.split()


@pytest.mark.parametrize(("corpus", "least"), [("ewt", 0.990), ("gum", 0.985)])  # measured: .992, .987
def test_lemmas_of_a_treebank(corpus, least):
    """Nouns, verbs, adjectives and adverbs with the treebank's tags; words marked as misspelt left out."""
    path = DATA / "ud" / f"en_{corpus}-dev.conllu.gz"
    if not path.exists():
        pytest.skip(f"no {path}; set NEWS_DATA to the folder with the training corpora")
    with gzip.open(path, "rt", encoding="utf8") as file:
        rows = [line.split("\t") for line in file if line.partition("\t")[0].isdigit()]
    rows = [
        row
        for row in rows
        if row[3] in ("NOUN", "VERB", "ADJ", "ADV") and row[2] != "_" and row[4] != "GW"
        if not {"Typo=Yes", "CorrectForm"} & set(row[5].split("|") + [row[9].split("=")[0]])
    ]
    right = sum(lemma(row[1], row[4], row[3]).lower() == row[2].lower() for row in rows)
    assert right / len(rows) >= least
