"""Corrections and attributes made shard by shard: what they are on whole tables."""

import pandas as pd
import pytest

from tests import found_tables
from toolkit import analysis, tables
from toolkit.joining import join

SENTENCE = 40
# doc_id, then the words, label and role of each mention; every mention speaks.
TEXTS = {
    "a": [
        ("Ann Lee", "PERSON", "Senator"),
        ("Lee", "PERSON", None),
        ("Bo Ek", "PERSON", None),
        ("Acme", "ORG", None),
    ],
    "b": [("Bo Lee", "PERSON", None), ("Lee", "PERSON", "Mayor"), ("Annie Leigh", "PERSON", None)],
    "c": [("Lee", "PERSON", None), ("Acme", "ORG", None), ("Headlines", "ORG", None)],
    "d": [
        ("Bo Ek", "PERSON", "Senator"),
        ("Ek", "PERSON", None),
        ("Ann Lee", "PERSON", None),
        ("he", "PRONOUN", None),
    ],
    "e": [("Rain", "ORG", None)],
}
CORRECTIONS = {
    "merge": [("merge", "Annie Leigh", "Ann Lee", None, None)],
    "split by document": [("split", "Ann Lee", "Amy Lee", None, "d")],
    "split by form, into somebody known": [("split", "Bo Ek", "Bo Lee", "Ek", None)],
    "rename, then merge by the new name": [
        ("rename", "Bo Ek", "Robert Ek", None, None),
        ("merge", "Robert Ek", "Bo Lee", None, None),
        ("role", "Bo Lee", "Governor", None, None),
    ],
    "who belongs to a body that is renamed": [
        ("rename", "Acme", "Acme Foods", None, None),
        ("affiliation", "Ann Lee", "Acme Foods", None, None),
    ],
    "drop, also twice": [("drop", "Headlines", None, None, None), ("drop", "Headlines", None, None, None)],
    "drop some": [("drop", "Ann Lee", None, "Lee", "a")],
    "what cannot be done": [
        ("merge", "Nobody", "Ann Lee", None, None),
        ("split", "Ann Lee", "X", "Zed", None),
        ("rename", "Bo Ek", "Ann Lee", None, None),
        ("kind", "Acme", "place", None, None),
    ],
    "nothing": [],
}


def corpus() -> dict[str, pd.DataFrame]:
    """Documents with a sentence for each mention, which is a quote of it that holds the next mention."""
    texts, mentions, quotes = {}, [], []
    for doc_id, rows in TEXTS.items():
        texts[doc_id] = "".join(words.ljust(SENTENCE) for words, _, _ in rows)
        for number, (words, label, role) in enumerate(rows):
            start = SENTENCE * number
            place = {"doc_id": doc_id, "start": start, "end": start + len(words), "text": words}
            own = f"m{doc_id}{number}"
            gender = "male" if label == "PRONOUN" else None
            before = f"m{doc_id}{number - 2}" if label == "PRONOUN" else None
            mentions.append(
                {"mention_id": own, **place, "label": label, "role": role, "confidence": 1.0}
                | {"gender": gender, "antecedent_id": before}
            )
            said = [start + SENTENCE, start + SENTENCE + 10]
            quotes.append(
                {"quote_id": f"q{doc_id}{number}", "doc_id": doc_id, "start": said[0], "end": said[1]}
                | {"spans": [said], "text": texts[doc_id][slice(*said)], "kind": "direct", "confidence": 1.0}
                | {"n_words": 1, "speaker_mention": own, "speaker_start": start, "speaker_end": place["end"]}
                | {"cue": "said", "cue_start": place["end"], "cue_end": place["end"] + 1}
            )
    frame = pd.DataFrame({"doc_id": list(texts), "text": list(texts.values()), "outlet": "The Day"})
    documents, _ = analysis._documents_table(frame)
    return {
        "documents": documents,
        "mentions": tables.table("mentions", mentions),
        "quotes": tables.table("quotes", quotes),
    }


def rows_of(given):
    return [dict(zip(("action", "actor", "value", "form", "doc_id"), row, strict=True)) for row in given]


@pytest.mark.parametrize("given", CORRECTIONS.values(), ids=CORRECTIONS)
def test_corrections(tmp_path, given):
    found, wanted = corpus(), pd.DataFrame(rows_of(given))
    shards = found_tables.deal_out(found, found_tables.cut(list(TEXTS), [2, 1, 2]), tmp_path / "found")
    done = join(shards, tmp_path / "out", corrections=wanted)
    plain = found_tables.joined_in_memory(found, list(TEXTS))
    whole = analysis.correct(plain, wanted)
    found_tables.assert_same(tmp_path / "out", shards, whole)
    pd.testing.assert_frame_equal(tables.table("problems", done.problems), whole.problems)
    assert len(whole.edges) and (not given or not whole.actors.equals(plain.actors))


def test_the_corpus_has_what_the_corrections_speak_of():
    actors = found_tables.joined_in_memory(corpus(), list(TEXTS)).actors
    assert {"Ann Lee", "Bo Lee", "Bo Ek", "Annie Leigh", "Acme", "Headlines"} <= set(actors["name"])


def test_attributes(tmp_path):
    found, given = corpus(), pd.DataFrame({"actor": ["Ann Lee", "Nobody"], "party": ["Red", "Blue"]})
    shards = found_tables.deal_out(found, found_tables.cut(list(TEXTS), [2]), tmp_path / "found")
    corrections = rows_of(CORRECTIONS["merge"])
    done = join(shards, tmp_path / "out", corrections=corrections, attributes=given)
    whole = analysis.correct(found_tables.joined_in_memory(found, list(TEXTS)), corrections)
    whole = analysis.with_attributes(whole, given)
    got = found_tables.read(tmp_path / "out", "actors", shards)
    pd.testing.assert_frame_equal(got, whole.actors)
    assert got.attrs == whole.actors.attrs and got["party"].notna().sum() == 1
    assert [row["detail"] for row in done.problems] == whole.problems["detail"].tolist() != []
    pd.testing.assert_frame_equal(found_tables.read(tmp_path / "out", "edges", shards), whole.edges)


def test_faulty_corrections_stop_it_before_anything_is_written(tmp_path):
    shards = found_tables.deal_out(corpus(), [list(TEXTS)], tmp_path / "found")
    with pytest.raises(ValueError, match="the action is 'marry'"):
        join(shards, tmp_path / "out", corrections=[{"action": "marry", "actor": "Ann Lee"}])
    assert not (tmp_path / "out").exists()
