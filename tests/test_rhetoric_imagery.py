"""Imagery: candidates by domain, a sheet to judge them, and no count before somebody has."""

import json
from pathlib import Path

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_docs import WORDS, odd_doc

from toolkit import lexicons, sheets
from toolkit.rhetoric import imagery
from toolkit.rhetoric.imagery import IMAGERY_COLUMNS, find_imagery

CASES = json.loads((Path(__file__).parent / "imagery_cases.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.integration
@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases_by_hand(case, nlp):
    rows = find_imagery(nlp(case["text"]), doc_id="a")
    found = [[row["domain"], row["text"], row["status"] == imagery.STATUSES[1]] for row in rows]
    assert found == case["expected"], case["why"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30), st.randoms(use_true_random=False))
def test_any_text(words, random):
    doc = odd_doc(words, random)
    end = 0
    for row in find_imagery(doc, doc_id="a"):
        assert list(row) == [column.name for column in IMAGERY_COLUMNS]
        assert row["text"] == doc.text[row["start"] : row["end"]] != ""
        assert end <= row["start"]
        end = row["end"]
        assert (row["literal_word"] is None) == (row["status"] == "candidate")


@pytest.mark.parametrize("text", ["", " \n ", "The war drum is loud."])
def test_a_doc_without_tags_raises_nothing(text):
    assert isinstance(find_imagery(spacy.blank("en")(text), doc_id="a"), list)


def test_the_lists_fit_together():
    items = lexicons.entries("imagery")
    assert len({(entry["item"], entry["pos"]) for entry in items}) == len(items)
    contexts = {entry["domain"] for entry in lexicons.entries("imagery_contexts")}
    assert {entry["domain"] for entry in items} == contexts
    assert all(entry["pos"] in (None, "NOUN", "VERB", "ADJ") for entry in items)
    single = [entry for entry in items if " " not in entry["item"]]
    assert all(entry["pos"] for entry in single if not entry["fixed"]), (
        "a single word needs its part of speech"
    )


# --- review -----------------------------------------------------------------------------------------------------------

DOCUMENTS = pd.DataFrame(
    {
        "doc_id": ["a", "b"],
        "text": [
            "=1+1 talks reached a dead end on Monday.",
            "The dead end street was closed.\nA storm came.",
        ],
    }
)


def candidates():
    rows = []
    for doc_id, words, domain in [
        ("a", "dead end", "path"),
        ("b", "dead end", "path"),
        ("b", "storm", "water"),
    ]:
        text = DOCUMENTS.set_index("doc_id")["text"][doc_id]
        start = text.index(words)
        rows.append(
            {
                "image_id": f"{doc_id}{start}",
                "doc_id": doc_id,
                "start": start,
                "end": start + len(words),
                "text": words,
                "domain": domain,
                "item": words,
                "status": "candidate",
                "literal_word": None,
            }
        )
    return pd.DataFrame(rows)


def test_the_sheet_shows_each_candidate_in_its_words_and_asks():
    images = candidates()
    before = images.copy(deep=True)
    sheet = imagery.for_review(images, DOCUMENTS, window_words=2)
    pd.testing.assert_frame_equal(images, before)
    assert len(sheet) == 3 and sheet["figurative"].isna().all()
    row = sheet.set_index("image_id").loc["a21"]
    assert (row["left"], row["match"], row["right"]) == ("reached a", "dead end", "on Monday.")
    assert set(imagery.for_review(images, DOCUMENTS, n=2)["image_id"]) < set(images["image_id"])
    assert imagery.for_review(images, DOCUMENTS)["image_id"].tolist() == sheet["image_id"].tolist()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_that_is_filled_in_comes_back(ending, tmp_path):
    if ending == "xlsx" and not sheets.writes_workbooks():
        pytest.skip("openpyxl is not installed")
    path = tmp_path / f"imagery.{ending}"
    imagery.for_review(candidates(), DOCUMENTS, path)
    with pytest.raises(FileExistsError):
        imagery.for_review(candidates(), DOCUMENTS, path)
    sheet = sheets.read(path, ("imagery",))["imagery"]
    answers = {"a21": "yes", "b4": "no", "b34": None}
    filled = sheet.assign(figurative=[answers[image] for image in sheet["image_id"]]).drop(columns="line")
    sheets.write(path, {"imagery": filled}, "read me", overwrite=True)
    judged = imagery.reviewed(path)
    assert dict(zip(judged["image_id"], judged["figurative"], strict=True)) == {"a21": True, "b4": False}
    assert judged.attrs["unjudged"] == 1
    assert judged["start"].dtype == "int64"
    table = imagery.kept(judged)
    assert table[["domain", "judged", "figurative", "share"]].values.tolist() == [["path", 2, 1, 0.5]]
    assert table["low"][0] == pytest.approx(0.0945, abs=1e-4) and table["high"][0] == pytest.approx(
        0.9055, abs=1e-4
    )
    assert imagery.metaphors(judged)["image_id"].tolist() == ["a21"]


def test_no_cell_is_a_formula(tmp_path):
    imagery.for_review(candidates(), DOCUMENTS, tmp_path / "sheet.csv")
    written = (tmp_path / "sheet-imagery.csv").read_text(encoding="utf-8-sig")
    assert '"\'=1+1 talks reached a"' in written


@pytest.mark.parametrize("answer", ["Yes", " y ", "TRUE", True, "1"])
def test_answers_are_taken_as_people_write_them(answer):
    sheet = imagery.for_review(candidates(), DOCUMENTS).assign(figurative=answer)
    assert imagery.reviewed(sheet)["figurative"].tolist() == [True] * 3


def test_unclear_answers_are_counted_apart():
    sheet = imagery.for_review(candidates(), DOCUMENTS).assign(figurative=["unclear", "no", None])
    judged = imagery.reviewed(sheet)
    assert len(judged) == 1 and judged.attrs == {"unclear": 1, "unjudged": 1}


def test_other_answers_are_refused():
    sheet = imagery.for_review(candidates(), DOCUMENTS).assign(figurative=["maybe", "no", None])
    with pytest.raises(ValueError, match=r"figurative is 'maybe' in 1 row\(s\); yes, no, unclear"):
        imagery.reviewed(sheet)


@pytest.mark.parametrize("count", [imagery.kept, imagery.metaphors])
def test_candidates_that_nobody_has_judged_are_not_counted(count):
    unjudged = imagery.for_review(candidates(), DOCUMENTS)
    for images in (candidates(), unjudged):
        with pytest.raises(ValueError, match=r"3 candidates .* not been judged.*for_review.*reviewed"):
            count(images)


def test_lost_columns_and_documents_are_named():
    with pytest.raises(ValueError, match="no column doc_id, start"):
        imagery.for_review(candidates().drop(columns=["doc_id", "start"]), DOCUMENTS)
    with pytest.raises(ValueError, match="'a' is in no document"):
        imagery.for_review(candidates(), DOCUMENTS.iloc[1:])


def test_no_candidates_make_an_empty_sheet_and_an_empty_count(tmp_path):
    sheet = imagery.for_review(candidates().iloc[:0], DOCUMENTS, tmp_path / "sheet.csv")
    assert sheet.empty
    judged = imagery.reviewed(tmp_path / "sheet.csv")
    assert judged.empty
    assert imagery.kept(judged).empty
    assert imagery.metaphors(judged).empty
