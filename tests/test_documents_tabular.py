"""Tables: broken quotes, repeated ids, damaged Parquet, long lines; lists of stories; reading in pieces."""

import json
import logging
import tracemalloc

import pandas as pd
import pytest

import toolkit as tk
from tests.format_samples import ARTICLES, TEXTS, codes
from toolkit import tables
from toolkit.documents import Limits, columns

BROKEN = [
    ("an opening quote too many",
     'title,text\nOne,The first.\nTwo,"The second.\nThree,The third.\nFour,"The fourth,\nin two lines."\n',
     ["The first.", '"The second.', "The third.", "The fourth,\nin two lines."], ["unbalanced quotes"]),
    ("inches", 'title\ttext\nOne\tThe 12" rule.\nTwo\tThe second.\nThree\tThe 9" rule.\n',
     ['The 12" rule.', "The second.", 'The 9" rule.'], ["unbalanced quotes"] * 2),
    ("two of them, one record apart", 'title,text\nA,"The first\nB,The second.\nC,"The third\nD,The fourth.\n',
     ['"The first', "The second.", '"The third', "The fourth."], ["unbalanced quotes"] * 2),
    ("fields that hold the delimiter", "title,text\nOne,The first.\nTwo,The second, too.\nThree,The third.\n",
     ["The first.", "The third."], ["unreadable"]),
    ("too few fields", "title,text,note\nOne,The first.\nTwo,The second.,x\n", ["The first.", "The second."], []),
    ("quotes inside", 'title,text\nOne,"She said ""no"" to it."\nTwo,She said "no" to it.\n',
     ['She said "no" to it.'] * 2, []),
    ("NUL", "title,text\nOne,The fi\0rst.\nTwo,The second.\n", ["The first.", "The second."], ["odd characters"]),
]  # fmt: skip


@pytest.mark.parametrize(("label", "content", "texts", "faults"), BROKEN, ids=[row[0] for row in BROKEN])
def test_broken_quotes_cost_no_other_row(tmp_path, label, content, texts, faults):
    (tmp_path / ("a.tsv" if "\t" in content else "a.csv")).write_text(content, encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == texts
    assert codes(frame) == faults
    assert all(";" in row["detail"] for row in frame.attrs["problems"])  # each says what to do


def test_a_table_is_known_by_its_first_line(tmp_path):
    (tmp_path / "export").write_text("Headline;Body;Date\nOne;The first.;2022-01-13\n", encoding="utf-8")
    assert tk.read_documents(tmp_path)["origin"].tolist() == ["export#1"]


LOOK_ALIKES = [
    "Title, date and source: all three were missing.",
    "Section | Author | Date\n\nThe text of the article | with a bar.",
    "Story, date\n\nThe text has no such thing.",
]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_texts_that_begin_like_a_table(tmp_path, text):
    (tmp_path / "export").write_text(text, encoding="utf-8")
    assert tk.read_documents(tmp_path)["origin"].tolist() == ["export"]


def test_the_mapping_is_logged(tmp_path, caplog):
    (tmp_path / "a.csv").write_text("Headline,Body\nOne,The first.\n")
    with caplog.at_level(logging.INFO):
        tk.read_documents(tmp_path)
    assert "a.csv: text from 'Body', title from 'Headline'" in caplog.text


def test_cells_in_another_encoding(tmp_path):
    (tmp_path / "a.csv").write_bytes("title,text\nOne,The café’s “no”.\n".encode("cp1252"))
    (row,) = tk.read_documents(tmp_path).to_dict("records")
    assert row["text"] == "The café’s “no”."
    assert row["cleaning"][0]["what"] == "read as Windows-1252, not UTF-8"
    (tmp_path / "a.csv").write_bytes("title,text\nOne,The café.\n".encode("utf-16"))
    assert tk.read_documents(tmp_path)["text"].tolist() == ["The café."]


# --- identifiers


def test_repeated_identifiers_lose_no_document(tmp_path):
    ids_and_texts = [(1, "first"), (1, "second"), (1, "first"), (None, "third"), (" ", "fourth")]
    rows = [{"doc_id": own, "text": f"The {text}."} for own, text in ids_and_texts]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert frame["text"].tolist() == ["The first.", "The second.", "The third.", "The fourth."]
    assert frame["doc_id"][0] == "1"
    assert codes(frame) == ["repeated id", "repeated"]
    assert "the doc_id '1' belongs to a.jsonl#1 already" in frame.attrs["problems"][0]["detail"]
    assert frame.attrs["problems"][0]["doc_id"] == frame["doc_id"][1]


def test_two_files_that_count_from_one(tmp_path):
    for name, word in (("a", "first"), ("b", "second")):
        (tmp_path / f"{name}.csv").write_text(f"doc_id,text\n1,The {word}.\n")
    assert tk.read_documents(tmp_path)["text"].tolist() == ["The first.", "The second."]


def test_the_same_file_twice_with_repeated_identifiers(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("doc_id,text\n1,The first.\n1,The second.\n")
    frame = tk.read_documents([tmp_path / "x", tmp_path / "y"])
    tables.check("documents", frame)
    assert frame["text"].tolist() == ["The first.", "The second."]
    assert codes(frame) == ["repeated id", "repeated", "repeated"]


# --- damage


def test_a_corrupt_parquet_footer(tmp_path):
    pd.DataFrame({"text": TEXTS}).to_parquet(tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    long_footer, empty_footer = whole[:-8] + b"\xff\xff\xff\x7fPAR1", whole[:-300] + bytes(292) + whole[-8:]
    for damaged in (whole[:-20], long_footer, empty_footer, b"PAR1"):
        (tmp_path / "a.parquet").write_bytes(damaged)
        frame = tk.read_documents(tmp_path)
        assert frame["origin"].tolist() == ["b.txt"]
        assert codes(frame) == ["unreadable"]
        assert "not a Parquet file that can be read" in frame.attrs["problems"][0]["detail"]


def test_a_flood_of_faults_is_counted(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        '{"text": "The first."}\n' + '{"text": ""}\n' * 5_000 + '{"text": "The last."}\n'
    )
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == ["The first.", "The last."]
    assert len(frame.attrs["problems"]) == 1_001
    assert "a.jsonl: and 4,000 more of this kind" in frame.attrs["problems"][-1]["detail"]


def test_json_nested_too_deep(tmp_path):
    (tmp_path / "a.json").write_text("[" * 200_000)
    (tmp_path / "b.jsonl").write_text('{"text": "The first."}\n' + '{"text": ' + "[" * 200_000 + "\n")
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == ["The first."]
    assert codes(frame) == ["unreadable", "unreadable"]


LARGE = Limits(text_bytes=1_000)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_record_that_is_too_long_costs_no_other(tmp_path, name):
    rows = ["The first.", "The word was said. " * 500, "The third."]
    lines = [json.dumps({"text": text}) for text in rows]
    lines = lines if name == "a.jsonl" else ["title,text", *(f"x,{text}" for text in rows)]
    (tmp_path / name).write_text("\n".join(lines) + "\n")
    frame = tk.read_documents(tmp_path, limits=LARGE)
    assert frame["text"].tolist() == ["The first.", "The third."]
    assert frame["origin"].tolist() == [f"{name}#1", f"{name}#3"]
    (problem,) = frame.attrs["problems"]
    assert problem["code"] == "too large" and "give each article a file, a row or a line" in problem["detail"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.json", "a.html"])
def test_two_hundred_megabytes_in_one_line(tmp_path, name):
    """Memory stays below the file's size, but for JSON, which is read as a whole."""
    start = {
        "a.jsonl": b'{"text": "',
        "a.csv": b"title,text\nx,",
        "a.json": b'[{"text": "',
        "a.html": b"<html>",
    }
    with (tmp_path / name).open("wb") as file:
        file.write(start.get(name, b""))
        for _ in range(200):
            file.write(b"word " * 209_715)
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    tracemalloc.start()
    frame = tk.read_documents(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert frame["origin"].tolist() == ["b.txt"]
    assert len(codes(frame)) == 1
    assert peak < (900 if name == "a.json" else 150) * 2**20


# --- lists of stories without texts

STORIES = (
    "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
    + "".join(f"{n},2025-01-01,en,{each['outlet']},x.org,{each['published']},{each['title']},https://a.org/{n}\n"
              for n, each in enumerate(ARTICLES))
)  # fmt: skip
GKG = "".join(
    "\t".join([f"2022011{3 + n}203000-{n}", f"2022011{3 + n}203000", "1", "example.org", f"https://a.org/{n}",
               *[""] * 21, f"<PAGE_LINKS>x</PAGE_LINKS><PAGE_TITLE>{each['title']} &amp; more</PAGE_TITLE>"]) + "\n"
    for n, each in enumerate(ARTICLES)
)  # fmt: skip
DOC_LIST = '"URL","MobileURL","Date","Title"\n' + "".join(
    f'"https://a.org/{n}","","{each["published"]} 10:00:00","{each["title"]}"\n'
    for n, each in enumerate(ARTICLES)
)


@pytest.mark.parametrize(
    ("name", "content"),
    [("mediacloud.csv", STORIES), ("20220113203000.gkg.csv", GKG), ("gdelt.csv", DOC_LIST)],
)
def test_lists_of_stories_give_headlines_and_say_so(tmp_path, caplog, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert [text.removesuffix(" & more") for text in frame["text"]] == [each["title"] for each in ARTICLES]
    assert frame["published"].str[:10].tolist() == ["2022-01-13", "2022-01-14"]
    assert frame["url"].tolist() == ["https://a.org/0", "https://a.org/1"]
    assert codes(frame) == ["headlines only"]
    assert "a list of stories without their texts" in caplog.text


def test_a_list_with_texts_added_is_a_corpus(tmp_path):
    frame = pd.DataFrame({"title": [each["title"] for each in ARTICLES], "url": ["u", "v"], "media_name": ["m", "n"],
                          "publish_date": ["2022-01-13", "2022-01-14"], "text": TEXTS})  # fmt: skip
    frame.to_csv(tmp_path / "a.csv", index=False)
    read = tk.read_documents(tmp_path)
    assert read["text"].tolist() == TEXTS
    assert read["outlet"].tolist() == ["m", "n"]
    assert codes(read) == []


def test_events_have_no_texts(tmp_path):
    (tmp_path / "20220113.export.CSV").write_text("\t".join(["1022345678", "20220113", *["x"] * 59]) + "\n")
    frame = tk.read_documents(tmp_path)
    assert codes(frame) == ["no text"]
    assert "a GDELT table of events, which holds neither texts nor" in frame.attrs["problems"][0]["detail"]


# --- in pieces


def test_iterating_gives_what_reading_gives(tmp_path):
    rows = [{"text": f"The text number {n % 7}."} for n in range(20)] + [{"no": 1}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    whole = tk.read_documents(tmp_path)
    parts = list(tk.iter_documents(tmp_path, chunk=6))
    assert [len(part) for part in parts] == [6, 6, 6, 3]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    assert [row for part in parts for row in part.attrs["problems"]] == whole.attrs["problems"]
    assert whole["duplicate_of"].notna().sum() == 13  # copies are known across chunks


def test_iterating_fails_at_the_call():
    with pytest.raises(ValueError, match="chunk: 1 document or more was wanted, found 0"):
        tk.iter_documents("nowhere", chunk=0)
    with pytest.raises(FileNotFoundError):
        tk.iter_documents("nowhere")


def test_problems_alone_make_an_empty_table(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (part,) = tk.iter_documents(tmp_path)
    assert part.empty and codes(part) == ["empty file"]


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(n):
        with (tmp_path / "a.jsonl").open("w") as file:
            for number in range(n):
                file.write(json.dumps({"text": f"The text number {number} was read out. " * 50}) + "\n")
        tracemalloc.start()
        for _ in tk.iter_documents(tmp_path, chunk=50, clean=False):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(50)  # what is loaded at first use
    small, large = peak(600), peak(1_200)  # files larger than the piece of 1 MiB that is looked at
    assert large - small < 600 * 600  # bytes: 600 for each further document, not its 2,000


VALUES = [
    ("published", "20220114", "2022-01-14"),
    ("published", "20220114093000", "2022-01-14T09:30:00"),
    ("published", "20229999", "20229999"),
    ("published", "14 January 2022", "2022-01-14"),
    ("published", "January 2022", "2022-01"),
    ("published", pd.Timestamp("2022-01-14"), "2022-01-14"),
    ("published", float("nan"), None),
    ("authors", "Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
    ("authors", "Doe, Jane", ["Doe, Jane"]),
    ("title", " ", None),
    ("outlet", 5, "5"),
]


@pytest.mark.parametrize(("name", "cell", "expected"), VALUES)
def test_values(name, cell, expected):
    assert columns.value(name, cell) == expected
