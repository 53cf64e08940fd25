"""A corpus joined shard by shard: the tables of one process, however the documents are dealt out."""

import gc
import json
import os
import pickle
from pathlib import Path

import pandas as pd
import pytest

import toolkit as tk
from benchmarks import resolution
from tests import found_tables
from toolkit import tables
from toolkit.actors.meant import Found
from toolkit.joining import join, joining, shelves, ties

CORPORA = Path(__file__).with_name("corpora")
DATA = Path(os.environ.get("NEWS_DATA", Path(__file__).resolve().parents[1] / "../shared/data"))
# Sizes of the shards, over and over, and how many documents.
SIZES = {"one document each": ([1], 12), "many sizes": ([3, 0, 1, 7], 100), "all in one": ([1000], 100)}


@pytest.fixture(scope="session")
def corpora(nlp):
    """Everything in the hand-made corpora as one corpus, two documents of it copies."""
    frames = [tk.read_documents(path) for path in sorted(CORPORA.glob("*/articles.jsonl"))]
    documents = tables.table("documents", pd.concat(frames, ignore_index=True))
    documents.loc[4, "duplicate_of"] = documents["doc_id"][1]
    documents.loc[[6, 9], "duplicate_of"] = "a document that is not there"
    return found_tables.find(documents, nlp)


@pytest.fixture
def few_held(monkeypatch):
    """Few ties and actors are held at once, so that even a small corpus needs several files."""
    monkeypatch.setattr(ties, "TIES_HELD", 7)
    monkeypatch.setattr(joining, "ACTORS_WRITTEN", 10)
    monkeypatch.setattr(shelves, "LARGE", 20)
    monkeypatch.setattr(shelves, "HELD", 5)


def sent(do, values):
    """Stands in for workers: all that they are sent, and send back, is pickled; some do their work twice."""
    for number, value in enumerate(values):
        if number % 3 == 1:
            do(pickle.loads(pickle.dumps(value)))  # as by a worker that dies before it can say so
        yield pickle.loads(pickle.dumps(do(pickle.loads(pickle.dumps(value)))))


@pytest.mark.model
@pytest.mark.parametrize("workers", [None, sent], ids=["here", "by workers"])
@pytest.mark.parametrize(("sizes", "most"), SIZES.values(), ids=SIZES)
def test_the_tables_of_one_process(corpora, tmp_path, few_held, sizes, most, workers):
    doc_ids = list(corpora["documents"]["doc_id"][:most])
    shards = found_tables.deal_out(corpora, found_tables.cut(doc_ids, sizes), tmp_path / "found")
    done = join(shards, tmp_path / "out", workers=workers)
    wanted = found_tables.joined_in_memory(corpora, doc_ids)
    assert wanted.edges.attrs["duplicates"] == 2 and len(wanted.edges) > 30 and len(wanted.actors) > 40
    found_tables.assert_same(tmp_path / "out", shards, wanted)
    for name in ("documents", "mentions", "actors", "quotes", "edges"):
        assert getattr(done, name) == len(getattr(wanted, name))
    assert done.problems == []
    for name in ("mentions", "actors", "quotes"):
        tables.check(name, found_tables.read(tmp_path / "out", name, shards))


@pytest.mark.model
def test_shards_in_another_order(corpora, tmp_path, few_held):
    doc_ids = found_tables.shuffled(corpora["documents"]["doc_id"], seed=4)
    shards = found_tables.deal_out(corpora, found_tables.cut(doc_ids, [2, 5]), tmp_path / "found")
    join(shards, tmp_path / "out")
    found_tables.assert_same(tmp_path / "out", shards, found_tables.joined_in_memory(corpora, doc_ids))
    first = found_tables.joined_in_memory(corpora, list(corpora["documents"]["doc_id"]))
    actors = found_tables.read(tmp_path / "out", "actors", shards)
    pd.testing.assert_frame_equal(actors, first.actors)


@pytest.mark.model
def test_again_over_what_a_crash_left(corpora, tmp_path, monkeypatch):
    doc_ids = list(corpora["documents"]["doc_id"])
    shards = found_tables.deal_out(corpora, found_tables.cut(doc_ids, [6]), tmp_path / "found")
    written, out = joining.write_table, tmp_path / "out"

    def fails(path, name, frame):
        if name == "quotes" and path.name.startswith("00001"):
            raise OSError("No space left on device")
        written(path, name, frame)

    monkeypatch.setattr(joining, "write_table", fails)
    with pytest.raises(OSError, match="No space left"):
        join(shards, out)
    assert sorted(path.name for path in out.iterdir()) == ["actors.parquet", "mentions", "quotes"]
    monkeypatch.undo()
    (out / "quotes" / ".00001.parquet.part").write_bytes(b"half a fi")
    join(shards, out)
    found_tables.assert_same(out, shards, found_tables.joined_in_memory(corpora, doc_ids))
    assert not list(out.glob(".*")) and not list(out.glob("*/.*"))


@pytest.mark.model
@pytest.mark.parametrize("sizes", [[1], [11, 1, 0, 7]], ids=["one article each", "many sizes"])
def test_real_articles(nlp, tmp_path, sizes):
    path = DATA / "polnear" / "train.jsonl"
    if not path.is_file():
        pytest.skip(f"no {path}; set NEWS_DATA to the folder with the training corpora")
    rows = [json.loads(line) for line in path.open(encoding="utf-8")][: 24 if len(sizes) > 1 else 6]
    frame = pd.DataFrame({"doc_id": [row["id"] for row in rows], "text": [row["text"] for row in rows]})
    frame = frame.assign(outlet=[row["publisher"] for row in rows], published=[row["date"] for row in rows])
    documents, _ = tk.analysis._documents_table(frame)
    found, doc_ids = found_tables.find(documents, nlp), list(documents["doc_id"])
    shards = found_tables.deal_out(found, found_tables.cut(doc_ids, sizes), tmp_path / "found")
    join(shards, tmp_path / "out")
    found_tables.assert_same(tmp_path / "out", shards, found_tables.joined_in_memory(found, doc_ids))


@pytest.mark.model
def test_a_corpus_of_one_document(corpora, tmp_path):
    doc_ids = [corpora["documents"]["doc_id"][0]]
    shards = found_tables.deal_out(corpora, [[], doc_ids, []], tmp_path / "found")
    join(shards, tmp_path / "out")
    wanted = found_tables.joined_in_memory(corpora, doc_ids)
    assert "quotes" in wanted.edges.attrs["interval"] and len(wanted.edges)
    found_tables.assert_same(tmp_path / "out", shards, wanted)


def nothing() -> dict[str, pd.DataFrame]:
    return {name: tables.empty(name) for name in found_tables.JOINED}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_no_documents(tmp_path, count):
    shards = found_tables.deal_out(nothing(), [[]] * count, tmp_path / "found")
    done = join(shards, tmp_path / "out")
    assert done == (0, 0, 0, 0, 0, [])
    found_tables.assert_same(tmp_path / "out", shards, found_tables.joined_in_memory(nothing(), []))


def two_documents() -> dict[str, pd.DataFrame]:
    """Two documents of which the second has nothing: no mention, no quote."""
    texts = ["Ann Lee said no.", "Rain."]
    documents, _ = tk.analysis._documents_table(pd.DataFrame({"doc_id": ["a", "b"], "text": texts}))
    place = {"doc_id": "a", "start": 0, "end": 7, "text": "Ann Lee"}
    mention = {"mention_id": "m", **place, "label": "PERSON", "confidence": 1.0}
    quote = {
        "quote_id": "q",
        "doc_id": "a",
        "start": 13,
        "end": 15,
        "spans": [[13, 15]],
        "text": "no",
        "n_words": 1,
    }
    quote |= {
        "kind": "indirect",
        "confidence": 0.9,
        "speaker_mention": "m",
        "speaker_start": 0,
        "speaker_end": 7,
    }
    return {
        "documents": documents,
        "mentions": tables.table("mentions", [mention]),
        "quotes": tables.table("quotes", [quote]),
    }


def test_a_shard_in_which_nothing_could_be_found(tmp_path):
    found = two_documents()
    shards = found_tables.deal_out(found, [["a"], ["b"]], tmp_path / "found")
    shards[1] = shards[1]._replace(mentions=None, quotes=None)
    join(shards, tmp_path / "out")
    wanted = found_tables.joined_in_memory(found, ["a", "b"])
    assert wanted.quotes["speaker"].tolist() == ["Ann Lee"]
    found_tables.assert_same(tmp_path / "out", shards, wanted)


def test_a_damaged_file_is_named(tmp_path):
    shards = found_tables.deal_out(two_documents(), [["a"], ["b"]], tmp_path / "found")
    shards[1].mentions.write_bytes(b"PAR1")
    with pytest.raises(ValueError, match=r"00001.mentions\.parquet: a Parquet file of this shard was wanted"):
        join(shards, tmp_path / "out")
    assert not list((tmp_path / "out").glob(".*"))


def test_what_is_laid_aside_goes_where_it_is_told(tmp_path, monkeypatch):
    shards = found_tables.deal_out(two_documents(), [["a", "b"]], tmp_path / "found")
    (tmp_path / "scratch").mkdir()
    seen, written = [], joining.write_table

    def write_table(*given):
        seen.append(len(list((tmp_path / "scratch").iterdir())))
        written(*given)

    monkeypatch.setattr(joining, "write_table", write_table)
    join(shards, tmp_path / "out", temporary=tmp_path / "scratch")
    assert set(seen) == {1} and not list((tmp_path / "scratch").iterdir())
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "mentions",
        "quotes",
        "actors.parquet",
        "edges.parquet",
    }


def test_one_shard_is_in_memory_at_a_time(tmp_path, monkeypatch):
    mentions = tables.table("mentions", resolution.mentions(600))
    doc_ids = mentions["doc_id"].unique().tolist()
    documents, _ = tk.analysis._documents_table(pd.DataFrame({"doc_id": doc_ids, "text": "x"}))
    found = {"documents": documents, "mentions": mentions, "quotes": tables.empty("quotes")}
    shards = found_tables.deal_out(found, found_tables.cut(doc_ids, [6]), tmp_path / "found")
    seen, written = [], joining.write_table

    def write_table(*given):
        seen.append(sum(isinstance(one, Found) for one in gc.get_objects()))
        written(*given)

    monkeypatch.setattr(joining, "write_table", write_table)
    join(shards, tmp_path / "out")
    assert len(shards) > 4 and max(seen) == 1
