"""Score the packaged model on the development data: `make score`, or python -m training.score.

Precision, recall and F1 of every head, int8 (as shipped) beside float32 where the trained checkpoint is at hand.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

import spacy
from spacy.tokens import Doc

from toolkit.evaluation import agreement
from toolkit.evaluation.agreement import ratios
from toolkit.language import labels
from toolkit.language.encoder import MODEL, Encoder
from toolkit.language.features import BREAK
from toolkit.language.pipeline import THIRD_PERSON, NewsModel
from toolkit.language.tokens import english_tokenizer
from training import data

PLACES = {"GPE": "place", "LOC": "place"}
CONLL = {"person": "PERSON", "organisation": "ORG", "location": "place"}
_GENRES = ("news", "interview", "speech", "bio")


def docs_of(examples: list[data.Example], vocab) -> list[Doc]:
    """The examples' words, already split, as unannotated Docs with their white space."""
    docs = []
    for example in examples:
        words, spaces = [], []
        for word, gap in zip(example.words, example.breaks):
            if words and gap != BREAK["glued"] and words[-1] != "\n\n":
                spaces[-1] = gap == BREAK["space"]
                if gap >= BREAK["line"]:
                    words.append("\n\n")
                    spaces.append(False)
            words.append(word)
            spaces.append(False)
        docs.append(Doc(vocab, words=words, spaces=spaces))
    return docs


def kept(doc: Doc) -> list:
    return [token for token in doc if not token.text.isspace()]


def word_scores(model: NewsModel, vocab) -> dict[str, float]:
    """EWT dev: accuracy of tags and parts of speech, attachment without punctuation, F1 of sentence starts."""
    examples = data.read_ud("ewt", "dev")
    counts = Counter()
    for example, doc in zip(examples, model.pipe(docs_of(examples, vocab))):
        tokens = kept(doc)
        where = {token.i: number for number, token in enumerate(tokens)}
        for number, token in enumerate(tokens):
            counts["words"] += 1
            counts["tag"] += token.tag_ == labels.TAGS[example.tags[number]]
            counts["upos"] += token.pos_ == labels.UPOS[example.upos[number]]
            gold, start = example.sentence_starts[number] == 1, bool(token.is_sent_start)
            counts["start"] += gold and start
            counts["starts"] += gold
            counts["starts_found"] += start
            if token.pos_ != "PUNCT" and labels.UPOS[example.upos[number]] != "PUNCT":
                attached = where.get(token.head.i) == example.heads[number]
                counts["arcs"] += 1
                counts["uas"] += attached
                counts["las"] += attached and token.dep_ == labels.DEPENDENCIES[example.dependencies[number]]
    return {
        "EWT tag accuracy": counts["tag"] / counts["words"],
        "EWT UPOS accuracy": counts["upos"] / counts["words"],
        "EWT UAS": counts["uas"] / counts["arcs"],
        "EWT LAS": counts["las"] / counts["arcs"],
        "EWT sentence start F1": ratios(
            counts["start"], counts["starts_found"], counts["start"], counts["starts"]
        )[2],
    }


def entity_scores(model: NewsModel, vocab) -> dict[str, tuple[float, float, float]]:
    """CoNLL-2003 dev: exact spans; GPE and LOC count as one label, MISC and the rest are not scored."""
    counts = Counter()
    examples = data.read_iob("conll2003", "dev")
    gold_spans = _conll_spans()
    offset = 0
    for example, doc in zip(examples, model.pipe(docs_of(examples, vocab))):
        where = {token.i: offset + number for number, token in enumerate(kept(doc))}
        for entity in doc.ents:
            label = PLACES.get(entity.label_, entity.label_)
            if label in CONLL.values():
                span = (where[entity.start], where[entity.end - 1] + 1, label)
                for name in ("all", label):
                    counts[name, "found"] += 1
                    counts[name, "right"] += span in gold_spans
        offset += len(example.words)
    for *_, label in gold_spans:
        counts["all", "gold"] += 1
        counts[label, "gold"] += 1
    return {
        f"CoNLL-2003 entities, {name}": ratios(
            counts[name, "right"], counts[name, "found"], counts[name, "right"], counts[name, "gold"]
        )
        for name in ("all", "PERSON", "ORG", "place")
    }


def _conll_spans() -> set[tuple[int, int, str]]:
    spans, at, start, label = set(), 0, None, None
    with (data.DATA / "ner" / "conll2003-dev.iob").open(encoding="utf8") as file:
        for line in file.read().splitlines() + ["\tO"]:
            tag = line.rsplit("\t", 1)[1] if line.strip() else None
            if start is not None and (
                tag is None or tag == "O" or tag[0] == "B" or CONLL.get(tag[2:]) != label
            ):
                spans.add((start, at, label))
                start = None
            if tag and tag[0] == "B" and tag[2:] in CONLL:
                start, label = at, CONLL[tag[2:]]
            at += bool(line.strip())
    return spans


def pronoun_score(model: NewsModel, vocab) -> dict[str, float]:
    """GUM dev, news-like genres: share of third-person pronouns, in chains with a name, that lead to that chain's name.

    Once for chains of persons ("the right person"), once for all chains.
    """
    examples = [e for e in data.read_ud("gum", "dev") if e.name.split("_")[1] in _GENRES]
    counts = Counter()
    for example, doc in zip(examples, model.pipe(docs_of(examples, vocab))):
        where = {token.i: number for number, token in enumerate(kept(doc))}
        links = {where[word]: where[earlier] for word, earlier, _ in doc._.coreference}
        is_name = [labels.TAGS[tag] in data.NAME_TAGS for tag in example.tags]
        for chain, kind in zip(example.chains, example.chain_kinds):
            if not any(is_name[word] for word in chain):
                continue
            for word in chain:
                if example.words[word].lower() not in THIRD_PERSON:
                    continue
                right = _first_name(word, links, is_name) in chain
                for group in ("all", kind):
                    counts[group, "pronouns"] += 1
                    counts[group, "right"] += right
    share = lambda kind: counts[kind, "right"] / max(1, counts[kind, "pronouns"])  # noqa: E731
    return {
        "GUM pronouns to the right person": share("person"),
        "GUM pronouns for persons": counts["person", "pronouns"],
        "GUM pronouns to the right name": share("all"),
        "GUM pronouns": counts["all", "pronouns"],
    }


def _first_name(word: int, links: dict[int, int], is_name: list[bool]) -> int | None:
    """The first name that a word's links lead to, None if they end elsewhere."""
    seen, at = {word}, links.get(word)
    while at is not None and at not in seen and not is_name[at]:
        seen.add(at)
        at = links.get(at)
    return at if at is not None and is_name[at] else None


def attribution_scores(model: NewsModel, vocab, articles: list[dict]) -> dict[str, dict]:
    """PolNeAR articles: content and end to end, by kind (see toolkit.evaluation.agreement)."""
    tokenize = english_tokenizer(vocab)
    predicted = {
        article["id"]: attributions_in(doc)
        for article, doc in zip(articles, model.pipe([tokenize(article["text"]) for article in articles]))
    }
    return agreement.score({article["id"]: article for article in articles}, predicted)


def attributions_in(doc: Doc) -> list[dict]:
    """The Doc's attributions as character offsets."""

    def characters(span):
        return [[doc[span[0]].idx, doc[span[1] - 1].idx + len(doc[span[1] - 1])]] if span else []

    return [
        {
            "source": characters(item["source"]),
            "cue": characters(item["cue"]),
            "content": [offsets for span in item["content"] for offsets in characters(span)],
        }
        for item in doc._.attributions
    ]


def score_model(model: NewsModel, vocab) -> dict:
    """Every score of one model, and words a second over the attribution articles."""
    articles = [article for article, _ in data.read_polnear("dev")]
    began = time.perf_counter()
    attribution = attribution_scores(model, vocab, articles)
    seconds = time.perf_counter() - began
    rows: dict = {
        f"PolNeAR {kind}, {what}": attribution[kind][what]
        for kind in agreement.KINDS
        for what in ("content", "end_to_end")
    }
    rows |= entity_scores(model, vocab) | word_scores(model, vocab) | pronoun_score(model, vocab)
    return rows | {"PolNeAR words a second": sum(len(a["text"].split()) for a in articles) / seconds}


def show(columns: dict[str, dict]) -> str:
    """A Markdown table, one column a model; F1 with (precision / recall) where there are three numbers."""
    names = list(columns)
    lines = ["| measure | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for row in columns[names[0]]:
        lines.append(f"| {row} | " + " | ".join(_cell(columns[name][row]) for name in names) + " |")
    return "\n".join(lines)


def _cell(value) -> str:
    if isinstance(value, tuple):
        precision, recall, f1 = value
        return f"{f1:.3f} (P {precision:.3f} / R {recall:.3f})"
    return f"{value:.3f}" if isinstance(value, float) and value < 2 else f"{value:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument(
        "--checkpoint", type=Path, default=Path("build/model"), help="folder with model.fp32.onnx"
    )
    parser.add_argument("--out", type=Path, help="also write the scores as JSON")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    vocab = spacy.blank("en").vocab
    models = {"int8, as shipped": NewsModel(Encoder(options.model, threads=options.threads))}
    fp32 = options.checkpoint / "model.fp32.onnx"
    if fp32.is_file():
        encoder = Encoder(options.model, threads=options.threads)
        encoder.model_file = str(fp32.resolve())
        models["float32"] = NewsModel(encoder)
    else:
        print(f"no {fp32}: scoring the shipped model only (make train makes the other)")
    columns = {name: score_model(model, vocab) for name, model in models.items()}
    print(show(columns))
    if options.out:
        options.out.write_text(json.dumps(columns, indent=1), encoding="utf8")


if __name__ == "__main__":
    main()
