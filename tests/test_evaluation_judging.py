"""Shares from judged samples, against numbers worked out by hand; half-filled and wrongly filled sheets."""

import numpy as np
import pandas as pd
import pytest
from test_evaluation_annotation import corpus

from toolkit import stats
from toolkit.evaluation import annotation, judging
from toolkit.evaluation.annotation import draw
from toolkit.evaluation.judging import judge, read_filled, weighted_share


def quotes(rows):
    """A judged sheet; each row is (doc_id, stratum, stratum_size, kind, confidence, content, source, speaker)."""
    names = ("doc_id", "stratum", "stratum_size", "kind", "confidence", *annotation.JUDGED)
    sheet = pd.DataFrame(rows, columns=names, dtype="object")
    return sheet.assign(line=range(2, len(sheet) + 2), outlet=None)


def pieces(rows):
    """A judged sheet; each row is (doc_id, stratum, stratum_size, found_n, found_right, missed_n, missed)."""
    names = ("doc_id", "stratum", "stratum_size", "found_n", "found_right", "missed_n", "missed")
    sheet = pd.DataFrame(rows, columns=names, dtype="object")
    return sheet.assign(line=range(2, len(sheet) + 2), outlet=None)


HIGH, LOW = ("high", 6, "direct", 0.95), ("low", 2, "indirect", 0.3)
QUOTES = quotes(
    [
        ("a", *HIGH, "yes", "yes", "no"),
        ("b", *HIGH, "Yes ", "no", "yes"),
        ("a", *LOW, "no", None, None),
        ("c", *LOW, "Y", "1", "unclear"),
        ("c", *HIGH, None, None, None),
    ]
)
PASSAGES = pieces(
    [
        ("a", "something found", 2, 2, 1, 1, "Ann | said | no"),
        ("b", "nothing found", 6, 0, None, 0, None),
        ("c", "nothing found", 6, 0, None, None, "Bob | fears | it\nCy | says | so\n"),
        ("c", "nothing found", 6, 0, None, None, None),
    ]
)


def estimates(scores, by="all"):
    rows = scores[scores["by"] == by]
    return {(row.group, row.measure, row.statistic): (row.n, row.estimate) for row in rows.itertuples()}


def test_worked_out_by_hand():
    """high: 6 statements, 2 judged, so each stands for 3; low: 2 statements, 2 judged, each for 1.

    content: (3 + 3 + 0 + 1) / 8. end to end: (3 + 0 + 0 + 1) / 8. speaker: of low no right content has an answer (one
    is unclear), so it is left out: (0 + 3) / 6. Passages: found, 1 judged of 2, stands for 2; nothing found, 2 judged
    of 6, each for 3: right 2, all 2 + 2 + 2 * 3.
    """
    found = estimates(judge(QUOTES, PASSAGES))
    assert found == {
        ("all", "content", "precision"): (4, pytest.approx(7 / 8)),
        ("all", "end_to_end", "precision"): (4, pytest.approx(4 / 8)),
        ("all", "speaker", "precision"): (2, pytest.approx(3 / 6)),
        ("all", "end_to_end", "recall"): (4, pytest.approx(2 / 10)),
    }


def test_groups():
    scores = judge(QUOTES, PASSAGES)
    assert estimates(scores, "kind")["direct", "end_to_end", "precision"] == (2, 0.5)
    assert estimates(scores, "kind")["indirect", "content", "precision"] == (2, 0.5)
    assert estimates(scores, "confidence")["0 to 0.5", "end_to_end", "precision"] == (2, 0.5)
    assert set(scores["by"]) == {"all", "kind", "confidence"}
    assert ((scores["low"] <= scores["estimate"]) & (scores["estimate"] <= scores["high"])).all()


def test_what_is_missing_is_said():
    filled = " ".join(judge(QUOTES, PASSAGES).attrs["filled"])
    assert "quotes: 4 of 5 rows judged." in filled
    assert "1 row(s) have an unclear answer" in filled
    assert "speaker_right says nothing of low; its figures leave these out." in filled
    assert "passages: 3 of 4 rows judged." in filled
    only_low = judge(QUOTES.iloc[2:], PASSAGES.iloc[:1])
    filled = " ".join(only_low.attrs["filled"])
    assert "quotes: nothing is judged of high, which the figures leave out." in filled
    assert estimates(only_low)["all", "content", "precision"] == (2, 0.5)
    blank = quotes([("a", *HIGH, "yes", None, None)])
    filled = " ".join(judge(blank, PASSAGES).attrs["filled"])
    assert "source_right is empty in 1 row(s) whose content is right." in filled


def test_answers_that_are_missing_do_not_count_as_wrong():
    """Of 4 rows that stand for 1.5 each, 1 is wrong, 3 have right content; of their sources 2 are judged, 1 is right.

    The two stand for the third too, 2.25 each: end to end 2.25 / 6.
    """
    rows = [("yes", "yes"), ("yes", "no"), ("yes", None), ("no", None)]
    sheet = quotes([(str(n), *HIGH, content, source, None) for n, (content, source) in enumerate(rows)])
    found = estimates(judge(sheet, pieces([])))
    assert found == {
        ("all", "content", "precision"): (4, pytest.approx(3 / 4)),
        ("all", "end_to_end", "precision"): (3, pytest.approx(2.25 / 6)),
    }


def test_nothing_is_judged():
    sheets = (quotes([("a", *HIGH, None, "", " ")]), pieces([("a", "x", 1, 2, None, None, None)]))
    with pytest.raises(ValueError, match=r"no row is judged. quotes: 0 of 1 rows.*passages: 0 of 1 rows"):
        judge(*sheets)
    with pytest.raises(ValueError, match="no row is judged"):
        judge(quotes([]), pieces([]))


# label, sheet rows, what the problem says
WRONG = [
    ("answer", quotes([("a", *HIGH, "maybe", None, None)]), pieces([]), "quotes, row 2: content_right is 'maybe'"),
    ("words for a number", quotes([]), pieces([("a", "x", 1, 1, "one", 0, None)]), "found_right is 'one'"),
    ("negative", quotes([]), pieces([("a", "x", 1, 1, 1, -1, None)]), "missed_n is '-1'"),
    ("fraction", quotes([]), pieces([("a", "x", 1, 1, 1, 0.5, None)]), "missed_n is '0.5'"),
    ("a slip", quotes([]), pieces([("a", "x", 1, 1, 1, 10**9, None)]), "missed_n is '1000000000'"),
    ("infinite", quotes([]), pieces([("a", "x", 1, 1, 1, "inf", None)]), "missed_n is 'inf'"),
    ("not a number", quotes([]), pieces([("a", "x", 1, 1, 1, "nan", None)]), "missed_n is 'nan'"),
    ("more than found", quotes([]), pieces([("a", "x", 1, 1, 2, 0, None)]), "only 1 were found"),
    ("lines differ", quotes([]), pieces([("a", "x", 1, 1, 1, 3, "a\nb")]), "missed_n is 3, but missed has 2 line(s)"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "said", "seen", "message"), WRONG, ids=[case[0] for case in WRONG])
def test_wrong_answers_are_listed(label, said, seen, message):
    scores = judge(
        pd.concat([QUOTES, said], ignore_index=True), pd.concat([PASSAGES, seen], ignore_index=True)
    )
    assert [row["detail"] for row in scores.attrs["problems"] if message in row["detail"]]


def share(rows, **options):
    return weighted_share(pd.DataFrame(rows, columns=["doc_id", "weight", "right"]), **options)


def test_all_right_is_not_certain():
    """Ten of ten in one article: Wilson, as for any ten. Weights 3, 3, 1, 1 are worth 64 / 20 rows."""
    assert share([("a", 1, True)] * 10) == stats.wilson_interval(10, 10)
    weighted = share([("a", 3, True), ("b", 3, True), ("c", 1, True), ("d", 1, True)])
    assert tuple(weighted) == pytest.approx(tuple(stats.wilson_interval(3.2, 3.2)))


def test_statements_of_one_article_are_worth_less_than_their_number():
    """Four articles with five rows alike: variance .25 / 4 * 4 / 3, so 20 rows are worth 3."""
    rows = [(doc, 1, doc in "ab") for doc in "abcd" for _ in range(5)]
    clustered = share(rows, resamples=20_000)
    assert tuple(clustered) == pytest.approx(tuple(stats.wilson_interval(1.5, 3)), abs=0.01)
    apart = [(str(n), 1, n < 10) for n in range(20)]
    assert np.ptp(share(apart)[1:]) < np.ptp(clustered[1:])


def test_intervals_hold_what_they_promise():
    """Articles of 1 to 6 statements that go together, drawn in two strata: about 95 of 100 intervals hold the share."""
    random = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        rows = []
        for doc in range(40):
            chance = random.beta(4, 2)
            rows += [
                (str(doc), random.choice([1, 3]), random.random() < chance)
                for _ in range(random.integers(1, 7))
            ]
        _, low, high = share(rows, resamples=200)
        held += low <= 4 / 6 <= high
    assert 180 <= held <= 199


@pytest.fixture(params=[".xlsx", ".csv"])
def path(request, tmp_path):
    if request.param == ".xlsx":
        pytest.importorskip("openpyxl")
    return tmp_path / f"sample{request.param}"


def fill(sample):
    """Answers by confidence: .95 right, .6 content only, .2 wrong. Half of what was found is right; nothing missed."""
    said = sample.quotes.copy()
    said["content_right"] = np.where(said["confidence"] > 0.5, "yes", "no")
    said["source_right"] = np.where(said["confidence"] > 0.9, "yes", "no")
    seen = sample.passages.copy()
    seen["found_right"] = (seen["found"].str.contains("Ann", na=False)).astype(int)
    seen["missed_n"] = seen["found_n"] - seen["found_right"]
    return annotation.Sample(said, seen, sample.instructions)


def test_drawn_filled_scored(path):
    """Of 40 statements 20 have .95, 10 .6 and 10 .2: content 30/40, end to end 20/40; 20 of 40 in passages."""
    drawn = draw(*corpus(20), n=15)
    assert drawn.quotes["stratum"].value_counts().tolist() == [5, 5, 5]
    fill(drawn).write(path)
    found = estimates(judge(*read_filled(path)))
    assert found["all", "content", "precision"] == (15, pytest.approx(30 / 40))
    assert found["all", "end_to_end", "precision"] == (15, pytest.approx(20 / 40))
    assert found["all", "end_to_end", "recall"][1] == pytest.approx(
        (drawn.passages["found"].str.contains("Ann", na=False)).sum() / (drawn.passages["found_n"] == 1).sum()
    )


def test_a_sample_that_was_not_filled_in(path):
    draw(*corpus(3), n=5).write(path)
    with pytest.raises(ValueError, match="quotes: 0 of 5 rows judged"):
        judge(*read_filled(path))


def test_columns_may_be_deleted_but_not_those_that_count(path):
    sample = fill(draw(*corpus(3), n=5))
    few = list(judging._NEEDED["quotes"])
    annotation.Sample(sample.quotes[few], sample.passages, "").write(path)
    assert len(judge(*read_filled(path)))
    annotation.Sample(sample.quotes.drop(columns="stratum_size"), sample.passages, "").write(
        path, overwrite=True
    )
    with pytest.raises(ValueError, match="sheet quotes has no column stratum_size"):
        read_filled(path)
    annotation.Sample(sample.quotes.assign(stratum_size="x"), sample.passages, "").write(path, overwrite=True)
    with pytest.raises(ValueError, match="row 2, 3, 4, 5, 6: doc_id, stratum or stratum_size is lost"):
        read_filled(path)


def test_a_row_that_was_copied(path):
    sample = fill(draw(*corpus(3), n=5))
    twice = pd.concat([sample.quotes, sample.quotes.iloc[:1]])
    annotation.Sample(twice, sample.passages, "").write(path)
    with pytest.raises(ValueError, match="sheet quotes, row 7: an earlier row again"):
        read_filled(path)


def test_another_workbook(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(ValueError, match="no sheet quotes and no sheet passages"):
        read_filled(tmp_path / "other.xlsx")
