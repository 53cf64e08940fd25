"""Headlines that quote: "‘We will not yield’: Lavrov", "Russia: “We will not yield”", "“No deal”, says Orlo".

A headline has no sentence around its quotation, so it is read by form: nothing but a quotation, a colon (or comma and
"says") and a name. Look-alikes with more words around stay with the language model.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from toolkit import lexicons
from toolkit.text.marks import quotation_regions
from toolkit.text.readings import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

RULE = "quotation and name in a headline"

# Set by hand: the form is rare outside headlines, but the name may be a topic ("Brexit: ‘No deal’").
CONFIDENCE = 0.8

# A longer first line, in characters, is a paragraph, or a text without lines.
LONGEST_HEADLINE = 300

_SPEAKER = r"(?P<name>[^\W\d_a-z][\w.’'-]*(?: (?:of|the|de|van|von|al|[^\W\d_a-z][\w.’'-]*)){0,4})"
_BEHIND = re.compile(rf"\s*(?P<cue>:|[,–—-]?\s*(?:says|said|warns|tells)\b)\s*{_SPEAKER}\s*")
_AHEAD = re.compile(rf"\s*{_SPEAKER}\s*(?P<cue>:)\s*")


def with_headline(doc: Doc, attributions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attributions, and the one of the first line where that is a quotation and a name and has none yet."""
    text = text_of(doc)
    line = text[: LONGEST_HEADLINE + 1].partition("\n")[0]
    if len(line) > LONGEST_HEADLINE:
        return attributions
    regions = quotation_regions(line)
    if len(regions) != 1:
        return attributions
    low, high = regions[0]
    before, behind = _AHEAD.fullmatch(line, 0, low), _BEHIND.fullmatch(line, high)
    found = before if before and not line[high:].strip(" .") else behind if not line[:low].strip() else None
    if found is None or found["name"].casefold() in {e["label"] for e in lexicons.entries("line_labels")}:
        return attributions
    source, cue, content = (
        doc.char_span(*place, alignment_mode="expand")
        for place in (found.span("name"), found.span("cue"), (low, high))
    )
    taken = {at for item in attributions for piece in item["content"] for at in range(*piece)}
    if source is None or cue is None or content is None or taken & set(range(content.start, content.end)):
        return attributions
    item = {
        "source": (source.start, source.end),
        "cue": (cue.start, cue.end),
        "content": [(content.start, content.end)],
        "confidence": CONFIDENCE,
        "source_confidence": CONFIDENCE,
        "evidence": None,
        "rule": RULE,
    }
    return [item, *attributions]
