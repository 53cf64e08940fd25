"""Actors gathered part by part: what one table of mentions gives, however its documents are dealt out."""

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import resolution
from toolkit import actors, tables
from toolkit.actors import actors as resolving
from toolkit.actors.parts import Held
from toolkit.actors.portraits import FAIR_SHARE, Portrait, Portraits

# Few words, so that names meet: full names, initials, middle names, given names alone, suffixes, hyphens, states,
# capitals, acronyms, plurals, laws, and words that are somebody in one document and a place in another.
NAMES = (
    "Ann Lee|Lee|Ann|A. Lee|Ann B. Lee|Annie Lee|Ann Lee Jr.|Lee Ann|Ann Ocasio Cortez|Bo Ocasio-Cortez|Ocasio Cortez|"
    "George W. Bush|George H.W. Bush|George Bush|Bush|Joe Biden|Joseph R. Biden Jr.|Biden|Orban Viktor|Viktor Orban|"
    "John Paul Lee|John Paul|Bo|Bo Ek|Ek|Sergei Lavrov|Lawrow|Washington|Kerry Washington|Georgia|Ohio|Korea|Seoul|"
    "Russia|Moscow|Kremlin|Russians|Acme Food Union|AFU|Acme Fish Utility|Justice|Justice Department|the Clintons|"
    "Clinton|Hillary Clinton|Bill Clinton|Tom Lee|Bill|Voting Rights Act|Foreign Ministry|Pentagon|PENCE|Mike Pence|"
    "Fox News|Fox|NBC"
).split("|")
LABELS = "PERSON PERSON PERSON ORG GPE NORP MISC".split()
AFFILIATIONS = (None, None, "Russia", "Russia", "AFU", "Georgia")
NOMINALS = (
    ("the minister", "minister"),
    ("the president", "president"),
    ("the sheriff", "sheriff"),
    ("her husband", "husband"),
    ("his wife", "wife"),
    ("its spokesman", "spokesman"),
    ("Russian officials", "officials"),
    ("the ministry", "ministry"),
    ("the union", None),
    ("Pence", None),
)
PRONOUNS = (("he", "male"), ("she", "female"), ("it", "neuter"), ("they", None))
ROLES = (None, None, "Minister", "former minister", "president", "sheriff", "Mayor", "union")


def table(seed: int, documents: int, size: int) -> pd.DataFrame:
    """Mentions by chance in so many documents, linked at random to mentions of their own document."""
    draw, rows = random.Random(seed), []
    for document in range(documents):
        own: list[str] = []
        here = draw.sample(NAMES, 10)
        for number in range(draw.randrange(size)):
            row = {"doc_id": f"d{document}", "start": 20 * number, "end": 20 * number + 5, "confidence": 0.5}
            row |= {"mention_id": f"m{document}.{number}"}
            linked = draw.choice(own) if own else None
            kind = draw.random()
            if kind < 0.6:
                row |= {"text": draw.choice(here), "label": draw.choice(LABELS)}
                row |= {"role": draw.choice(ROLES), "affiliation": draw.choice(AFFILIATIONS)}
                row |= {"gender": draw.choice((None, None, None, "male", "female"))}
                row |= {"shared_surname": draw.choice((*(None,) * 9, "Lee"))}
                row |= {"short_for": linked if row["label"] == "ORG" and draw.random() < 0.2 else None}
            elif kind < 0.8:
                words, role = draw.choice(NOMINALS)
                row |= {"text": words, "label": "NOMINAL", "role": role}
                row |= {"antecedent_id": linked if draw.random() < 0.5 else None}
            else:
                words, gender = draw.choice(PRONOUNS)
                row |= {"text": words, "label": "PRONOUN", "gender": gender, "antecedent_id": linked}
            row |= {"owner_id": linked if draw.random() < 0.4 else None}
            rows.append(row)
            own.append(row["mention_id"])
    return tables.table("mentions", rows)


def speaking(mentions: pd.DataFrame, seed: int) -> pd.DataFrame:
    """A quotes table in which some of the mentions are sources."""
    ids = mentions["mention_id"].tolist()
    return pd.DataFrame(
        {"speaker_mention": pd.Series(random.Random(seed).sample(ids, len(ids) // 3), dtype="str")}
    )


def in_parts(mentions, quotes, shards):
    """Mentions and actors of the documents dealt out so, the mentions in the order of the shards."""
    own = [mentions[mentions["doc_id"].isin(doc_ids)].reset_index(drop=True) for doc_ids in shards]
    parts = [resolving.part_of(part, quotes) for part in own]
    found = resolving.resolve_parts(Held([{"found": part} for part in parts]))
    cast = found.cast()
    for part in parts:
        found.add_homes(cast.fill(part))
    made = [resolving.with_actors(table_, part, cast) for table_, part in zip(own, parts, strict=True)]
    made.append(tables.empty("mentions"))
    return pd.concat(made, ignore_index=True), tables.table("actors", found.rows())


def assert_same(mentions, quotes, shards):
    wanted, known = actors.resolve(mentions, quotes)
    got, cast = in_parts(mentions, quotes, shards)
    pd.testing.assert_frame_equal(cast, known)
    got = got.set_index("mention_id").loc[wanted["mention_id"]].reset_index()[wanted.columns]
    pd.testing.assert_frame_equal(got, wanted)


def dealt_out(mentions, seed: int) -> list[list[str]]:
    """The documents in any order, in shards of one, two or three, some of them empty."""
    draw = random.Random(seed)
    left = sorted(set(mentions["doc_id"]))
    draw.shuffle(left)
    shards = []
    while left:
        size = draw.randrange(4)
        shards.append(left[:size])
        left = left[size:]
    return shards


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**9), documents=st.integers(0, 9), size=st.integers(1, 25))
def test_parts_of_random_mentions(seed, documents, size):
    mentions = table(seed, documents, size)
    assert_same(mentions, speaking(mentions, seed), dealt_out(mentions, seed))


@pytest.mark.parametrize("seed", range(2))
def test_parts_of_a_made_up_corpus(seed):
    mentions = tables.table("mentions", resolution.mentions(4000, seed))
    assert_same(mentions, None, dealt_out(mentions, seed))


def test_every_way_to_an_actor_is_in_the_random_mentions():
    """The property test sees each of the reasons that names, offices and links give, not only the frequent ones."""
    seen = set()
    for seed in range(120):
        mentions = table(seed, 9, 25)
        seen |= set(actors.resolve(mentions, speaking(mentions, seed))[0]["actor_reason"].dropna())
    assert set(actors.EXPLANATIONS) | {"full name"} <= seen


def test_a_portrait_of_descriptions_until_there_is_a_name():
    rows = [
        {
            "mention_id": "m0",
            "text": "the minister",
            "label": "NOMINAL",
            "role": "minister",
            "antecedent_id": "m1",
        },
        {"mention_id": "m1", "text": "Ann Lee", "label": "PERSON", "role": "Senator"},
    ]
    place = {"doc_id": "a", "start": 0, "end": 1, "confidence": 1.0}
    _, known = actors.resolve(tables.table("mentions", [row | place for row in rows]))
    assert known[["name", "role", "mentions"]].to_numpy().tolist() == [["Ann Lee", "Senator", 2]]
    assert known["variants"].tolist() == [["Ann Lee"]]


def test_an_affiliation_of_few_names_is_an_episode():
    portrait = Portrait()
    portrait.labelled, portrait.homes = 100, {"Acme": int(100 * FAIR_SHARE) - 1}
    assert portrait.home("person") is None
    portrait.in_office = frozenset({"Acme"})
    assert portrait.home("person") == "Acme"


def test_nobody():
    assert list(Portraits().rows()) == []
