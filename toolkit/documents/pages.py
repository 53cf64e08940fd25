"""Web pages: the article without menus and comments, and what the page says about it."""

from __future__ import annotations

from toolkit import cleaning
from toolkit.documents import columns, encoding, exports, factiva
from toolkit.documents.inputs import Found, Input, Options, Row, Unreadable


def read_page(input_: Input, options: Options) -> Found:
    """The one article of a saved web page, or those of an export."""
    data = input_.read(options.limits.text_bytes)
    html, changes = encoding.decode(data, markup=True)
    if factiva.is_page(html):
        yield from exports.articles_or_text(factiva.lines_of(html), input_, options, changes)
        return
    yield article(html, input_.origin, changes)


def article(html: str, origin: str, changes: list[cleaning.Change]) -> Row:
    """The row of a web page's article. Raises: Unreadable for a page that has none.

    Source: trafilatura (Barbaresi 2021).
    """
    import trafilatura  # here, because it takes a while and most corpora need none of it

    page = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)
    if page is None or not (page.text or "").strip():
        raise Unreadable("no article", f"{origin}: no article found in this web page; save its text as .txt")
    return {
        "origin": origin,
        "raw": html,
        "text": page.text.replace("\n", "\n\n"),
        "title": page.title,
        "outlet": page.sitename or page.hostname,
        "published": page.date,
        "authors": columns.authors(page.author),
        "section": "; ".join(page.categories or []) or None,
        "url": page.url,
        "cleaning": changes,
    }
