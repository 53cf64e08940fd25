"""Words a second of each stage from text to tables, on one thread, against the bare network and other extractors.

`make benchmarks`, or python -m benchmarks --rounds 5; prints Markdown tables for benchmarks/RESULTS.md.

- network: the packaged int8 network alone, on the windows that it is given for these texts; the limit of the rest
- pipeline: `load_pipeline(threads=1)`, raw text to finished Doc
- each finder, and making the tables of what they found
- whole path: all of it together, texts in, the tables of what is found in each out: `analyse` before it joins documents
- en_core_web_sm's architecture: tokenizer, tok2vec, tagger, parser and ner (throughput.py says how it is made)
- other extractors, end to end, textacy's on the Docs of that architecture (extractors.py says which, and why no more)

Seconds are those of the processor, of one process with every thread pool limited to one, so that other work on the
machine disturbs less. All are measured in turn, round by round; shares and ratios are taken within a round.
"""

from __future__ import annotations

from benchmarks.measuring import account, count_words, news_texts, options, spread  # first: one thread

# isort: split

import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from spacy.language import Language

from benchmarks.extractors import ALL, QUOTATIONS, WORDS_KNOWN, extractors, with_words_known
from benchmarks.throughput import small_architecture
from toolkit import actors, quotes, rhetoric, tables
from toolkit.analysis import find_all
from toolkit.language import load_pipeline
from toolkit.rhetoric.tokens import Tokens, token_columns, tokens_of
from toolkit.text.parsed import parsed

Times = dict[str, list[float]]
SMALL = "en_core_web_sm's architecture"


class Recorder:
    """An onnxruntime session that keeps what it is given."""

    def __init__(self, session: Any):
        self.session, self.given = session, []

    def get_outputs(self) -> list:
        return self.session.get_outputs()

    def run(self, names: list[str], arrays: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.given.append((names, arrays))
        return self.session.run(names, arrays)


def network(nlp: Language, texts: list[str]) -> Callable[[], object]:
    """Running the bare network over the windows of these texts."""
    encoder = nlp.get_pipe("news_model").encoder
    own = encoder.session
    encoder.__dict__["session"] = recorder = Recorder(own)
    for _ in nlp.pipe(texts):
        pass
    encoder.__dict__["session"] = own
    return lambda: [own.run(*given) for given in recorder.given]


def finders(nlp: Language, texts: list[str]) -> dict[str, Callable[[], object]]:
    """What each finder does, and making tables of the rows, for Docs and rows that are there already."""
    docs = list(nlp.pipe(texts))
    columns = [parsed(doc) for doc in docs]

    def each(find: Callable, **more: list) -> Callable[[], list]:
        own = [dict(zip(more, cells)) for cells in zip(*more.values())] if more else [{}] * len(docs)
        return lambda: [find(doc, doc_id="a", **given) for doc, given in zip(docs, own)]

    mentions = each(actors.find_mentions, columns=columns)()
    said = each(quotes.find_quotes, columns=columns, mentions=mentions)()
    found = {
        "find_mentions": each(actors.find_mentions, columns=columns),
        "find_quotes": each(quotes.find_quotes, columns=columns, mentions=mentions),
        "find_markers": each(rhetoric.find_markers, columns=columns),
        "find_clauses": each(rhetoric.find_clauses, columns=columns),
        "find_imagery": each(rhetoric.find_imagery, columns=columns),
        "find_namings": each(rhetoric.find_namings, columns=columns, quotes=said),
    }
    rows = {
        name.removeprefix("find_"): [row for rows in find() for row in rows] for name, find in found.items()
    }
    words = each(token_columns)
    return {
        "a Doc's columns": lambda: [parsed(doc) for doc in docs],
        **found,
        "tokens": words,
        "tables": partial(_tables, rows, words()),
    }


def _tables(rows: dict[str, list[dict]], words: list[Tokens]) -> list[pd.DataFrame]:
    return [tokens_of(words), *(tables.table(name, own) for name, own in rows.items())]


def whole_path(nlp: Language, texts: list[str]) -> dict[str, pd.DataFrame]:
    """The tables of what is found in each of these texts.

    Raises: RuntimeError if one of them is left out or fails, since that would be a measurement of something else.
    """
    documents = pd.DataFrame({"doc_id": [str(number) for number in range(len(texts))], "text": texts})
    _, found, problems = find_all(documents, nlp=nlp, progress=False)
    if problems:
        raise RuntimeError(
            f"{len(problems)} of {len(texts)} texts were not analysed: {problems[0]['detail']}"
        )
    return found


def measure(work: dict[str, Callable[[], object]], rounds: int) -> Times:
    """Seconds of the processor of each, round by round, after one round to warm up."""
    times: Times = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, run in work.items():
            began = time.process_time()
            run()
            if number:
                times[name].append(time.process_time() - began)
    return times


def report(times: Times, words: int) -> str:
    """The Markdown table: words a second, seconds of the processor, and what each takes of the network's time."""
    lines = ["| stage | words a second | seconds | time, of the network's |", "|---|---|---|---|"]
    for name, seconds in times.items():
        shares = [own / limit for own, limit in zip(seconds, times["network"])]
        middle = statistics.median(seconds)
        lines.append(
            f"| {name} | {words / middle:,.0f} | {middle:.3g} | {statistics.median(shares):.1%} "
            f"({min(shares):.1%} to {max(shares):.1%}) |"
        )
    return "\n".join(lines)


def ratio(times: Times, ours: str, theirs: str) -> str:
    """How many times the words a second of one the other reads."""
    return spread([their / our for our, their in zip(times[ours], times[theirs])])


def run(rounds: int, count: int, folder: Path | None = None) -> str:
    """Everything measured, as Markdown."""
    source, texts = news_texts(count)
    nlp = load_pipeline(threads=1, folder=folder)
    theirs = with_words_known(small_architecture(nlp, texts), list(nlp.pipe(texts)))
    others = extractors(theirs, texts)
    found = {name: find() for name, find in others.items()}
    work: dict[str, Callable[[], object]] = {
        "network": network(nlp, texts),
        "pipeline": lambda: list(nlp.pipe(texts)),
        "whole path": partial(whole_path, nlp, texts),
        **finders(nlp, texts),
        SMALL: lambda: list(theirs.pipe(texts, disable=WORDS_KNOWN)),
        **others,
    }
    times = measure(work, rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join(
        [
            f"{'; '.join(account(source, texts, rounds))}; most memory of the process {peak:,.0f} MiB",
            "",
            report(times, count_words(texts)),
            "",
            f"- whole path, words a second of the bare network's: {ratio(times, 'whole path', 'network')}",
            f"- pipeline to {SMALL}: {ratio(times, 'pipeline', SMALL)}",
            *(
                f"- whole path to {name}: {ratio(times, 'whole path', name)}"
                for name in (SMALL, QUOTATIONS, ALL)
            ),
            f"- rows that the others found: {', '.join(f'{name} {n:,}' for name, n in found.items())}",
        ]
    )


def main() -> None:
    asked = options(__doc__.splitlines()[0])
    print(run(asked.rounds, asked.texts, asked.model))


if __name__ == "__main__":
    main()
