"""Whom each mention of a corpus means, and why: the steps behind `actors.resolve`.

Names come first (named), then descriptions that shorten a name, stand for a body or name a person by office (offices),
then pronouns and descriptions along their coreference links. All work on columns, not rows: a corpus has millions of
mentions.

A corpus comes in parts of whole documents, several times over: what all parts tell of a name is learnt before any part
is read by it. So memory grows with one part and with what is known of the corpus: labels of each name
(kinds.LabelCounts), names and people (people.People), acronyms (names.Acronyms), holders of offices (offices.Holders)
and votes on genders (GenderVotes), all of which grow with the number of different names and people. All are sums, or
the like, of what each part tells: the order of the parts makes no difference, nor who reads them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from toolkit.actors import kinds, named, names, offices, people
from toolkit.actors.descriptions import STANDING, way_of_standing
from toolkit.actors.meant import NAME_VOTES, TITLE_VOTES, Found
from toolkit.actors.parts import Own, Parts, Step

_GENDERS = ("male", "female")


def tell(parts: Parts) -> GenderVotes:
    """Say in each part of the corpus, in "found", whom its mentions mean; what is left is GenderVotes.drop_wrong."""
    acronyms = _tell_fixed_names(parts)
    known = people.People()
    for step in known.steps():
        for told in parts.each(_of_crowd(step), known.only(step.needs)):
            step.add(told)
        step.settle()
    return _tell_by_names(parts, known.only(people.TOLD_BY), acronyms)


def _tell_fixed_names(parts: Parts) -> dict[str, str]:
    """Say whom names mean by themselves, and gather people's names; what acronyms stand for in the whole corpus."""
    labels, acronyms = kinds.LabelCounts(), names.Acronyms()
    for counts in parts.each(_count_labels):
        labels.add(counts)
    for told in parts.each(_add_fixed_names, labels):
        acronyms.add(told)
    return acronyms.everywhere()


def _tell_by_names(parts: Parts, known: people.People, acronyms: dict[str, str]) -> GenderVotes:
    """The steps from the names to what follows from them."""
    holders, votes = offices.Holders(), GenderVotes()
    for held in parts.each(_add_names, (acronyms, known)):
        holders.add(held)
    for told in parts.each(_add_what_follows, (acronyms, holders)):
        votes.add(told)
    votes.settle()
    return votes


# --- steps ------------------------------------------------------------------------------------------------------------


def _count_labels(own: Own, known: None) -> kinds.LabelCounts:
    part, counts = own["found"], kinds.LabelCounts()
    counts.learn(part.of)
    own["found"] = part
    return counts


def _add_fixed_names(own: Own, labels: kinds.LabelCounts) -> names.Acronyms:
    part, told = own["found"], names.Acronyms()
    named.add_fixed_names(part, labels)
    named.learn_acronyms(part, told)
    own["found"], own["crowd"] = part, named.crowd(part)
    return told


def _of_crowd(step: people.Step) -> Step:
    return partial(_learn_of_crowd, learn=step.learn, changes=step.changes)


def _learn_of_crowd(own: Own, known: people.People, *, learn: Any, changes: bool) -> Any:
    crowd = own["crowd"]
    told = learn(known, crowd)
    if changes:
        own["crowd"] = crowd
    return told


def _add_names(own: Own, known: tuple[dict[str, str], people.People]) -> offices.Holders:
    part, holders = own["found"], offices.Holders()
    acronyms, told = known
    part.acronyms = part.acronyms._replace(everywhere=acronyms)
    named.add_people(part, told.found(own["crowd"]))
    named.add_organisations(part)
    named.add_short_names(part)
    _add_bodies(part)
    offices.add_offices(part)
    holders.learn(part)
    own["found"] = part
    return holders


def _add_what_follows(own: Own, known: tuple[dict[str, str], offices.Holders]) -> GenderVotes:
    part, votes = own["found"], GenderVotes()
    acronyms, holders = known
    part.acronyms = part.acronyms._replace(everywhere=acronyms)
    offices.add_offices_elsewhere(part, holders)
    _add_references(part)
    offices.add_relatives(part)
    _add_bodies(part)  # of owners that are pronouns: "its spokesman"
    _add_references(part)
    votes.learn(part)
    own["found"] = part
    return votes


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


class GenderVotes:
    """What titles, names and pronouns say of each person's gender; grows with the number of people."""

    def __init__(self) -> None:
        self.votes: dict[str, list[int]] = {}  # person -> votes for male and for female
        self.named: set[tuple[str, str]] = set()  # person, gender that a name of theirs tells

    def learn(self, found: Found) -> None:
        """Take in what these documents tell."""
        of, given = found.of, set()
        for at, meant in enumerate(found.meant):
            if meant is None or meant.kind != "person":
                continue
            if of.label[at] == "PERSON":
                self._vote(meant.key, of.gender[at], TITLE_VOTES)
                given.add((meant.key, of.text[at]))
            elif of.label[at] == "PRONOUN":
                self._vote(meant.key, of.gender[at], 1)
        for key, text in given:
            gender = names.gender_of(names.person(text))
            if gender:
                self.named.add((key, gender))

    def add(self, other: GenderVotes) -> None:
        """Count the votes of another part of the corpus."""
        self.named |= other.named
        for key, votes in other.votes.items():
            for gender, n in zip(_GENDERS, votes):
                self._vote(key, gender, n)

    def settle(self) -> None:
        """Count what names tell, once in the whole corpus."""
        for key, gender in self.named:
            self._vote(key, gender, NAME_VOTES)
        self.named = set()

    def _vote(self, key: str, gender: str | None, n: int) -> None:
        if gender in _GENDERS:
            self.votes.setdefault(key, [0, 0])[_GENDERS.index(gender)] += n

    def drop_wrong(self, found: Found) -> None:
        """Take away pronouns of the gender that a person is not: "he" from one whom titles and "she" say to be a woman.

        Links of the wrong gender are the model's slips; a person of whom as much says one as the other keeps both.
        """
        of = found.of
        for at, meant in enumerate(found.meant):
            if meant and meant.kind == "person" and of.label[at] == "PRONOUN" and of.gender[at] in _GENDERS:
                own = _GENDERS.index(of.gender[at])
                votes = self.votes[meant.key]
                if votes[1 - own] > votes[own]:
                    found.meant[at] = None


def _agrees(label: str, gender: str | None, text: str, kind: str) -> bool:
    """Whether a pronoun can mean an actor of that kind: "she" only a person, "it" none."""
    if label != "PRONOUN" or gender is None:
        return True
    if gender == "neuter":
        return kind != "person" or text.lower() == "that"
    return kind == "person"
