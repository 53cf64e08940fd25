"""What only a Doc's text decides, read once: the text itself, its quotation regions, its turns.

spaCy puts `doc.text` together anew each time (a third of a millisecond for an article), and a dozen functions need it.
A Doc's text never changes, so a reading stays right whatever is annotated. It is forgotten with its Doc, never pickled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from spacy.tokens import Doc

Result = TypeVar("Result")

_readings: WeakKeyDictionary[Doc, dict[Any, Any]] = WeakKeyDictionary()


def text_of(doc: Doc) -> str:
    """The Doc's text."""
    own = _readings.setdefault(doc, {})
    if "text" not in own:
        own["text"] = doc.text
    return own["text"]


def remember(doc: Doc, text: str) -> None:
    """Keep `text`, which a tokenizer has just made into `doc`: it need not be put together again."""
    _readings.setdefault(doc, {})["text"] = text


def read(doc: Doc, function: Callable[[str], Result]) -> Result:
    """`function` of the Doc's text, read at most once. What it gives is shared: not to be changed by who asks."""
    own = _readings.setdefault(doc, {})
    if function not in own:
        own[function] = function(text_of(doc))
    return own[function]
