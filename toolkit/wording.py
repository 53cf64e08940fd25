"""Numbers as readers read them, in sentences, tables and figures: shares, intervals, differences, counts.

>>> percent(0.256), percent(0.0123), percent(0.0001), share_range(0.02, 0.1)
('26%', '1.2%', '<0.1%', '2% to 10%')
"""

from __future__ import annotations

import math
import re

# What stands for a number that is not known.
MISSING = "–"
# Below this a share has a decimal place: "2.4%", but "24%".
_SMALL = 0.0995
# Marks that turn the direction of all that follows them, so that it reads otherwise than it is written (Unicode,
# UAX 9: embeddings, overrides, isolates). Letters of scripts that run from right to left do not need them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def percent(share: float) -> str:
    """A share (0.25 is a quarter, negative ones too) as per cent, with one decimal place where it is small."""
    if share is None or math.isnan(share):
        return MISSING
    if abs(share) >= _SMALL or share == 0:
        return f"{share:.0%}"
    if abs(share) < 0.0005:
        return "<0.1%" if share > 0 else ">-0.1%"
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


def unturned(text: str) -> str:
    """The text with a sign for what is no sign in place of each mark that would turn the direction of what follows.

    >>> unturned("invoice\u202egnp.exe")
    'invoice�gnp.exe'
    """
    return _TURNING.sub("\ufffd", text)


def share_range(low: float, high: float) -> str:
    """The ends of an interval of shares: '2% to 10%', or 'not known'."""
    return "not known" if math.isnan(low) or math.isnan(high) else f"{percent(low)} to {percent(high)}"


def points(difference: float) -> str:
    """A difference of two shares in percentage points, with its sign and more places the smaller it is.

    >>> points(0.123), points(-0.0234), points(0.0004), points(0)
    ('+12', '-2.3', '+0.04', '0')
    """
    if difference is None or math.isnan(difference):
        return MISSING
    places = 0 if abs(difference) >= _SMALL else 1 if abs(difference) >= 0.00995 else 2
    written = f"{100 * difference:+.{places}f}"
    return "0" if float(written) == 0 else written


def number_of(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: '1 document', '1,234 documents'; `many` for a plural that is not `one` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def in_number(text: str) -> str:
    """The text with each "(s)" behind a count written out: '1 quote', '1,234 quotes'.

    >>> in_number("1 quote(s) of 3 speaker(s)")
    '1 quote of 3 speakers'
    """
    return re.sub(r"(?<![\d.,])(\d[\d,]*) ((?:[a-z]+ )?[a-z]+)\(s\)", _written_out, text)


def _written_out(found: re.Match) -> str:
    return f"{found[1]} {found[2]}{'' if found[1] == '1' else 's'}"
