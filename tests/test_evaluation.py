"""Scores against annotated articles: numbers worked out by hand, input as users make it, a stand-in for the model."""

import dataclasses
import json
import re

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit import tables
from toolkit.analysis import Analysis
from toolkit.evaluation import agreement, evaluation, read_annotated, sample, score, show, write_scores

A = "Ann said “we go”. Bob said it rains. Cy said no."
B = "Dee said “so be it”. Eve left."
SAID = re.compile(r"(\w+) (said) ([^.]+)\.")
SURE = {"Ann": 0.95, "Bob": 0.6, "Cy": 0.3, "Dee": 0.8}


def quotes_of(doc_id, text):
    """The stand-in extractor: SOURCE said CONTENT; a document with the word "fail" fails."""
    rows = []
    for found in SAID.finditer(text):
        (start, end), (source, after), cue = found.span(3), found.span(1), found.span(2)
        place = {"doc_id": doc_id, "start": start, "end": end, "spans": [[start, end]], "text": found[3]}
        rows.append(
            {"quote_id": tables.identifier(doc_id, start), **place, "kind": "direct" if "“" in found[3] else "indirect",
             "cue": "said", "cue_start": cue[0], "cue_end": cue[1], "speaker_start": source, "speaker_end": after,
             "speaker": found[1], "confidence": SURE.get(found[1], 0.5), "n_words": 1}
        )  # fmt: skip
    return rows


def analysed(documents, *, nlp=None, english_only=True, progress=True):
    found, problems = [], []
    for doc_id, text in zip(documents["doc_id"], documents["text"]):
        if "fail" in text:
            problems.append(tables.problem(doc_id, "analyse", "failed", "it failed"))
        else:
            found += quotes_of(doc_id, text)
    rows = {"mentions": [], "actors": [], "quotes": found, "edges": [], "problems": problems}
    return Analysis(documents, *(tables.table(name, of) for name, of in rows.items()))


@pytest.fixture
def stand_in(monkeypatch):
    monkeypatch.setattr("toolkit.evaluation.evaluation.analyse", analysed)


def attribution(text, source, cue, content, **more):
    def at(words):
        return [[text.index(words), text.index(words) + len(words)]] if words else []

    return {"source": at(source), "cue": at(cue), "content": at(content), **more}


GOLD = [
    {
        "id": "a", "text": A, "publisher": "Daily", "date": "2020-01-01",
        "attributions": [
            attribution(A, "Ann", "said", "“we go”"),
            attribution(A, "Cy", "said", "it rains"),
        ],
    },
    {
        "id": "b", "text": B, "publisher": "Weekly",
        "attributions": [attribution(B, "Dee", "said", "so be it"), attribution(B, "Eve", "left", "left")],
    },
]  # fmt: skip


def numbers(scores, by="all", group="all", measure="end_to_end"):
    rows = scores[(scores["by"] == by) & (scores["group"] == group) & (scores["measure"] == measure)]
    return [(row.n, row.estimate) for row in rows.itertuples()]


def lines(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_worked_out_by_hand(stand_in):
    """Found: Ann, Bob, Cy in a, Dee in b. Content of Ann, Bob and Dee is right, and Bob is not the source.

    Two of the four predictions are direct, and so are two of the four annotated ones; both are right.
    """
    scores = score(GOLD)
    third = pytest.approx(2 / 4)
    assert numbers(scores, measure="content") == [(4, 3 / 4), (4, 3 / 4), (8, 3 / 4)]
    assert numbers(scores) == [(4, third), (4, third), (8, third)]
    assert numbers(scores, "kind", "direct") == [(2, 1), (2, 1), (4, 1)]
    assert numbers(scores, "kind", "indirect") == [(2, 0), (2, 0), (4, 0)]
    mixed = scores[scores["group"] == "mixed"]
    assert (mixed["n"] == 0).all() and mixed[["estimate", "low", "high"]].isna().all(axis=None)
    assert numbers(scores, "publisher", "Daily", "content") == [(3, 2 / 3), (2, 1), (5, 0.8)]
    assert numbers(scores, "publisher", "Weekly", "content") == [(1, 1), (2, 0.5), (3, pytest.approx(2 / 3))]
    # words: content we go, it rains, no, so be it = 8, of which 7 are annotated; annotated 2 + 2 + 3 + 1
    assert numbers(scores, measure="content_words")[:2] == [(8, 7 / 8), (8, 7 / 8)]
    assert numbers(scores, measure="source_words")[:2] == [(4, 3 / 4), (4, 3 / 4)]
    # cues: "said" three times in a, of which the first is annotated (twice); one in b, and "left"
    assert numbers(scores, measure="cue_words")[:2] == [(4, 2 / 4), (3, pytest.approx(2 / 3))]


def test_the_same_as_the_published_score(stand_in):
    scores = score(GOLD)
    predicted = {row["id"]: evaluation._extracted([row], None, False)[0][row["id"]] for row in GOLD}
    published = agreement.score({row["id"]: row for row in GOLD}, predicted)
    for kind in ("all", "direct", "indirect"):
        for measure in ("content", "end_to_end"):
            found = numbers(scores, "all" if kind == "all" else "kind", kind, measure)
            assert [estimate for _, estimate in found] == pytest.approx(published[kind][measure])


def test_confidence(stand_in):
    """Right: Ann .95, Dee .8; wrong: Bob .6, Cy .3. Off by .05, .2, .6, .3 in four tenths."""
    scores = score(GOLD)
    assert scores.attrs["calibration_error"] == pytest.approx((0.05 + 0.2 + 0.6 + 0.3) / 4)
    assert numbers(scores, "confidence", "0.5 to 1")[:2] == [(3, pytest.approx(2 / 3)), (4, 2 / 4)]
    assert numbers(scores, "confidence", "0.7 to 1")[:2] == [(2, 1), (4, 2 / 4)]
    assert numbers(scores, "confidence", "0.9 to 1")[:2] == [(1, 1), (4, 1 / 4)]


def test_intervals_are_over_documents(stand_in):
    """Precision of content is 2 of 3 in a, 1 of 1 in b: resamples of two articles give 2/3, 3/4 or 1."""
    scores = score(GOLD, resamples=500)
    row = scores[
        (scores["by"] == "all") & (scores["measure"] == "content") & (scores["statistic"] == "precision")
    ]
    assert row[["low", "high"]].iloc[0].tolist() == pytest.approx([2 / 3, 1])
    assert row["documents"].item() == 2
    narrow = score(GOLD * 1, resamples=500, level=0.1)
    inner = narrow[(narrow["by"] == "all") & (narrow["measure"] == "content")].iloc[0]
    assert inner["high"] - inner["low"] < 1 / 3
    pd.testing.assert_frame_equal(scores, score(GOLD, resamples=500))


def test_one_article_has_no_interval(stand_in):
    scores = score(GOLD[:1])
    assert scores[["low", "high"]].isna().all(axis=None)
    assert "one article only" in " ".join(scores.attrs["notes"])
    assert "[" not in show(scores).split("\n\n")[0]


def test_optional_fields(stand_in):
    """Text and contents only: no id, no publisher, no source, no cue."""
    bare = [
        {"text": row["text"], "attributions": [{"content": item["content"]} for item in row["attributions"]]}
        for row in GOLD
    ]
    scores = score(bare)
    assert set(scores["measure"]) == {"content", "content_words"}
    assert set(scores["by"]) == {"all", "kind"}
    assert scores.attrs["calibration_error"] is None
    assert scores.attrs["notes"][:2] == [
        "no source is annotated anywhere, so end_to_end and source_words cannot be scored",
        "no cue is annotated anywhere, so cue_words cannot be scored",
    ]


def test_texts_are_read_as_they_are(stand_in, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "toolkit.evaluation.evaluation.analyse",
        lambda frame, **options: seen.extend(frame["text"]) or analysed(frame),
    )
    odd = "\ufeff  Ann said “we go”.\r\n\r\nShare this:\u00a0Facebook"
    score([{"text": odd, "attributions": []}, GOLD[0]])
    assert seen == [odd, A]


def test_a_failing_article_counts_as_empty(stand_in):
    failing = {
        "text": "fail: Ann said no.",
        "attributions": [attribution("fail: Ann said no.", "Ann", "said", "no")],
    }
    scores = score([*GOLD, failing])
    assert numbers(scores)[:2] == [(4, 2 / 4), (5, 2 / 5)]
    assert [row["code"] for row in scores.attrs["problems"]] == ["failed"]


def test_arguments_are_unchanged(stand_in):
    before = json.dumps(GOLD)
    score(GOLD)
    assert json.dumps(GOLD) == before


# --- predictions of somebody else -----------------------------------------------------------------------------------


def test_predictions(tmp_path):
    """No model: the first annotation of each, one article left out, ids that nobody knows."""
    rows = [{"id": "a", "attributions": GOLD[0]["attributions"][:1]}, {"id": "z", "attributions": []}]
    scores = score(lines(tmp_path / "gold.jsonl", GOLD), predictions=lines(tmp_path / "p.jsonl", rows))
    assert numbers(scores)[:2] == [(1, 1), (4, 1 / 4)]
    assert scores.attrs["calibration_error"] is None
    details = [row["detail"] for row in scores.attrs["problems"]]
    assert details == [
        "predictions, line 2: the id 'z' is none of the annotated articles'",
        "predictions: none for 1 article(s), such as b; they count as empty",
    ]


def test_predictions_with_confidence():
    rows = [{"id": "a", "attributions": [{**GOLD[0]["attributions"][0], "confidence": 1}]}]
    assert score(GOLD, predictions=rows).attrs["calibration_error"] == 0
    rows[0]["attributions"][0]["confidence"] = 7
    with pytest.raises(ValueError, match="confidence is 7; it lies between 0 and 1"):
        score(GOLD, predictions=rows)


# --- input as users make it -----------------------------------------------------------------------------------------

# label, line, what is said of it
BAD = [
    ("not JSON", "{'id': 1}", "line 2: not JSON"),
    ("cut off", '{"text": "a', "line 2: not JSON"),
    ("deep", "[" * 100_000, "line 2: not JSON"),
    ("a list", "[1]", "line 2: not an object but list"),
    ("null", "null", "line 2: not an object but NoneType"),
    ("no text", '{"id": "x", "attributions": []}', "line 2: no text (found id, attributions)"),
    ("empty text", '{"text": " ", "attributions": []}', "line 2: no text"),
    ("text is a number", '{"text": 3, "attributions": []}', "line 2: no text"),
    ("no attributions", '{"text": "x y"}', 'line 2: no list "attributions"'),
    ("attributions null", '{"text": "x y", "attributions": null}', 'line 2: no list "attributions"'),
    (
        "an attribution is text",
        '{"text": "x y", "attributions": ["x"]}',
        "line 2: attribution 1: not an object",
    ),
    (
        "beyond the end",
        '{"text": "x y", "attributions": [{"content": [[0, 4]]}]}',
        "[0, 4] is no range in a text of 3",
    ),
    ("before the start", '{"text": "x y", "attributions": [{"content": [[-1, 2]]}]}', "[-1, 2] is no range"),
    ("end before start", '{"text": "x y", "attributions": [{"content": [[2, 1]]}]}', "[2, 1] is no range"),
    ("flat", '{"text": "x y", "attributions": [{"content": [0, 1]}]}', "[0, 1] is no list of [start, end]"),
    ("words", '{"text": "x y", "attributions": [{"content": "x"}]}', "'x' is no list of [start, end]"),
    ("fractions", '{"text": "x y", "attributions": [{"content": [[0.5, 1]]}]}', "is no list of [start, end]"),
    (
        "source",
        '{"text": "x y", "attributions": [{"content": [[0, 1]], "source": 1}]}',
        "attribution 1, source: 1 is",
    ),
    ("same id", json.dumps(GOLD[0]), "line 2: the id 'a' stands on an earlier line too"),
]


@pytest.mark.parametrize(("label", "line", "message"), BAD, ids=[case[0] for case in BAD])
def test_bad_lines_are_listed_and_the_rest_counts(stand_in, tmp_path, label, line, message):
    path = tmp_path / "gold.jsonl"
    path.write_text(f"{json.dumps(GOLD[0])}\n{line}\n\n{json.dumps(GOLD[1])}\n", encoding="utf-8-sig")
    scores = score(path)
    (problem,) = scores.attrs["problems"]
    assert message in problem["detail"]
    assert numbers(scores) == numbers(score(GOLD))
    if label != "same id":
        path.write_text(line, encoding="utf-8")
        with pytest.raises(ValueError, match=r"no annotated article can be scored:\n  line 1: "):
            score(path)


def test_contents_without_a_word_are_not_counted():
    empty = {**GOLD[0], "attributions": [*GOLD[0]["attributions"], {"content": []}, {"content": [[16, 17]]}]}
    articles, problems = read_annotated([empty])
    assert len(articles[0]["attributions"]) == 2
    assert [row["detail"].split(";")[0] for row in problems] == [
        "line 1, attribution 3: no word in its content",
        "line 1, attribution 4: no word in its content",
    ]


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no\.jsonl: no such file"):
        score(tmp_path / "no.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"text": "caf\xe9"}')
    with pytest.raises(ValueError, match="not UTF-8 text"):
        score(tmp_path / "latin.jsonl")
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(ValueError, match="it has no lines"):
        score(tmp_path / "empty.jsonl")
    with pytest.raises(ValueError, match="no predictions can be scored"):
        score(GOLD, predictions=tmp_path / "empty.jsonl")


@pytest.mark.parametrize("options", [{"level": 1}, {"level": 0}, {"resamples": 0}])
def test_wrong_options(options):
    with pytest.raises(ValueError, match="lies between 0 and 1"):
        score(GOLD, **options)


# --- showing and storing --------------------------------------------------------------------------------------------


def test_show(stand_in):
    shown = show(score(GOLD)).splitlines()
    assert shown[0].split() == ["found", "precision", "annotated", "recall", "F1"]
    assert shown[1].split() == "all content 4 0.75 [0.67, 1.00] 4 0.75 [0.50, 1.00] 0.75 [0.67, 0.80]".split()
    text = "\n".join(shown)
    assert re.search(r"^publisher Daily +end to end", text, re.M)
    assert re.search(r"expected calibration error 0\.28[78]", text)  # 0.2875
    assert "2 article(s). In brackets: 95% intervals, expanded percentiles of 1,000" in text
    assert "99.5% intervals" in show(score(GOLD, level=0.995))
    assert "Only 2 articles" in text


@pytest.mark.parametrize(
    ("name", "file"), [("s.json", "s.json"), ("s.csv", "s.csv"), ("folder", "folder/scores.json")]
)
def test_stored(stand_in, tmp_path, name, file):
    gold = [GOLD[0], {**GOLD[1], "publisher": "=1+1"}, {"text": B, "attributions": []}]
    path = write_scores(score(gold), tmp_path / name)
    assert path == tmp_path / file
    if path.suffix == ".json":
        stored = json.loads(path.read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        assert stored["articles"] == 3
        assert stored["scores"][0].keys() == set(evaluation.COLUMNS)
    else:
        assert "'=1+1" in path.read_text(encoding="utf-8-sig")


# --- samples --------------------------------------------------------------------------------------------------------


@pytest.fixture
def corpus():
    return pd.DataFrame({"doc_id": ["a", "b", "c", "d"], "text": [A, B, A, "fail: nothing here."]})


def test_a_sample(stand_in, corpus):
    """The third repeats the first, the last fails: 4 statements in two articles."""
    drawn = sample(corpus, n=10)
    assert sorted(drawn.quotes["content"]) == sorted(["“we go”", "it rains", "no", "“so be it”"])
    assert set(drawn.passages["doc_id"]) == {"a", "b"}
    assert [row["code"] for row in drawn.problems] == ["failed"]


def test_of_many_articles_some_are_analysed(stand_in, monkeypatch):
    many = pd.DataFrame(
        {"doc_id": [str(n) for n in range(30)], "text": [f"Ann said {n}." for n in range(30)]}
    )
    seen = []
    monkeypatch.setattr(
        "toolkit.evaluation.evaluation.analyse",
        lambda frame, **options: seen.append(len(frame)) or analysed(frame),
    )
    assert set(sample(many, n=3, articles=7).quotes["doc_id"]) == set(
        sample(many, n=3, articles=7).quotes["doc_id"]
    )
    assert seen == [7, 7]


def test_samples_that_cannot_be_drawn(stand_in, corpus, tmp_path):
    for options in ({"n": 0}, {"articles": 0}):
        with pytest.raises(ValueError, match="ask for 1 or more"):
            sample(corpus, **options)
    with pytest.raises(ValueError, match="stratified by"):
        sample(corpus, by="size")
    with pytest.raises(ValueError, match="no article could be analysed"):
        sample(corpus.iloc[3:])
    with pytest.raises(FileNotFoundError):
        sample(tmp_path / "nowhere")


def test_drawn_filled_scored(stand_in, tmp_path, corpus):
    """All four statements judged: Bob wrong source, Cy wrong content; nothing missed in a, one in b (2 passages)."""
    drawn = tk.sample(corpus, n=10)
    said = drawn.quotes.assign(
        content_right=np.where(drawn.quotes["source"] == "Cy", "no", "yes"),
        source_right=np.where(drawn.quotes["source"] == "Bob", "no", "yes"),
        speaker_right="yes",
    )
    seen = drawn.passages.assign(
        found_right=drawn.passages["doc_id"].map({"a": 1, "b": 1}),
        missed_n=drawn.passages["doc_id"].map({"a": 0, "b": 1}),
    )
    dataclasses.replace(drawn, quotes=said, passages=seen).write(tmp_path / "sample.csv")
    scores = tk.score(tmp_path / "sample.csv")
    found = {
        (row.measure, row.statistic): (row.n, row.estimate)
        for row in scores[scores["by"] == "all"].itertuples()
    }
    assert found == {
        ("content", "precision"): (4, 3 / 4),
        ("end_to_end", "precision"): (4, 2 / 4),
        ("speaker", "precision"): (4, 3 / 4),
        ("end_to_end", "recall"): (3, pytest.approx(2 / 3)),
    }
    shown = show(scores)
    assert "judged" in shown and "statements" in shown and "quotes: 4 of 4 rows judged." in shown
    with pytest.raises(ValueError, match="predictions can be scored against annotated articles only"):
        tk.score(tmp_path / "sample.csv", predictions=GOLD)


@pytest.mark.model
def test_with_the_model(nlp):
    text = "“We will repair it by May,” Mayor Jane Doe told reporters on Monday."
    gold = [
        {
            "text": text,
            "attributions": [attribution(text, "Mayor Jane Doe", "told", "“We will repair it by May,”")],
        }
    ]
    assert numbers(score(gold, nlp=nlp)) == [(1, 1), (1, 1), (2, 1)]
