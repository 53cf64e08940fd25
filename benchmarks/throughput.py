"""Words a second on one thread: our pipeline against the architecture of spaCy's en_core_web_sm, in one run.

`python -m benchmarks.throughput --rounds 7` prints a Markdown row for benchmarks/RESULTS.md.

Ours is `load_pipeline(threads=1)` with every layer: tags, lemmas, trees, entities, attributions, coreference.

Theirs is en_core_web_sm's tok2vec, tagger, parser and ner (HashEmbedCNN of width 96, depth 4, 2000 rows, window 1, 3
maxout pieces; parser and ner with hidden width 64 and 2 pieces; 50 tags, some 45 dependency and 18 entity labels). Two
choices favour it: attribute_ruler and lemmatizer are left out, and ner shares the one tok2vec (the released model gives
it a second one). The released weights cannot be had offline, so this one is trained for some steps on what our pipeline
says about a few of the texts. That is not to make it good: an untrained parser never finds a sentence end and an
untrained ner finds an entity in every word or in none, which costs another time. Trained so, both make about as many
transitions as on any English text; the printed sentences and entities per 100 words show it.

Both read the same raw texts through `nlp.pipe` into finished Docs, in turn (A B A B ...), every thread pool limited
to one. Texts and words are those of measuring.py; seconds are those of the processor, of all threads together, so that
other work on the machine disturbs less. The ratio, round by round, is the figure that counts.
"""

from __future__ import annotations

from benchmarks.measuring import account, count_words, news_texts, options, spread  # first: one thread

# isort: split

import random
import statistics
import time
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

from toolkit.language import labels, load_pipeline

TAUGHT_SENTENCES, NEIGHBOURS = 1_200, 4  # enough for plausible trees; sentences are taught a few at a time
TEACHING_STEPS, BATCH = 250, 10  # a minute or two
ENTITIES = (  # of en_core_web_sm
    "CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON PRODUCT QUANTITY TIME "
    "WORK_OF_ART"
).split()
TOK2VEC = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "width": 96,
    "depth": 4,
    "embed_size": 2000,
    "window_size": 1,
    "maxout_pieces": 3,
    "subword_features": True,
    "pretrained_vectors": None,
}
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
TRANSITIONS = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": LISTENER,
}


@dataclass(frozen=True)
class Round:
    """Words a second of one round, ours and theirs."""

    ours: float
    theirs: float


def small_architecture(teacher: Language, texts: list[str]) -> Language:
    """A pipeline of en_core_web_sm's shape, taught a little of what `teacher` says about the texts."""
    fix_random_seed(0)
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": TOK2VEC})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": LISTENER}})
    nlp.add_pipe("parser", config={"model": TRANSITIONS | {"state_type": "parser"}, "min_action_freq": 1})
    nlp.add_pipe("ner", config={"model": TRANSITIONS | {"state_type": "ner"}})
    for pipe, names in (("tagger", labels.TAGS[:50]), ("parser", labels.DEPENDENCIES), ("ner", ENTITIES)):
        for name in names:
            nlp.get_pipe(pipe).add_label(name)
    examples = taught_sentences(nlp, teacher, texts)
    optimizer = nlp.initialize(lambda: examples)
    rng = random.Random(0)
    for _ in range(TEACHING_STEPS):
        nlp.update(rng.sample(examples, min(BATCH, len(examples))), sgd=optimizer)
    return nlp


def taught_sentences(nlp: Language, teacher: Language, texts: list[str]) -> list[Example]:
    """NEIGHBOURS sentences at a time, so that sentence ends are learned, with the teacher's annotation."""
    examples: list[Example] = []
    for doc in teacher.pipe(texts):
        for group in minibatch(doc.sents, NEIGHBOURS):
            gold = doc[group[0].start : group[-1].end].as_doc()
            gold.set_ents([span for span in gold.ents if span.label_ in ENTITIES])
            examples.append(Example(nlp.make_doc(gold.text), gold))
            if len(examples) >= TAUGHT_SENTENCES // NEIGHBOURS:
                return examples
    return examples


def words_a_second(nlp: Language, texts: list[str]) -> float:
    began = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return count_words(texts) / (time.process_time() - began)


def measure(ours: Language, theirs: Language, texts: list[str], rounds: int) -> list[Round]:
    """Rounds in which both read all texts, after one to warm up; who goes first changes each time."""
    for nlp in (ours, theirs):
        words_a_second(nlp, texts[:5])
    measured = []
    for number in range(rounds):
        first, second = (ours, theirs) if number % 2 == 0 else (theirs, ours)
        speeds = {id(nlp): words_a_second(nlp, texts) for nlp in (first, second)}
        measured.append(Round(speeds[id(ours)], speeds[id(theirs)]))
        print(
            f"round {number + 1}: ours {measured[-1].ours:,.0f}, theirs {measured[-1].theirs:,.0f} words/s",
            flush=True,
        )
    return measured


def describe(docs: list[Doc]) -> str:
    """How much structure was found, to see that the work done is that of parsing English."""
    words = sum(len(doc) for doc in docs) / 100
    sentences = sum(1 for doc in docs for _ in doc.sents)
    own_heads = sum(token.head.i == token.i for doc in docs for token in doc)
    entities = sum(len(doc.ents) for doc in docs)
    found = (
        f"{sentences / words:.1f} sentences, {own_heads / words:.1f} roots, {entities / words:.1f} entities"
    )
    return f"per 100 tokens {found}"


def row(rounds: list[Round], source: str, texts: list[str]) -> str:
    """A row of the table in RESULTS.md."""
    cells = (
        *account(source, texts, len(rounds)),
        f"{statistics.median(one.ours for one in rounds):,.0f}",
        f"{statistics.median(one.theirs for one in rounds):,.0f}",
        spread([one.ours / one.theirs for one in rounds]),
    )
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    asked = options(__doc__.splitlines()[0])
    source, texts = news_texts(asked.texts)
    ours = load_pipeline(threads=1, folder=asked.model)
    theirs = small_architecture(ours, texts)
    rounds = measure(ours, theirs, texts, asked.rounds)
    for name, nlp in (("ours", ours), ("theirs", theirs)):
        print(f"{name}: {describe(list(nlp.pipe(texts[:10])))}")
    print(row(rounds, source, texts))


if __name__ == "__main__":
    main()
