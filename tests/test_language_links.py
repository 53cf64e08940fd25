"""Attributions from scores whose right answer is plain, and from random ones, which must still make sense."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standin_model import flat_pairs, random_scores

from toolkit.language.labels import ATTRIBUTION, LINKED
from toolkit.language.links import LinkSettings, find_attributions

# what is tested here is the search, whatever constants a model is shipped with
PLAIN = LinkSettings(
    cue_bias=0.0, word_weight=0.0, border_cost=1.0, source_bias=0.0, reach_words=200, least_words=1
)
_MARK = re.compile(r"(?P<role>[csx])(?P<cue>\d)(?::(?P<strength>-?\d+))?")


def scene(text: str):
    """(words, scores) of a text in which a word may be marked: 'Rau/s1 said/c1 war/x1x2:3'.

    c1: part of the first cue; s1, x1: part of its source or content, as surely as the strength after the colon says
    (8 without one; for cues it is the score of the tag). All other words are 'neither' by -4.
    """
    words, marks = [], []
    for token in text.split():
        word, _, notes = token.partition("/")
        words.append(word)
        marks.append([(m["role"], int(m["cue"]), float(m["strength"] or 8)) for m in _MARK.finditer(notes)])
    cues = 1 + max((cue for row in marks for _, cue, _ in row), default=0)
    out = random_scores(len(words), 0, scale=0)
    out["link_query"] = np.zeros((len(words), cues * len(LINKED)), np.float32)
    out["link_key"] = np.zeros_like(out["link_query"])
    out["link_word"] -= 4
    for at, row in enumerate(marks):
        tag = "O"
        for role, cue, strength in row:
            if role == "c":
                previous = marks[at - 1] if at else []
                tag = "I-cue" if any(r == "c" and n == cue for r, n, _ in previous) else "B-cue"
                out["attribution"][at, ATTRIBUTION.index(tag)] = strength
                out["link_query"][at, [cue, cues + cue]] = 1
            else:
                side = "sx".index(role)
                out["link_key"][at, side * cues + cue] = (strength + 4) * cues**0.5
        if tag == "O":
            out["attribution"][at, 0] = 8
    return words, out


def read(text: str, settings: LinkSettings = PLAIN) -> list[tuple[str, str | None, list[str]]]:
    """(cue, source, content pieces) of each attribution found, as words."""
    words, out = scene(text)
    wordy = np.array([any(map(str.isalnum, word)) for word in words], dtype=bool)
    paragraphs = np.zeros(len(words), dtype=int)
    found = find_attributions(out, flat_pairs(), paragraphs, wordy, settings)

    def say(span):
        return " ".join(words[slice(*span)]) if span else None

    return [
        (say(item["cue"]), say(item["source"]), [say(span) for span in item["content"]]) for item in found
    ]


CASES = [
    {
        "label": "one attribution",
        "text": "Rau/s1 warned/c1 that/x1 war/x1 nears/x1 .",
        "expected": [("warned", "Rau", ["that war nears"])],
    },
    {
        "label": "two, each with its own source",
        "text": "Rau/s1 said/c1 war/x1 nears/x1 . Lee/s2 denied/c2 it/x2 .",
        "expected": [("said", "Rau", ["war nears"]), ("denied", "Lee", ["it"])],
    },
    {
        "label": "two cues share a source",
        "text": "Rau/s1s2 said/c1 no/x1 and/ warned/c2 of/x2 war/x2 .",
        "expected": [("said", "Rau", ["no"]), ("warned", "Rau", ["of war"])],
    },
    {
        "label": "content before and after the cue, source between",
        "text": "We/x1 fear/x1 it/x1 , Rau/s1 said/c1 . It/x1 nears/x1 .",
        "expected": [("said", "Rau", ["We fear it", "It nears"])],
    },
    {
        "label": "source after the cue and the content",
        "text": "No/x1 , said/c1 the/s1 envoy/s1 .",
        "expected": [("said", "the envoy", ["No"])],
    },
    {
        "label": "no source",
        "text": "It was reported/c1 that/x1 war/x1 nears/x1 .",
        "expected": [("reported", None, ["that war nears"])],
    },
    {
        "label": "a cue of several words",
        "text": "Rau/s1 made/c1 it/c1 clear/c1 that/x1 war/x1 nears/x1",
        "expected": [("made it clear", "Rau", ["that war nears"])],
    },
    {
        "label": "a source in two places: the better piece",
        "text": "Lee/s1:2 , or Rau/s1 himself/s1 , said/c1 no/x1",
        "expected": [("said", "Rau himself", ["no"])],
    },
    {
        "label": "a source is nothing else for the same cue",
        "text": "Rau/s1x1:1 said/c1 no/x1",
        "expected": [("said", "Rau", ["no"])],
    },
    {
        "label": "a source of one cue may stand in another's content",
        "text": "Lee/s1 said/c1 Rau/x1s2 had/x1 warned/x1c2 of/x2 war/x2",
        "expected": [("said", "Lee", ["Rau had warned"]), ("warned", "Rau", ["of war"])],
    },
    {
        "label": "two cues claim the same words: the one with the better claim keeps them",
        "text": "Lee/s1 said/c1 war/x1:9x2:6 nears/x1:9x2:6 , adding/c2 a/x2 date/x2",
        "expected": [("said", "Lee", ["war nears"]), ("adding", None, ["a date"])],
    },
    {
        "label": "two cues claim the same words, and the second has no others",
        "text": "Lee/s1 said/c1 war/x1:6x2:9 nears/x1:6x2:9 , Rau/s2 said/c2 .",
        "expected": [("said", "Rau", ["war nears"])],
    },
    {
        "label": "a weak word between strong ones is not worth two borders",
        "text": "Rau/s1 said/c1 war/x1 is/x1:-1 near/x1",
        "expected": [("said", "Rau", ["war is near"])],
    },
    {
        "label": "a clear gap in the content stays one",
        "text": "Rau/s1 said/c1 war/x1 , he thinks , nears/x1",
        "expected": [("said", "Rau", ["war", "nears"])],
    },
    {
        "label": "a cue without content is nothing",
        "text": "Rau/s1 spoke/c1 for an hour .",
        "expected": [],
    },
    {
        "label": "content of marks only is nothing",
        "text": "Rau/s1 said/c1 “/x1 .../x1 ”/x1",
        "expected": [],
    },
    {
        "label": "a piece of marks only is left out",
        "text": "War/x1 nears/x1 , Rau/s1 said/c1 loudly ./x1",
        "expected": [("said", "Rau", ["War nears"])],
    },
    {
        "label": "content without a cue is nothing",
        "text": "War/x1 nears/x1 .",
        "expected": [],
    },
    {"label": "nothing marked", "text": "It rained all day .", "expected": []},
    {"label": "no words", "text": "", "expected": []},
    {"label": "a cue alone", "text": "said/c1", "expected": []},
]


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_find_attributions(case):
    assert read(case["text"]) == case["expected"]


@pytest.mark.parametrize(("reach", "source"), [(10, "Rau"), (9, None)])
def test_reach(reach, source):
    text = "Rau/s1 " + "and so on " * 3 + "said/c1 no/x1"
    assert read(text, replace(PLAIN, reach_words=reach)) == [("said", source, ["no"])]


def test_least_words():
    text = "Rau/s1 said/c1 no/x1 ,/x1 never/x1"
    assert read(text, replace(PLAIN, least_words=2)) == [("said", "Rau", ["no , never"])]
    assert read(text, replace(PLAIN, least_words=3)) == []


def test_own_roles_count_beside_the_link():
    """'soon' is linked weakly; what it is on its own decides, if that is given weight."""
    _, out = scene("Rau/s1 said/c1 war/x1 nears/x1 soon/x1:-2")
    out["attribution"][-1] = 0
    out["attribution"][-1, ATTRIBUTION.index("I-content")] = 8
    stops = [
        find_attributions(
            out, flat_pairs(), np.zeros(5, int), np.ones(5, bool), replace(PLAIN, word_weight=weight)
        )[0]["content"][-1][1]
        for weight in (0.0, 1.0)
    ]
    assert stops == [4, 5]


@pytest.mark.parametrize(("bias", "expected"), [(-9.0, None), (0.0, None), (4.0, "Rau")])
def test_source_bias(bias, expected):
    ((_, source, _),) = read("Rau/s1:-2 said/c1 no/x1", replace(PLAIN, source_bias=bias))
    assert source == expected


@pytest.mark.parametrize(("bias", "count"), [(0.0, 0), (4.0, 1)])
def test_cue_bias(bias, count):
    _, out = scene("Rau/s1 said/c1:-1 no/x1")
    out["attribution"][1, 0] = 2
    found = find_attributions(
        out, flat_pairs(), np.zeros(3, int), np.ones(3, bool), replace(PLAIN, cue_bias=bias)
    )
    assert len(found) == count


def test_confidence():
    _, out = scene("Rau/s1 said/c1:3 no/x1")
    (item,) = find_attributions(out, flat_pairs(), np.zeros(3, int), np.ones(3, bool), PLAIN)
    cue = (np.exp(3) + 1) / (np.exp(3) + 6)  # B-cue and I-cue, of seven tags
    linked = np.exp(8) / (np.exp(8) + 1 + np.exp(-4))
    assert item["confidence"] == pytest.approx(cue * linked, rel=1e-4)
    assert item["source_confidence"] == pytest.approx(linked, rel=1e-4)


def test_scores_are_left_unchanged():
    _, out = scene(CASES[0]["text"])
    before = {name: array.copy() for name, array in out.items()}
    find_attributions(out, flat_pairs(), np.zeros(6, int), np.ones(6, bool), LinkSettings(cue_bias=1.0))
    assert all((out[name] == before[name]).all() for name in out)


# --- random scores -------------------------------------------------------------------------------------------------
def random_attributions(size: int, seed: int, settings: LinkSettings, scale: float = 3):
    wordy = np.random.default_rng(seed).random(size) < 0.8
    paragraphs = np.arange(size) // 7
    found = find_attributions(
        random_scores(size, seed, scale=scale), flat_pairs(), paragraphs, wordy, settings
    )
    return found, wordy


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(0, 2**32 - 1),
    st.builds(
        LinkSettings,
        cue_bias=st.sampled_from([0.0, 3.0]),
        border_cost=st.sampled_from([0.0, 1.0, 5.0]),
        source_bias=st.sampled_from([-2.0, 0.0, 2.0]),
        reach_words=st.sampled_from([3, 20, 200]),
        least_words=st.integers(1, 3),
    ),
)
def test_what_is_found_makes_sense(size, seed, chosen):
    found, wordy = random_attributions(size, seed, chosen)
    claimed: list[int] = []
    for item in found:
        words = [word for start, stop in item["content"] for word in range(start, stop)]
        assert words == sorted(set(words)), "pieces in order and apart"
        assert all(start < stop for start, stop in item["content"])
        assert sum(wordy[word] for word in words) >= chosen.least_words
        claimed += words
        cue = range(*item["cue"])
        assert 0 <= cue.start < cue.stop <= size
        source = range(*item["source"]) if item["source"] else ()
        assert item["source"] is None or len(source)
        for word in [*words, *source]:
            assert 0 <= word < size
            assert word not in cue
            assert cue.start - chosen.reach_words <= word < cue.stop + chosen.reach_words
        assert not set(words) & set(source)
        assert 0 <= item["confidence"] <= 1 + 1e-6
        assert 0 <= item["source_confidence"] <= 1 + 1e-6
    assert len(claimed) == len(set(claimed)), "a word is content of one cue only"
    order = [item["content"][0][0] for item in found]
    assert order == sorted(order)


def test_many_cues():
    text = " ".join(f"Rau/s{n} said/c{n} war/x{n} nears/x{n} ." for n in range(1, 10))
    assert read(text) == [("said", "Rau", ["war nears"])] * 9
