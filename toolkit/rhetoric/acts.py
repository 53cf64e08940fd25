"""Speech acts of reported statements: assert, demand, refuse, promise, warn, accuse, concede, deny, question, other.

`add_acts` reads the cue and the content of each quote: "urged" makes a demand of whatever follows, while after "said"
the content decides ("Russia must withdraw"). Classes after Searle 1976 (A classification of illocutionary acts),
divided as political news needs them. It is right for about seven statements of ten in news, where always saying
"assert" would be right for five or six: acts that a verb names are found, those that only the content makes mostly are
not, reproaches least of all. benchmarks/RESULTS.md has the figures and the errors. So compare what cues name, and read
the statements behind a number.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from toolkit import lexicons
from toolkit.rhetoric import reporting

ACTS = ("assert", "demand", "refuse", "promise", "warn", "accuse", "concede", "deny", "question", "other")


class Act(NamedTuple):
    """A speech act, how sure, and the rule that found it."""

    act: str
    confidence: float
    reason: str


# How often a rule of each kind was right on 200 news statements read by hand, (right + 1) / (n + 2).
CONFIDENCE = {
    "cue": 0.76,  # 27 of 35
    "cue and content": 0.78,  # 6 of 7
    "content": 0.52,  # 10 of 19
    "no sign": 0.70,  # 97 of 139
}

_QUOTE_MARKS = re.compile("[“”\"„‟«»‘]|(?<!\\w)['’]|['’](?!\\w)")
_FIRST = r"(?:i|we)"
_WILL = r"(?:will|would|shall|'ll|'d)"
_NOT = r"(?:not|never|n't)"
_CLAUSE = r"(?:^|[,;:.] (?:and |but |so |that )*|\b(?:and|but|that|then) )"

# Words behind "will" with which nobody promises anything.
_NO_DEEDS = frozenset(
    "not never be rain take cost seem mean have need like see know think say win lose love argue rather prefer hope "
    "always ever".split()
)

# Nouns for what was said of somebody: who rejects these denies; who rejects a proposal refuses.
_CLAIMS = re.compile(
    r"\b(?:accusation|allegation|assertion|charge|claim|criticism|idea|insinuation|notion|report|rumou?r|"
    r"speculation|story|"
    r"suggestion|theory)s?\b|\bthat\b"
)
_WH = re.compile(r"^(?:about )?(?:why|how|what|who|whom|whose|when|where|which|if|whether)\b")
# "drivers to stay", "to stay": whom and what an order is for; not "they have to decide", "I am used to".
_TO_VERB = re.compile(
    r"^(?!(?:i|we|he|she|it|they|you|there|that|this)\b)"
    r"(?:(?!ha(?:s|ve|d)\b|needs?\b|wants?\b|is\b|are\b|was\b|were\b|used\b|going\b|"
    r"able\b)[\w'-]+ ){0,4}?(?:not )?to \w+"
)
_IMPERATIVE = re.compile(
    r"^(?:please |now |and |so |just |then )*(?:do not|don't|never|let(?: us|'s)|let|stop|give|go|come|leave|"
    r"lay|put|take|tell|"
    r"show|help|free|release|share|vote|call|keep|make|get|bring|send|pay|remember|listen|look|think|ask|wake|"
    r"stand|join|"
    r"respect|withdraw|end|return|open|close|drop|start|try|wait|stay|hold|say|read|write|use|hand|resign|respond) "
    r"(?!(?:is|are|was|were|has|have|had|will|would|can|could)\b)"
)
_THANKS = re.compile(
    r"^(?:\w+ )?(?:thank you|thanks|congratulations|happy |welcome |good luck|god bless|our condolences)|"
    r"\bcondolences\b"
)
_DUTY = re.compile(
    r"\b(?:must|should|ought to|needs? to|ha(?:s|ve) to|had to|(?:is|was) time (?:for|to)|"
    r"(?:is|was|are|were) (?:required|obliged) to)\b(?! have\b)(?! (?:be|feel) (?:\w+ )?(?:glad|happy|proud|"
    r"sorry|able|ready|"
    r"fine|easy|possible|enough|noted|said)\b)(?! (?:already|say|tell|admit|add|note|confess)\b)"
)
_NEEDS = re.compile(
    rf"\b{_FIRST} need (?:your|more|help|support|all|the|an?|you)\b|\b(?:we|i) (?:demand|insist|urge|"
    r"appeal to|call on|call for|request)\b|\b(?:we|i) ask (?:you|him|her|them|that|everyone|all)\b"
)
_REFUSALS = re.compile(
    r"\bno intention of\b|\b(?:is|was|are|were|be) (?:out of the question|not (?:an option|negotiable|for sale)|"
    r"off the table)\b|"
    r"\bnon-negotiable\b|\bnot up for (?:negotiation|debate|discussion)\b|\b(?:i|we) (?:refuse|reject|decline)\b|"
    r"\bunacceptable\b|\bunder no circumstances\b|\b(?:not|never) (?:willing|prepared|ready) to\b|\bunwilling to\b"
)
_WONT = (
    rf"(?:{_WILL} (?:\w+ly )?{_NOT}|won't|wouldn't|will never|(?:am|are|is|was|were|'m|'re|"
    rf"'s) {_NOT} going (?:\w+ )?to|"
    r"(?:can|could|cannot) ?(?:not|n't|never)?(?= (?:accept|agree|allow|tolerate|support|back|endorse|"
    r"recogni[sz]e|sign|permit|"
    r"let|stand by|go along)))"
)
_CONSEQUENCES = re.compile(
    r"\bconsequences\b|\bpay (?:a|the) (?:\w+ )?price\b|\bpay dearly\b|\bretaliat\w+|\breprisals?\b|"
    r"\breserves? the right\b|"
    rf"\b{_WILL} (?:\w+ )?regret\b|\brisks? (?:of |\w+ing\b|a |an |the )|\bdangers? (?:of|that|to)\b|"
    rf"\bdisast(?:er|rous)|"
    r"\bcatastroph\w+|\b(?:could|would|will|may|might) (?:\w+ )?(?:lead to|end in|result in|cause|trigger|spark|"
    r"provoke) "
    r"(?:\w+ )*?(?:chaos|war|violence|deaths?|disaster|collapse|crisis|unrest|famine|bloodshed|conflict|loss\w*)\b|"
    r"\b(?:could|may|might|will|would) (?:\w+ )?(?:collapse|explode|burst|drown|starve|die|perish|be (?:gone|"
    r"lost|killed|wiped out|"
    r"destroyed|too late))\b|\bbe (?:punished|crushed|destroyed)\b|\bor else\b|\bnot go un(?:punished|"
    r"answered)\b|\bbrink of\b"
)
_CONDITION = re.compile(r"\b(?:if|unless|otherwise|should (?:they|he|she|it|you|the))\b")
_HARM_TO_COME = re.compile(
    r"\b(?:will|would|shall|'ll|going to|may|might|could) (?:\w+ ){0,3}?(?:respond|react|answer|act|strike|hit|"
    r"attack|sink|"
    r"destroy|kill|die|starve|lose|suffer|collapse|fail|shut|close|fall|fight|punish|sue|withdraw|quit|leave|"
    r"go to war|shoot|cut|suspend|be (?:forced|hurt|lost|killed|gone|trouble|war|chaos|no))\b"
)
_CONCESSIONS = re.compile(
    r"\b(?:i|we|he|she|it|they) (?:\w+ )?(?:made|make|had made|have made) (?:a |some |many |serious |"
    r"grave )*(?:mistakes?|errors?)\b|"
    r"\b(?:i|we|he|she|they) (?:was|were|had been|have been|am|are) (?:\w+ )?(?:wrong|at fault|mistaken|sorry|"
    r"to blame)\b|"
    r"\bfull responsibility\b|\btakes? responsibility\b|\b(?:my|our) (?:own )?(?:fault|mistake)\b|\bapologi[sz]e\b|"
    r"\b(?:critics|opponents|rivals|you|they) (?:were|are|was|had been) (?:\w+ )?right\b|\bshould have (?:done|"
    r"known|acted)\b"
)
_FALSE = re.compile(
    r"\b(?:is|are|was|were|'s|be) (?:\w+ ){0,2}?(?:false|untrue|nonsense|baseless|unfounded|fake|a lie|lies|"
    r"a hoax|fabricated|invented|"
    r"not true|absurd|a fabrication|rubbish|ridiculous|without foundation)\b|\bno truth (?:in|to)\b|"
    r"\bnothing to do with\b|"
    r"\b(?:isn't|wasn't|not) true\b|\bdenied\b"
)
_DID_NOT = (
    r"(?:did not|didn't|had not|hadn't|have not|haven't|has not|hasn't|had never|have never|never) "
    r"(?!been\b|seen\b|heard\b)\w+"
)
_WRONGS = re.compile(
    r"\b(?:lied|lying|liars?|betray\w+|violat\w+|br(?:oke|oken|eaking) (?:\w+ )?(?:promises?|word|law|rules|"
    r"oath|deal|pledges?)|"
    r"stole|stolen|stealing|steals|cheat\w*|murder\w*|massacr\w+|kidnapp\w+|tortur\w+|abus\w+|corrupt\w*|"
    r"criminals?|crimes?|"
    r"illegal(?:ly)?|manipulat\w+|hypocri\w+|blackmail\w*|propaganda|provocations?|sabotag\w+|aggression|genocide|"
    r"to blame|responsible for the|left \w+ to die|failed to|has failed|have failed|ignored|cover(?:ed)? up|"
    r"mislead\w*|misled|"
    r"arm(?:ed|ing) the|persecut\w+|oppress\w+|terrori[sz](?:e|es|ed|ing)|undermin\w+|disgrace\w*|shame(?:ful|less))\b"
)
_SELF_BEFORE = re.compile(r"\b(?:i|we|my|our)\b[^,.;]*$")
_BLAMING = re.compile(
    r"\b(?:arrogant|bigot|bully|buffoon|clown|con man|corrupt|coward|cowardly|criminal|crook|crooked|cruel|"
    r"demagogue|despicable|"
    r"dictator|disgraceful|dishonest|disgrace|evil|extremist|fool|fraud|greedy|hateful|hypocrite|hypocritical|idiot|"
    r"ignorant|incompetent|irresponsible|killer|liar|murderer|narcissist|outrageous|pathetic|phony|puppet|"
    r"racist|reckless|"
    r"rigged|selfish|sexist|shameful|stupid|thief|traitor|tyrant|unfair|unfit|unqualified|un-american|"
    r"xenophobic|bigoted)s?\b"
)


def add_acts(quotes: pd.DataFrame, verbs: pd.DataFrame | str | os.PathLike | None = None) -> pd.DataFrame:
    """A copy of `quotes` with the speech act of each: act, act_confidence, act_reason.

    `act` is one of ACTS, `act_reason` the rule: "cue: urge", "cue and content: ask", "content: duty or imperative", "no
    sign". The cue decides where its verb names an act (toolkit/data/speech_act_verbs.json); after "said" and the like
    the first rule of the content that applies. A cue that is negated reports no act of its own ("did not say": other),
    but a refusal where saying was declined ("would not say"), and a denial where a belief is negated ("does not
    believe"). Only what the speaker does is the act: "said Lee had promised help" asserts. `verbs` is for
    reporting.add_cues; columns cue_verb, cue_class and cue_status that are there and full are used. Confidence is how
    often rules of that kind were right in news (CONFIDENCE).
    """
    known = quotes
    cues = ["cue_verb", "cue_class", "cue_status"]
    if verbs is not None or not set(cues) <= set(quotes.columns) or quotes[cues].isna().any(axis=None):
        known = reporting.add_cues(quotes, verbs)
    columns = [
        name
        for name in (
            "text",
            "kind",
            "cue",
            "cue_verb",
            "cue_class",
            "cue_status",
            "speaker",
            "speaker_affiliation",
        )
        if name in known
    ]
    found = [_act(row) for row in known[columns].to_dict("records")]
    return quotes.assign(
        act=pd.Series([one.act for one in found], index=quotes.index, dtype="str"),
        act_confidence=pd.Series([one.confidence for one in found], index=quotes.index, dtype="float64"),
        act_reason=pd.Series([one.reason for one in found], index=quotes.index, dtype="str"),
    )


def _found(act: str, kind: str, sign: str = "") -> Act:
    return Act(act, CONFIDENCE[kind], f"{kind}: {sign}" if sign else kind)


def _act(row: Mapping[str, Any]) -> Act:
    verb = row["cue_verb"]
    content = _plain(row["text"])
    cue = _plain(row.get("cue"))
    if row["cue_status"] == "negated":
        if verb in {"decline", "refuse"} or re.search(
            r"\b(?:would not|wouldn't|will not|won't|cannot|could not)\b", cue
        ):
            return _found("refuse", "cue", "declined to say")
        if verb not in _acts_of_verbs():
            return _found("deny" if verb in _HELD else "other", "cue", "negated")
    special = _SPECIAL.get(verb)
    act = special(content, cue) if special else None
    if act:
        return _found(act, "cue and content", verb)
    if verb in _acts_of_verbs() and not special:
        act = _acts_of_verbs()[verb]
        negated = row["cue_status"] == "negated"
        return _found("other", "cue", "negated") if negated else _found(act, "cue", verb)
    if row["cue_class"] == "expressive":
        return _found("other", "cue", verb)
    own = _own_subject(row, content)
    for act, sign, test in _CONTENT_RULES:
        if test(content, own):
            return _found(act, "content", sign)
    return _found("assert", "no sign")


@cache
def _acts_of_verbs() -> dict[str, str]:
    return {entry["verb"]: entry["act"] for entry in lexicons.entries("speech_act_verbs")}


def _plain(text: object) -> str:
    """A text in lower case without quotation marks, with plain apostrophes and single spaces."""
    if not isinstance(text, str):
        return ""
    bare = _QUOTE_MARKS.sub("", text.casefold()).replace("’", "'")
    return " ".join(bare.split()).strip(" ,;:-–—")


# Verbs for holding something to be true: who does not believe it denies it.
_HELD = frozenset({"think", "believe", "agree", "accept", "see", "consider", "feel", "buy"})


# --- the cue and the words behind it ------------------------------------------------------------------------------


def _asks(content: str, cue: str) -> str | None:
    if "?" in content or _WH.match(content):
        return "question"
    if content.startswith("for ") or cue.endswith(" for") or _TO_VERB.match(content) or cue.endswith(" to"):
        return "demand"
    return "question"


def _rejects(content: str, cue: str) -> str:
    return "deny" if _CLAIMS.search(content) else "refuse"


def _tells(content: str, cue: str) -> str | None:
    return "demand" if _TO_VERB.match(content) or cue.endswith(" to") else None


def _agrees(content: str, cue: str) -> str:
    return "promise" if content.startswith("to ") or cue.endswith(" to") else "concede"


def _warns(content: str, cue: str) -> str:
    return "demand" if _TO_VERB.match(content) else "warn"


def _suggests(content: str, cue: str) -> str | None:
    bare = re.match(
        r"^that (?:[\w'-]+ ){1,3}?(?:be|meet|go|take|hold|make|leave|join|work|consider|use|step|start|stop)\b",
        content,
    )
    return "demand" if bare or re.match(r"^\w+ing\b", content) else None


def _wants(content: str, cue: str) -> str:
    """What one wants to do oneself is a plan, what others should do a demand."""
    return "promise" if content.startswith("to ") or cue.endswith(" to") else "demand"


def _questions(content: str, cue: str) -> str:
    """Questioned who paid: a question; questioned the vote: a reproach."""
    return "question" if "?" in content or _WH.match(content) else "accuse"


def _calls(content: str, cue: str) -> str | None:
    return "accuse" if _BLAMING.search(content) or _WRONGS.search(content) else None


_SPECIAL: dict[str, Callable[[str, str], str | None]] = {
    "ask": _asks,
    "reject": _rejects,
    "tell": _tells,
    "agree": _agrees,
    "warn": _warns,
    "suggest": _suggests,
    "want": _wants,
    "would like": _wants,
    "question": _questions,
    "call": _calls,
    "describe": _calls,
    "label": _calls,
    "brand": _calls,
    "express": lambda content, cue: "other",
}


# --- the content ----------------------------------------------------------------------------------------------------


class _Subject(NamedTuple):
    """The speaker as subject: a pattern, and the words that what it finds ends in."""

    pattern: str
    ends: tuple[str, ...]

    def may_precede(self, behind: re.Pattern, content: str) -> bool:
        """Whether one of the ends stands before a place where `behind`, a lookahead, matches.

        Otherwise the pattern cannot match with that behind it: a pattern of each speaker's own takes milliseconds to
        make, more than all the rest, and most contents need none.
        """
        return any(content.endswith(self.ends, 0, found.start()) for found in behind.finditer(content))


def _own_subject(row: Mapping[str, Any], content: str) -> _Subject:
    """The speaker as subject: I and we; outside of direct speech also he, she, it, they or a name.

    A speaker's state counts as the speaker ("Lavrov said Russia would").
    """
    first = ("i", "we")
    if row.get("kind") == "direct" or re.match(r"^[“\"]", str(row["text"]).strip()):
        return _Subject(rf"\b{_FIRST}", first)
    names = [row.get(name) for name in ("speaker", "speaker_affiliation")]
    forms = {_plain(name).removeprefix("the ") for name in names if isinstance(name, str) and name.strip()}
    words = ["he", "she", "it", "they", *(form for form in sorted(forms) if form)]
    others = "|".join(re.escape(word) for word in words)
    pattern = rf"(?:\b{_FIRST}|{_CLAUSE}(?:the |his |her |their |its )?(?:{others}))"
    return _Subject(pattern, (*first, *words))


# What stands right behind the speaker as subject, as lookaheads.
_GOING = r"(?:am|are|is|was|were|'m|'re|'s) going to"
_WILL_NOT = re.compile(rf"(?= ?{_WONT})")
_HAS_NOT = re.compile(rf"(?= {_DID_NOT})")
_PLANS = rf" ?(?:{_WILL}|{_GOING}|plans? to|planned to|intends? to|intended to|pledge)"
_WILL_DO = re.compile(rf"(?={_PLANS})")


def _question(content: str, own: _Subject) -> bool:
    return content.endswith("?")


def _thanks(content: str, own: _Subject) -> bool:
    return bool(_THANKS.search(content))


def _refusal(content: str, own: _Subject) -> bool:
    """The speaker will not: "we will never accept", "he would not resign"; not "would not have survived"."""
    if _REFUSALS.search(content):
        return True
    pattern = rf"{own.pattern} ?{_WONT}(?! have\b)(?! be (?:able|enough)\b)(?! be$)"
    return own.may_precede(_WILL_NOT, content) and bool(re.search(pattern, content))


def _warning(content: str, own: _Subject) -> bool:
    return bool(
        _CONSEQUENCES.search(content) or (_CONDITION.search(content) and _HARM_TO_COME.search(content))
    )


def _demand(content: str, own: _Subject) -> bool:
    """A duty of others, an imperative, or a need: not a duty in the speaker's past ("he had to sell")."""
    if _IMPERATIVE.match(content) or _NEEDS.search(content):
        return True
    duty = _DUTY.search(content)
    if (
        not duty
        or content[: duty.start()].endswith(("who ", "that "))
        or (
            duty.group().startswith("should")
            and re.match(r" (?:be|reach|see|have|arrive|take)\b(?! \w+(?:ed|en)\b)", content[duty.end() :])
        )
    ):
        return False
    past_own = duty.group() == "had to" and (
        re.search(rf"{own.pattern}$", content[: duty.start()].rstrip()) or " back " in content[duty.end() :]
    )
    return not past_own


def _denial(content: str, own: _Subject) -> bool:
    if _FALSE.search(content):
        return True
    return own.may_precede(_HAS_NOT, content) and bool(re.search(rf"{own.pattern} {_DID_NOT}", content))


def _concession(content: str, own: _Subject) -> bool:
    return bool(_CONCESSIONS.search(content))


def _accusation(content: str, own: _Subject) -> bool:
    wrong = _WRONGS.search(content) or _BLAMING.search(content)
    return wrong is not None and not _SELF_BEFORE.search(content[: wrong.start()])


def _promise(content: str, own: _Subject) -> bool:
    """The speaker will: "we will rebuild", "he planned to"; not "it would be", "it will rain"."""
    if not own.may_precede(_WILL_DO, content):
        return False
    found = re.search(rf"{own.pattern}{_PLANS}(?: \w+ly)? (\w+)", content)
    return found is not None and found.group(1) not in _NO_DEEDS


_CONTENT_RULES: tuple[tuple[str, str, Callable[[str, _Subject], bool]], ...] = (
    ("question", "question mark", _question),
    ("other", "thanks or wishes", _thanks),
    ("refuse", "speaker will not", _refusal),
    ("warn", "harm to come", _warning),
    ("concede", "own fault", _concession),
    ("deny", "not so", _denial),
    ("demand", "duty or imperative", _demand),
    ("accuse", "wrong done by others", _accusation),
    ("promise", "speaker will", _promise),
)
