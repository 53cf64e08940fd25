"""The word list that `toolkit.language.lemmas` reads, from WordNet's lists as the spacy-lookups-data package has them.

    python -m training.word_forms en_lemma_exc.json.gz en_lemma_index.json.gz en_license.txt

The three files lie in `spacy_lookups_data/data/` of the wheel spacy-lookups-data 1.0.5 (98 MB, hence not a dependency).
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "toolkit" / "language" / "word_forms.json.gz"
KINDS = ("noun", "verb", "adj", "adv")


def word_forms(exceptions: dict, index: dict, licence: str) -> dict:
    """Single words only: {"bases": {kind: base forms}, "irregular": {kind: {form: base forms}}, "licence": ...}."""
    return {
        "about": "English base forms and irregular inflected forms by part of speech, single words only",
        "source": "WordNet 3.0, index and exception lists, by way of spacy-lookups-data 1.0.5",
        "licence": licence,
        "bases": {kind: sorted(word for word in index[kind] if "_" not in word) for kind in KINDS[:3]},
        "irregular": {
            kind: {
                form: [base for base in bases if "_" not in base]
                for form, bases in sorted(exceptions[kind].items())
                if "_" not in form and not all("_" in base for base in bases)
            }
            for kind in KINDS
        },
    }


def main(exceptions: str, index: str, licence: str) -> None:
    read = [json.loads(gzip.decompress(Path(path).read_bytes())) for path in (exceptions, index)]
    content = json.dumps(word_forms(*read, Path(licence).read_text(encoding="utf8")), ensure_ascii=False)
    OUT.write_bytes(gzip.compress(content.encode(), mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
