"""Who appears: mentions in one document, the actors they belong to across a corpus, and how present each one is.

`tk.actors.resolve(...)` is `toolkit.actors.actors.resolve`, and so on. From mentions to actors, each
module resting on those above it:

- spellings: keys under which two spellings of a name count as one
- names: names as strings, their parts, their acronyms and how two forms differ
- columns: a mentions table as lists
- name_spans: names mended by what stands around them
- roles: roles and affiliations that the text gives
- metonymy: what stands for a state or body
- crowds, full_names, companions, people: which full names, and which occurrences of people's names, are one person
- kinds: what a name is, a person, place or organisation
- mentions: those of one document
- descriptions: what the words of a description say
- meant: whom mentions mean so far; named, offices: names and offices, read as somebody
- parts: a corpus in parts; meanings: whom each mention means
- directory: which actor a name that a user writes means
- suggestions, rewriting, corrections: actors that may want a correction, and corrections made
- portraits, cast: what each actor is called, holds and belongs to; and that written into the parts
- actors: the actors table, of one table of mentions or of a corpus in parts, and why each form is its actor

About actors:

- affiliations, memberships: their roles, states, blocs and sides
- attributes: the user's own, from a table
- measures: what is counted of each actor in each document
- attention: how often named against how often quoted
- contrasts: outlets, sections and periods compared
- profiles: all that is known of each actor in one row, and which roles changed
"""

from toolkit.actors.actors import EXPLANATIONS, explain, merges, resolve
from toolkit.actors.corrections import apply, merge, split
from toolkit.actors.mentions import find_mentions

__all__ = [
    "EXPLANATIONS",
    "apply",
    "explain",
    "find_mentions",
    "merge",
    "merges",
    "resolve",
    "split",
]
