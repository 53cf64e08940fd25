"""Terms counted by hand, and against a slow way to count the same."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.rhetoric import terms, units


def made(texts, **given_):
    """Tokens of texts of words between spaces, "." ending a sentence, and one unit per text."""
    rows = []
    for number, text in enumerate(texts):
        sentence, at = 0, 0
        for word in text.split():
            if word == ".":
                sentence += 1
            else:
                place = {"doc_id": f"d{number}", "start": at, "end": at + len(word), "sentence": sentence}
                about = {"pos": "NOUN", "tag": "NN", "entity": "", "name": -1, "phrase": -1}
                rows.append(place | about | {"word": word, "lemma": word.lower()})
            at += len(word) + 1
    tokens = units.tokens_table(rows)
    for column, values in given_.items():
        tokens[column] = pd.Categorical(values) if column in units.CATEGORIES else values
    among = pd.DataFrame(
        {
            "unit_id": [f"u{number}" for number in range(len(texts))],
            "doc_id": [f"d{number}" for number in range(len(texts))],
            "spans": [[[0, len(text)]] for text in texts],
            "n_words": [len(text.replace(".", " ").split()) for text in texts],
        }
    )
    return tokens, among


def counts(found, unit=0):
    row = found.counts.toarray()[unit]
    return {name: int(count) for name, count in zip(found.names, row) if count}


def test_words_and_lemmas():
    tokens, among = made(["No talks no War", "War talks"])
    assert counts(terms.count_terms(tokens, among)) == {"no": 2, "talks": 1, "war": 1}
    found = terms.count_terms(tokens, among, of="word")
    assert counts(found) == {"No": 1, "no": 1, "talks": 1, "War": 1}
    assert found.totals.tolist() == [4, 2]
    assert found.of == "words"


def test_ngrams_stop_at_sentences_punctuation_and_the_ends_of_spans():
    tokens, among = made(["a b c . d e , f"])
    tokens = tokens[tokens["word"] != ","].reset_index(drop=True)
    assert counts(terms.count_terms(tokens, among, n=2)) == {"a b": 1, "b c": 1, "d e": 1}
    assert counts(terms.count_terms(tokens, among, n=3)) == {"a b c": 1}
    assert counts(terms.count_terms(tokens, among.assign(spans=[[[0, 3], [4, 5]]]), n=2)) == {"a b": 1}
    assert terms.count_terms(tokens, among, n=9).counts.shape == (1, 0)


def test_noun_phrases_without_what_does_not_tell_them_apart():
    tokens, among = made(
        ["the old bridge we closed a bridge"],
        pos=["DET", "ADJ", "NOUN", "PRON", "VERB", "DET", "NOUN"],
        phrase=[0, 0, 0, 1, -1, 2, 2],
    )
    found = terms.count_terms(tokens, among, of="phrase")
    assert counts(found) == {"old bridge": 1, "bridge": 1}
    # A phrase that only partly stands in the unit does not count.
    assert counts(terms.count_terms(tokens, among.assign(spans=[[[4, 40]]]), of="phrase")) == {
        "old bridge": 1,
        "bridge": 1,
    }
    assert counts(terms.count_terms(tokens, among.assign(spans=[[[0, 9]]]), of="phrase")) == {}


def test_names_and_masked_names():
    tokens, among = made(
        ["jane doe met ek today"],
        entity=["PERSON", "PERSON", "", "PERSON", "DATE"],
        name=[0, 0, -1, 1, 2],
    )
    assert counts(terms.count_terms(tokens, among, of="entity")) == {"jane doe": 1, "ek": 1, "today": 1}
    masked = terms.count_terms(tokens, among, mask=True)
    assert counts(masked) == {"[PERSON]": 2, "met": 1, "today": 1}
    assert masked.of == "lemmas, names masked"
    assert masked.totals.tolist() == [4]
    assert counts(terms.count_terms(tokens, among, mask=True, n=2)) == {
        "[PERSON] met": 1,
        "met [PERSON]": 1,
        "[PERSON] today": 1,
    }


def test_terms_of_nothing_but_function_words():
    tokens, among = made(["of the war of will will"], pos=["ADP", "DET", "NOUN", "ADP", "AUX", "NOUN"])
    found = terms.count_terms(tokens, among)
    assert dict(zip(found.names, found.function_words)) == {
        "of": True,
        "the": True,
        "war": False,
        "will": False,
    }
    pairs = terms.count_terms(tokens, among, n=2)
    assert [name for name, alone in zip(pairs.names, pairs.function_words) if alone] == ["of the", "of will"]


WORDS = st.lists(st.sampled_from(["a", "b", "c", "."]), max_size=12).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=3), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_ngrams_are_those_of_a_slow_count(texts, n):
    tokens, among = made(texts)
    found = terms.count_terms(tokens.sample(frac=1, random_state=1), among, n=n)
    for number, text in enumerate(texts):
        pieces = [piece.split() for piece in text.split(".")]
        expected = Counter(
            " ".join(piece[at : at + n]) for piece in pieces for at in range(len(piece) - n + 1)
        )
        assert counts(found, number) == dict(expected)
    assert np.array_equal(found.totals, np.asarray(found.counts.sum(axis=1)).ravel())


def test_nothing_to_count():
    tokens, among = made([])
    found = terms.count_terms(tokens, among, n=2)
    assert found.counts.shape == (0, 0)
    tokens, among = made(["a b"])
    assert terms.count_terms(tokens, among[:0]).counts.shape == (0, 2)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"of": "letter"}, "of is one of word"), ({"n": 0}, "n=0"), ({"of": "entity", "n": 2}, "n=2")],
)
def test_errors_say_what_was_wanted(options, message):
    with pytest.raises(ValueError, match=message):
        terms.count_terms(*made(["a b"]), **options)
    with pytest.raises(ValueError, match="no column lemma"):
        terms.count_terms(made(["a"])[0].drop(columns="lemma"), made(["a"])[1])
