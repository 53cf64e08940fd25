"""Who takes part in a corpus: mentions and actors, indexed for the rules that look for a speaker."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from toolkit import lexicons
from toolkit.actors import descriptions, meant, names
from toolkit.actors.descriptions import cell
from toolkit.quotes.guesses import CONFIDENCE, Speaker

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

# A pronoun whose chain leads nowhere is looked for this far back: some six paragraphs of news text.
PRONOUN_REACH = 1500
LONGEST_CHAIN = meant.LONGEST_CHAIN

# A pronoun says of what gender a person is only where its link is surer than not.
LEAST_VOTE = 0.5
# A title is surer than a pronoun, which may be linked to the wrong person; so is a given name, though less.
TITLE_VOTES, NAME_VOTES = 3, 2


class Cast:
    """Mentions and actors, indexed for looking speakers up."""

    def __init__(self, mentions: pd.DataFrame, actors: pd.DataFrame):
        self.actors = {row["actor_id"]: row for row in actors.to_dict("records")}
        self.people = {actor_id for actor_id, row in self.actors.items() if row["kind"] == "person"}
        self.mentions = {row["mention_id"]: row for row in mentions.to_dict("records")}
        self.named: dict[str, list[tuple[int, str]]] = defaultdict(list)
        # By document and person: genders that titles tell; pronoun or description -> gender that it tells, and place.
        # By document: end and start of the sentence, and the person who is its subject.
        self.subjects: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        self.titles: dict[tuple[str, str], Counter] = defaultdict(Counter)
        self.ballots: dict[tuple[str, str], dict[str, tuple[str, int]]] = defaultdict(dict)
        self.voted: dict[str, str] = {}  # pronoun or description -> the person whose gender it tells
        self.offices: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in self.mentions.values():
            if row["actor_id"] in self.people:
                self._add_person(row)
        for places in (*self.named.values(), *self.subjects.values()):
            places.sort()

    def _add_person(self, row: Row) -> None:
        if row["label"] == "PERSON":
            self.named[row["doc_id"]].append((row["start"], row["actor_id"]))
            role = cell(row["role"])
            # "Former candidate" or "Republican" does not keep somebody from being a senator.
            if role and not role.lower().startswith("former"):
                self.offices[row["doc_id"], row["actor_id"]].add(descriptions.office(role))
        if cell(row.get("subject_of")):
            self.subjects[row["doc_id"]].append(
                (int(row["sentence_end"]), int(row["sentence_start"]), row["actor_id"])
            )
        gender = gender_told(row)
        if gender in {"male", "female"}:
            if row["label"] == "PERSON":
                self.titles[row["doc_id"], row["actor_id"]][gender] += TITLE_VOTES
            elif row["confidence"] >= LEAST_VOTE:
                self.vote(row, row["actor_id"], gender)

    def vote(self, row: Row, actor_id: str, gender: str) -> None:
        """Let a pronoun or description vote for the gender of one person, and of nobody else any more."""
        earlier = self.voted.get(row["mention_id"])
        if earlier:
            del self.ballots[row["doc_id"], earlier][row["mention_id"]]
        self.voted[row["mention_id"]] = actor_id
        self.ballots[row["doc_id"], actor_id][row["mention_id"]] = gender, row["start"]

    def gender(self, doc_id: str, actor_id: str, asking: Row | None = None) -> str | None:
        """The gender that titles, the given name and pronouns of a person in the document tell.

        `asking` is the mention for whose sake one asks: what it says itself is no evidence.
        """
        given = names.gender_of(names.person(self.actors[actor_id]["name"]))
        votes = self.titles.get((doc_id, actor_id), Counter()) + Counter({given: NAME_VOTES} if given else {})
        ballots = dict(self.ballots.get((doc_id, actor_id), {}))
        own = ballots.pop(asking["mention_id"], None) if asking else None
        found = _majority(votes + Counter(gender for gender, _ in ballots.values()))
        if own and found not in {own[0], None}:
            # One pronoun further on that says otherwise may be the wrong one of the two.
            before = votes + Counter(gender for gender, start in ballots.values() if start < own[1])
            total = votes + Counter([own[0], *(gender for gender, _ in ballots.values())])
            found = found if _majority(before) == found else _majority(total)
        return found

    def fits(self, actor: Row, mention: Row) -> bool:
        """Whether a pronoun can mean the actor, by what the rest of the document says of the actor's gender."""
        gender = gender_told(mention)
        if gender not in {"male", "female"}:
            return True
        known = (
            self.gender(mention["doc_id"], actor["actor_id"], mention) if actor["kind"] == "person" else ""
        )
        return known in {gender, None}

    def meant_by_name(self, mention: Row) -> Speaker:
        """Whom a name, or a description that stands for one, means."""
        actor = self.actors.get(mention["actor_id"])
        if actor is None:
            return self.unnamed(mention)
        if actor["kind"] == "place":
            return Speaker(None, None, None, "a place, no speaker")
        return self.speaks(actor, cell(mention["actor_reason"]) or "name of an actor")

    def unnamed(self, mention: Row) -> Speaker:
        """A source that stays what its words say, with what it belongs to."""
        text = " ".join(mention["text"].split())
        return Speaker(
            text, None, CONFIDENCE["unnamed source"], "unnamed source", cell(mention["affiliation"])
        )

    def speaks(self, actor: Row, reason: str, confidence: float | None = None) -> Speaker:
        """The actor as the speaker, as sure as the reason is unless `confidence` says otherwise."""
        sure = CONFIDENCE[reason] if confidence is None else confidence
        return Speaker(actor["name"], actor["actor_id"], sure, reason, cell(actor["affiliation"]))

    def by_rule(self, actor_id: str, reason: str) -> Speaker:
        """The person as the speaker, for that reason."""
        return self.speaks(self.actors[actor_id], reason)

    def first_of(self, mention: Row) -> Row:
        """The first of those whom a description joins, "police" of "police and prosecutors"; else the mention."""
        joined = mention.get("joined_with")
        first = self.mentions.get(joined[0]) if isinstance(joined, list) and joined else None
        inside = first is not None and first["start"] == mention["start"] and first["end"] < mention["end"]
        return first if inside and first["label"] == "NOMINAL" else mention

    def named_before(self, doc_id: str, place: int) -> list[str]:
        """People named up to PRONOUN_REACH before a place, the nearest first."""
        places = self.named[doc_id]
        low, high = bisect_left(places, (place - PRONOUN_REACH, "")), bisect_left(places, (place, ""))
        return [actor_id for _, actor_id in reversed(places[low:high])]

    def end_of_chain(self, mention: Row) -> Row | None:
        """The first mention along the chain that is no pronoun, if any."""
        for _ in range(LONGEST_CHAIN):
            mention = self.mentions.get(mention["antecedent_id"])
            if mention is None or mention["label"] != "PRONOUN":
                return mention
        return None

    def chain_confidence(self, mention: Row) -> float:
        """Product of the confidences along the chain of antecedents."""
        product, seen = 1.0, set()
        while mention and mention["label"] in {"PRONOUN", "NOMINAL"} and mention["mention_id"] not in seen:
            seen.add(mention["mention_id"])
            product *= mention["confidence"]
            mention = self.mentions.get(mention["antecedent_id"])
        return round(product, 4)


def gender_told(row: Row) -> str | None:
    """The gender that a mention itself tells: by its title or noun, or as the pronoun that it is."""
    value = row.get("gender")
    if isinstance(value, str) and value:
        return value
    entry = lexicons.pronouns().get(row["text"].lower()) if row["label"] == "PRONOUN" else None
    return entry["gender"] if entry else None


def is_human(mention: Row) -> bool:
    """Whether a description is of one person."""
    noun = descriptions.office(cell(mention["role"]) or "")
    known = lexicons.roles().get(noun)
    return (known is not None and not known.plural) or noun in lexicons.words("person_nouns", "noun")


def is_plural(text: str | None) -> bool:
    """Whether an unnamed source is more than one: "two officials", "critics", "people close to the talks"."""
    words = (text or "").lower().split()
    plain = next(
        (at for at, word in enumerate(words) if at and word in {"of", "in", "who", "close"}), len(words)
    )
    noun = words[plain - 1] if words else ""
    known = lexicons.roles().get(noun) or lexicons.collective(noun)
    if known is not None:
        return known.plural
    return noun in {"people", "men", "women"} or (
        noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    )


def _majority(votes: Counter) -> str | None:
    male, female = votes["male"], votes["female"]
    return None if male == female else "male" if male > female else "female"
