"""Whom each mention of a corpus means, and why: the steps behind `actors.resolve`.

Names come first (named), then descriptions that shorten a name, stand for a body or name a person by office (offices),
then pronouns and descriptions along their coreference links. All work on columns, not rows: a corpus has millions of
mentions.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from toolkit.actors import named, names, offices
from toolkit.actors.columns import Columns
from toolkit.actors.descriptions import STANDING, way_of_standing
from toolkit.actors.meant import NAME_VOTES, TITLE_VOTES, Found, Meant


def meant_by(columns: Columns) -> list[Meant | None]:
    """For each row whom the mention in it means, None for nobody."""
    found = Found(columns)
    named.add_names(found)
    named.add_short_names(found)
    _add_bodies(found)
    offices.add_offices(found)
    _add_references(found)
    offices.add_relatives(found)
    _add_bodies(found)  # of owners that are pronouns: "its spokesman"
    _add_references(found)
    _drop_wrong_genders(found)
    return found.meant


def _add_bodies(found: Found) -> None:
    """Add descriptions that stand for a state or organisation: "Russian officials", "the ministry's spokesman"."""
    of = found.of
    for at in found.nominal:
        how = way_of_standing(of.role[at], of.text[at]) if found.meant[at] is None and of.role[at] else None
        if how is None:
            continue
        owner = found.owner(at)
        if of.affiliation[at]:
            found.note(at, found.body(of.doc[at], of.affiliation[at], STANDING[how]))
        elif owner and owner.kind in {"state", "organisation"}:
            found.note(at, owner._replace(reason=STANDING[how]))


def _add_references(found: Found) -> None:
    """Add pronouns and descriptions: whom the mention at the end of their chain means."""
    of, meant = found.of, found.meant
    for at, label in enumerate(of.label):
        if meant[at] is not None or of.antecedent[at] < 0 or label not in {"PRONOUN", "NOMINAL"}:
            continue
        target = found.end_of_chain(at)
        if target is not None and _agrees(label, of.gender[at], of.text[at], meant[target].kind):
            found.note(at, meant[target]._replace(reason="coreference chain"))


def _drop_wrong_genders(found: Found) -> None:
    """Take away pronouns of the gender that a person is not: "he" from one whom titles and "she" say to be a woman.

    Links of the wrong gender are the model's slips; a person of whom as much says one as the other keeps both.
    """
    of = found.of
    votes: dict[str, Counter] = defaultdict(Counter)
    told: list[int] = []
    given: set[tuple[str, str]] = set()
    for at, meant in enumerate(found.meant):
        if meant is None or meant.kind != "person":
            continue
        if of.label[at] == "PERSON":
            if of.gender[at]:
                votes[meant.key][of.gender[at]] += TITLE_VOTES
            given.add((meant.key, of.text[at]))
        elif of.label[at] == "PRONOUN" and of.gender[at] in {"male", "female"}:
            votes[meant.key][of.gender[at]] += 1
            told.append(at)
    known = {(key, gender) for key, text in given if (gender := names.gender_of(names.person(text)))}
    for key, gender in known:
        votes[key][gender] += NAME_VOTES
    for at in told:
        count = votes[found.meant[at].key]
        other = "male" if of.gender[at] == "female" else "female"
        if count[other] > count[of.gender[at]]:
            found.meant[at] = None


def _agrees(label: str, gender: str | None, text: str, kind: str) -> bool:
    """Whether a pronoun can mean an actor of that kind: "she" only a person, "it" none."""
    if label != "PRONOUN" or gender is None:
        return True
    if gender == "neuter":
        return kind != "person" or text.lower() == "that"
    return kind == "person"
