"""Making and scoring the model: corpora read in, labels mapped, scores counted. Invented texts; no corpus is needed."""

import gzip
import importlib.util
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.evaluation import agreement
from toolkit.language import labels
from toolkit.language.features import BREAK, BREAKS
from training import data, entities

SCORER = Path(__file__).resolve().parents[2] / "shared" / "tools" / "score_quotes.py"
NEEDS_TORCH = "torch is a training-time dependency: pip install -e .[train]"


@pytest.fixture(scope="module")
def tokenize():
    return data.tokenizer()


# --- attribution articles ------------------------------------------------------------------------------------------
TEXT = "Rau warned: “War nears.” The aide said she left."


def spans(text: str, *pieces: str) -> list[list[int]]:
    return [[text.index(piece), text.index(piece) + len(piece)] for piece in pieces]


ARTICLE = {
    "id": "one",
    "text": TEXT,
    "attributions": [
        {"source": spans(TEXT, "Rau"), "cue": spans(TEXT, "warned"), "content": spans(TEXT, "“War nears.”")},
        {"source": [], "cue": spans(TEXT, "said"), "content": spans(TEXT, "she left")},
        {"source": spans(TEXT, "aide"), "cue": [], "content": spans(TEXT, "she left")},
    ],
}


def silver_rows() -> dict:
    """Machine annotation of TEXT, whose tokenizer splits as ours does but for one word ('War nears' is one)."""
    tokens = [
        ("Rau", "NNP", "PERSON", 1, "nsubj"),
        ("warned", "VBD", "O", 1, "root"),
        (":", ":", "O", 1, "punct"),
        ("“", "``", "O", 4, "punct"),
        ("War nears", "NN", "O", 1, "dep"),
        (".", ".", "O", 1, "punct"),
        ("”", "''", "O", 1, "punct"),
        ("The", "DT", "O", 8, "det"),
        ("aide", "NN", "PERSON", 9, "nsubj"),
        ("said", "VBD", "O", 9, "root"),
        ("she", "PRP", "O", 11, "nsubj"),
        ("left", "VBD", "O", 9, "ccomp"),
        (".", ".", "O", 9, "punct"),
    ]
    rows, at = [], 0
    for word, *rest in tokens:
        start = TEXT.index(word, at)
        at = start + len(word)
        rows.append([start, at, *rest])
    aide = TEXT.index("The aide")
    she = TEXT.index("she")
    return {
        "id": "one",
        "tokens": rows,
        "sentence_starts": [0, 7],
        "coref": [[[aide, aide + 8], [she, she + 3]]],
    }


def test_an_attribution_article(tokenize):
    example = data.polnear_example(ARTICLE, None, tokenize)
    assert example.words == "Rau warned : “ War nears . ” The aide said she left .".split()
    assert [BREAKS[gap] for gap in example.breaks[:4]] == ["glued", "space", "glued", "space"]
    assert example.attributions == [
        {"source": [0], "cue": [1], "content": [3, 4, 5, 6, 7]},
        {"source": [], "cue": [10], "content": [11, 12]},
    ], "the third has no cue and is left out"
    assert example.tags == example.heads == [data.IGNORE] * 14
    assert example.entities == [0] * 14


def test_machine_annotation_is_copied_where_the_words_agree(tokenize):
    example = data.polnear_example(ARTICLE, silver_rows(), tokenize)
    where = {word: at for at, word in enumerate(example.words)}
    unknown = [where["War"], where["nears"]]
    assert [at for at, tag in enumerate(example.tags) if tag == data.IGNORE] == unknown
    assert labels.TAGS[example.tags[where["aide"]]] == "NN"
    assert [at for at, start in enumerate(example.sentence_starts) if start == 1] == [0, where["The"]]
    assert example.heads[where["she"]] == where["left"]
    assert labels.DEPENDENCIES[example.dependencies[where["she"]]] == "nsubj"
    assert example.heads[where["said"]] == where["said"]
    assert example.chains == [[where["aide"], where["she"]]]
    person = 1 << labels.ENTITY_TAGS.index("B-PERSON")
    assert example.entities[where["Rau"]] == person
    assert example.entities[where["aide"]] == 0, "an entity that is not written as a name says nothing"
    assert example.entities[where["said"]] == 1
    assert example.silver
    assert example.silver_entities


def test_words_partly_inside_a_span(tokenize):
    tokens = list(tokenize("unacceptable demands"))
    at_char = {
        char: number
        for number, token in enumerate(tokens)
        for char in range(token.idx, token.idx + len(token))
    }
    assert data._words_in([[0, 7]], tokens, at_char) == [0], "seven of twelve characters"
    assert data._words_in([[0, 6]], tokens, at_char) == [], "half is not more than half"
    assert data._words_in([[0, 3], [8, 12]], tokens, at_char) == [0], "pieces add up"


@given(st.text(alphabet="ab \n\"“”‘’«»'.,", max_size=80), st.integers(0, 10_000))
def test_marks_are_rewritten_character_for_character(text, seed):
    varied = data.vary_marks(text, random.Random(seed))
    assert len(varied) == len(text)
    for before, after in zip(text, varied):
        assert before == after or (before in '"“”' and after in '"“”‘’«» ')


def test_marks_are_left_alone_in_about_half_of_the_cases():
    rng = random.Random(3)
    texts = [data.vary_marks("“No,” he said. “Never.”", rng) for _ in range(2_000)]
    assert 0.45 < sum(text == "“No,” he said. “Never.”" for text in texts) / 2_000 < 0.65
    assert {'"No," he said. "Never."', "‘No,’ he said. ‘Never.’", "«No,» he said. «Never.»"} <= set(texts)


def test_straight_marks_are_curled_in_pairs():
    assert data._curl('"No," he said.\n"Never') == "“No,” he said.\n“Never"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("NNP", "NNP"), ("(", "-LRB-"), ("-RCB-", "-RRB-"), ("``", "``"), ("BES", None), ("_", None)],
)
def test_tag_number(tag, expected):
    number = data.tag_number(tag)
    assert (None if number == data.IGNORE else labels.TAGS[number]) == expected


# --- treebanks -----------------------------------------------------------------------------------------------------
CONLLU = """\
# newdoc id = GUM_news_bridge
# newpar
# sent_id = 1
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t2:det\tEntity=(4-person
2\tmayor\tmayor\tNOUN\tNN\t_\t3\tnsubj\t3:nsubj\tEntity=4)
3\tspoke\tspeak\tVERB\tVBD\t_\t0\troot\t0:root\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t3:punct\t_

# sent_id = 2
1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t2:nsubj\tEntity=(4-person)
2\twarned\twarn\tVERB\tVBD\t_\t0\troot\t0:root\t_
3-4\tOrtiz's\t_\t_\t_\t_\t_\t_\t_\t_
3\tOrtiz\tOrtiz\tPROPN\tNNP\t_\t5\tnmod:poss\t5:nmod:poss\tEntity=(7-person-new-1
4\t's\t's\tPART\tPOS\t_\t3\tcase\t3:case\tEntity=7)
5\taide\taide\tNOUN\tNN\t_\t2\tobj\t2:obj\t_
5.1\tgone\tgo\tVERB\tVBN\t_\t_\t_\t2:conj\t_

# newdoc id = GUM_news_rain
# sent_id = 1
1\tRain\train\tNOUN\tNN\t_\t0\troot\t0:root\t_

"""


@pytest.fixture
def corpora(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "DATA", tmp_path)
    for folder in ("ud", "ner", "polnear"):
        (tmp_path / folder).mkdir()
    with gzip.open(tmp_path / "ud" / "en_gum-dev.conllu.gz", "wt", encoding="utf8") as file:
        file.write(CONLLU)
    return tmp_path


def test_a_treebank(corpora):
    bridge, rain = data.read_ud("gum", "dev")
    assert (bridge.name, rain.name) == ("GUM_news_bridge", "GUM_news_rain")
    assert bridge.words == "The mayor spoke . She warned Ortiz 's aide".split()
    assert [BREAKS[gap] for gap in bridge.breaks] == (
        "paragraph space space glued space space space glued space".split()
    )
    assert [at for at, start in enumerate(bridge.sentence_starts) if start] == [0, 4]
    assert bridge.heads == [1, 2, 2, 2, 5, 5, 8, 6, 5]
    assert [labels.DEPENDENCIES[n] for n in bridge.dependencies] == (
        "det nsubj ROOT punct nsubj ROOT poss case dobj".split()
    )
    assert [labels.UPOS[n] for n in bridge.upos[:3]] == ["DET", "NOUN", "VERB"]
    assert sorted(bridge.chains) == [[1, 4], [6]]
    assert rain.chains == []
    assert not bridge.silver
    assert bridge.entities == [0] * 9


def test_a_treebank_without_coreference(corpora):
    (corpora / "ud" / "en_ewt-dev.conllu.gz").write_bytes(
        (corpora / "ud" / "en_gum-dev.conllu.gz").read_bytes()
    )
    assert [example.chains for example in data.read_ud("ewt", "dev")] == [None, None]


# --- entity corpora ------------------------------------------------------------------------------------------------
def test_one_word_a_line(corpora):
    lines = "Ida\tB-person\nBrandt\tI-person\nspoke\tO\n.\tO\n\n\nRain\tO\n\nRome\tB-location\n"
    (corpora / "ner" / "toy-dev.iob").write_text(lines, encoding="utf8")
    first, second = data.read_iob("toy", "dev", sentences_each=2)
    assert first.words == ["Ida", "Brandt", "spoke", ".", "Rain"]
    assert second.words == ["Rome"]
    assert [BREAKS[gap] for gap in first.breaks] == ["space", "space", "space", "glued", "space"]
    tags = [1 << labels.ENTITY_TAGS.index(tag) for tag in ("B-PERSON", "I-PERSON")]
    assert first.entities == [*tags, 1, 1, 1]
    assert second.entities == [1 << labels.ENTITY_TAGS.index("B-GPE")]


def test_reports_with_phrases_for_names(corpora, tokenize):
    text = "The Foreign Ministry and its staff met in Oslo."
    row = {
        "id": "r",
        "text": text,
        "entities": [
            [0, 20, "Organisation"],
            [text.index("its"), text.index(" met"), "Person"],
            [text.index("Oslo"), text.index("."), "Location"],
        ],
    }
    (corpora / "ner" / "re3d.jsonl").write_text(json.dumps(row) + "\n", encoding="utf8")
    (example,) = data.read_re3d(tokenize)
    named = {word: mask for word, mask in zip(example.words, example.entities) if mask != 1}
    assert named.keys() == {"Foreign", "Ministry", "Oslo"}, "without the article; staff is no name"
    assert example.silver_entities


def test_written_together():
    words = ["(", "Rau", ")", "said", "“", "it", "'s", "over", "”", ".", "$", "5"]
    breaks = data.written_breaks(words, [True] + [False] * 11)
    glued = [word for word, gap in zip(words, breaks) if gap == BREAK["glued"]]
    assert glued == ["Rau", ")", "it", "'s", "”", ".", "5"]


ALLOWED = [
    ("O", "O", "said", ["O"]),
    ("person", "B", "Ida", ["B-PERSON"]),
    ("ORGANIZATION", "I", "Council", ["I-ORG"]),
    ("location", "B", "Norland", ["B-GPE", "B-LOC"]),
    ("location", "B", "France", ["B-GPE"]),
    ("location", "I", "River", ["I-LOC"]),
    ("MISC", "B", "French", ["B-NORP"]),
    ("MISC", "B", "Germans", ["B-NORP"]),
    ("misc", "I", "Cup", ["I-EVENT"]),
    ("MISC", "B", "Windows", ["B-NORP", "B-EVENT", "B-MISC"]),
    ("group", "B", "Beatles", ["B-ORG", "B-NORP"]),
    ("DATE", "B", "Monday", ["O"]),
    ("TITLE", "B", "president", ["O"]),
    ("CAUSE_OF_DEATH", "B", "stroke", []),
    ("a label nobody knows", "B", "word", []),
]


@pytest.mark.parametrize(
    ("label", "position", "word", "expected"), ALLOWED, ids=[f"{c[0]}-{c[2]}" for c in ALLOWED]
)
def test_allowed_tags(label, position, word, expected):
    mask = entities.allowed_tags(label, position, word)
    assert [tag for number, tag in enumerate(labels.ENTITY_TAGS) if mask >> number & 1] == expected


def test_every_mapped_label_is_ours():
    entities.check_labels()


def test_an_unknown_target_label_is_named(monkeypatch):
    monkeypatch.setitem(entities._LABELS, "vessel", "SHIP")
    with pytest.raises(ValueError, match="SHIP"):
        entities.check_labels()


# --- what needs torch ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("attributions", "expected", "why"),
    [
        ([], "O O O O O O", "nothing"),
        (
            [{"source": [0], "cue": [1], "content": [2, 3]}],
            "B-source B-cue B-content I-content O O",
            "one",
        ),
        (
            [{"source": [], "cue": [2], "content": [0, 1, 3, 4]}],
            "B-content I-content B-cue B-content I-content O",
            "two pieces",
        ),
        (
            [
                {"source": [0], "cue": [1], "content": [2, 3, 4]},
                {"source": [2], "cue": [3], "content": [4, 5]},
            ],
            "B-source B-cue B-content I-content I-content I-content",
            "where two claim a word, the first keeps it",
        ),
    ],
)
def test_role_tags(attributions, expected, why):
    pytest.importorskip("torch", reason=NEEDS_TORCH)
    from training.prepare import role_tags

    example = data.Example("x", list("abcdef"), [2] * 6, attributions=attributions)
    assert [labels.ATTRIBUTION[tag] for tag in role_tags(example).tolist()] == expected.split(), why


def test_held_out_articles():
    pytest.importorskip("torch", reason=NEEDS_TORCH)
    from training.prepare import HELD_OUT, held_out

    names = [f"article-{number}" for number in range(4_000)]
    chosen = [name for name in names if held_out(name)]
    assert chosen == [name for name in names if held_out(name)], "the same each time"
    assert 0.8 < len(chosen) * HELD_OUT / len(names) < 1.2


# --- scores --------------------------------------------------------------------------------------------------------
STORY = (
    "Norland’s water minister, Ida Brandt, said “we will open it in June.” She added: no. It was late, "
    "the report found.\n\n"
    "Tomas Reyl of Sudia called the plan “a risk” for all. 'We are not asked,' he told 1,200.50 people, "
    "according to Reuters."
)
GOLD = [
    {
        "source": ["Norland’s water minister, Ida Brandt"],
        "cue": ["said"],
        "content": ["“we will open it in June.”"],
    },
    {"source": ["She"], "cue": ["added"], "content": ["no"]},
    {"source": ["the report"], "cue": ["found"], "content": ["It was late"]},
    {"source": ["Tomas Reyl of Sudia"], "cue": ["called"], "content": ["the plan “a risk” for all"]},
    {"source": ["he"], "cue": ["told"], "content": ["'We are not asked,'"]},
]


def placed(items) -> list[dict]:
    return [{role: spans(STORY, *pieces) for role, pieces in item.items()} for item in items]


STORIES = {"a": {"id": "a", "text": STORY, "attributions": placed(GOLD)}}


def item(content: str, source: str | None = None) -> dict:
    return {"source": [source] if source else [], "cue": [], "content": [content]}


# label, predictions, (content precision, recall), (end to end precision, recall), over all kinds
SCORE_CASES = [
    ("the same", GOLD, (1, 1), (1, 1)),
    ("nothing", [], (0, 0), (0, 0)),
    ("marks do not count", [item("we will open it in June", "Ida Brandt")], (1, 0.2), (1, 0.2)),
    ("a head word of the source is enough", [item("the plan “a risk” for all", "Reyl")], (1, 0.2), (1, 0.2)),
    ("a word that is no head is not", [item("we will open it in June", "Norland")], (1, 0.2), (0, 0)),
    ("half of the words is enough", [item("we will open", "Brandt")], (1, 0.2), (1, 0.2)),
    ("less is not", [item("we will", "Brandt")], (0, 0), (0, 0)),
    ("one prediction a quotation", [item("no", "She"), item("no", "She")], (0.5, 0.2), (0.5, 0.2)),
    ("a source where there is none", [item("no")], (1, 0.2), (0, 0)),
    ("content without words is no prediction", [item(":")], (0, 0), (0, 0)),
]


@pytest.mark.parametrize(
    ("label", "predicted", "content", "whole"), SCORE_CASES, ids=[c[0] for c in SCORE_CASES]
)
def test_scores(label, predicted, content, whole):
    found = agreement.score(STORIES, {"a": placed(predicted)})["all"]
    assert found["content"][:2] == pytest.approx(content), label
    assert found["end_to_end"][:2] == pytest.approx(whole), label


def test_kinds():
    found = agreement.score(STORIES, {"a": placed(GOLD)})
    assert {kind: row["gold"] for kind, row in found.items()} == {
        "all": 5,
        "direct": 2,
        "mixed": 1,
        "indirect": 2,
    }
    assert all(row["end_to_end"] == (1, 1, 1) for row in found.values())


def test_articles_without_predictions_count():
    found = agreement.score(STORIES | {"b": STORIES["a"]}, {"a": placed(GOLD)})["all"]
    assert found["content"] == pytest.approx((1, 0.5, 2 / 3))


def test_no_articles():
    found = agreement.score({}, {})
    assert all(
        row == {"content": (0, 0, 0), "end_to_end": (0, 0, 0), "gold": 0, "predicted": 0}
        for row in found.values()
    )


# --- the same as the measurements that the project started from ----------------------------------------------------
@pytest.fixture(scope="module")
def reference():
    if not SCORER.is_file():
        pytest.skip(f"no {SCORER}: the first measurements' script is not part of the project")
    spec = importlib.util.spec_from_file_location("score_quotes", SCORER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_same(reference, gold: dict[str, dict], predicted: dict[str, list[dict]]) -> None:
    ours = agreement.score(gold, predicted)
    as_theirs = {name: {"id": name, "attributions": items} for name, items in predicted.items()}
    for kind in agreement.KINDS:
        theirs = reference.score(gold, as_theirs, kind, all_gold=True)
        assert (ours[kind]["gold"], ours[kind]["predicted"]) == (theirs["gold"], theirs["pred"]), kind
        for name, key in (("content", "content_iou"), ("end_to_end", "end_to_end")):
            assert ours[kind][name] == pytest.approx(tuple(theirs[key][part] for part in ("p", "r", "f1"))), (
                kind
            )


def disturb(items: list[dict], size: int, rng: random.Random) -> list[dict]:
    """Predictions like a machine's: borders moved, sources swapped, lost or invented, items split, doubled, missing."""

    def moved(pieces):
        shifted = [
            [start + rng.choice((0, 0, 0, -9, 7)), end + rng.choice((0, 0, 0, -12, 15))]
            for start, end in pieces
        ]
        return [[max(0, a), min(size, b)] for a, b in shifted if min(size, b) > max(0, a)]

    sources = [item["source"] for item in items] + [[]]
    out = []
    for row in items:
        draw = rng.random()
        if draw < 0.1:
            continue
        source = rng.choice(sources) if draw < 0.3 else moved(row["source"] or [])
        content = moved(row["content"])
        if draw > 0.9 and content:
            start, end = content[0]
            middle = (start + end) // 2
            out.append({"source": source, "cue": row["cue"], "content": [[start, middle]]})
            content = [[middle, end]]
        out.append({"source": source, "cue": row["cue"], "content": content})
        if draw > 0.97:
            out.append(out[-1])
    return out


RANGES = st.lists(
    st.tuples(st.integers(0, len(STORY)), st.integers(0, 40)).map(lambda p: [p[0], sum(p)]), max_size=2
)
ITEMS = st.lists(st.fixed_dictionaries({"source": RANGES, "cue": RANGES, "content": RANGES}), max_size=7)


@settings(deadline=None)
@given(gold=ITEMS, predicted=ITEMS)
def test_same_scores_on_random_spans(reference, gold, predicted):
    stories = {"a": {"id": "a", "text": STORY, "attributions": gold}}
    check_same(reference, stories, {"a": predicted})


@settings(deadline=None)
@given(seed=st.integers(0, 2**32))
def test_same_scores_on_disturbed_gold(reference, seed):
    rng = random.Random(seed)
    check_same(reference, STORIES, {"a": disturb(STORIES["a"]["attributions"], len(STORY), rng)})


def test_same_scores_on_real_articles(reference):
    if not (data.DATA / "polnear" / "dev.jsonl").is_file():
        pytest.skip(f"no PolNeAR articles in {data.DATA}; set NEWS_DATA to the folder that holds polnear/")
    rng = random.Random(1)
    gold = {article["id"]: article for article, _ in data.read_polnear("dev")[:30]}
    predicted = {
        name: disturb(row["attributions"], len(row["text"]), rng)
        for name, row in gold.items()
        if rng.random() < 0.9
    }
    check_same(reference, gold, predicted)
