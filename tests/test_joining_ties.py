"""Edges from ties in parts: those of quote_edges, to the last bit."""

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import network, tables
from toolkit.joining import ties
from toolkit.joining.ties import Ties

ACTORS = [("a0", "Lee"), ("a1", "Ek"), ("a2", "Lee"), ("a3", "Äsö"), ("a4", "Zed")]


def actor_table():
    rows = [
        {"actor_id": one, "name": name, "kind": "person", "mentions": 1, "documents": 1}
        for one, name in ACTORS
    ]
    return tables.table("actors", rows)


def corpus(seed, documents, quotes):
    """Documents, quotes and mentions by chance: some without outlet or date, quotes within each other's spans."""
    draw, said, named = random.Random(seed), [], []
    ids = [f"d{draw.randrange(10**6):06}{number}" for number in range(documents)]
    for number in range(quotes):
        doc_id, start = draw.choice(ids), 100 * number
        place = {"doc_id": doc_id, "start": start, "end": start + 50, "text": "x"}
        who = draw.choice([None, *(one for one, _ in ACTORS)])
        said.append(
            {
                "quote_id": f"q{number}",
                **place,
                "spans": [[start, start + 50]],
                "kind": "direct",
                "confidence": 1.0,
            }
            | {"n_words": 3, "actor_id": who, "addressee_id": draw.choice([None, "a0", "a4"])}
            | {"answers": draw.choice([None, f"q{draw.randrange(quotes)}"])}
        )
        for other in range(draw.randrange(3)):
            at = start + other
            whom = draw.choice([one for one, _ in ACTORS])
            mention = {
                "mention_id": f"m{number}.{other}",
                "doc_id": doc_id,
                "start": at,
                "end": at + 1,
                "text": "x",
            }
            named.append(mention | {"label": "PERSON", "confidence": 1.0, "actor_id": whom})
    frame = pd.DataFrame({"doc_id": ids, "text": "x", "language": "en", "origin": "x", "n_words": 1})
    frame = frame.assign(
        cleaning=[[] for _ in ids],
        outlet=[draw.choice([None, "The Day", "The  Day", "Ek"]) for _ in ids],
        published=[draw.choice([None, "2022-01-14", "2021"]) for _ in ids],
    )
    return tables.table("documents", frame), tables.table("quotes", said), tables.table("mentions", named)


@pytest.mark.parametrize("held", [1, 4, 10_000])
@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    documents=st.integers(2, 8),
    quotes=st.integers(0, 60),
    shard=st.integers(1, 4),
)
def test_the_edges_of_one_table(tmp_path_factory, held, seed, documents, quotes, shard):
    known, said, named = corpus(seed, documents, quotes)
    # A quote may answer one of its own document alone.
    of = dict(zip(said["quote_id"], said["doc_id"], strict=True))
    other = said["answers"].map(of) != said["doc_id"]
    said["answers"] = said["answers"].mask(other.to_numpy(dtype=bool), None).astype("str")
    actors, kept = actor_table(), ties.TIES_HELD
    found = Ties(actors, tmp_path_factory.mktemp("ties") / "ties")
    ids = list(known["doc_id"])
    shards = [ids[at : at + shard] for at in range(0, len(ids), shard)]
    order = [doc_id for some in shards for doc_id in some]
    said = said.iloc[said["doc_id"].map(order.index).argsort(kind="stable")].reset_index(drop=True)
    try:
        ties.TIES_HELD = held
        for some in shards:
            frames = (frame[frame["doc_id"].isin(some)] for frame in (said, named))
            found.add(network.ties(*frames, actors, known, relation=network.QUOTE_RELATIONS))
        got = list(found.edges(len(ids)))
    finally:
        ties.TIES_HELD = kept
    wanted = network.quote_edges(said, named, actors, known, relation=network.QUOTE_RELATIONS)
    got = tables.table("edges", pd.concat(got, ignore_index=True))
    pd.testing.assert_frame_equal(got, wanted, check_exact=True)
