"""Coreference links: the best earlier mention, if it is near and likely enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin_model import flat_pairs, random_scores

from toolkit.language.chains import LEAST_CONFIDENCE, REACH_WORDS, find_links


def scene(size: int, agreeing: dict[int, dict[int, float]]):
    """Scores in which each anaphor (key) likes certain words (probability odds e**score); any other word scores -9."""
    anaphors = sorted(agreeing)
    query = np.zeros((size, len(anaphors) + 1), np.float32)
    key = np.zeros_like(query)
    scale = query.shape[1] ** 0.5
    key[:, -1] = -9 * scale
    for column, word in enumerate(anaphors):
        query[word, [column, -1]] = 1
        for antecedent, score in agreeing[word].items():
            key[antecedent, column] = (score + 9) * scale
    return {"chain_query": query, "chain_key": key}


CASES = [
    ("one likely name", {9: {2: 5.0}}, [2], [(9, 2)]),
    ("the likelier of two", {9: {2: 2.0, 6: 4.0}}, [2, 6], [(9, 6)]),
    ("none is likely", {9: {2: -3.0}}, [2], []),
    ("two alike, each too unsure", {9: {2: 0.0, 3: 0.0, 6: 0.0}}, [2, 3, 6], []),
    ("a likely word that is no candidate", {9: {2: 5.0}}, [3], []),
    ("a later name is not looked at", {3: {8: 9.0}}, [8], []),
    ("itself is not looked at", {3: {3: 9.0}}, [3], []),
    ("no candidates", {3: {1: 9.0}}, [], []),
    ("two pronouns, the second by way of the first", {4: {1: 5.0}, 9: {4: 5.0}}, [1, 4], [(4, 1), (9, 4)]),
]


@pytest.mark.parametrize(
    ("label", "agreeing", "candidates", "expected"), CASES, ids=[case[0] for case in CASES]
)
def test_find_links(label, agreeing, candidates, expected):
    out = scene(10, agreeing)
    found = find_links(out, flat_pairs(), np.array(sorted(agreeing)), np.array(candidates, dtype=int), {})
    assert [(word, earlier) for word, earlier, _ in found] == expected, label
    assert all(sure >= LEAST_CONFIDENCE for *_, sure in found)


@pytest.mark.parametrize(
    ("antecedent", "found"), [(1000 - REACH_WORDS, True), (1000 - REACH_WORDS - 1, False)]
)
def test_reach(antecedent, found):
    out = scene(1001, {1000: {antecedent: 8.0}})
    links = find_links(out, flat_pairs(), np.array([1000]), np.array([antecedent]), {})
    assert bool(links) is found


def test_confidence_is_against_all_candidates_and_none():
    out = scene(10, {9: {2: 1.0, 6: 0.0}})
    ((_, _, sure),) = find_links(out, flat_pairs(), np.array([9]), np.array([2, 6]), {})
    assert sure == pytest.approx(np.e / (np.e + 1 + 1))  # two candidates and 'none', which scores 0


def test_no_anaphors():
    nobody = np.zeros(0, dtype=int)
    assert find_links(random_scores(5, 1), flat_pairs(), nobody, np.arange(5), {}) == []
    assert find_links(random_scores(0, 1), flat_pairs(), nobody, nobody, {}) == []


@pytest.mark.parametrize(
    ("names", "expected", "why"),
    [
        ({}, [], "three mentions share the chance, and none has enough"),
        ({2: "rau", 3: "rau", 6: "rau"}, [(9, 2)], "three mentions of one name have it together"),
        ({2: "rau", 3: "lee", 6: "kim"}, [], "three names have not"),
    ],
)
def test_mentions_of_one_name_count_together(names, expected, why):
    out = scene(10, {9: {2: 0.2, 3: 0.0, 6: 0.0}})
    found = find_links(out, flat_pairs(), np.array([9]), np.array([2, 3, 6]), names)
    assert [(word, earlier) for word, earlier, _ in found] == expected, why


def test_a_pronoun_adds_to_the_entity_it_was_linked_to():
    """'he' (9) is as likely Lee (2) as Rau (3), but the 'him' (6) before it, which it may be too, is Rau."""
    agreeing = {6: {3: 5.0}, 9: {2: 2.0, 3: 2.0, 6: 1.5}}
    found = find_links(
        scene(10, agreeing), flat_pairs(), np.array([6, 9]), np.array([2, 3, 6]), {2: "lee", 3: "rau"}
    )
    assert [(word, earlier) for word, earlier, _ in found] == [(6, 3), (9, 3)]


@given(
    st.integers(0, 2**32 - 1),
    st.sets(st.integers(0, 39)),
    st.dictionaries(st.integers(0, 39), st.sampled_from(["", "rau", "lee"])),
)
def test_links_go_back_to_candidates(seed, anaphors, candidates):
    anaphors, places = np.array(sorted(anaphors), int), np.array(sorted(candidates), int)
    names = {word: name for word, name in candidates.items() if name}
    found = find_links(random_scores(40, seed), flat_pairs(), anaphors, places, names)
    assert len({word for word, _, _ in found}) == len(found), "one link a word"
    for word, earlier, sure in found:
        assert word in anaphors
        assert earlier in places
        assert earlier < word
        assert LEAST_CONFIDENCE <= sure <= 1


def test_an_anaphor_does_not_join_the_entity_of_its_possessor():
    out = scene(10, {9: {2: 6.0, 6: 4.0}})
    both = np.array([2, 6])
    assert find_links(out, flat_pairs(), np.array([9]), both, {})[0][:2] == (9, 2)
    assert find_links(out, flat_pairs(), np.array([9]), both, {}, apart={9: 2})[0][:2] == (9, 6)


def test_the_noun_beside_a_name_is_its_entity_and_the_link_goes_to_the_name():
    out = scene(10, {9: {2: 6.0, 4: 1.0}})
    links = find_links(out, flat_pairs(), np.array([9]), np.array([2, 4]), {4: "rau"}, beside={2: "rau"})
    assert links[0][:2] == (9, 4)
