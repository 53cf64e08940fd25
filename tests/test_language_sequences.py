"""Tag scores to spans: the best legal sequence, the same that trying all of them finds."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.language.arithmetic import softmax
from toolkit.language.labels import ATTRIBUTION, ENTITY_TAGS
from toolkit.language.sequences import best_spans

TAGS = ("O", "B-x", "I-x", "B-y", "I-y")


def scores_of(names: str, *, sure: float = 9.0, second: dict[int, str] | None = None) -> np.ndarray:
    """Scores that prefer the tags named; `second` gives another tag almost the same score."""
    rows = np.zeros((len(names.split()), len(TAGS)), np.float32)
    for at, name in enumerate(names.split()):
        rows[at, TAGS.index(name)] = sure
    for at, name in (second or {}).items():
        rows[at, TAGS.index(name)] = sure - 0.1
    return rows


CASES = [
    ("nothing", "O O O", {}, []),
    ("one word", "O B-x O", {}, [(1, 2, "x")]),
    ("several words", "O B-x I-x I-x O", {}, [(1, 4, "x")]),
    ("neighbours of one label", "B-x I-x B-x I-x", {}, [(0, 2, "x"), (2, 4, "x")]),
    ("neighbours of two labels", "B-x I-x B-y", {}, [(0, 2, "x"), (2, 3, "y")]),
    ("an inside without a beginning, which was second best", "O I-x O", {1: "B-x"}, [(1, 2, "x")]),
    ("another label's inside, which must change", "B-x I-y O", {1: "I-x"}, [(0, 2, "x")]),
    ("a doubtful first word is drawn in by a sure second one", "O I-x O", {0: "B-x"}, [(0, 2, "x")]),
    ("to the last word", "O O B-y I-y", {}, [(2, 4, "y")]),
]


@pytest.mark.parametrize(("label", "names", "second", "expected"), CASES, ids=[case[0] for case in CASES])
def test_spans(label, names, second, expected):
    found = list(best_spans(scores_of(names, second=second), TAGS))
    assert [(start, stop, name) for start, stop, name, _ in found] == expected, label


def test_no_words():
    assert list(best_spans(np.zeros((0, len(TAGS)), np.float32), TAGS)) == []


def test_confidence_is_the_mean_probability_of_the_label():
    scores = np.log(np.array([[0.3, 0.6, 0.1, 0, 0], [0.3, 0.2, 0.5, 0, 0]]) + 1e-30)
    ((_, _, _, sure),) = best_spans(scores, TAGS)
    assert sure == pytest.approx(((0.6 + 0.1) + (0.2 + 0.5)) / 2)


def tags_of(spans, size: int) -> list[str]:
    tags = ["O"] * size
    for start, stop, label, _ in spans:
        assert tags[start:stop] == ["O"] * (stop - start), "spans do not overlap"
        tags[start:stop] = [f"B-{label}"] + [f"I-{label}"] * (stop - start - 1)
    return tags


def legal(tags) -> bool:
    """An I- follows the B- or I- of its own label."""
    return all(not tag.startswith("I-") or before[2:] == tag[2:] for before, tag in zip(("O", *tags), tags))


def total(tags, chances) -> float:
    return sum(np.log(chances[at, TAGS.index(tag)]) for at, tag in enumerate(tags))


SCORES = st.lists(
    st.lists(st.floats(-2, 2, width=32), min_size=len(TAGS), max_size=len(TAGS)), min_size=1, max_size=5
)


@given(SCORES)  # between -2 and 2 no word is surely outside (at most .93), so the search must be exact
def test_equals_trying_every_sequence(rows):
    scores = np.array(rows, np.float32)
    chances = softmax(scores.astype(float))
    found = tags_of(best_spans(scores, TAGS), len(scores))
    best = max(total(tags, chances) for tags in itertools.product(TAGS, repeat=len(scores)) if legal(tags))
    assert legal(found)
    assert total(found, chances) == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("tags", [ATTRIBUTION, ENTITY_TAGS], ids=["attribution", "entity"])
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(0, 40), scale=st.sampled_from([0.5, 3, 20]))
def test_spans_are_in_order_and_apart(tags, seed, size, scale):
    scores = np.random.default_rng(seed).normal(0, scale, (size, len(tags))).astype(np.float32)
    end = 0
    for start, stop, label, sure in best_spans(scores, tags):
        assert end <= start < stop <= size
        assert f"B-{label}" in tags
        assert 0 <= sure <= 1 + 1e-6
        end = stop


def test_scores_are_left_unchanged():
    scores = scores_of("O I-x B-y")
    before = scores.copy()
    list(best_spans(scores, TAGS))
    assert (scores == before).all()


def test_one_label_alone_is_found_as_among_all():
    scores = np.random.default_rng(4).normal(0, 3, (200, len(TAGS))).astype(np.float32)
    wanted = [span for span in best_spans(scores, TAGS) if span[2] == "y"]
    assert wanted and list(best_spans(scores, TAGS, only="y")) == wanted
