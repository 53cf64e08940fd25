"""Copies: invented wire copy and its look-alikes, which of two counts, and what the option does."""

import json
import random
from pathlib import Path

import pandas as pd
import pytest

import toolkit as tk
from toolkit import measures, tables
from toolkit.documents import mark_duplicates

CASES = json.loads((Path(__file__).parent / "duplicate_cases.json").read_text(encoding="utf-8"))
WIRE = CASES[0]["first"]
CUT = next(case["second"] for case in CASES if "cut at the end" in case["label"])
LONGER = next(case["second"] for case in CASES if "within" in case["label"])


def corpus(*texts, published=None, outlet=None):
    names = [f"d{n}" for n in range(len(texts))]
    frame = pd.DataFrame({"doc_id": names, "text": list(texts)})
    frame["published"] = pd.Series(published or [None] * len(texts), dtype="str")
    frame["outlet"] = pd.Series(outlet or [None] * len(texts), dtype="str")
    return frame


def named(frame, **options):
    return [None if pd.isna(name) else name for name in mark_duplicates(frame, **options)["duplicate_of"]]


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_copies_and_lookalikes(case):
    marked = mark_duplicates(corpus(case["first"], case["second"], published=["2022-01-13", "2022-01-14"]))
    assert (marked["duplicate_of"].tolist()[1] == "d0") is case["copy"], case["why"]
    assert pd.isna(marked["duplicate_of"][0])
    assert marked["duplicate_similarity"].notna().tolist() == marked["duplicate_of"].notna().tolist()


def test_both_sides_keep_away_from_the_threshold():
    """Copies are found at a stricter share too, look-alikes stay apart at a laxer one."""
    for case in CASES:
        frame = corpus(case["first"], case["second"], published=["2022-01-13", "2022-01-14"])
        assert named(frame, near_duplicates=0.8 if case["copy"] else 0.5)[1] == (
            "d0" if case["copy"] else None
        )


def test_similarity_is_the_share_of_its_own_runs():
    first = " ".join(f"w{n}" for n in range(100))
    second = " ".join(f"w{n}" for n in range(20, 80)) + " x0 x1 x2 x3"
    marked = mark_duplicates(corpus(first, second, first, published=["2022", "2023", "2024"]))
    assert marked["duplicate_of"].tolist()[1:] == ["d0", "d0"]
    assert marked["duplicate_similarity"].tolist()[1:] == [pytest.approx(56 / 60), 1.0]


def test_the_earliest_counts_and_on_one_day_the_longest():
    dates = ["2022-01-15", "2022-01-14T09:00:00", "2022-01-14"]
    assert named(corpus(WIRE, CUT, WIRE, published=dates)) == ["d2", "d2", None]
    assert named(corpus(LONGER, WIRE, published=["2022-01-14"] * 2)) == [None, "d0"]
    assert named(corpus(WIRE, LONGER, published=["2022-01-14", "2022-01-15"])) == [None, None]
    assert named(corpus(WIRE, WIRE, published=[None, "2022-01-14"])) == ["d1", None]
    assert named(corpus(WIRE, WIRE)) == [None, "d0"]


def test_a_copy_of_a_copy_names_the_original():
    parts = WIRE.split("\n\n")
    texts = [WIRE, "\n\n".join(parts[:3]), "\n\n".join(parts[:2]), "\n\n".join(parts[:2])]
    assert named(corpus(*texts)) == [None, "d0", "d0", "d0"]


def test_options():
    frame = corpus(WIRE, CUT, WIRE)
    assert named(frame, near_duplicates=False) == [None, None, "d0"]
    assert named(frame, near_duplicates=1.0) == [None, "d0", "d0"]
    for wrong in (0, 1.5, -0.1):
        with pytest.raises(ValueError, match="a share above 0 and up to 1 was wanted"):
            mark_duplicates(frame, near_duplicates=wrong)


def test_marks_of_other_tables_stay_and_the_argument_is_unchanged():
    frame = corpus(WIRE, CUT, WIRE).assign(duplicate_of=pd.Series(["elsewhere", None, None], dtype="str"))
    before = frame.copy(deep=True)
    assert named(frame) == ["elsewhere", "d2", None]
    pd.testing.assert_frame_equal(frame, before)
    shuffled = corpus(WIRE, CUT).set_index(pd.Index(["b", "a"]))
    assert named(shuffled) == [None, "d0"]
    assert mark_duplicates(tables.empty("documents")).empty


def test_a_wire_report_in_hundreds_of_outlets_is_one():
    draw = random.Random(0)
    words = WIRE.split()
    texts = [" ".join(words[: draw.randrange(80, len(words))]) for _ in range(300)]
    marked = mark_duplicates(corpus(WIRE, *texts))
    assert marked["duplicate_of"].isna().sum() == 1


def test_standing_text_of_an_outlet_merges_nothing():
    draw = random.Random(1)
    standing = " ".join(f"s{n}" for n in range(60))
    bodies = [" ".join(f"w{draw.randrange(5000)}" for _ in range(100)) for _ in range(120)]
    assert not any(named(corpus(*(f"{body} {standing}" for body in bodies))))


def test_reading_marks_them_and_they_count_once(tmp_path):
    rows = [
        {"text": WIRE, "outlet": "Herald", "published": "2022-01-14"},
        {"text": CUT, "outlet": "Post", "published": "2022-01-14"},
        {"text": LONGER[len(WIRE) :], "outlet": "Post", "published": "2022-01-15"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    documents = tk.read_documents(tmp_path)
    tables.check("documents", documents)
    ids = documents["doc_id"].tolist()
    assert documents["duplicate_of"].tolist()[1] == ids[0]
    assert measures.without_duplicates(documents, "once")["doc_id"].tolist() == [ids[0], ids[2]]
    assert len(tk.rhetoric.units.document_units(documents)) == 2
    assert tk.network.without_duplicates(documents, documents)["doc_id"].tolist() == [ids[0], ids[2]]
    told = tk.notebook.set_aside(documents)
    assert told.startswith("1 document of 3 has the text of another one and counts once")
    assert told.endswith("Of these, 1 is not word for word the same.")
    assert tk.read_documents(tmp_path, near_duplicates=False)["duplicate_of"].isna().all()
    with pytest.raises(ValueError, match="near_duplicates=2"):
        tk.read_documents(tmp_path, near_duplicates=2)


def test_in_pieces_near_duplicates_are_found_within_a_piece(tmp_path):
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in (WIRE, CUT, WIRE)))
    apart = pd.concat(tk.iter_documents(tmp_path, chunk=1))
    assert apart["duplicate_of"].isna().tolist() == [True, True, False]
    assert apart["duplicate_similarity"].tolist()[2] == 1.0
    together = pd.concat(tk.iter_documents(tmp_path, chunk=3))
    assert together["duplicate_of"].isna().tolist() == [True, False, False]
