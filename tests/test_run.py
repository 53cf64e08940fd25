"""The whole analysis with stand-ins for the model: batches, failures, tables in and out."""

import dataclasses
import logging

import pandas as pd
import pytest
import spacy

import toolkit as tk
from toolkit import actors, network, quotes, run, tables

SPEECH = {"kind": "direct", "confidence": 0.9, "n_words": 1}


class Pipeline:
    """A spaCy pipeline of a tokenizer only, which fails on texts that hold the word "fail"."""

    def __init__(self):
        self.nlp = spacy.blank("en")
        self.batches = []

    def __call__(self, text):
        if "fail" in text:
            raise ValueError("bad text")
        return self.nlp(text)

    def pipe(self, texts, batch_size):
        self.batches.append(len(texts))
        return map(self, texts)


@pytest.fixture
def stand_ins(monkeypatch):
    """Every document has one mention, its first word, which speaks its last word."""

    def find_mentions(doc, *, doc_id):
        end = len(doc[0])
        row = {
            "doc_id": doc_id,
            "start": 0,
            "end": end,
            "text": doc[0].text,
            "label": "PERSON",
            "confidence": 1.0,
        }
        return [{"mention_id": tables.identifier(doc_id, 0), **row}] if len(doc) > 1 else []

    def find_quotes(doc, *, doc_id, mentions):
        if "odd" in doc.text:
            raise KeyError("odd")
        start = doc[-1].idx
        place = {"doc_id": doc_id, "start": start, "end": len(doc.text), "spans": [[start, len(doc.text)]]}
        return (
            [{"quote_id": tables.identifier(doc_id, "q"), **place, "text": doc[-1].text, **SPEECH}]
            if mentions
            else []
        )

    def resolve(mentions, quotes):
        rows = [
            {
                "actor_id": tables.identifier(name),
                "name": name,
                "kind": "person",
                "mentions": len(same),
                "documents": 1,
            }
            for name, same in mentions.groupby("text")
        ]
        return mentions.assign(actor_id=mentions["text"].map(tables.identifier).astype("str")), tables.table(
            "actors", rows
        )

    def resolve_speakers(quotes, mentions, actors):
        return quotes.assign(speaker="somebody")

    monkeypatch.setattr(actors, "find_mentions", find_mentions)
    monkeypatch.setattr(actors, "resolve", resolve)
    monkeypatch.setattr(quotes, "find_quotes", find_quotes)
    monkeypatch.setattr(quotes, "resolve_speakers", resolve_speakers)
    monkeypatch.setattr(network, "quote_edges", lambda quotes, mentions, actors: tables.empty("edges"))
    return Pipeline()


def corpus(*texts):
    return pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(texts))], "text": texts})


def check(analysis):
    for field in dataclasses.fields(analysis):
        tables.check(field.name, getattr(analysis, field.name), documents=analysis.documents)


def test_any_frame_with_identifiers_and_texts(stand_ins):
    frame = corpus("Doe said yes", "Roe said no", "Doe").assign(country="US")
    before = frame.copy(deep=True)
    analysis = tk.analyse(frame, nlp=stand_ins)
    check(analysis)
    assert analysis.mentions["text"].tolist() == ["Doe", "Roe"]
    assert analysis.quotes["text"].tolist() == ["yes", "no"]
    assert analysis.documents["country"].tolist() == ["US"] * 3
    assert analysis.problems.empty
    pd.testing.assert_frame_equal(frame, before)


def test_one_bad_document_stops_nothing(stand_ins, caplog):
    texts = ["Doe said yes"] * 40
    texts[3], texts[35] = "this will fail", "an odd text"
    with caplog.at_level(logging.WARNING):
        analysis = tk.analyse(corpus(*texts), nlp=stand_ins, progress=False)
    check(analysis)
    assert len(analysis.quotes) == 38
    assert analysis.problems["doc_id"].tolist() == ["d3", "d35"]
    assert analysis.problems["detail"].str.contains("ValueError: bad text|KeyError: 'odd'").all()
    assert stand_ins.batches == [32, 8]
    assert "2 of 40 documents failed" in caplog.text


def test_a_fault_of_the_setup_stops_it(stand_ins, monkeypatch):
    monkeypatch.setattr(actors, "find_mentions", lambda doc, *, doc_id: doc.no_such_attribute)
    with pytest.raises(AttributeError):
        tk.analyse(corpus("Doe said yes"), nlp=stand_ins)


def test_problems_of_reading_come_out_again(stand_ins, tmp_path):
    (tmp_path / "a.txt").write_text("Doe said yes")
    (tmp_path / "b.txt").write_text("")
    analysis = tk.analyse(tk.read_documents(tmp_path), nlp=stand_ins)
    check(analysis)
    assert analysis.problems["code"].tolist() == ["empty file"]


def test_no_documents(stand_ins):
    for frame in (corpus(), tables.empty("documents")):
        analysis = tk.analyse(frame, nlp=stand_ins)
        check(analysis)
        assert analysis.quotes.empty


@pytest.mark.parametrize(("frame", "message"), [
    (pd.DataFrame({"body": ["x"]}), r"no column doc_id, text \(found body\)"),
    (pd.DataFrame({"doc_id": [1, 1], "text": [1, 2]}), "doc_id 1 stands in more than one row; text holds no strings"),
    (pd.DataFrame({"doc_id": ["a", None], "text": ["x", "y"]}), "doc_id is missing in 1 row"),
])  # fmt: skip
def test_faulty_frames(stand_ins, frame, message):
    with pytest.raises(ValueError, match=message):
        tk.analyse(frame, nlp=stand_ins)


def test_rows_without_a_text(stand_ins):
    analysis = tk.analyse(corpus("Doe said yes", None, 3), nlp=stand_ins)
    check(analysis)
    assert analysis.documents["doc_id"].tolist() == ["d0"]
    assert analysis.problems["code"].tolist() == ["no text"] * 2


def test_progress_bar_on_long_work_only(stand_ins, capsys):
    tk.analyse(corpus("Doe said yes"), nlp=stand_ins)
    assert capsys.readouterr().err == ""
    tk.analyse(corpus(*["Doe said yes"] * 10), nlp=stand_ins)
    assert "analysing: 100%" in capsys.readouterr().err
    tk.analyse(corpus(*["Doe said yes"] * 10), nlp=stand_ins, progress=False)
    assert capsys.readouterr().err == ""


def test_csv_is_safe_for_spreadsheets(stand_ins, tmp_path):
    analysis = tk.analyse(corpus("=HYPERLINK(1) said yes", "Doe said -5"), nlp=stand_ins)
    paths = analysis.to_csv(tmp_path / "new" / "folder")
    assert {path.stem for path in paths} == {field.name for field in dataclasses.fields(analysis)}
    assert (tmp_path / "new/folder/documents.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    documents = pd.read_csv(tmp_path / "new/folder/documents.csv")
    assert documents["text"].tolist() == ["'=HYPERLINK(1) said yes", "Doe said -5"]
    quotes = pd.read_csv(tmp_path / "new/folder/quotes.csv")
    assert quotes["spans"].tolist()[0] == "[[19, 22]]"
    assert pd.read_csv(tmp_path / "new/folder/edges.csv").empty


def test_parquet_keeps_everything(stand_ins, tmp_path):
    frame = corpus("Doe said yes", "Roe said no").assign(labels=[["a"], None])
    analysis = tk.analyse(frame, nlp=stand_ins)
    analysis.to_parquet(tmp_path)
    again = run.analyse_corpus("nowhere/", analysis_folder=tmp_path)
    check(again)
    for name in ("mentions", "actors", "quotes", "edges", "problems"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(analysis, name))


def test_no_stored_analysis(tmp_path):
    with pytest.raises(FileNotFoundError, match="no analysis here"):
        run.load_analysis(tmp_path)


def test_analysis_is_frozen(stand_ins):
    analysis = tk.analyse(corpus("Doe said yes"), nlp=stand_ins)
    with pytest.raises(dataclasses.FrozenInstanceError):
        analysis.quotes = None
