"""Exports of news databases, many articles in one document: known by their lines, split, and counted.

An export says on its cover page or in its index how many articles it holds. What is found is checked against that,
and a difference becomes a problem: an article that is missing should not be missed later.
"""

from __future__ import annotations

from toolkit import cleaning
from toolkit.documents import export_lines, factiva, lexisnexis, nexis, proquest
from toolkit.documents.export_lines import Article, Export, tidy
from toolkit.documents.inputs import Fault, Found, Input, Options, Row, too_large

_DATABASES = (nexis, lexisnexis, factiva, proquest)


def articles_or_text(
    lines: list[str], input_: Input, options: Options, changes: list[cleaning.Change]
) -> Found:
    """The articles of an export, or the whole as one text where it is none."""
    plain = tidy(lines)
    database = next((each for each in _DATABASES if each.recognises(plain)), None)
    if database is None and (announced := nexis.index_of(plain)):
        detail = (
            f"{input_.origin}: a list of {announced:,} articles, not an article; they should lie beside it, one in a "
            "file each: count them"
        )
        yield Fault("index only", detail)
        return
    if database is None:
        text = export_lines.paragraphs(plain)
        if len(text) > options.limits.text_bytes:
            raise too_large(input_.origin, options.limits.text_bytes)
        yield {"origin": input_.origin, "raw": text, "text": text, "cleaning": changes}
        return
    yield from articles(database.split(plain), database.NAME, input_, changes)


def is_export(lines: list[str]) -> bool:
    """Whether the lines are those of an export."""
    plain = tidy(lines)
    return any(each.recognises(plain) for each in _DATABASES)


def articles(export: Export, name: str, input_: Input, changes: list[cleaning.Change]) -> Found:
    """A row for each article with a text, a fault for each without, and one where their number is not as announced."""
    for number, article in enumerate(export.articles, 1):
        place = f"{input_.origin}#{number}"
        if article.text.strip():
            yield _row(article, place, changes)
        else:
            detail = (
                f"{place}: no text between the headers of {article.title!r}; see whether the database has one"
            )
            yield Fault("no text", detail)
    yield from _remarks(export, name, input_)


def _remarks(export: Export, name: str, input_: Input) -> Found:
    """What is wrong with the export as a whole: another number than announced, articles without a date."""
    count = len(export.articles)
    if export.announced is not None and export.announced != count:
        detail = (
            f"{input_.origin}: {export.where} announces {export.announced:,} articles, {count:,} were found; look for "
            f"the missing ones in {name} and export them, or report how this file differs"
        )
        yield Fault("count differs", detail)
    undated = [at for at, article in enumerate(export.articles, 1) if article.published is None]
    if undated:
        detail = (
            f"{input_.origin}: {len(undated):,} of {count:,} articles have no date that can be read (the first is "
            f"#{undated[0]}), so their other fields may be wrong too; look at them, and export in English if you can"
        )
        yield Fault("fields missing", detail)


def _row(article: Article, place: str, changes: list[cleaning.Change]) -> Row:
    return {
        "origin": place,
        "raw": article.raw,
        "text": article.text,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "authors": article.authors,
        "section": article.section,
        "url": article.url,
        "cleaning": list(changes),
    }
