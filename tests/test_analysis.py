"""The whole analysis with stand-ins for the model: batches, failures, tables in and out."""

import dataclasses
import gc
import logging
from types import SimpleNamespace

import pandas as pd
import pytest
import spacy

import toolkit as tk
from tests import handmade
from toolkit import actors, analysis, network, quotes, tables
from toolkit.actors import corrections
from toolkit.analysis import PARQUET_ONLY, analyse_corpus, load_analysis, rejoin, with_attributes

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

    def find_mentions(doc, *, doc_id, columns):
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

    def find_quotes(doc, *, doc_id, mentions, columns):
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
    monkeypatch.setattr("toolkit.analysis._find_rhetoric", lambda doc_id, columns, said: {})
    monkeypatch.setattr(network, "quote_edges", lambda *tables_, **options: tables.empty("edges"))
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
    monkeypatch.setattr(actors, "find_mentions", lambda doc, *, doc_id, columns: doc.no_such_attribute)
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


GERMAN = "Die Gespräche in Wien endeten ohne Ergebnis, sagte der Minister am Donnerstag. " * 5


def test_other_languages_are_named_and_left_out(stand_ins, caplog):
    frame = corpus("Doe said yes", GERMAN, "Doe said ja").assign(origin=["a.txt", "b.txt", "c.txt"])
    with caplog.at_level(logging.WARNING):
        analysis = tk.analyse(frame, nlp=stand_ins)
    check(analysis)
    assert analysis.documents["doc_id"].tolist() == ["d0", "d2"]
    assert analysis.problems[["doc_id", "code"]].values.tolist() == [["d1", "not English"]]
    assert analysis.problems["detail"][0].startswith("b.txt: English was wanted, language 'de' was found")
    assert "1 of 3 documents are not in English and left out (first: b.txt)" in caplog.text
    whole = tk.analyse(frame, nlp=stand_ins, english_only=False)
    assert len(whole.documents) == 3 and whole.problems.empty


def test_a_language_that_is_given_counts_and_short_texts_are_taken_for_english(stand_ins):
    given = ["de", "en-GB", "und", None, ""]
    frame = corpus("Doe said yes", "Doe said no", "Ruhe", "Port shut", "Port open").assign(language=given)
    analysis = tk.analyse(frame, nlp=stand_ins)
    assert analysis.documents["doc_id"].tolist() == ["d1", "d2", "d3", "d4"]
    assert analysis.problems["doc_id"].tolist() == ["d0"]


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
    assert {path.stem for path in paths} == {
        field.name for field in dataclasses.fields(analysis) if field.name not in PARQUET_ONLY
    }
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
    again = analyse_corpus("nowhere/", analysis_folder=tmp_path)
    check(again)
    for name in ("mentions", "actors", "quotes", "edges", "problems"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(analysis, name))


def test_no_stored_analysis(tmp_path):
    with pytest.raises(FileNotFoundError, match="no analysis here"):
        load_analysis(tmp_path)


def test_analysis_is_frozen(stand_ins):
    analysis = tk.analyse(corpus("Doe said yes"), nlp=stand_ins)
    with pytest.raises(dataclasses.FrozenInstanceError):
        analysis.quotes = None


HANDMADE = {
    "a": handmade.make(
        "Ann Lee said that war was wrong. She said peace was near. Lee added that Bo Fox was right.",
        entities=[("Ann Lee", "PERSON"), (("Lee", 1), "PERSON"), ("Bo Fox", "PERSON")],
        attributions=[
            ("Ann Lee", "said", "that war was wrong"),
            ("She", ("said", 1), "peace was near"),
            (("Lee", 1), "added", "that Bo Fox was right"),
        ],
        coreference=[("She", "Ann Lee", 0.9)],
    ),
    "b": handmade.make(
        "Anne Lee said that Bo Fox was wrong. Fox said no.",
        entities=[("Anne Lee", "PERSON"), ("Bo Fox", "PERSON"), (("Fox", 1), "PERSON")],
        attributions=[("Anne Lee", "said", "that Bo Fox was wrong"), (("Fox", 1), ("said", 1), "no")],
    ),
}


class HandmadePipeline:
    """A pipeline that has read the handmade documents before."""

    def __init__(self):
        self.docs = {doc.text: doc for doc in HANDMADE.values()}

    def __call__(self, text):
        return self.docs[text]

    def pipe(self, texts, batch_size):
        return map(self, texts)


def handmade_analysis(**options):
    frame = pd.DataFrame({"doc_id": [*HANDMADE], "text": [doc.text for doc in HANDMADE.values()]})
    return tk.analyse(frame, nlp=HandmadePipeline(), **options)


MERGE = [{"action": "merge", "actor": "Anne Lee", "value": "Ann Lee"}]


def test_speakers_follow_a_merge():
    analysis = handmade_analysis()
    assert analysis.quotes["speaker"].tolist() == ["Ann Lee", "Ann Lee", "Ann Lee", "Anne Lee", "Bo Fox"]
    merged = analysis.correct(MERGE)
    check(merged)
    assert merged.quotes["speaker"].tolist() == ["Ann Lee"] * 4 + ["Bo Fox"]
    assert merged.quotes["speaker_reason"].tolist()[3] == (
        "corrected by the user: merged into Ann Lee (was: full name)"
    )
    assert merged.quotes["speaker_confidence"].equals(analysis.quotes["speaker_confidence"])
    (edge,) = merged.edges[merged.edges["source_name"] == "Ann Lee"].itertuples()
    assert (edge.target_name, edge.n, edge.documents) == ("Bo Fox", 2, 2)
    assert len(analysis.edges) == 2 and len(analysis.actors) == 3, "the analysis given stays as it is"
    pd.testing.assert_frame_equal(handmade_analysis(corrections=MERGE).quotes, merged.quotes)


def test_speakers_follow_a_split():
    """What was merged by mistake comes apart again: the pronoun and the later surname go where their names go."""
    analysis = handmade_analysis()
    merged = analysis.correct([{"action": "merge", "actor": "Bo Fox", "value": "Ann Lee"}])
    assert merged.quotes["speaker"].tolist() == ["Ann Lee"] * 3 + ["Anne Lee", "Ann Lee"]
    apart = merged.correct([{"action": "split", "actor": "Ann Lee", "value": "Bo Fox", "form": "Bo Fox|Fox"}])
    check(apart)
    assert apart.quotes["speaker"].tolist() == analysis.quotes["speaker"].tolist()
    assert apart.quotes["about_names"].tolist() == analysis.quotes["about_names"].tolist()
    other = analysis.correct([{"action": "split", "actor": "Ann Lee", "value": "Ann X. Lee", "doc_id": "a"}])
    assert other.quotes["speaker"].tolist()[:3] == ["Ann X. Lee"] * 3


def test_a_chosen_pronoun_goes_where_the_user_says():
    analysis = handmade_analysis()
    (she,) = analysis.mentions[analysis.mentions["text"] == "She"]["mention_id"]
    mentions, people = corrections.split(
        analysis.mentions, analysis.actors, "Ann Lee", {"Cy Lee": {"mention_id": [she]}}
    )
    followed = rejoin(dataclasses.replace(analysis, mentions=mentions, actors=people))
    assert followed.quotes["speaker"].tolist()[:3] == ["Ann Lee", "Cy Lee", "Ann Lee"]
    assert followed.quotes["speaker_reason"].tolist()[1].startswith("corrected by the user: chosen as Cy Lee")


def test_what_is_no_actor_speaks_for_nobody():
    dropped = handmade_analysis().correct([{"action": "drop", "actor": "Bo Fox"}])
    check(dropped)
    assert dropped.quotes["actor_id"].isna().tolist() == [False] * 4 + [True]
    assert dropped.edges.empty


def test_corrections_that_match_nothing_are_problems(caplog):
    with caplog.at_level(logging.WARNING):
        analysis = handmade_analysis(corrections=[{"action": "drop", "actor": "Di Roe"}, *MERGE])
    assert "1 of 2 corrections could not be made" in caplog.text
    assert analysis.problems[["stage", "code"]].to_numpy().tolist() == [["correct", "no such actor"]]
    assert len(analysis.actors) == 2


def test_faulty_corrections_stop_before_any_text_is_read():
    with pytest.raises(ValueError, match="line 2: the action is 'marry'"):
        tk.analyse(corpus("Doe said yes"), nlp=None, corrections=[{"action": "marry", "actor": "a"}])


def test_corrections_and_attributes_are_stored_with_an_analysis(tmp_path):
    """A notebook of a report is given both again, with the stored analysis that has them already."""
    (tmp_path / "c.csv").write_text("action,actor,value\nmerge,Anne Lee,Ann Lee\ndrop,Nobody,\n")
    (tmp_path / "a.csv").write_text("actor,party\nAnn Lee,Greens\nDi Roe,None\n")
    given = {"corrections": tmp_path / "c.csv", "attributes": tmp_path / "a.csv"}
    analysis = with_attributes(handmade_analysis().correct(given["corrections"]), given["attributes"])
    check(analysis)
    assert analysis.actors.set_index("name")["party"].dropna().to_dict() == {"Ann Lee": "Greens"}
    assert analysis.problems["code"].tolist() == ["no such actor", "unmatched"]
    analysis.to_parquet(tmp_path / "tables")
    again = analyse_corpus("nowhere/", analysis_folder=tmp_path / "tables", **given)
    for name in ("mentions", "actors", "quotes", "edges", "problems"):
        # a column of nothing but missing values comes back as text
        found, stored = (
            getattr(one, name).drop(columns="shared_surname", errors="ignore") for one in (again, analysis)
        )
        pd.testing.assert_frame_equal(found, stored, check_dtype=False)
    (tmp_path / "a.csv").write_text("actor,party\nBo Fox,Reds\n")
    changed = analyse_corpus("nowhere/", analysis_folder=tmp_path / "tables", **given)
    assert changed.actors.set_index("name")["party"].dropna().to_dict() == {"Bo Fox": "Reds"}
    assert changed.problems["code"].tolist() == ["no such actor"]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(enabled):
    def broken(texts, **options):
        assert not gc.isenabled()
        raise ValueError("no")

    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        nlp = SimpleNamespace(pipe=broken)
        found = list(analysis._find(pd.DataFrame({"doc_id": ["a"], "text": ["One."]}), nlp))
        assert isinstance(found[0][1], Exception)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
