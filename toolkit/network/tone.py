"""How a quote speaks of those it mentions, addresses or answers: supportive, critical or neutral. Experimental.

Only words that are tied to the target count: a verb of praise or blame that has it as its object ("praised Lee",
"accused Russia of", "I support Ek") and what it is called ("called Lee a liar"). A quote full of bad words says nothing
of whom it mentions: they may be about something else. So most pairs stay neutral by abstention, and of what a quote
says in its own words ("Lee has failed us") nothing is found: that was tried ("Lee is ..." with a valued word) and was
right in 17 of 46 cases, no better than guessing.

Method: targets by rule as in Jiang et al. 2011 (Target-dependent Twitter sentiment classification, ACL); verbs by
their class in Levin 1993; valued words and negation after Hutto & Gilbert 2014 (VADER). How often each rule is right
was measured by reading (CONFIDENCE).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit import lexicons, stats, tables
from toolkit.quotes import contents

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
TONES = ("supportive", "critical", "neutral")
COLUMNS = {
    "quote_id": "str",
    "doc_id": "str",
    "source": "str",
    "target": "str",
    "tone": "str",
    "score": "float64",
    "confidence": "float64",
    "evidence": "str",
    "method": "str",
}

# Characters between a verb and its object ("accused Republican contender Ek"), those behind the object in which stands
# what it is called, and words of these.
OBJECT, CALLED, CALLED_WORDS = 40, 80, 5
# Words before a verb in which a negation turns it round ("declined at first to endorse"); VADER has three.
NEGATION_WORDS = 5

# How often tone, source and target of a pair are all right, (right + 1) / (n + 2), read by hand. The verbs of the cue
# on 140 PolNeAR training articles that had not been looked at before: of all pairs with evidence there 23 of 32
# critical and 30 of 39 supportive ones were right; half of the wrong ones have a wrong person (from a pronoun) and the
# right tone. Some forms of error seen there were mended afterwards and not measured again. The rarer rules also on 700
# other articles. Of 85 abstentions 68 were neutral; so about one in seven of the pairs that a reader takes for
# critical or supportive is found, and 4% of all pairs have a tone: an edge's shares are far too low.
CONFIDENCE = {
    ("critical", "verb of the cue"): 0.7,  # 22 of 31
    ("supportive", "verb of the cue"): 0.81,  # 28 of 34
    ("critical", "what it is called"): 0.86,  # 11 of 12
    ("supportive", "what it is called"): 0.67,  # 7 of 10
    ("critical", "verb of the speaker's own"): 0.6,  # 2 of 3
    ("supportive", "verb of the speaker's own"): 0.75,  # 8 of 10
    ("neutral", "none"): 0.79,  # 68 of 85
    ("neutral", "both ways"): 0.5,  # too few to say
}

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NOT = re.compile(
    r".*n['’]t|not|no|never|neither|nor|hardly|without|cannot|declin\w+|reluctan\w+|refus\w+|fail\w+|stop\w*"
)
# What ends the way from a verb to its object: a clause, a preposition, another one's possessive, an -ing form.
_BREAK = re.compile(
    r"[\"“”„«:;,.!?()](?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z]{2}\.)|['’]s?\s|\b(?:his|her|its|their|my|our|that|who|whom|which|while|and|"
    r"but|by|because|when|than|for|of|to|in|into|with|as|over|on|at|from|about|against|through|after|before|under|during|amid|\w{3,}ing)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:I|[Ww]e)\s+(?:[\w'’]+\s+){0,3}$")
_PASSIVE = frozenset("am is are was were be been being get got".split())
_CALLS = frozenset(
    "call calls called calling brand brands branded branding label labels labeled labelled labeling labelling describe "
    "describes described describing portray portrays portrayed portraying deem deems deemed dub dubs dubbed".split()
)
# People who are somebody's, beside those in the lists of roles and of nouns for people.
_FOLLOWERS = frozenset(
    "ally allies backer backers critic critics donor donors enemy enemies fan fans follower followers foe foes "
    "opponent opponents rival rivals supporter supporters surrogate surrogates team voter voters".split()
)
_PREPOSITIONS = frozenset({"of", "for", "on", "against", "at", "to"})


class Evidence(NamedTuple):
    """Words that tell a tone: 1 (supportive) or -1 (critical), what they are, and the rule that found them."""

    sign: int
    words: str
    method: str


def tones(
    quotes: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How each quote speaks of each actor that it mentions, addresses or answers, or that its cue has as its object.

    `quotes` come from contents.add_about or, for the targets answered, from exchanges.add_answers. Places are no
    targets. `documents` gives the words behind a cue that are no part of the content; without it less is found.
    Shape: one row per quote with a known speaker and other actor: quote_id, doc_id, source and target (actor_ids), tone
    (supportive, critical, neutral), score (from -1 to 1: the mean of the evidence), confidence (how often the rule is
    right, as measured), evidence (the words; missing where there are none) and method (the rule). Without evidence tied
    to the target, or with evidence both ways, the tone is neutral by abstention: method is "none" or "both ways".
    """
    rows = [row for row in tables.table("quotes", quotes).to_dict("records") if _is_text(row["actor_id"])]
    texts = {} if documents is None else dict(zip(documents["doc_id"], documents["text"], strict=True))
    people = set(actors["actor_id"][actors["kind"] != "place"])
    places = _places(mentions, people)
    inner = _inner(rows)
    spoken: dict[str, list[str]] = defaultdict(list)
    for row in contents.mentioned(quotes, mentions).itertuples():
        if not row.own:
            spoken[row.quote_id].append(row.actor_id)
    speakers = dict(zip(quotes["quote_id"], quotes["actor_id"], strict=True))
    found = []
    for row in rows:
        view = _View(row, texts.get(row["doc_id"]), inner.get(row["quote_id"], []))
        evidence = view.evidence(_near(places[row["doc_id"]], row))
        meant = [*spoken[row["quote_id"]], row["addressee_id"], speakers.get(row["answers"]), *evidence]
        targets = dict.fromkeys(target for target in meant if target in people and target != row["actor_id"])
        found += [_row(row, target, evidence.get(target, [])) for target in targets]
    return _table(found)


def _table(rows: list[Row]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in COLUMNS.items()}
    )


def _places(mentions: pd.DataFrame, people: set[str]) -> dict[str, list[Row]]:
    """The mentions of possible targets by document."""
    found = defaultdict(list)
    columns = ["doc_id", "start", "end", "actor_id", "label"]
    for row in mentions[mentions["actor_id"].isin(people)][columns].to_dict("records"):
        found[row["doc_id"]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row["start"])
    return found


def _near(places: list[Row], row: Row) -> list[Row]:
    """Those of the document's mentions, in text order, that stand in the quote or behind its cue."""
    ends = [int(row["cue_end"])] if _has_cue(row) else []
    low = bisect_left(places, min([int(row["start"]), *ends]), key=lambda place: place["start"])
    high = bisect_right(
        places, max([int(row["end"]), *(end + OBJECT for end in ends)]), key=lambda place: place["start"]
    )
    return places[low:high]


def _inner(rows: list[Row]) -> dict[str, list[list[int]]]:
    """quote_id -> the spans of quotes within its content: their tone is another speaker's."""
    found = defaultdict(list)
    for row in rows:
        if _is_text(row["nested_in"]):
            found[row["nested_in"]] += row["spans"]
    return found


def _row(row: Row, target: str, evidence: list[Evidence]) -> Row:
    signs = {one.sign for one in evidence}
    tone = "neutral" if len(signs) != 1 else "supportive" if signs == {1} else "critical"
    method = "none" if not evidence else "both ways" if len(signs) > 1 else evidence[0].method
    return {
        "quote_id": row["quote_id"],
        "doc_id": row["doc_id"],
        "source": row["actor_id"],
        "target": target,
        "tone": tone,
        "score": sum(one.sign for one in evidence) / len(evidence) if evidence else 0.0,
        "confidence": CONFIDENCE[tone, method],
        "evidence": "; ".join(dict.fromkeys(one.words for one in evidence)) or None,
        "method": method,
    }


@cache
def _verbs() -> dict[str, list[tuple[int, str | None]]]:
    """Form -> for each word that has it 1 or -1, and the particle that has to follow ("*": a preposition)."""
    found = defaultdict(list)
    for entry in lexicons.entries("tone_verbs"):
        for form in entry["forms"]:
            found[form].append((1 if entry["tone"] == "supportive" else -1, entry["particle"]))
    return dict(found)


def _sign(word: str, behind: list[str]) -> int:
    """1 or -1 for a word of praise or blame that has the particle it needs behind it, else 0."""
    for sign, particle in _verbs().get(word, []):
        if not particle or (
            behind and (behind[0] in _PREPOSITIONS if particle == "*" else behind[0] == particle)
        ):
            return sign
    return 0


@cache
def _ratings() -> dict[str, float]:
    return {entry["word"]: entry["rating"] for entry in lexicons.entries("evaluative_words")}


@cache
def _strikes() -> frozenset[str]:
    """The verbs that "back" goes with: hit, fired, pushed."""
    return frozenset(
        form
        for entry in lexicons.entries("answer_verbs")
        if entry["particle"] == "back"
        for form in entry["forms"]
    )


def tone_of_verb(words: str) -> int:
    """1 or -1 where the words end in a verb of praise or blame (or such a noun and its preposition), else 0.

    A verb of praise that is negated blames; a negated verb of blame and a passive say nothing.

    >>> tone_of_verb("has praised"), tone_of_verb("declined to endorse"), tone_of_verb("did not blame")
    (1, -1, 0)
    >>> tone_of_verb("lashed out at"), tone_of_verb("was praised"), tone_of_verb("criticism of"), tone_of_verb("said")
    (-1, 0, -1, 0)
    """
    tokens = [word.lower().replace("’", "'") for word in _WORD.findall(words)]
    for at in range(len(tokens) - 1, -1, -1):
        sign = _sign(tokens[at], tokens[at + 1 : at + 2])
        before = tokens[max(0, at - NEGATION_WORDS) : at]
        if tokens[at] == "back" and before and before[-1] in _strikes():
            continue  # "hit back at Lee"
        if not sign:
            continue
        if before and before[-1] in _PASSIVE and tokens[at].endswith("ed"):
            return 0
        return min(0, -sign) if any(_NOT.fullmatch(word) for word in before) else sign
    return 0


def tone_of_name(words: str) -> tuple[int, str]:
    """1, -1 or 0 and the word that tells it, for what somebody is called; negation as in `tone_of_verb`.

    >>> tone_of_name("a proven liar"), tone_of_name("the best coach"), tone_of_name("a senator who lies")
    ((-1, 'liar'), (1, 'best'), (0, ''))
    """
    tokens = [
        word.lower() for word in _WORD.findall(re.split(r"[;:.!?]|\b(?:who|that|for|to|at|in)\b", words)[0])
    ]
    for at, word in enumerate(tokens[:CALLED_WORDS]):
        rating = _ratings().get(word, 0.0)
        if rating:
            sign = 1 if rating > 0 else -1
            turned = any(_NOT.fullmatch(before) for before in tokens[:at])
            return (min(0, -sign), f"not {word}") if turned else (sign, word)
    return 0, ""


class _View:
    """One quote and the words around it."""

    def __init__(self, row: Row, text: str | None, inner: list[list[int]]):
        self.row, self.inner = row, inner
        self.cue = row["cue"] if _has_cue(row) else ""
        self.cue_end = int(row["cue_end"]) if self.cue else None
        self.text = self._rebuilt() if text is None else text

    def _rebuilt(self) -> str:
        """The document as far as the quote's own columns have it, a full stop wherever they do not."""
        ends = [high for _, high in self.row["spans"]] + [self.cue_end or 0]
        letters, at = ["."] * max(ends), 0
        for low, high in self.row["spans"]:
            letters[low:high] = self.row["text"][at : at + high - low]
            at += high - low + 1
        if self.cue_end is not None:
            letters[int(self.row["cue_start"]) : self.cue_end] = self.cue
            if self.cue_end + 1 in [low for low, _ in self.row["spans"]]:
                letters[self.cue_end] = " "
        return "".join(letters)

    def evidence(self, places: list[Row]) -> dict[str, list[Evidence]]:
        """actor_id -> what tells the quote's tone towards it; `places` are the document's mentions."""
        found = defaultdict(list)
        for place in places:
            inside = any(low <= place["start"] and place["end"] <= high for low, high in self.row["spans"])
            one = self._as_object(place) or (self._of_own_verb(place) if inside else None)
            if one:
                found[place["actor_id"]].append(one)
        return found

    def _as_object(self, place: Row) -> Evidence | None:
        """Evidence from the cue whose object the target is: "praised Lee", "called Lee a liar"."""
        if self.cue_end is None or not 0 <= place["start"] - self.cue_end <= OBJECT:
            return None
        between = self.text[self.cue_end : place["start"]]
        particle = re.match(
            r"\s*(?:out at|out against|of|for|on|against|at|into)\b(?=\s)", between, re.IGNORECASE
        )
        if _BREAK.search(between[particle.end() :] if particle else between) or self._owns_people(place):
            return None
        last = self.cue + (particle.group() if particle else "")
        words = _WORD.findall(self.cue)
        if words and words[-1].lower() in _CALLS and not particle:
            behind = re.sub(r"^['’]s?\b|^\W+", "", self.text[place["end"] : place["end"] + CALLED])
            sign, word = tone_of_name(re.sub(r"^as ", "", behind))
            return Evidence(sign, f"{self.cue} ... {word}", "what it is called") if sign else None
        sign = tone_of_verb(last)
        # "defended his record against Ek": a preposition belongs to a noun of praise or blame, or to its own verb.
        if sign and not (particle and tone_of_verb(self.cue)):
            return Evidence(sign, last, "verb of the cue")
        return None

    def _of_own_verb(self, place: Row) -> Evidence | None:
        """Evidence from what the speaker says to do: "I support Lee", "we condemn Russia"; not in a question."""
        if any(low <= place["start"] < high for low, high in self.inner):
            return None
        low = next(low for low, high in self.row["spans"] if low <= place["start"] < high)
        before = self.text[max(low, place["start"] - 2 * OBJECT) : place["start"]]
        for match in list(_WORD.finditer(before))[-4:]:
            if not _sign(match.group().lower(), []) or not _FIRST.search(before[: match.start()]):
                continue
            asked = re.match(r"[^.!]*\?", self.text[place["end"] : place["end"] + CALLED])
            if not asked and not _BREAK.search(before[match.end() :]) and not self._owns_people(place):
                sign = tone_of_verb(before[: match.end()])
                return Evidence(sign, match.group(), "verb of the speaker's own") if sign else None
        return None

    def _owns_people(self, place: Row) -> bool:
        """Whether the target only owns the one who is meant: "criticized Lee's aides", "Lee campaign manager"."""
        behind = re.match(
            r"['’]s?\s+(?:[\w-]+\s+){0,2}?[\w-]+|\s+[a-z-]+(?:\s+[a-z-]+)?",
            self.text[place["end"] : place["end"] + OBJECT],
        )
        if not behind:
            return False
        people = (
            _FOLLOWERS | lexicons.words("person_nouns", "noun") | lexicons.words("person_nouns", "plural")
        )
        return any(
            word.lower() in people or word.lower() in lexicons.roles()
            for word in _WORD.findall(behind.group())
        )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _has_cue(row: Row) -> bool:
    """Whether the quote has a cue of which it is known where it stands."""
    return _is_text(row["cue"]) and all(
        isinstance(row[end], int | float) and row[end] == row[end] for end in ("cue_start", "cue_end")
    )


def edge_tone(edges: pd.DataFrame, found: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """The edges with how many of the quotes between their ends are of which tone, and the shares with intervals.

    `found` comes from `tones`. Added columns: judged (pairs of quote and target), supportive, critical (numbers),
    abstained (without evidence, or both ways), and supportive_share, critical_share and neutral_share of all judged,
    each with its _low and _high, Wilson's score interval (Wilson 1927; quotes taken as independent, so rather too
    narrow where an article has many). Abstentions count as neutral and far more tones are missed than invented, so
    compare shares between edges rather than read them as they are.
    Edges without a judged quote have missing shares. Shape: edges as given, in the same order.
    """
    pairs = found.assign(abstained=found["method"].isin(["none", "both ways"]))
    groups = pairs.groupby(["source", "target"])
    counts = groups["tone"].value_counts().unstack(fill_value=0).reindex(columns=list(TONES), fill_value=0)
    counts = counts.assign(judged=groups.size(), abstained=groups["abstained"].sum())
    columns = ["judged", "supportive", "critical", "abstained"]
    result = edges.merge(counts.reset_index(), on=["source", "target"], how="left", sort=False).set_axis(
        edges.index
    )
    filled = result[["judged", "abstained", *TONES]].fillna(0).astype(int)
    result = result.drop(columns="neutral").assign(**filled[columns])
    for tone in TONES:
        share = stats.wilson_interval(filled[tone].to_numpy(), filled["judged"].to_numpy(), level=level)
        result[f"{tone}_share"], result[f"{tone}_low"], result[f"{tone}_high"] = share
    result.attrs = dict(edges.attrs) | {
        "tone": f"{level:.0%} Wilson intervals; abstentions counted as neutral"
    }
    return result
