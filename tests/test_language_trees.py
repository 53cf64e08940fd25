"""Head scores to trees: always one root, no circle, the best heads where they are a tree already."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin_model import flat_pairs, random_scores

from toolkit.language.arithmetic import distance_bucket
from toolkit.language.labels import DEPENDENCIES
from toolkit.language.trees import LONGEST, arc_scores, find_trees, make_tree


def is_tree(heads) -> bool:
    """One word is its own head, and every word's heads lead to it."""
    roots = [word for word, head in enumerate(heads) if head == word]
    if len(roots) != 1:
        return False
    for word in range(len(heads)):
        seen = set()
        while word not in seen:
            seen.add(word)
            word = heads[word]
        if word != roots[0]:
            return False
    return True


def preferring(heads, *, size: int | None = None) -> np.ndarray:
    """Scores in which each word prefers the head given (itself: to be the root)."""
    scores = np.zeros((len(heads), len(heads)))
    scores[np.arange(len(heads)), heads] = 5
    return scores


CASES = [
    ("one word", preferring([0]), [0]),
    ("one word that would rather not be the root", np.array([[-9.0]]), [0]),
    ("two words", preferring([1, 1]), [1, 1]),
    ("a chain", preferring([0, 0, 1, 2]), [0, 0, 1, 2]),
    ("crossing arcs are allowed", preferring([2, 3, 2, 2]), [2, 3, 2, 2]),
    (
        "two roots: the likelier one stays, the other takes its best head",
        np.array([[5.0, 1, 3], [0, 6.0, 1], [2, 3, 0]]),
        [2, 1, 1],
    ),
    (
        "no root: the word that loses least becomes it",
        np.array([[0.0, 5, 1], [1, 0, 5], [5, 1, 4.0]]),
        [1, 2, 2],
    ),
    (
        "a circle beside the root: the cheapest change opens it",
        np.array([[9.0, 0, 0], [4, 0, 5], [1, 5, 0]]),
        [0, 0, 1],
    ),
]


@pytest.mark.parametrize(("label", "scores", "expected"), CASES, ids=[case[0] for case in CASES])
def test_make_tree(label, scores, expected):
    assert make_tree(scores).tolist() == expected, label


def matrices(values):
    size = st.integers(1, 9)
    return size.flatmap(lambda n: st.lists(st.lists(values, min_size=n, max_size=n), min_size=n, max_size=n))


@given(matrices(st.floats(-1e4, 1e4, width=32)))
def test_any_scores_give_a_tree(rows):
    assert is_tree(make_tree(np.array(rows, np.float32)).tolist())


@given(matrices(st.integers(0, 2)))
def test_scores_with_many_ties_give_a_tree(rows):
    assert is_tree(make_tree(np.array(rows, float)).tolist())


@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_longer_sentences_give_a_tree(size, seed):
    assert is_tree(make_tree(np.random.default_rng(seed).normal(size=(size, size))).tolist())


@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_the_best_heads_are_kept_where_they_are_a_tree(size, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(size)
    heads = np.empty(size, int)
    heads[order[0]] = order[0]
    for at in range(1, size):
        heads[order[at]] = order[rng.integers(at)]
    scores = rng.uniform(0, 1, (size, size))
    scores[np.arange(size), heads] += 1
    assert make_tree(scores).tolist() == heads.tolist()


def test_scores_are_left_unchanged():
    scores = np.array([[5.0, 1], [1, 5.0]])
    make_tree(scores)
    assert scores.tolist() == [[5, 1], [1, 5]]


# --- whole documents ----------------------------------------------------------------------------------------------
@given(st.lists(st.booleans(), max_size=30), st.integers(0, 2**32 - 1))
def test_heads_stay_in_their_sentence(starts, seed):
    starts = np.array(starts, dtype=bool)
    starts[:1] = True
    heads, kinds = find_trees(random_scores(len(starts), seed), flat_pairs(), starts)
    sentence = np.cumsum(starts)
    assert (sentence[heads] == sentence).all()
    for number in np.unique(sentence):
        words = np.flatnonzero(sentence == number)
        assert is_tree((heads[words] - words[0]).tolist())
    assert [DEPENDENCIES[kind] == "ROOT" for kind in kinds] == (heads == np.arange(len(starts))).tolist()


def test_a_text_without_end_is_parsed_in_parts():
    size = 2 * LONGEST + 50
    starts = np.zeros(size, dtype=bool)
    starts[0] = True
    heads, _ = find_trees(random_scores(size, 1), flat_pairs(), starts)
    assert (heads // LONGEST == np.arange(size) // LONGEST).all()
    assert (heads == np.arange(size)).sum() == 3


def test_no_words():
    heads, kinds = find_trees(random_scores(0, 1), flat_pairs(), np.zeros(0, dtype=bool))
    assert len(heads) == len(kinds) == 0


@pytest.mark.parametrize("length", [1, 2, 7, LONGEST])
def test_each_pair_of_words_gets_the_weight_of_its_distance(length):
    pairs = flat_pairs()
    pairs["arc_distance"] = np.random.default_rng(1).normal(size=len(pairs["arc_distance"])).astype("f4")
    out = {name: np.zeros((length, 4), np.float32) for name in ("arc_query", "arc_key")}
    (scores,) = arc_scores(out, pairs, [0, length])
    where = np.arange(length)
    assert (scores == pairs["arc_distance"][distance_bucket(where[None] - where[:, None])]).all()
