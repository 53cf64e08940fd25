"""Feeds, RSS and Atom, saved as files: one document for each entry."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.sax import SAXException

from lxml import etree, html

from toolkit import cleaning
from toolkit.documents import columns, encoding, xml
from toolkit.documents.inputs import Fault, Found, Input, Options, Unreadable, needs

_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]*(?:\[[^\]]*\]\s*)?>", re.I)
_BLOCKS = frozenset("p div li blockquote h1 h2 h3 h4 h5 h6 tr br ul ol table section article".split())


def read_feed(input_: Input, options: Options) -> Found:
    """The entries of a feed: the full text where it has one, else the summary, which a fault says.

    Raises: Unreadable for what is no feed, and for files that declare entities.
    """
    feed, changes = _parse(input_, options)
    teasers = 0
    for number, entry in enumerate(feed.entries, 1):
        place = f"{input_.origin}#{number}"
        content, is_teaser = _content(entry)
        teasers += is_teaser
        if not content.strip():
            yield Fault(
                "no text", f"{place}: an entry without a text; fetch the article behind {entry.get('link')}"
            )
            continue
        yield _row(entry, feed.feed, place, content) | {"cleaning": list(changes)}
    yield from _remarks(feed, teasers, input_)


def _parse(input_: Input, options: Options) -> tuple[Any, list[cleaning.Change]]:
    """What feedparser makes of the file, and the record of its encoding."""
    feedparser = needs("feedparser", input_.origin, "a feed")
    text, changes = encoding.decode(input_.read(options.limits.whole_bytes), markup=True)
    xml.check_entities(text, input_.origin)
    # The text goes in as UTF-8, whatever the declaration says; the type of document (RSS 0.91) names an address.
    plain = re.sub(r"^\s*<\?xml.*?\?>", "", _DOCTYPE.sub("", text, count=1), count=1, flags=re.S)
    data = plain.encode("utf-8", "replace")
    try:
        feed = feedparser.parse(
            io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        detail = (
            f"{input_.origin}: a feed that cannot be read ({type(error).__name__}: {error}); save it again"
        )
        raise Unreadable("unreadable", detail) from error
    if not feed.entries:
        raise Unreadable(
            "no entries", f"{input_.origin}: a feed without entries; save it again, or fetch the articles"
        )
    return feed, changes


def _remarks(feed: Any, teasers: int, input_: Input) -> Found:
    if teasers:
        detail = (
            f"{input_.origin}: {teasers} of {len(feed.entries)} entries have a summary only, which is not the article; "
            "to study articles, save the pages behind their url"
        )
        yield Fault("summaries only", detail)
    if feed.bozo and isinstance(feed.get("bozo_exception"), SAXException):
        detail = f"{input_.origin}: not well-formed ({feed.bozo_exception}); entries behind that place may be missing"
        yield Fault("damaged", detail)


def _content(entry: Any) -> tuple[str, bool]:
    """The longest text of an entry, as plain text, and whether it is only the summary."""
    full = [part.get("value") or "" for part in entry.get("content") or []]
    longest = max(full, key=len, default="")
    if longest.strip():
        return text_of(longest), False
    summary = entry.get("summary") or ""
    return text_of(summary), bool(summary.strip())


def _row(entry: Any, feed: Any, place: str, content: str) -> dict[str, Any]:
    names = [author.get("name") for author in entry.get("authors") or [] if author.get("name")]
    names = names or [entry.get("author") or ""]
    tags = [tag.get("term") for tag in entry.get("tags") or [] if tag.get("term")]
    written = entry.get("published") or entry.get("updated")
    return {
        "origin": place,
        "raw": content,
        "text": content,
        "title": text_of(entry.get("title") or "") or None,
        "outlet": text_of(feed.get("title") or "") or None,
        "published": columns.iso_date(written) if written else None,
        "authors": [one for name in names for one in columns.authors(name) or []] or None,
        "section": tags[0] if tags else None,
        "url": entry.get("link") or None,
    }


def text_of(markup: str) -> str:
    """The text of a piece of HTML, its paragraphs apart."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        root = html.fragment_fromstring(markup.encode("utf-8", "replace"), create_parent="div", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        hidden = element.tag in ("script", "style") or not isinstance(element.tag, str)
        if element.tag in _BLOCKS:
            pieces.append("\n")
        if event == "start" and not hidden:
            pieces.append(element.text or "")
        if event == "end" and element is not root:
            pieces.append(element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n\n".join(line for line in lines if line)
