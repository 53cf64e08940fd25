"""Reading: every format, encodings, bad input, and that the rest of a corpus goes on."""

import json
import logging
import re
from pathlib import Path

import pandas as pd
import pytest

import toolkit as tk
from toolkit import documents, tables

SEEDS = Path(__file__).parent.parent / "seeds"
ARTICLE = (
    "Talks end without result\n\n"
    "The minister said on Friday that the talks with the other side had failed. “We have to wait,” she told reporters "
    "of the agency.\n\nNobody knew what would be next for the two of them."
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a").write_text(
        "The second text, which is a file without a suffix.", encoding="utf-8"
    )
    (tmp_path / ".hidden").write_text("not read", encoding="utf-8")
    return tmp_path


def codes(frame):
    return [row["code"] for row in frame.attrs["problems"]]


def test_seed_article():
    frame = tk.read_documents(SEEDS)
    tables.check("documents", frame)
    (row,) = frame.to_dict("records")
    raw = next(SEEDS.glob("*.txt")).read_bytes().decode()
    assert row["title"] == raw.split("\n")[0] == row["text"].split("\n")[0]
    assert row["language"] == "en"
    assert row["n_words"] == 1021
    assert row["doc_id"] == tables.identifier(row["origin"], raw)
    assert frame.attrs["problems"] == []


def test_folder_glob_list_and_file_agree(folder):
    whole = tk.read_documents(folder)
    assert whole["origin"].tolist() == ["b.txt", "sub/a"]
    assert whole["title"].tolist()[0] == "Talks end without result"
    assert whole["title"].isna().tolist() == [False, True]
    by_pattern = tk.read_documents(str(folder / "*.txt"))
    by_list = tk.read_documents([folder / "b.txt", folder, str(folder / "*.txt")])
    assert by_pattern["doc_id"].tolist() == whole["doc_id"].tolist()[:1]
    assert by_list["doc_id"].tolist() == whole["doc_id"].tolist()  # each file once
    assert tk.read_documents(str(folder / "**" / "*"))["origin"].tolist() == ["b.txt", "sub/a"]


def test_identifiers_do_not_depend_on_the_place(folder, monkeypatch):
    absolute = tk.read_documents(folder)
    monkeypatch.chdir(folder)
    assert tk.read_documents(".")["doc_id"].tolist() == absolute["doc_id"].tolist()


def test_texts_may_stay_as_they_are(tmp_path):
    (tmp_path / "a.txt").write_bytes("“Not easy to do, “she said.\r\n\r\nLeave a Comment\r\n".encode())
    (row,) = tk.read_documents(tmp_path, clean=False).to_dict("records")
    assert row["text"] == "“Not easy to do, “she said.\n\nLeave a Comment\n"
    assert "Leave" not in tk.read_documents(tmp_path)["text"][0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes("The café said: “no – never” to them.".encode(encoding))
    (row,) = tk.read_documents(tmp_path).to_dict("records")
    assert row["text"] == "The café said: “no – never” to them."
    recorded = [change["what"] for change in row["cleaning"] if change["step"] == "encoding"]
    assert bool(recorded) == (encoding != "utf-8-sig")


# --- tables and pages


def test_csv(tmp_path):
    path = tmp_path / "news.csv"
    path.write_text(
        "Headline,Body,Date,Author,Source,country\n"
        '"Talks fail","The talks, he said,\nhad failed.",14 January 2022,"Jane Doe, John Roe",The Daily,US\n'
        '"Empty","",2022-01-15,,,US\n'
        '"Second","The second text.",03/04/2022,"Doe, Jane",,\n',
        encoding="utf-8",
    )
    frame = tk.read_documents(path)
    tables.check("documents", frame)
    first, second = frame.to_dict("records")
    assert first["text"] == "The talks, he said,\nhad failed."
    assert (first["title"], first["outlet"], first["published"]) == ("Talks fail", "The Daily", "2022-01-14")
    assert first["authors"] == ["Jane Doe", "John Roe"]
    assert first["country"] == "US"
    assert (first["origin"], second["origin"]) == ("news.csv#1", "news.csv#3")
    assert second["published"] == "03/04/2022"  # two dates at once, so it stays
    assert second["authors"] == ["Doe, Jane"]
    assert codes(frame) == ["no text", "date unclear"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(tmp_path, delimiter):
    suffix = "tsv" if delimiter == "\t" else "csv"
    (tmp_path / f"a.{suffix}").write_text(
        f"title{delimiter}text\nOne{delimiter}The text, here.\n", encoding="utf-8"
    )
    assert tk.read_documents(tmp_path)["text"].tolist() == ["The text, here."]


def test_long_fields(tmp_path):
    pd.DataFrame({"text": ["The word was said. " * 20_000]}).to_csv(tmp_path / "a.csv", index=False)
    assert tk.read_documents(tmp_path)["n_words"].tolist() == [80_000]


def test_jsonl_goes_on_after_a_broken_line(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        '{"text": "The first."}\n{"text": \n\n{"content": "x", "text": "The third."}\n'
    )
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == ["The first.", "The third."]
    assert frame["origin"].tolist() == ["a.jsonl#1", "a.jsonl#4"]
    assert codes(frame) == ["unreadable"]


@pytest.mark.parametrize("content", [
    [{"text": "The text."}], {"text": "The text."}, {"n": 1, "articles": [{"body": "The text."}]},
])  # fmt: skip
def test_json(tmp_path, content):
    for name in ("a.json", "a"):
        (tmp_path / name).write_text(json.dumps(content))
        assert tk.read_documents(tmp_path / name)["text"].tolist() == ["The text."]


def test_lines_and_lists_under_each_others_name(tmp_path):
    (tmp_path / "a.jsonl").write_text('[{"text": "The first."}]')
    (tmp_path / "b.json").write_text('{"text": "The second."}\n{"text": "The third."}\n')
    assert tk.read_documents(tmp_path)["text"].tolist() == ["The first.", "The second.", "The third."]


def test_parquet_and_own_identifiers(tmp_path):
    source = pd.DataFrame({
        "doc_id": [7, 8], "text": ["The first.", "The second."], "date": pd.to_datetime(["2022-01-14", None]),
        "authors": [["Jane Doe"], None],
    })  # fmt: skip
    source.to_parquet(tmp_path / "a.parquet")
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert frame["doc_id"].tolist() == ["7", "8"]
    assert frame["published"].tolist()[0] == "2022-01-14"
    assert frame["published"].isna().tolist() == [False, True]
    assert frame["authors"].tolist() == [["Jane Doe"], None]


def test_column_with_the_text(tmp_path):
    (tmp_path / "a.csv").write_text("id,wording\n1,The text.\n")
    with pytest.raises(ValueError, match=r"a\.csv: no column .*\(found id, wording\); pass text_column="):
        tk.read_documents(tmp_path)
    with pytest.raises(ValueError, match=r"no column 'words' \(found id, wording\)"):
        tk.read_documents(tmp_path / "a.csv", text_column="words")
    assert tk.read_documents(tmp_path, text_column="wording")["text"].tolist() == ["The text."]
    (tmp_path / "b.txt").write_text("Another text of the corpus.")
    assert codes(tk.read_documents(tmp_path)) == ["no text column"]  # one of two files: the other counts


def test_web_page(tmp_path):
    paragraphs = "".join(
        f"<p>The minister said on Friday that the talks had failed for reason {n}.</p>" for n in range(9)
    )
    (tmp_path / "a.html").write_text(
        "<!doctype html><html><head><title>Talks fail</title><meta name='author' content='Jane Doe'>"
        "<meta property='og:site_name' content='The Daily'>"
        "<meta property='article:published_time' content='2022-01-14'>"
        "<meta property='article:section' content='Politics'>"
        f"</head><body><nav><a href='/'>Home</a></nav><article><h1>Talks fail</h1>{paragraphs}</article></body></html>"
    )
    (tmp_path / "empty.html").write_text("<html><body></body></html>")
    frame = tk.read_documents(tmp_path)
    (row,) = frame.to_dict("records")
    assert row["title"] == "Talks fail"
    assert (row["outlet"], row["published"], row["authors"]) == ("The Daily", "2022-01-14", ["Jane Doe"])
    assert row["section"] == "Politics"
    assert "reason 3.\n\nThe minister" in row["text"]
    assert "Home" not in row["text"]
    assert codes(frame) == ["no article"]


def test_entities_of_a_page_are_not_expanded(tmp_path):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sentence = "<p>The minister said on Friday that the talks had failed &l9; &file; once more.</p>"
    (tmp_path / "a.xhtml").write_text(
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        f"<html xmlns='http://www.w3.org/1999/xhtml'><body><article>{sentence * 9}</article></body></html>"
    )
    (row,) = tk.read_documents(tmp_path).to_dict("records")
    assert "the talks had failed" in row["text"]
    assert "root:" not in row["text"] and len(row["text"]) < 2_000


# --- bad input


def test_missing_path():
    with pytest.raises(FileNotFoundError, match=r"nowhere/: no such file or folder \(looked from "):
        tk.read_documents("nowhere/")
    with pytest.raises(FileNotFoundError, match="no file fits this pattern"):
        tk.read_documents("nowhere/*.txt")


def test_nothing_given(tmp_path):
    with pytest.raises(ValueError, match="the folder has no files"):
        tk.read_documents(tmp_path)
    with pytest.raises(ValueError, match="an empty list"):
        tk.read_documents([])


BAD = [
    ("empty file", b""),
    ("empty file", b"\xef\xbb\xbf \n\n"),
    ("not text", b"\x00\x01\x02\x03" * 100),
    ("not text", bytes(range(256)) * 20),
    ("not text", b"%PDF-1.7 ..."),
    ("not text", b"\x89PNG\r\n\x1a\n"),
    ("no words", "“” ‘’ \" '' … —".encode()),
    ("no words", b"Leave a Comment\n\nShare"),
]


@pytest.mark.parametrize(("code", "content"), BAD)
def test_bad_files_become_problems(tmp_path, caplog, code, content):
    (tmp_path / "bad.txt").write_bytes(content)
    (tmp_path / "good.txt").write_text(ARTICLE, encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert frame["origin"].tolist() == ["good.txt"]
    (problem,) = frame.attrs["problems"]
    assert (problem["stage"], problem["code"]) == ("read", code)
    assert problem["detail"].startswith("bad.txt")
    assert "1 of 2 inputs left out" in caplog.text
    tables.check("problems", tables.table("problems", frame.attrs["problems"]))


@pytest.mark.parametrize(("code", "content"), BAD)
def test_nothing_readable(tmp_path, code, content):
    (tmp_path / "bad.txt").write_bytes(content)
    frame = tk.read_documents(tmp_path / "bad.txt")
    tables.check("documents", frame)
    assert frame.empty
    assert code in documents.nothing_read(frame)
    with pytest.raises(ValueError, match=rf"(?s)no document could be read.*{re.escape(code)}"):
        documents.reading.read_some(tmp_path / "bad.txt", text_column=None)


def test_a_file_that_cannot_be_opened(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may open everything, so a mode is no test
    (problem,) = tk.read_documents(tmp_path).attrs["problems"]
    assert (problem["code"], problem["detail"]) == (
        "unreadable",
        "a.txt: cannot be opened (Permission denied); see whether you may read it",
    )


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.parquet"])
def test_broken_tables(tmp_path, name):
    (tmp_path / name).write_text('"text\n{not a table', encoding="utf-8")
    (tmp_path / "b.txt").write_text(ARTICLE, encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert len(frame) == 1
    assert len(frame.attrs["problems"]) == 1


def test_copies_are_marked(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["duplicate_of"].isna().tolist() == [True, False]
    assert frame["duplicate_of"][1] == frame["doc_id"][0]


def test_the_same_file_in_two_folders_counts_once(tmp_path):
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(ARTICLE, encoding="utf-8")
    frame = tk.read_documents([tmp_path / "x", tmp_path / "y"])
    tables.check("documents", frame)
    assert codes(frame) == ["repeated"]


# --- languages and words

OTHER_LANGUAGES = [
    (
        "Die Gespräche in Wien endeten ohne Ergebnis, sagte der Minister am Donnerstag, und die Lage ist ernst.",
        "de",
    ),
    (
        "De gesprekken in Wenen eindigden zonder resultaat, zei de minister, en de toestand was gespannen, "
        "of het nu in het oosten is of in het zuiden.",
        "nl",
    ),
    (
        "Les pourparlers à Vienne se sont terminés sans résultat, a déclaré le ministre, et la situation reste tendue.",
        "fr",
    ),
    (
        "Las conversaciones en Viena terminaron sin resultado, dijo el ministro, y la situación sigue tensa.",
        "es",
    ),
    (
        "I colloqui a Vienna si sono conclusi senza risultato, ha detto il ministro, e la situazione resta tesa.",
        "it",
    ),
    (
        "Samtalene i Wien endte uten resultat, sa ministeren torsdag, og han har nå en plan for hva som skal skje.",
        "no",
    ),
    ("Переговоры в Вене завершились без результата, заявил министр.", "ru"),
    ("部长说会谈没有达成协议。双方同意下周继续在日内瓦进行谈判。", "zh"),
    ("Kowalski 3, Nowak 2, Smith 1", "und"),
    ("1 2 3 – 4 5 6", "und"),
    ("", "und"),
]


@pytest.mark.parametrize(("text", "language"), OTHER_LANGUAGES, ids=[row[1] for row in OTHER_LANGUAGES])
def test_other_languages_are_named_where_they_can_be_told(text, language):
    assert documents.guess_language(text) == language


def test_headlines_are_not_named_otherwise():
    """Few words, none of them frequent: 'en' or undetermined, which is taken for English."""
    for text in (
        "Lee wins Ohio",
        "Talks fail",
        "Police: Suspect shot near Dayton mall",
        "Ek, Roe trade barbs",
    ):
        assert documents.guess_language(text) in {"en", "und"}, text


def test_english():
    assert documents.guess_language(ARTICLE) == "en"


def test_words():
    assert tables.count_words("The U.S. envoy’s de-escalation talks took 4 hours – “no” ...") == 10
