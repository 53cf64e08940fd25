"""Keys under which two spellings of a name count as one: romanisations, forms of given names, company forms.

>>> surname_key("Lavrov") == surname_key("Lawrow"), surname_key("Zelenskyy") == surname_key("Selenskyj")
(True, True)
>>> surname_key("Merkel") == surname_key("Markel"), surname_key("Braun") == surname_key("Brown")
(False, False)
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from toolkit import lexicons

# Romanisations differ most in how they end and double letters: Zelensky, Zelenskyy, Zelenskiy; Phillip, Philip.
_ENDINGS = re.compile(r"(?:iy|yy|ii|ij|yi|yj|ie|ei|ey|y|j)$")
_ARTICLE = re.compile(r"^(?:al|el|ul|as|ad|an|ash)-(?=\w{3})")  # al-Assad, Assad

_UMLAUTS = re.compile(r"(?<![aeiou])([aou])e(?=[^\W\d_aeiou])")  # Müller, Mueller

# Slavic names as English (BGN/PCGN), German, French, Polish, Serbo-Croatian and scholarly (ISO 9) texts write them, to
# the letters that they agree in: one for all of s, z, ts, sh, zh, one for ch and kh, "v" for "w", "i" for "j" and "y".
# Sources: the romanisation tables of BGN/PCGN (1947, 1965), Duden (Transkription), ISO 9:1995.
_LETTERS = (
    (r"^(.*ou.*in)e$", r"\1"),  # Poutine
    (r"schtsch|shtsch|chtch|shch|szcz", "ʃ"),
    (r"tsch|tch|tsj|cz|kh", "c"),
    (r"sch|sh|zh|sz|ts|tz|z", "s"),
    (r"ch", "c"),
    (r"ʃ", "sc"),
    (r"ou", "u"),
    (r"w|ff(?=$)|(?<=[oe])f(?=$)", "v"),
    (r"ph", "f"),
    (r"x", "ks"),
    (r"[jy]", "i"),
    (r"(?:^|(?<=[aeiouvdnc]))i+e", "e"),  # Yeltsin, Jelzin, Eltsin; Medvedyev
    (r"(?<=[cs])ov(?=a?$)", "ev"),  # Gorbatschow
    (r"enka$", "enko"),
    (r"i+", "i"),
    (r"(.)\1+", r"\1"),
)
_LETTER_RULES = [(re.compile(pattern), letters) for pattern, letters in _LETTERS]
# Only names that end so are compared by these letters: a Weber is no Veber, a Shaw no Saw.
_SLAVIC = re.compile(r"\w(?:ova?|eva?|sk(?:i|a|aia|oi)|enko|cuk|iuk|ovic|evic|ovic|cko|oi|alni|[slthvd]in)$")
_CORPORATE = re.compile(r" (?:inc|corp|corporation|co|ltd|llc|plc|gmbh|ag|sa|nv|group|company)$")
_OFFICE_OF = re.compile(r"^(department|ministry|office|bureau) (?:of|for) (?:the )?(.+)$")


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def spelling_key(word: str) -> str:
    """A folded name without what romanisations differ in: doubled letters, -y/-iy/-ii endings, final -ow for -ov."""
    plain = re.sub(r"(.)\1+", r"\1", _ENDINGS.sub("i", lexicons.fold(word)))
    return re.sub(r"(?<=.{3})([oe])(?:w|ff?)$", r"\1v", plain)


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def surname_key(surname: str) -> str:
    """One key for all romanisations of a surname, and for the surname with and without an Arabic article.

    Compared are the letters that the romanisations agree in, and only for what ends as Slavic surnames do; so the
    key stays near the spelling for all others. Look-alikes stay apart: Merkel and Markel, Brown and Braun, Kelly and
    Kelley, Weber and Veber.
    """
    folded = _ARTICLE.sub("", lexicons.fold(surname))
    plain = _UMLAUTS.sub(r"\1", folded)
    return _slavic(folded) or re.sub(r"(?<=[^\W\d_]{2})(.)\1+(?!$)", r"\1", plain)


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _slavic(folded: str) -> str | None:
    letters = _letters(folded)
    return letters if len(folded) > 4 and _SLAVIC.search(letters) else None


def _letters(folded: str) -> str:
    for pattern, letters in _LETTER_RULES:
        folded = pattern.sub(letters, folded)
    return folded


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def given_key(name: str, surname: str = "") -> str:
    """One key for all forms of a given name: "Bill", "William"; "Sergei", "Sergey".

    For a Slavic `surname` the given name is compared as that is: "Michail" and "Mikhail" Gorbachev.
    """
    known = lexicons.full_given_names().get(lexicons.fold(name))
    if known or not _slavic(_ARTICLE.sub("", lexicons.fold(surname))):
        return known or spelling_key(name)
    letters = _given_letters(lexicons.fold(name))
    return _romanised_given_names().get(letters, letters)


def _given_letters(folded: str) -> str:
    # Ukrainian h is Russian g: Olha and Olga, Ihor and Igor, Bohdan and Bogdan.
    return re.sub(r"(?<=..)[ei]i$", "i", _letters(folded).replace("h", "g"))


@cache
def _romanised_given_names() -> dict[str, str]:
    return {_given_letters(name): full for name, full in lexicons.full_given_names().items()}


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def organisation_key(name: str) -> str:
    """The key of an organisation: folded, without company form, an acronym that everybody knows in full.

    >>> organisation_key("The Acme Inc."), organisation_key("U.N.")
    ('acme', 'united nations')
    >>> organisation_key("Department of Justice") == organisation_key("Justice Department")
    True
    """
    folded = lexicons.fold(name)
    return without_company_form(lexicons.known_bodies().get(folded) or folded)


def without_company_form(folded: str) -> str:
    """The folded name of an organisation without "Inc." and the like, and "Department of X" as "X Department"."""
    plain = _CORPORATE.sub("", folded) or folded
    return _OFFICE_OF.sub(r"\2 \1", plain)


@cache
def _syllables() -> re.Pattern:
    found = [
        initial + entry["final"]
        for entry in lexicons.entries("pinyin")
        for initial in ("", *entry["initials"].split())
        if initial or entry["alone"]
    ]
    return re.compile("|".join(sorted(found, key=len, reverse=True)))


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _count_syllables(folded: str) -> int:
    """How many syllables of Pinyin a folded word is, 0 where it is none; of several readings the fewest."""
    fewest = {0: 0}
    for end in range(1, len(folded) + 1):
        for start in range(max(0, end - 6), end):
            if start in fewest and _syllables().fullmatch(folded, start, end):
                fewest[end] = min(fewest.get(end, 99), fewest[start] + 1)
    return fewest.get(len(folded), 0)


def family_name_first(words: list[str]) -> bool:
    """Whether the form of a full name tells that the family name stands first.

    So it does in two-part given names in the East Asian spelling with a hyphen and a small letter behind it ("Tsai
    Ing-wen"), in a Korean family name before two short words ("Kim Jong Un"), and in a word of one syllable of Pinyin
    before one of two ("Xi Jinping"). A word that is known as a given name stands first in the Western order.

    >>> [family_name_first(name.split()) for name in ("Moon Jae-in", "Xi Jinping", "Dan Bongino", "Ann-marie Lee")]
    [True, True, False, False]
    """
    folded = [lexicons.fold(word) for word in words]
    if not 2 <= len(words) <= 3 or not all(folded):
        return False
    first, *rest = folded
    if len(rest) == 1 and re.fullmatch(r"[^\W\d_][^\W\d_]+-[^\W\d_]+", words[1]):
        left, right = words[1].split("-")
        return left[0].isupper() and right.islower() and left.casefold() not in {"al", "el", "ben", "bin"}
    if any(is_given_name(word) for word in rest):
        return False
    if len(rest) == 2:
        korean = first in lexicons.words("korean_surnames", "name")
        return korean and all(1 < len(part) <= 6 and part.isalpha() for part in rest)
    alone = not is_given_name(first) or first in {"hu", "li", "xi", "he", "yu"}
    return alone and (_count_syllables(first), _count_syllables(rest[0])) == (1, 2)


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def is_given_name(word: str) -> bool:
    """Whether a word is in the lists of given names."""
    folded = lexicons.fold(word)
    return (
        folded in lexicons.full_given_names() or lexicons.first_name_gender(folded.capitalize()) is not None
    )
