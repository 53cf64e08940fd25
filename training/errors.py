"""Errors by cause, as a table of counts: python -m training.errors --part dev [--kind direct] [--show 5].

For each annotated attribution the first thing that went wrong, and for each prediction that matches none whether it
touches an annotated content. --show prints examples on the screen; the articles' text goes into no file.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from toolkit.evaluation.agreement import KINDS, Article, compare
from toolkit.language.encoder import MODEL, Encoder
from toolkit.language.pipeline import NewsModel
from training import data
from training.prepare import held_out
from training.score import attributions_in

CAUSES = (
    "right",
    "no prediction touches the content",
    "content too long",
    "content too short",
    "content split over several predictions",
    "content merged with another annotated one",
    "source not found",
    "another source",
    "source where there is none",
    "prediction that touches an annotated content, without match",
    "prediction that touches none",
)


def causes(text: str, annotated: list[dict], predicted: list[dict]) -> list[tuple[str, dict, dict | None]]:
    """(cause, annotated or predicted attribution in words, its counterpart) of each attribution of one article."""
    article, compared = Article(text), compare(text, annotated, predicted)
    gold, found = compared.gold, compared.predicted
    rows = []
    for number, item in enumerate(gold):
        if number in compared.pairs:
            other = found[compared.pairs[number]]
            rows.append((_source_cause(article, item, other), item, other))
        else:
            cause, other = _content_cause(item, gold, found)
            rows.append((cause, item, other))
    used = set(compared.pairs.values())
    for number, item in enumerate(found):
        if number not in used:
            touches = any(item["content"] & other["content"] for other in gold)
            rows.append((CAUSES[-2 if touches else -1], item, None))
    return rows


def _source_cause(article: Article, gold: dict, found: dict) -> str:
    if article.source_right(gold["source"], found["source"]):
        return "right"
    if not gold["source"]:
        return "source where there is none"
    return "another source" if found["source"] else "source not found"


def _content_cause(item: dict, gold: list[dict], found: list[dict]) -> tuple[str, dict | None]:
    touching = [other for other in found if other["content"] & item["content"]]
    if not touching:
        return "no prediction touches the content", None
    best = max(touching, key=lambda other: len(other["content"] & item["content"]))
    most = 2 * len(best["content"] & item["content"]) > len(item["content"])
    if most and any(other is not item and other["content"] & best["content"] for other in gold):
        return "content merged with another annotated one", best
    if len(touching) > 1:
        return "content split over several predictions", best
    longer = len(best["content"]) > len(item["content"])
    return ("content too long" if longer else "content too short"), best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--part", choices=("dev", "held-out"), default="held-out")
    parser.add_argument("--kind", choices=KINDS, default="all")
    parser.add_argument("--show", type=int, default=0, help="examples of each cause, on the screen only")
    options = parser.parse_args()
    if options.part == "dev":
        articles = [article for article, _ in data.read_polnear("dev")]
    else:
        articles = [article for article, _ in data.read_polnear("train") if held_out(article["id"])]
    model = NewsModel(Encoder(options.model), ["attributions"])
    tokenize = data.tokenizer()
    counts: dict[str, dict[str, int]] = {cause: dict.fromkeys(KINDS, 0) for cause in CAUSES}
    examples = defaultdict(list)
    for article, doc in zip(articles, model.pipe([tokenize(row["text"]) for row in articles])):
        found = attributions_in(doc)
        for cause, item, other in causes(article["text"], article["attributions"], found):
            counts[cause]["all"] += 1
            counts[cause][item["kind"]] += 1
            if options.kind in ("all", item["kind"]):
                examples[cause].append((article["text"], item, other))
    print("| cause | " + " | ".join(KINDS) + " |\n|---" + "|---" * len(KINDS) + "|")
    for cause in CAUSES:
        print(f"| {cause} | " + " | ".join(str(counts[cause][kind]) for kind in KINDS) + " |")
    for cause in CAUSES[1:]:
        for text, item, other in examples[cause][: options.show]:
            print(f"\n{cause}\n  annotated: {_shown(text, item)}")
            if other:
                print(f"  predicted: {_shown(text, other)}")


def _shown(text: str, item: dict) -> str:
    article = Article(text)

    def words(role: str) -> str:
        numbers = sorted(item[role])
        return text[article.words[numbers[0]][0] : article.words[numbers[-1]][1]] if numbers else "-"

    return " | ".join(" ".join(words(role).split())[:200] for role in ("source", "content"))


if __name__ == "__main__":
    main()
