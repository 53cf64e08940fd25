"""WARC files of web crawls: the article of each page that was fetched."""

from __future__ import annotations

import re
from typing import Any

from toolkit.documents import encoding, pages
from toolkit.documents.inputs import Fault, Found, Input, Options, Unreadable, needs, too_large

_PAGES = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.I)


def read_warc(input_: Input, options: Options) -> Found:
    """The articles of all web pages with status 200; `origin` ends in the record's number, `url` is its address.

    Pages without an article, and what breaks off, come as faults; pictures, scripts and redirections are passed over.
    """
    needs("warcio", input_.origin, "a WARC file")
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = pages_found = 0
    with input_.open() as stream:
        try:
            for record in ArchiveIterator(stream):
                number += 1
                if _is_page(record):
                    pages_found += 1
                    yield _page(record, f"{input_.origin}#{number}", options)
        except (
            ArchiveLoadFailed,
            OSError,
            EOFError,
            ValueError,
            AttributeError,
            LookupError,
            TypeError,
        ) as error:
            reason = str(error).strip().split("\n")[0]
            detail = (
                f"{input_.origin}: breaks off after {number} records ({reason}); fetch it again for the rest"
            )
            yield Fault("damaged", detail)
    if not pages_found:
        raise Unreadable(
            "no article", f"{input_.origin}: a WARC file without a web page; see what the crawl took"
        )


def _is_page(record: Any) -> bool:
    if record.rec_type == "resource":
        kind = record.rec_headers.get_header("Content-Type") or ""
    elif record.rec_type == "response" and record.http_headers is not None:
        if record.http_headers.get_statuscode() != "200":
            return False
        kind = record.http_headers.get_header("Content-Type") or ""
    else:
        return False
    return kind.lower().startswith(_PAGES)


def _page(record: Any, place: str, options: Options) -> dict[str, Any] | Fault:
    url = record.rec_headers.get_header("WARC-Target-URI")
    data = record.content_stream().read(options.limits.text_bytes + 1)
    if len(data) > options.limits.text_bytes:
        return Fault("too large", str(too_large(f"{place} ({url})", options.limits.text_bytes)))
    headers = record.http_headers or record.rec_headers
    declared = _CHARSET.search(headers.get_header("Content-Type") or "")
    html, changes = encoding.decode(data, declared=declared[1] if declared else None, markup=True)
    try:
        row = pages.article(html, f"{place} ({url})", changes)
    except Unreadable as error:
        return Fault(error.code, str(error))
    return row | {"origin": place, "url": url or row["url"]}
