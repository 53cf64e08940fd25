"""How often each step from source to speaker is right, by coreference chains: python -m training.speaker_rates.

Every rule that applies to a source (toolkit.quotes.speakers) gives its guess, chosen or not. A guess is right when the
names of the actor that it gives stand in the coreference chain of the source, the source itself left out; "unnamed
source" is right when the source's chain has no name of an actor.

Chains are those that people annotated in GUM train (news, interviews, speeches, letters, essays and court; not
biographies, where nearly every pronoun means one person). Beside them stand CoreNLP's in every STEP-th PolNeAR training
article. Those join hardly any description to a name and take many pronouns to the wrong person, so they only show how
often a rule applies to news. Where officials or a capital stand for a state, chains tell nothing.

`toolkit.quotes.guesses.MEASURED` takes its values from the first column where it has LEAST or more cases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from spacy.tokens import Doc

from toolkit import actors, quotes, stats, tables
from toolkit.actors import kinds
from toolkit.language import load_pipeline
from toolkit.quotes import speakers
from toolkit.text import phrases
from toolkit.text.parsed import parsed
from training import data
from training.score import docs_of

GENRES = ("news", "interview", "speech", "letter", "essay", "court")
STEP = 6  # every sixth PolNeAR article: 140 of 840, a minute of one core
LEAST = 20
# Steps that lead to another thing than the chain's: officials are not the state that they speak for.
STANDS_FOR = frozenset(
    {"its officials", "its spokesperson", "a body of it", "the people for the state", "capital for its state"}
)

Case = tuple[str, bool]  # reason, right


def gum(nlp) -> Iterator[tuple[data.Example, Doc]]:
    """GUM's training documents of news-like genres, and what the model makes of them."""
    examples = [e for e in data.read_ud("gum", "train") if e.name.split("_")[1] in GENRES]
    yield from zip(examples, nlp.pipe(docs_of(examples, nlp.vocab)))


def polnear(nlp) -> Iterator[tuple[data.Example, Doc]]:
    """Every STEP-th PolNeAR training article with CoreNLP's chains, and what the model makes of it."""
    for article, silver in data.read_polnear("train")[::STEP]:
        if silver:
            yield data.polnear_example(article, silver, nlp.tokenizer), nlp(article["text"])


def cases(example: data.Example, doc: Doc) -> list[Case]:
    """(reason, right) of every guess for every source of the document that has a chain."""
    mentions = actors.find_mentions(doc, doc_id="one")
    found = tables.table("quotes", quotes.find_quotes(doc, doc_id="one", mentions=mentions))
    table, cast = actors.resolve(tables.table("mentions", mentions), found)
    view = _View(example, doc, table.to_dict("records"))
    result = []
    for mention, guesses in speakers.guesses_by_rule(found, table, cast):
        result += view.judge(mention, guesses)
    return result


class _View:
    """One document's chains, and which of them are whose."""

    def __init__(self, example: data.Example, doc: Doc, rows: list[dict]):
        kept = [token for token in doc if not token.text.isspace()]
        chain_at = {word: number for number, chain in enumerate(example.chains or []) for word in chain}
        self.doc = doc
        self.chain_of = {token.i: chain_at[n] for n, token in enumerate(kept) if n in chain_at}
        self.actors: dict[str, Counter] = defaultdict(Counter)
        self.own: dict[str, tuple[str, set[int]]] = {}
        for row in rows:
            if row["label"] in kinds.NAME_LABELS and isinstance(row["actor_id"], str):
                chains = {self.chain_of[t.i] for t in self.span(row) if t.i in self.chain_of}
                self.actors[row["actor_id"]].update(chains)
                self.own[row["mention_id"]] = row["actor_id"], chains

    def span(self, row: dict):
        return self.doc.char_span(row["start"], row["end"], alignment_mode="expand")

    def chain(self, row: dict) -> int | None:
        """The chain of the word that heads a mention; of a name, of any word of it."""
        span = self.span(row)
        if row["label"] in kinds.NAME_LABELS:
            return next((self.chain_of[t.i] for t in reversed(span) if t.i in self.chain_of), None)
        return self.chain_of.get(phrases.head(parsed(self.doc), span.start, span.end))

    def judge(self, mention: dict, guesses: list[speakers.Speaker]) -> list[Case]:
        truth = self.chain(mention)
        if truth is None:
            return []
        found = []
        for guess in guesses:
            if guess.actor_id is None:
                if guess.reason == "unnamed source":
                    named = {chain for known in self.actors.values() for chain in known}
                    found.append((guess.reason, truth not in named))
                continue
            theirs = Counter(self.actors[guess.actor_id])
            if guess.reason in STANDS_FOR:
                continue
            actor, chains = self.own.get(mention["mention_id"], (None, set()))
            if actor == guess.actor_id:
                theirs.subtract(chains)
            theirs = +theirs
            if theirs:
                found.append((guess.reason, theirs.most_common(1)[0][0] == truth))
        return found


def main() -> None:
    nlp = load_pipeline(threads=1)
    columns = {}
    for name, corpus in (("GUM train", gum), ("PolNeAR train, silver", polnear)):
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for example, doc in corpus(nlp):
            for reason, right in cases(example, doc):
                counted[reason][0] += right
                counted[reason][1] += 1
        columns[name] = counted
    print(f"| rule | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for reason in sorted({reason for counted in columns.values() for reason in counted}):
        print(f"| {reason} | {' | '.join(_cell(*counted[reason]) for counted in columns.values())} |")


def _cell(right: int, n: int) -> str:
    if not n:
        return ""
    _, low, high = stats.wilson_interval(right, n)
    return f"{right / n:.2f} ({low:.2f} to {high:.2f}), n = {n}"


if __name__ == "__main__":
    main()
