"""Whom each mention of a corpus means, and why: the steps behind `actors.resolve`.

Names come first (named), then descriptions that shorten a name, stand for a body or name a person by office (offices),
then pronouns and descriptions along their coreference links. All work on columns, not rows: a corpus has millions of
mentions.

A corpus comes in parts of whole documents, one after the other, several times over: what all parts tell of a name is
learnt before any part is read by it. So memory grows with one part and with what is known of the corpus: labels of each
name (kinds.LabelCounts), names and people (people.People), acronyms (names.Acronyms), holders of offices
(offices.Holders) and votes on genders (GenderVotes), all of which grow with the number of different names and people.
"""

from __future__ import annotations

from collections.abc import Callable, MutableSequence
from typing import TypeVar

from toolkit.actors import kinds, named, names, offices, people
from toolkit.actors.descriptions import STANDING, way_of_standing
from toolkit.actors.meant import NAME_VOTES, TITLE_VOTES, Found

Part = TypeVar("Part")
_GENDERS = ("male", "female")


def tell(parts: MutableSequence[Found], crowds: MutableSequence[people.Crowd]) -> None:
    """Say in each part of the corpus whom its mentions mean, in place.

    `crowds` is an empty sequence to keep the people's names of each part in meanwhile; both are lists, or keep their
    items on disk: items are taken out one by one, changed and put back.
    """
    acronyms = _tell_fixed_names(parts, crowds)
    known = people.People()
    for step in known.steps():
        each(crowds, step.learn, keep=step.changes)
        step.settle()
    _tell_by_names(parts, crowds, known, acronyms)


def _tell_fixed_names(parts: MutableSequence[Found], crowds: MutableSequence[people.Crowd]) -> dict[str, str]:
    """Say whom names mean by themselves, and gather people's names; what acronyms stand for in the whole corpus."""
    labels, acronyms = kinds.LabelCounts(), names.Acronyms()
    for part in parts:
        labels.learn(part.of)

    def add_fixed_names(part: Found) -> None:
        named.add_fixed_names(part, labels)
        named.learn_acronyms(part, acronyms)
        crowds.append(named.crowd(part))

    each(parts, add_fixed_names)
    return acronyms.everywhere()


def _tell_by_names(
    parts: MutableSequence[Found],
    crowds: MutableSequence[people.Crowd],
    known: people.People,
    acronyms: dict[str, str],
) -> None:
    """The steps from the names to what follows from them."""
    holders, votes = offices.Holders(), GenderVotes()
    told = iter(crowds)

    def add_names(part: Found) -> None:
        part.acronyms = part.acronyms._replace(everywhere=acronyms)
        named.add_people(part, known.found(next(told)))
        named.add_organisations(part)
        named.add_short_names(part)
        _add_bodies(part)
        offices.add_offices(part)
        holders.learn(part)

    def add_references(part: Found) -> None:
        part.acronyms = part.acronyms._replace(everywhere=acronyms)
        offices.add_offices_elsewhere(part, holders)
        _add_references(part)
        offices.add_relatives(part)
        _add_bodies(part)  # of owners that are pronouns: "its spokesman"
        _add_references(part)
        votes.learn(part)

    each(parts, add_names)
    each(parts, add_references)
    each(parts, votes.drop_wrong)


def each(parts: MutableSequence[Part], change: Callable[[Part], None], *, keep: bool = True) -> None:
    """Take out one part after the other, change it, and put it back; not where it is only read."""
    for number in range(len(parts)):
        part = parts[number]
        change(part)
        if keep:
            parts[number] = part
        del part  # before the next one is taken out, so that one alone is in memory


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
            if gender and (key, gender) not in self.named:
                self.named.add((key, gender))
                self._vote(key, gender, NAME_VOTES)

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
