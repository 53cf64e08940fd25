"""Small files of each format, made from invented articles. No file here comes from a database or a newspaper.

Layouts follow what the formats document, or what open parsers of them expect (named beside each builder).
"""

import io
import zipfile

ARTICLES = [
    {
        "title": "Ferry talks end without a result",
        "outlet": "The Harbour Example",
        "published": "2022-01-13",
        "date": "January 13, 2022 Thursday",
        "day": "13 January 2022",
        "author": "Jane Doe",
        "section": "NEWS",
        "paragraphs": [
            "The talks about the night ferry ended on Thursday without a result, the port’s director said.",
            "“We have to wait for the council,” Mira Stone told reporters. She said that nobody knew what was next.",
        ],
    },
    {
        "title": "Council votes on bridge",
        "outlet": "Example Valley News",
        "published": "2022-01-14",
        "date": "January 14, 2022 Friday",
        "day": "14 January 2022",
        "author": "John Roe",
        "section": "LOCAL",
        "paragraphs": [
            "The council voted on Friday to close the old bridge for repairs that will take until May.",
            "Tom Field, who leads the opposition, called the plan “a gift to nobody” and said he would appeal.",
            "The mayor’s office did not answer questions about what it will cost.",
        ],
    },
]
TEXTS = ["\n\n".join(article["paragraphs"]) for article in ARTICLES]


def zipped(files, **options):
    """The bytes of a ZIP archive of names and contents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def codes(frame):
    """The codes of a table's problems."""
    return [row["code"] for row in frame.attrs["problems"]]
