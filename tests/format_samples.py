"""Small files of each format, made from invented articles. No file here comes from a database or a newspaper.

Layouts follow what the formats document, or what open parsers of them expect (named beside each builder).
"""

import io
import textwrap
import zipfile
from html import escape

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


def docx(paragraphs, part=""):
    """The bytes of a Word document: the parts that every program needs, one run in each paragraph."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>' for text in paragraphs
    )
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    override = f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
    document = f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'
    return zipped({
        "[Content_Types].xml": f'<Types xmlns="{kinds}">{override}</Types>',
        "word/document.xml": f'<?xml version="1.0"?>{part}{document}',
    })  # fmt: skip


def rtf(paragraphs):
    """The bytes of an RTF document; other characters than ASCII as the codes of Windows-1252, or of Unicode."""

    def coded(text):
        text = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        return "".join(
            character if character.isascii() else f"\\u{ord(character)}?" if ord(character) > 0xFF
            else f"\\'{ord(character):02x}" for character in text
        )  # fmt: skip

    lines = "\\par\n".join(coded(text) for text in paragraphs)
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Times;}}}}\n\\f0 {lines}\\par}}".encode("ascii")


def nexis_lines(announced=2, cover=True):
    """Nexis Uni: cover page with an index, then the articles, as R.TeMiS and LexisNexisTools read them."""
    front = [
        "Date and Time: Friday, January 14, 2022 10:04:00 AM EST",
        "Job Number: 160000001",
        f"Documents ({announced})",
    ]
    for number, article in enumerate(ARTICLES, 1):
        front += [
            f"{number}. {article['title']}", "Client/Matter: -None-", "Search Terms: ferry or bridge",
            "Search Type: Natural Language", "Narrowed by:", "Content Type Narrowed by", "News Timeline: 2022",
        ]  # fmt: skip
    lines = front if cover else []
    for article in ARTICLES:
        lines = lines + [
            article["title"], article["outlet"], article["date"],
            f"Copyright 2022 {article['outlet']} All Rights Reserved", f"Section:\u00a0{article['section']}; Pg. 3",
            "Length:\u00a0120 words", f"Byline:\u00a0By {article['author']}", "Body", "", *article["paragraphs"],
            "Classification", "Language:\u00a0ENGLISH", "Publication-Type:\u00a0Newspaper",
            "Subject:\u00a0FERRIES (90%)", "Load-Date:\u00a0January 14, 2022", "End of Document",
        ]  # fmt: skip
    return lines


def lexisnexis_text(announced=2):
    """LexisNexis before Nexis Uni as a text file, paragraphs broken into lines, as R.TeMiS and INCA read it."""
    blocks = []
    for number, article in enumerate(ARTICLES, 1):
        paragraphs = ["\n".join(wrapped(text, 60)) for text in article["paragraphs"]]
        blocks += [
            f"{' ' * 30}{number} of {announced} DOCUMENTS", f"{' ' * 25}{article['outlet']}",
            f"{' ' * 20}{article['date']}\n{' ' * 25}Late Edition - Final", article["title"],
            f"BYLINE: By {article['author']}", f"SECTION: {article['section']}; Pg. 3", "LENGTH: 120 words",
            "DATELINE: HARBOUR", *paragraphs, "LOAD-DATE: January 14, 2022", "LANGUAGE: ENGLISH",
            "PUBLICATION-TYPE: Newspaper",
            f"{' ' * 20}Copyright 2022 {article['outlet']}\n{' ' * 25}All Rights Reserved",
        ]  # fmt: skip
    return "\n\n".join(blocks) + "\n"


def factiva_coded(results=2):
    """Factiva with field codes, as R.TeMiS and factiva_parser read it; a cell of the table is a line."""
    lines = []
    for number, article in enumerate(ARTICLES):
        first, *others = article["paragraphs"]
        lines += [
            f"SE {article['section']}", f"HD {article['title']}", f"BY By {article['author']}", "WC 120 words",
            f"PD {article['day']}", f"SN {article['outlet']}", "SC EXAMP", "PG 3", "LA English", "CY (c) 2022 Example",
            f"LP {first}", f"TD {others[0]}", *others[1:], "NS gtrans : Transport", "RE uk : United Kingdom",
            "PUB Example Press", f"AN Document EXAMP0000020220113ei1d0000{number}",
        ]  # fmt: skip
    return [*lines, "Search Summary", "Text ferry or bridge", "Date All Dates", f"Results Found {results}"]


def factiva_plain(results=2):
    """Factiva without codes."""
    lines = []
    for number, article in enumerate(ARTICLES):
        lines += [
            article["section"], article["title"], f"By {article['author']}", "120 words", article["day"], "03:04",
            article["outlet"], "EXAMP", "3", "English", "(c) 2022 Example Press. All rights reserved.",
            *article["paragraphs"], f"Document EXAMP0000020220113ei1d0000{number}",
        ]  # fmt: skip
    return [*lines, "Search Summary", f"Results Found {results}", "Timestamp 14 January 2022 10:04"]


def factiva_page(results=2, coded=True):
    """Factiva's page of articles: a table with a row for each field, or divisions in the order of the fields."""
    blocks = []
    for number, article in enumerate(ARTICLES):
        number_line = f"Document EXAMP0000020220113ei1d0000{number}"
        lead, *others = (
            f'<p class="articleParagraph">\n{escape(text)}\n</p>' for text in article["paragraphs"]
        )
        fields = {
            "SE": article["section"], "HD": article["title"], "BY": f"By {article['author']}", "WC": "120 words",
            "PD": article["day"], "SN": article["outlet"], "SC": "EXAMP", "LA": "English", "CY": "(c) 2022 Example",
            "LP": lead, "TD": "".join(others), "NS": "gtrans : Transport", "AN": number_line,
        }  # fmt: skip
        cells = (f"<td><b>{name}</b>&nbsp;</td><td>{text}</td>" for name, text in fields.items())
        rows = "".join(f"<tr>{cell}</tr>" for cell in cells)
        apart = (text for name, text in fields.items() if name not in ("LP", "TD", "AN", "NS"))
        apart = "".join(f"<div>{text}</div>" for text in apart).replace("<div>By ", '<div class="author">')
        plain = f"{apart}{lead}{fields['TD']}<p>{number_line}</p>"
        inner = f"<table>{rows}</table>" if coded else plain
        blocks.append(f'<div id="article-{number}"><div class="article enArticle">{inner}</div></div>')
    summary = f"<table><tr><td>Results Found</td><td>{results}</td></tr></table>"
    return f"<html><head><title>Factiva</title></head><body>{''.join(blocks)}{summary}</body></html>"


def proquest_text(listed=2):
    """ProQuest: a table of contents, then articles between lines of underscores, as metaknowledge reads them."""
    bar = "_" * 60
    contents = [
        "Table of contents",
        *(f"{n}. {ARTICLES[(n - 1) % 2]['title']}" for n in range(1, listed + 1)),
    ]
    lines = [
        bar,
        "",
        "Report Information from ProQuest",
        "14 January 2022 10:04",
        bar,
        "",
        *contents,
        "",
        bar,
        "",
    ]
    for article in ARTICLES:
        lines += [
            article["title"], "", f"Author: {article['author']}", "", f"Publication info: {article['outlet']}", "",
            "ProQuest document link", "", "Abstract: none", "", f"Full text: {article['paragraphs'][0]}", "",
            *(line for text in article["paragraphs"][1:] for line in (text, "")), "Subject: Ferries; Bridges", "",
            f"Title: {article['title']}", "", f"Publication title: {article['outlet']}", "",
            f"Section: {article['section']}", "",
            f"Publication date: {article['date'].rsplit(' ', 1)[0]}", "", "Source type: Newspaper", "",
            "ProQuest document ID: 2600000001", "", "Document URL: https://example.org/docview/2600000001", "",
            "Last updated: 2022-01-14", "", "Database: Example Newsstream", "", bar, "",
        ]  # fmt: skip
    return "\n".join(
        [*lines, "Contact us at: https://example.org", "Database copyright © 2022 ProQuest LLC."]
    )


def pdf(pages, *, size=10, encrypted=False):
    """The bytes of a PDF with a text layer, a line of text for each string; Windows-1252 characters only."""
    import pypdf
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    names = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica", "Encoding": "WinAnsiEncoding"}
    font = DictionaryObject(
        {NameObject(f"/{name}"): NameObject(f"/{value}") for name, value in names.items()}
    )
    writer = pypdf.PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(width=595, height=842)
        moves = []
        for at, line in enumerate(lines):
            coded = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            moves.append(b"1 0 0 1 50 %d Tm (%s) Tj" % (800 - 14 * at, coded))
        content = DecodedStreamObject()
        content.set_data(b"BT /F1 %d Tf %s ET" % (size, b" ".join(moves)))
        page[NameObject("/Contents")] = writer._add_object(content)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if encrypted:
        writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def wrapped(text, width=80):
    """The lines of a paragraph as a page breaks them."""
    return textwrap.wrap(text, width)


def rss(full=True, part=""):
    """An RSS 2.0 feed; with the module for full texts, or with summaries."""
    entries = ""
    for number, (article, text) in enumerate(zip(ARTICLES, TEXTS)):
        markup = "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n")) + "<script>1</script>"
        content = f"<content:encoded><![CDATA[{markup}]]></content:encoded>" if full else ""
        summary = escape(article["paragraphs"][0])
        entries += (
            f"<item><title>{article['title']}</title><link>https://example.org/{number}</link>"
            f"<dc:creator>{article['author']}</dc:creator><category>{article['section']}</category>"
            f"<pubDate>{('Thu, 13', 'Fri, 14')[number]} Jan 2022 20:04:00 GMT</pubDate>"
            f"<description>{summary}</description>{content}</item>"
        )
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    channel = f"<channel><title>The Harbour Example</title>{entries}</channel>"
    return f'<?xml version="1.0"?>{part}<rss version="2.0" {spaces}>{channel}</rss>'


def atom():
    """An Atom feed with full texts."""
    entries = ""
    for number, (article, text) in enumerate(zip(ARTICLES, TEXTS)):
        markup = "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n"))
        entries += (
            f"<entry><title>{article['title']}</title><id>urn:{number}</id>"
            f"<updated>{article['published']}T20:04:00Z</updated>"
            f'<link href="https://example.org/{number}"/><author><name>{article["author"]}</name></author>'
            f'<category term="{article["section"]}"/><content type="html">{escape(markup)}</content></entry>'
        )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Harbour Example</title><id>urn:f</id>{entries}</feed>'


def page(article, head=""):
    """A web page with one article."""
    text = "".join(f"<p>{escape(each)}</p>" for each in article["paragraphs"] * 3)
    return (
        f"<!doctype html><html><head>{head}<title>{article['title']}</title>"
        f"<meta name='author' content='{article['author']}'>"
        f"<meta property='og:site_name' content='{article['outlet']}'>"
        f"<meta property='article:published_time' content='{article['published']}'></head>"
        f"<body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{article['title']}</h1>{text}</article></body></html>"
    )


def warc(responses, packed=True):
    """A WARC file of HTTP responses: address, status line, headers, body."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("example.warc.gz", {"software": "made by hand"}))
    for url, status, headers, body in responses:
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http)
        )
    return buffer.getvalue()


def tei(articles=ARTICLES, part=""):
    """TEI P5: one document, or a corpus of several."""
    documents = ""
    for article in articles:
        first, *others = (f"<p>{escape(text)}</p>" for text in article["paragraphs"])
        documents += (
            f"<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc>"
            f"<titleStmt><title>{article['title']}</title>"
            f"<author>{article['author']}</author></titleStmt><publicationStmt><publisher>An archive</publisher>"
            f"<date when='2025-01-01'/></publicationStmt><sourceDesc><bibl><title level='j'>{article['outlet']}</title>"
            f"<date when='{article['published']}'>some day</date></bibl></sourceDesc></fileDesc></teiHeader>"
            f"<text><body><fw>p. 3</fw><div>{first}<note>An editor’s note.</note>{''.join(others)}</div>"
            f"</body></text></TEI>"
        )
    if len(articles) > 1:
        documents = f"<teiCorpus xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/>{documents}</teiCorpus>"
    return f"<?xml version='1.0' encoding='utf-8'?>{part}{documents}"
