"""Write toolkit/data/first_names.json: python -m training.first_names (needs the Faker package, MIT)."""

from __future__ import annotations

import importlib
import json
import unicodedata
from collections import Counter
from pathlib import Path

LANGUAGES = (
    "en_US en_GB en_IN fr_FR de_DE es_ES it_IT pl_PL nl_NL sv_SE no_NO da_DK fi_FI cs_CZ pt_BR pt_PT tr_TR ro_RO hr_HR"
).split()
OWN = {  # transliterated Russian and Ukrainian: Faker has these in Cyrillic only
    "female": "anna olga maria elena natalia natalya svetlana irina tatiana tatyana yulia yuliya yekaterina ekaterina "
    "galina ludmila lyudmila nadezhda oksana valentina vera daria darya anastasia kateryna iryna olena nataliya",
    "male": "vladimir dmitry dmitri dmytro sergei sergey serhiy mikhail mykhailo ivan nikolai nikolay mykola alexei "
    "aleksei aleksandr oleksandr oleg oleh yuri yury yuriy igor ihor boris andrei andrey andriy viktor konstantin "
    "anatoly vitaly vitali volodymyr petro pavel roman yevgeny evgeny ruslan vasily maksim denys taras",
}
# Borne by men and women in English or French, although Faker's lists have them for one gender ("Lindsey Graham").
EITHER = frozenset(
    "claude dominique camille jamie jackie lindsey kelly robin jordan alex toni chris dana marion laurence nour noor "
    "stacy charlie".split()
)


def lists() -> dict[str, list[str]]:
    """Names of one gender: in the lists of one only, or of at least three times as many languages as the other's."""
    counts = {"female": Counter(OWN["female"].split()), "male": Counter(OWN["male"].split())}
    for language in LANGUAGES:
        provider = importlib.import_module(f"faker.providers.person.{language}").Provider
        for gender, counter in counts.items():
            counter.update({_plain(name) for name in getattr(provider, f"first_names_{gender}", ())})
    others = {"female": counts["male"], "male": counts["female"]}
    return {
        gender: sorted(
            name
            for name, n in counter.items()
            if n >= 3 * others[gender][name] and name.isalpha() and len(name) > 1 and name not in EITHER
        )
        for gender, counter in counts.items()
    }


def _plain(name: str) -> str:
    """Lower case without accents, as the look-up folds names."""
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def main() -> None:
    content = {
        "about": "Given names that are borne by one gender only, or nearly so, without accents. Used for one thing: "
        "which earlier name a pronoun can mean.",
        "source": f"First names of the Faker package (MIT; version 40.54.0, {', '.join(LANGUAGES)}), kept where at "
        "least three times as many of these languages have them for one gender, without some that men and women "
        "both bear; Russian and Ukrainian names: own list.",
        "entries": [{"gender": gender, "names": " ".join(names)} for gender, names in lists().items()],
    }
    path = Path(__file__).resolve().parents[1] / "toolkit" / "data" / "first_names.json"
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf8")
    print(
        path.name,
        {row["gender"]: len(row["names"].split()) for row in content["entries"]},
        path.stat().st_size,
    )


if __name__ == "__main__":
    main()
