"""From a quote's source, the words that name who said it, to its speaker, the actor who is meant.

Every step has a reason and a confidence: measured where people's coreference chains allow it (MEASURED), set by hand
elsewhere (BY_HAND). `toolkit.quotes.resolve_speakers` is the same function.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit import lexicons, tables
from toolkit.actors import meanings, names
from toolkit.actors.meanings import cell

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

# A pronoun whose chain leads nowhere is looked for this far back: some six paragraphs of news text.
PRONOUN_REACH = 1500
# Sentences with no more than this between them stand side by side: white space, closing marks, a paragraph's end.
NEXT_SENTENCE = 6
LONGEST_CHAIN = meanings.LONGEST_CHAIN

# A pronoun says of what gender a person is only where its link is surer than not.
LEAST_VOTE = 0.5
# A title is surer than a pronoun, which may be linked to the wrong person; so is a given name, though less.
TITLE_VOTES, NAME_VOTES = 3, 2

# Whoever is named in the quote is rarely who utters it: an earlier guess for that person is worth this much of itself.
# “Lee is wrong,” she said: she is somebody else.
NAMED_INSIDE = 0.5

_UNSURE = 0.5  # less sure than this, words without a name stay what they are


class Speaker(NamedTuple):
    """Who a source is: name, actor_id, how sure, why, and whom it belongs to."""

    name: str | None
    actor_id: str | None
    confidence: float | None
    reason: str
    affiliation: str | None = None


class Said(NamedTuple):
    """An earlier quote's speaker: where its source stands, the end of its sentence, and those who joined in.

    `plural` for a body, group or joint source; `human` for an unnamed source who is one person; `spans`: the quote's.
    """

    place: int
    sentence_end: int
    speaker: Speaker
    plural: bool
    human: bool
    others: tuple[Speaker, ...]
    spans: list


# How sure each step from source to speaker is. A coreference chain has the product of its links' confidences instead.
# Measured on GUM train by training.speaker_rates, as (right + 1) / (n + 2), where there are 20 cases or more.
MEASURED = {
    "full name": 0.92,  # n = 34
    "surname": 0.93,  # n = 41
    "name of an organisation": 0.96,  # n = 21
    "unnamed source": 0.91,  # n = 127
}
# Set by hand after reading some 600 quotes of PolNeAR training articles; GUM has too few cases of these steps.
BY_HAND = {
    "surname, most named bearer in the document": 0.7,
    "surname, nearest bearer in the document": 0.6,
    "surname, only or dominant bearer in the corpus": 0.85,
    "surname that is a place's name too": 0.7,
    "given name": 0.8,
    "given name, known from elsewhere": 0.7,
    "single name": 0.9,
    "acronym of the name": 0.9,
    "name of a group": 0.85,
    "name of a state": 0.95,
    "name of an actor": 0.8,
    "seat of power": 0.9,
    "capital for its state": 0.9,
    "the people for the state": 0.85,
    "its officials": 0.9,
    "its spokesperson": 0.9,
    "a body of it": 0.8,
    "last word of its name": 0.85,
    "holder of the office": 0.85,
    "holder of the office, most named of several": 0.8,
    "holder of the office, nearest of several": 0.6,
    "holder of the office in other documents": 0.7,
    "what the text calls it": 0.8,
    "only body named just before": 0.65,
    "relative of that surname": 0.75,
    "coreference chain": 0.6,
    "description of the previous speaker": 0.75,
    "first person": 0.95,
    "relative pronoun, noun before it": 0.7,
    "pronoun, speaker of the quote that its chain ends in": 0.7,
    "pronoun, speaker of the sentence before of that gender": 0.85,
    "pronoun, speaker of the sentence before": 0.8,
    "pronoun, unnamed speaker of the sentence before": 0.7,
    "pronoun, body or group of the sentence before": 0.7,
    "pronoun, subject of the sentence before of that gender": 0.84,
    "pronoun, subject of the sentence before": 0.7,
    "pronoun, previous speaker of that gender": 0.65,
    "pronoun, nearest person of that gender": 0.55,
    "pronoun, only person it can mean": 0.5,
}
CONFIDENCE = MEASURED | BY_HAND


def resolve_speakers(quotes: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """The quotes with speaker, actor_id, speaker_confidence, speaker_reason, speaker_affiliation and co_speakers.

    `mentions` and `actors` come from actors.resolve. A name is its actor; officials, bodies, spokespeople and capitals
    are their state or organisation; an office is the person who holds it. A pronoun, or a description such as "the
    Ohio senator", follows its coreference chain or goes to who spoke before, whichever is surer (CONFIDENCE); "I"
    inside a quote is who utters that quote. An unnamed source ("a senior State Department official") stays what it is:
    its words as the speaker, no actor, and its affiliation. A place is no speaker. Of a joint source ("Lee and Ek
    said") the first is the speaker and the others are in co_speakers and co_actor_ids.

    Shape: quotes as given, in the same order.
    """
    cast = _Cast(mentions, actors)
    rows = quotes.to_dict("records")
    found = [Speaker(None, None, None, "no source in the text")] * len(rows)
    others: list[tuple[Speaker, ...]] = [()] * len(rows)
    for at, guesses, joined in cast.walk(rows):
        found[at], others[at] = best(guesses), joined
    _first_persons(rows, found)
    result = quotes.copy()
    columns = {
        "speaker": [speaker.name for speaker in found],
        "actor_id": [speaker.actor_id for speaker in found],
        "speaker_confidence": [speaker.confidence for speaker in found],
        "speaker_reason": [speaker.reason for speaker in found],
        "speaker_affiliation": [speaker.affiliation for speaker in found],
        "co_speakers": [[other.name for other in joined] or None for joined in others],
        "co_actor_ids": [[other.actor_id for other in joined] or None for joined in others],
    }
    for column, cells in columns.items():
        result[column] = cells
    return tables.table("quotes", result)[list(dict.fromkeys([*quotes.columns, *columns]))]


def guesses_by_rule(
    quotes: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame
) -> list[tuple[Row, list[Speaker]]]:
    """For each quote with a mention as its source: that mention, and what every rule that applies says of it.

    `resolve_speakers` takes the surest; training.speaker_rates counts how often each rule is right.
    """
    cast, rows = _Cast(mentions, actors), quotes.to_dict("records")
    walked = ((cast.mentions.get(rows[at]["speaker_mention"]), guesses) for at, guesses, _ in cast.walk(rows))
    return [(mention, guesses) for mention, guesses in walked if mention is not None]


def best(guesses: list[Speaker]) -> Speaker:
    """The surest guess, of equally sure ones the first."""
    return max(guesses, key=lambda guess: guess.confidence or 0.0)


def place_of(row: Row) -> int:
    """Where the source stands, or the quote where there is none."""
    start = row["speaker_start"]
    return int(start) if isinstance(start, int | float) and start == start else int(row["start"])


class _Cast:
    """Mentions and actors, indexed for looking speakers up."""

    def __init__(self, mentions: pd.DataFrame, actors: pd.DataFrame):
        self.actors = {row["actor_id"]: row for row in actors.to_dict("records")}
        self.people = {actor_id for actor_id, row in self.actors.items() if row["kind"] == "person"}
        self.mentions = {row["mention_id"]: row for row in mentions.to_dict("records")}
        self.named: dict[str, list[tuple[int, str]]] = defaultdict(list)
        # By document and person: genders that titles tell; pronoun or description -> gender that it tells, and place.
        self.subjects: dict[str, list[tuple[int, int, str]]] = defaultdict(
            list
        )  # end and start of sentence, person
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
                self.offices[row["doc_id"], row["actor_id"]].add(meanings.office(role))
        if cell(row.get("subject_of")):
            self.subjects[row["doc_id"]].append(
                (int(row["sentence_end"]), int(row["sentence_start"]), row["actor_id"])
            )
        gender = _gender(row)
        if gender in {"male", "female"}:
            if row["label"] == "PERSON":
                self.titles[row["doc_id"], row["actor_id"]][gender] += TITLE_VOTES
            elif row["confidence"] >= LEAST_VOTE:
                self._vote(row, row["actor_id"], gender)

    def _vote(self, row: Row, actor_id: str, gender: str) -> None:
        """Let a pronoun or description vote for the gender of one person, and of nobody else any more."""
        earlier = self.voted.get(row["mention_id"])
        if earlier:
            del self.ballots[row["doc_id"], earlier][row["mention_id"]]
        self.voted[row["mention_id"]] = actor_id
        self.ballots[row["doc_id"], actor_id][row["mention_id"]] = gender, row["start"]

    def walk(self, rows: list[Row]) -> Iterator[tuple[int, list[Speaker], tuple[Speaker, ...]]]:
        """Number of each quote in text order, the guesses for its source, and those who share it."""
        said: dict[str, list[Said]] = defaultdict(list)
        for at in sorted(range(len(rows)), key=lambda at: (rows[at]["doc_id"], place_of(rows[at]))):
            before = said[rows[at]["doc_id"]]
            guesses = self.guesses(rows[at], before)
            speaker = best(guesses)
            others = self.others(rows[at], speaker, before)
            if speaker.name is not None:
                before.append(self.said(rows[at], speaker, others))
                self._count(rows[at], speaker)
            yield at, guesses, others

    def _count(self, quote: Row, speaker: Speaker) -> None:
        """Let a pronoun that was just resolved vote for whom it went to."""
        mention = self.mentions[quote["speaker_mention"]]
        gender = _gender(mention)
        known = speaker.actor_id in self.people and speaker.confidence >= LEAST_VOTE
        if known and mention["label"] == "PRONOUN" and gender in {"male", "female"}:
            self._vote(mention, speaker.actor_id, gender)

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

    def guesses(self, quote: Row, before: list[Said]) -> list[Speaker]:
        """Whom the quote's source may mean, one guess for each rule that applies; never empty."""
        mention = self.mentions.get(quote["speaker_mention"])
        if mention is None:
            missing = quote["speaker_start"] is None or quote["speaker_start"] != quote["speaker_start"]
            why = "no source in the text" if missing else "source without a mention"
            return [Speaker(None, None, None, why)]
        if mention["label"] == "PRONOUN":
            return self._pronoun(quote, mention, before)
        if mention["label"] == "NOMINAL":
            return self._description(quote, self._first_of(mention), before)
        return [self._named(mention)]

    def said(self, quote: Row, speaker: Speaker, others: tuple[Speaker, ...]) -> Said:
        """The quote's speaker as what later pronouns may go back to."""
        end = quote["sentence_end"]
        end = int(end) if isinstance(end, int | float) and end == end else int(quote["end"])
        mention = self.mentions[quote["speaker_mention"]]
        unnamed = speaker.actor_id is None
        plural = bool(others) or (
            _is_plural(speaker.name) if unnamed else speaker.actor_id not in self.people
        )
        human = unnamed and not plural and _is_human(mention)
        return Said(place_of(quote), end, speaker, plural, human, others, quote["spans"])

    def others(self, quote: Row, speaker: Speaker, before: list[Said]) -> tuple[Speaker, ...]:
        """Those who share the source with the speaker; "they" keeps those of the joint source that it goes back to."""
        mention = self.mentions.get(quote["speaker_mention"])
        if mention is None:
            return ()
        if mention["label"] == "PRONOUN" and mention["text"].lower() in {"they", "who", "both"} and before:
            last = before[-1]
            return last.others if last.speaker.name == speaker.name else ()
        joined = mention.get("joined_with")
        joined = joined if isinstance(joined, list) else []
        first = self._first_of(mention)["mention_id"]
        found = [self._named(self.mentions[one]) for one in joined if one in self.mentions and one != first]
        return tuple(
            other for other in found if other.name and (other.actor_id, other.name) != speaker[1::-1]
        )

    def _first_of(self, mention: Row) -> Row:
        """The first of those whom a description joins, "police" of "police and prosecutors"; else the mention."""
        joined = mention.get("joined_with")
        first = self.mentions.get(joined[0]) if isinstance(joined, list) and joined else None
        inside = first is not None and first["start"] == mention["start"] and first["end"] < mention["end"]
        return first if inside and first["label"] == "NOMINAL" else mention

    def _named(self, mention: Row) -> Speaker:
        """Whom a name, or a description that stands for one, means."""
        actor = self.actors.get(mention["actor_id"])
        if actor is None:
            return self._unnamed(mention)
        if actor["kind"] == "place":
            return Speaker(None, None, None, "a place, no speaker")
        return self._speaks(actor, cell(mention["actor_reason"]) or "name of an actor")

    def _unnamed(self, mention: Row) -> Speaker:
        text = " ".join(mention["text"].split())
        return Speaker(
            text, None, CONFIDENCE["unnamed source"], "unnamed source", cell(mention["affiliation"])
        )

    def _speaks(self, actor: Row, reason: str, confidence: float | None = None) -> Speaker:
        sure = CONFIDENCE[reason] if confidence is None else confidence
        return Speaker(actor["name"], actor["actor_id"], sure, reason, cell(actor["affiliation"]))

    def _description(self, quote: Row, mention: Row, before: list[Said]) -> list[Speaker]:
        actor, reason = self.actors.get(mention["actor_id"]), cell(mention["actor_reason"])
        found = []
        if actor is not None and actor["kind"] == "place":
            return [self._unnamed(mention)]
        if actor is not None and reason == "coreference chain":
            if not (actor["kind"] == "person" and _is_plural(mention["text"])):
                sure = self._chain_confidence(mention)
                found.append(self._speaks(actor, "description, coreference chain", sure))
        elif actor is not None:
            found.append(self._speaks(actor, reason or "name of an actor"))
        if _is_anaphoric(mention) and (actor is None or "nearest" in (reason or "") or found == []):
            found += self._same_person(quote, mention, before)
        return [guess for guess in found if guess.confidence >= _UNSURE] or [self._unnamed(mention)]

    def _same_person(self, quote: Row, mention: Row, before: list[Said]) -> list[Speaker]:
        """The previous speaker, where "the Ohio senator" can be another name for that person."""
        noun, gender = meanings.office(mention["role"]), cell(mention.get("gender"))
        last = before[-1] if before else None
        if last is None or last.speaker.actor_id not in self.people or last.others:
            return []
        actor_id = last.speaker.actor_id
        plain = noun in lexicons.words("person_nouns", "noun")
        known = self.offices.get((quote["doc_id"], actor_id), set()) - lexicons.words("person_nouns", "noun")
        wrong = gender and self.gender(quote["doc_id"], actor_id, mention) not in {gender, None}
        if wrong or (not plain and known and noun not in known) or not _follows(quote, last):
            return []
        return [self._speaks(self.actors[actor_id], "description of the previous speaker")]

    def _pronoun(self, quote: Row, mention: Row, before: list[Said]) -> list[Speaker]:
        word = mention["text"].lower()
        entry = lexicons.pronouns().get(word, {})
        if entry.get("person") == 1:
            return [Speaker(None, None, None, "first person")]
        if entry.get("person") == 2:
            return [Speaker(None, None, 0.0, "second person")]
        relative = entry.get("kind") == "relative"
        found = self._along_the_chain(quote, mention, relative, before)
        if not relative:
            gender = _gender(mention)
            if gender in {"male", "female"}:
                found += self._of_gender(quote, mention, before) + self._subject_before(quote, mention)
            else:
                found += self._of_number(quote, word, before)
        if found:
            return found if relative else [self._less_sure(quote, guess) for guess in found]
        return [Speaker(" ".join(mention["text"].split()), None, 0.0, "pronoun, not resolved")]

    def _less_sure(self, quote: Row, guess: Speaker) -> Speaker:
        """The guess, less sure where the quote names that person: “Lee is wrong,” she said."""
        if guess.actor_id is None or guess.confidence is None or quote["kind"] != "direct":
            return guess
        named = self.named[quote["doc_id"]]
        for low, high in quote["spans"]:
            first, last = bisect_left(named, (low, "")), bisect_left(named, (high, ""))
            if any(actor_id == guess.actor_id for _, actor_id in named[first:last]):
                return guess._replace(confidence=round(guess.confidence * NAMED_INSIDE, 4))
        return guess

    def _along_the_chain(self, quote: Row, mention: Row, relative: bool, before: list[Said]) -> list[Speaker]:
        actor, sure = self.actors.get(mention["actor_id"]), self._chain_confidence(mention)
        if actor is not None and actor["kind"] != "place":
            fits = self._fits(actor, mention)
            reason = "relative pronoun" if relative else "pronoun, coreference chain"
            return [self._speaks(actor, reason, sure)] if fits or relative else []
        last = self._end_of_chain(mention)
        if last is None or last["label"] != "NOMINAL" or last["actor_id"] in self.actors:
            return []
        utterer = None if relative else self._utterer(last, mention, before)
        if utterer:
            return [self._by_rule(utterer, "pronoun, speaker of the quote that its chain ends in")]
        text = " ".join(last["text"].split())
        reason = "relative pronoun, noun before it" if relative else "pronoun, chain to an unnamed source"
        sure = CONFIDENCE[reason] if relative else sure
        return [Speaker(text, None, sure, reason, cell(last["affiliation"]))]

    def _end_of_chain(self, mention: Row) -> Row | None:
        for _ in range(LONGEST_CHAIN):
            mention = self.mentions.get(mention["antecedent_id"])
            if mention is None or mention["label"] != "PRONOUN":
                return mention
        return None

    def _utterer(self, noun: Row, mention: Row, before: list[Said]) -> str | None:
        """Who says the noun in a quote, where the pronoun stands outside and can mean that person.

        “My mother ran,” Lee said. She said ...: rather Lee than her mother.
        """
        for one in reversed(before):
            within = [any(a <= row["start"] < b for a, b in one.spans) for row in (noun, mention)]
            if within == [True, False]:
                actor = self.actors.get(one.speaker.actor_id)
                singular = _gender(mention) in {"male", "female"} and not one.others
                return actor["actor_id"] if actor and singular and self._fits(actor, mention) else None
        return None

    def _fits(self, actor: Row, mention: Row) -> bool:
        """Whether a pronoun can mean the actor, by what the rest of the document says of the actor's gender."""
        gender = _gender(mention)
        if gender not in {"male", "female"}:
            return True
        known = (
            self.gender(mention["doc_id"], actor["actor_id"], mention) if actor["kind"] == "person" else ""
        )
        return known in {gender, None}

    def _of_gender(self, quote: Row, mention: Row, before: list[Said]) -> list[Speaker]:
        """The person that "he" or "she" most likely means: a speaker before, or else the person named last."""
        doc_id, place, gender = quote["doc_id"], place_of(quote), _gender(mention)
        near = [one for one in reversed(before) if place - PRONOUN_REACH <= one.place < place]
        if near and near[0].human and _follows(quote, near[0]):
            reason = "pronoun, unnamed speaker of the sentence before"
            return [near[0].speaker._replace(reason=reason, confidence=CONFIDENCE[reason])]
        speakers = [one for one in near if one.speaker.actor_id in self.people and not one.others]
        for one in speakers:
            known = self.gender(doc_id, one.speaker.actor_id, mention)
            if _follows(quote, one) and known in {gender, None}:
                suffix = " of that gender" if known else ""
                return [
                    self._by_rule(one.speaker.actor_id, f"pronoun, speaker of the sentence before{suffix}")
                ]
        for one in speakers:
            if self.gender(doc_id, one.speaker.actor_id, mention) == gender:
                return [self._by_rule(one.speaker.actor_id, "pronoun, previous speaker of that gender")]
        named = self._named_before(doc_id, place)
        for actor_id in named:
            if self.gender(doc_id, actor_id, mention) == gender:
                return [self._by_rule(actor_id, "pronoun, nearest person of that gender")]
        # Among several people of unknown gender the nearest one is right one time in five (GUM train): no guess.
        unknown = {actor_id for actor_id in named if self.gender(doc_id, actor_id, mention) is None}
        return [self._by_rule(unknown.pop(), "pronoun, only person it can mean")] if len(unknown) == 1 else []

    def _subject_before(self, quote: Row, mention: Row) -> list[Speaker]:
        """The person who is the subject of the sentence right before, where the pronoun can mean that person."""
        start = quote["sentence_start"]
        start = int(start) if isinstance(start, int | float) and start == start else place_of(quote)
        place = place_of(quote)
        named = self.named[quote["doc_id"]]
        for at, _ in named[bisect_left(named, (start, "")) : bisect_left(named, (place, ""))]:
            if not any(low <= at < high for low, high in quote["spans"]):
                return []  # somebody is named in the pronoun's own sentence
        subjects = self.subjects[quote["doc_id"]]
        low, high = bisect_left(subjects, (start - NEXT_SENTENCE,)), bisect_left(subjects, (start + 1,))
        for _, _, actor_id in reversed(subjects[low:high]):
            known = self.gender(quote["doc_id"], actor_id, mention)
            if known in {_gender(mention), None}:
                suffix = " of that gender" if known else ""
                return [self._by_rule(actor_id, f"pronoun, subject of the sentence before{suffix}")]
        return []

    def _by_rule(self, actor_id: str, reason: str) -> Speaker:
        return self._speaks(self.actors[actor_id], reason)

    def _named_before(self, doc_id: str, place: int) -> list[str]:
        places = self.named[doc_id]
        low, high = bisect_left(places, (place - PRONOUN_REACH, "")), bisect_left(places, (place, ""))
        return [actor_id for _, actor_id in reversed(places[low:high])]

    def _of_number(self, quote: Row, word: str, before: list[Said]) -> list[Speaker]:
        """The body, group or joint source that "it" or "they" most likely means, where that spoke just before."""
        last = before[-1] if before else None
        if last is None or not _follows(quote, last):
            return []
        body = last.speaker.actor_id is not None and last.speaker.actor_id not in self.people
        if not ((word == "it" and body) or (word == "they" and last.plural)):
            return []
        reason = "pronoun, body or group of the sentence before"
        return [last.speaker._replace(reason=reason, confidence=CONFIDENCE[reason])]

    def _chain_confidence(self, mention: Row) -> float:
        """Product of the confidences along the chain of antecedents."""
        product, seen = 1.0, set()
        while mention and mention["label"] in {"PRONOUN", "NOMINAL"} and mention["mention_id"] not in seen:
            seen.add(mention["mention_id"])
            product *= mention["confidence"]
            mention = self.mentions.get(mention["antecedent_id"])
        return round(product, 4)


def _majority(votes: Counter) -> str | None:
    male, female = votes["male"], votes["female"]
    return None if male == female else "male" if male > female else "female"


def _follows(quote: Row, earlier: Said) -> bool:
    """Whether the quote's sentence is that of the earlier one or the next."""
    start = quote["sentence_start"]
    start = int(start) if isinstance(start, int | float) and start == start else place_of(quote)
    return start - earlier.sentence_end <= NEXT_SENTENCE


def _is_anaphoric(mention: Row) -> bool:
    """Whether a description may call somebody by another name who was named before: "the Ohio senator"."""
    role = cell(mention["role"])
    if not role or not mention["text"].lower().startswith("the ") or meanings.standing(mention):
        return False
    return _is_human(mention)


def _is_human(mention: Row) -> bool:
    """Whether a description is of one person."""
    noun = meanings.office(cell(mention["role"]) or "")
    known = lexicons.roles().get(noun)
    return (known is not None and not known.plural) or noun in lexicons.words("person_nouns", "noun")


def _is_plural(text: str | None) -> bool:
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


def _gender(row: Row) -> str | None:
    value = row.get("gender")
    if isinstance(value, str) and value:
        return value
    entry = lexicons.pronouns().get(row["text"].lower()) if row["label"] == "PRONOUN" else None
    return entry["gender"] if entry else None


def _first_persons(rows: list[Row], found: list[Speaker]) -> None:
    """Give "I" and "we" as a source the speaker of the quote that they stand in, in place."""
    enclosing: dict[str, list[int]] = defaultdict(list)
    for at, speaker in enumerate(found):
        if speaker.name is not None:
            enclosing[rows[at]["doc_id"]].append(at)
    for at, speaker in enumerate(found):
        if speaker.reason != "first person":
            continue
        place = place_of(rows[at])
        around = [
            o for o in enclosing[rows[at]["doc_id"]] if any(a <= place < b for a, b in rows[o]["spans"])
        ]
        if around:
            outer = found[min(around, key=lambda other: rows[other]["end"] - rows[other]["start"])]
            sure = CONFIDENCE["first person"] * (outer.confidence or 0.0)
            found[at] = outer._replace(reason="first person", confidence=round(sure, 4))
        else:
            found[at] = Speaker(None, None, 0.0, "first person, outside any quote")
