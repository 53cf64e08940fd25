"""The sample to judge: what is drawn, how often, with what weight, and that the same seed draws it again."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit import sheets, tables
from toolkit.evaluation import annotation
from toolkit.evaluation.annotation import allocate, confidence_band, draw, passages

TEXT = "Ann said “we go”.\nIt rained.\n\nBob fears it ends.\n"


def corpus(copies=4):
    """`copies` documents with the quotes “we go” (confidence .95) and "it ends" (.6 in even ones, .2 in odd ones)."""
    documents = pd.DataFrame(
        {
            "doc_id": [f"d{n}" for n in range(copies)],
            "text": TEXT,
            "outlet": [f"o{n % 2}" for n in range(copies)],
        }
    )
    rows = []
    for n, doc_id in enumerate(documents["doc_id"]):
        found = (
            ("“we go”", "direct", "Ann", "said", 0.95),
            ("it ends", "indirect", "Bob", "fears", (0.6, 0.2)[n % 2]),
        )
        for content, kind, source, cue, confidence in found:
            start, at = TEXT.index(content), TEXT.index(source)
            end = start + len(content)
            rows.append(
                {"quote_id": f"{doc_id}{source}", "doc_id": doc_id, "start": start, "end": end, "spans": [[start, end]],
                 "text": content, "kind": kind, "cue": cue, "speaker": f"{source} Doe", "confidence": confidence,
                 "speaker_start": at, "speaker_end": at + 3, "n_words": 2}
            )  # fmt: skip
    return documents, tables.table("quotes", rows)


def test_rows_say_what_was_found():
    drawn = draw(*corpus(1), n=10)
    row = drawn.quotes[drawn.quotes["kind"] == "direct"].iloc[0]
    assert row["context"] == TEXT.replace("“we go”", "⟦“we go”⟧")
    assert (row["content"], row["source"], row["cue"], row["speaker"]) == (
        "“we go”",
        "Ann",
        "said",
        "Ann Doe",
    )
    assert (row["doc_id"], row["start"], row["end"], row["spans"]) == ("d0", 9, 16, "9-16")
    assert row[list(annotation.JUDGED)].isna().all()
    first = drawn.passages.sort_values("start").iloc[0]
    assert (first["before"], first["passage"], first["found"]) == (
        "",
        "Ann said “we go”.",
        "1. Ann | said | “we go”",
    )
    assert list(drawn.quotes) == list(annotation.COLUMNS["quotes"])
    assert list(drawn.passages) == list(annotation.COLUMNS["passages"])
    assert "2 of 2 statements" in drawn.instructions and "3 of 3 passages" in drawn.instructions


def test_strata_and_their_sizes():
    """8 quotes: 4 of .95, 2 of .6, 2 of .2; 12 passages: 8 with something, 4 without."""
    drawn = draw(*corpus(), n=100)
    sizes = drawn.quotes.groupby("stratum")["stratum_size"].agg(["first", "size"])
    assert sizes.to_dict("index") == {
        "0 to 0.5": {"first": 2, "size": 2},
        "0.5 to 0.7": {"first": 2, "size": 2},
        "0.9 to 1": {"first": 4, "size": 4},
    }
    sizes = drawn.passages.groupby("stratum")["stratum_size"].agg(["first", "size"])
    assert sizes.to_dict("index") == {
        "nothing found": {"first": 4, "size": 4},
        "something found": {"first": 8, "size": 8},
    }
    assert drawn.quotes["row"].tolist() == list(range(1, 9))


@pytest.mark.parametrize(("by", "strata"), [("kind", {"direct", "indirect"}), ("outlet", {"o0", "o1"})])
def test_other_strata(by, strata):
    assert set(draw(*corpus(), n=10, by=by).quotes["stratum"]) == strata


def test_small_strata_are_joined_in_a_small_sample():
    drawn = draw(*corpus(), n=4).quotes
    assert drawn.groupby("stratum")["stratum_size"].first().to_dict() == {"0.9 to 1": 4, "other": 4}
    assert drawn["stratum"].value_counts().to_dict() == {"0.9 to 1": 2, "other": 2}


def test_the_seed_decides():
    first, again, other = (draw(*corpus(40), n=10, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.quotes, again.quotes)
    pd.testing.assert_frame_equal(first.passages, again.passages)
    assert first.quotes["quote_id"].tolist() != other.quotes["quote_id"].tolist()


def test_each_statement_is_as_likely_as_the_others_of_its_stratum():
    documents, quotes = corpus(6)
    samples = (draw(documents, quotes, n=2, by="kind", seed=seed) for seed in range(120))
    drawn = [name for sample in samples for name in sample.quotes["quote_id"]]
    counts = pd.Series(drawn).value_counts()
    assert len(counts) == 12
    assert counts.between(5, 35).all()  # 20 expected, standard deviation 4


def test_nothing_found():
    documents, quotes = corpus(1)
    drawn = draw(documents, quotes.iloc[:0], n=5)
    assert drawn.quotes.empty
    assert set(drawn.passages["stratum"]) == {"nothing found"}
    assert drawn.passages["found"].isna().all()


@pytest.mark.parametrize("options", [{"n": 0}, {"by": "length"}])
def test_wrong_options(options):
    with pytest.raises(ValueError, match=r"ask for 1 or more|stratified by confidence, kind, outlet"):
        draw(*corpus(1), **options)


def test_arguments_are_unchanged():
    documents, quotes = corpus(2)
    before = documents.copy(deep=True), quotes.copy(deep=True)
    draw(documents, quotes, n=3)
    pd.testing.assert_frame_equal(documents, before[0])
    pd.testing.assert_frame_equal(quotes, before[1])


def test_hostile_articles_stay_text(tmp_path):
    documents, quotes = corpus(1)
    documents["text"] = documents["text"].str.replace("It rained.", "=cmd|' /C calc'!A0")
    draw(documents, quotes, n=9).write(tmp_path / "s.csv")
    assert not sheets.read(tmp_path / "s.csv", ["passages"])["passages"].empty
    raw = (tmp_path / "s-passages.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd" in raw and ",=cmd" not in raw and '"=cmd' not in raw


def test_bands():
    assert [confidence_band(x) for x in (0, 0.4999, 0.5, 0.7, 0.9, 1)] == [
        "0 to 0.5", "0 to 0.5", "0.5 to 0.7", "0.7 to 0.9", "0.9 to 1", "0.9 to 1",
    ]  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 50), max_size=6), st.integers(0, 120))
def test_allocation(sizes, n):
    shares = allocate(sizes, n)
    assert sum(shares) == min(n, sum(sizes))
    assert all(0 <= share <= size for share, size in zip(shares, sizes))
    open_ = [share for share, size in zip(shares, sizes) if share < size]
    assert not open_ or max(shares) <= min(open_) + 1


SENTENCE = "The council of the city met again on the first day of the week. "


def test_long_paragraphs_come_in_pieces_that_end_with_a_sentence():
    text = SENTENCE * 30 + "\n\nShort.\n–\n"
    pieces = [text[start:end] for start, end in passages(text)]
    assert pieces[-1] == "Short."
    assert len(pieces) > 4
    assert all(piece.startswith("The council") and piece.endswith(". ") for piece in pieces[:-1])
    assert all(30 <= tables.count_words(piece) <= 120 for piece in pieces[:-1])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="aB. “”\n", max_size=80), st.integers(1, 20))
def test_passages_cover_every_word_once(text, times):
    text = (text + " ") * times
    ranges = list(passages(text))
    assert all(a[1] <= b[0] for a, b in zip(ranges, ranges[1:]))
    assert sum(tables.count_words(text[start:end]) for start, end in ranges) == tables.count_words(text)
