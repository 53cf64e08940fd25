"""What each table holds: its columns in order, their types, which may be missing, and what a value means.

Offsets count characters (Python `str` positions) of `documents.text`; they are half-open, so `text[start:end]` is the
passage. `toolkit.tables` makes tables of these columns and holds tables to them.
"""

from __future__ import annotations

from dataclasses import dataclass

_DTYPES = {
    "text": "str",
    "number": "float64",
    "list": "object",
    "truth": "bool",
    "category": "category",
    "offset": "int32",
}


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, type, whether a value may be missing, what it means.

    `type` is "text" (str), "integer", "number" (float), "truth" (True or False), "list" (a Python list in each cell),
    or, in tables of many millions of rows, "category" (one of few texts) or "offset" (an integer of 32 bits).
    `values`, when given, are the only ones allowed.
    """

    name: str
    type: str
    meaning: str
    optional: bool = False
    values: tuple[str, ...] = ()

    @property
    def dtype(self) -> str:
        """The pandas dtype; whole numbers that may be missing are the nullable Int64."""
        if self.type == "integer":
            return "Int64" if self.optional else "int64"
        return _DTYPES[self.type]


def _text(name: str, meaning: str, values: tuple[str, ...] = ()) -> Column:
    return _column(name, "text", meaning, values)


def _integer(name: str, meaning: str) -> Column:
    return _column(name, "integer", meaning)


def _number(name: str, meaning: str) -> Column:
    return _column(name, "number", meaning)


def _list(name: str, meaning: str) -> Column:
    return _column(name, "list", meaning)


def _truth(name: str, meaning: str) -> Column:
    return _column(name, "truth", meaning)


def _category(name: str, meaning: str) -> Column:
    return _column(name, "category", meaning)


def _offset(name: str, meaning: str) -> Column:
    return _column(name, "offset", meaning)


def _column(name: str, type_: str, meaning: str, values: tuple[str, ...] = ()) -> Column:
    """A column whose trailing "?" in the name, as the design writes it, says that a value may be missing."""
    return Column(name.removesuffix("?"), type_, meaning, name.endswith("?"), values)


ACTOR_KINDS = ("person", "state", "organisation", "group", "place")
QUOTE_KINDS = ("direct", "indirect", "mixed")
VOICES = ("active", "passive", "nominal")
# The forms in which a text shows that something is called something, the most telling first.
NAMING_PATTERNS = (
    "called",
    "what_called",
    "so_called",
    "as_put",
    "contrast",
    "refused",
    "known_as",
    "scare_quotes",
    "quoted_term",
    "seen_as",
)
IMAGE_STATUSES = ("candidate", "candidate: literal likely")

TABLES: dict[str, tuple[Column, ...]] = {
    "documents": (
        _text("doc_id", "identifier, from the origin and the text as it was read"),
        _text("text", "the cleaned text; every offset of every table refers to it"),
        _text("title?", "headline; when it stood in the text it is still there"),
        _text("outlet?", "who published it"),
        _text("published?", "date of publication, ISO 8601 (2022-01-14, or less precise)"),
        _list("authors?", "names in the order given"),
        _text("section?", "section of the outlet"),
        _text("url?", "address of the article"),
        _text(
            "language", "'en', or 'und' when it does not look like English; other codes are the user's own"
        ),
        _text("origin", "file it was read from, and the row for files that hold many"),
        _integer("n_words", "words in `text`, as tables.count_words counts them"),
        _list("cleaning", "what cleaning changed or noticed: records with step, what, count, detail"),
        _text("duplicate_of?", "doc_id of the document that it repeats, see documents.mark_duplicates"),
        _number(
            "duplicate_similarity?",
            "share of its runs of five words that are in that document, 1.0 where all are",
        ),
    ),
    "mentions": (
        _text("mention_id", "identifier, from the document and the place"),
        _text("doc_id", "the document"),
        _integer("start", "offset of the first character"),
        _integer("end", "offset after the last character"),
        _text("text", "the words, exactly documents.text[start:end]"),
        _text("label", "PERSON, ORG, GPE, LOC, NORP, EVENT, MISC, PRONOUN or NOMINAL"),
        _text("actor_id?", "the actor it refers to"),
        _number("confidence", "how sure the model is of the mention, 0 to 1"),
        _text("role?", "role that the text gives with it, such as 'Deputy Foreign Minister'"),
        _text("affiliation?", "state or organisation that the text ties it to, by its usual name"),
        _text("antecedent_id?", "mention_id that this one refers back to"),
        _integer("sentence_start?", "offset of the sentence's first character"),
        _integer("sentence_end?", "offset after the sentence's last character"),
        _text("actor_reason?", "why it was taken to refer to that actor: surname, seat of power, ..."),
        _text("owner_id?", "mention_id of whom or what its role belongs to: 'its' in 'its president'"),
        _list("joined_with?", "mention_ids of those that it shares a source with ('Lee and Ek said')"),
        _text("gender?", "male, female or neuter, as far as a title, role noun or pronoun tells"),
        _text("shared_surname?", "surname given by the name behind 'and': 'Bill and Hillary Clinton'"),
        _text("short_for?", "mention_id of the full name that this acronym stands behind in brackets"),
        _text("subject_of?", "main verb of its sentence, where it is that verb's subject"),
    ),
    "actors": (
        _text("actor_id", "identifier"),
        _text("name", "canonical name: the fullest one that the corpus uses"),
        _text("kind", "what it is", ACTOR_KINDS),
        _text("role?", "most frequent role"),
        _text("affiliation?", "most frequent affiliation"),
        _integer("mentions", "mentions in the corpus, pronouns included"),
        _integer("documents", "documents with at least one mention"),
        _text("reason?", "why these mentions were taken as one actor"),
        _list("variants?", "the surface forms, most frequent first"),
    ),
    "quotes": (
        _text("quote_id", "identifier, from the document and the place"),
        _text("doc_id", "the document"),
        _integer("start", "offset of the content's first character"),
        _integer("end", "offset after the content's last character"),
        _list("spans", "list of [start, end]; more than one where the content is interrupted"),
        _text("text", "the content: the spans' texts, joined by one space"),
        _text(
            "kind",
            "direct (in quotation marks, or a transcript's turn), indirect, mixed (partly)",
            QUOTE_KINDS,
        ),
        _text("cue?", "words that report it, such as 'said'"),
        _integer("cue_start?", "offset of the cue's first character"),
        _integer("cue_end?", "offset after the cue's last character"),
        _text("speaker_mention?", "mention_id of the source"),
        _integer("speaker_start?", "offset of the source's first character"),
        _integer("speaker_end?", "offset after the source's last character"),
        _text("speaker?", "canonical name of the speaker"),
        _text("actor_id?", "the speaker in the actors table"),
        _text("reported_via?", "medium through which it reached the article ('according to TASS')"),
        _text("addressee?", "to whom it was said"),
        _number("confidence", "how sure the model is that this is reported speech with this source, 0 to 1"),
        _integer("sentence_start?", "offset where the sentences that hold it begin"),
        _integer("sentence_end?", "offset where the sentences that hold it end"),
        _integer("n_words", "words in the content, as tables.count_words counts them"),
        _number("speaker_confidence?", "how sure the step from source to speaker is, 0 to 1"),
        _text("speaker_reason?", "how the speaker was found: name, surname, pronoun -> chain, ..."),
        _text(
            "speaker_affiliation?",
            "whom the speaker belongs to, where the source says so; for unnamed ones too",
        ),
        _list("co_speakers?", "names of those who said it together with the speaker ('Lee and Ek said')"),
        _list("co_actor_ids?", "their actor_ids in the same order, None for one who is no actor"),
        _list(
            "about?",
            "actor_ids of who is mentioned in the content, in order; not the speaker's own 'I' or 'she'",
        ),
        _list("about_names?", "their canonical names, in the same order"),
        _integer("addressee_start?", "offset of the addressee's first character"),
        _integer("addressee_end?", "offset after the addressee's last character"),
        _text("addressee_mention?", "mention_id of the addressee"),
        _text("addressee_id?", "the addressee in the actors table; missing for an audience ('reporters')"),
        _text("nested_in?", "quote_id of the quote in whose content this one's cue stands"),
        _text("answers?", "quote_id of the earlier quote that this one takes up ('replied', 'rejected')"),
        _number("answers_confidence?", "how sure that is, 0 to 1"),
        _text("answers_reason?", "how it was seen: cue, named target, ..."),
        _text("cue_verb?", "the cue's verb ('said' -> 'say'), see rhetoric.add_cues"),
        _text("cue_class?", "what the verb does to the statement: neutral, assertive, directive, ..., other"),
        _text("cue_status?", "said, negated ('did not say') or modal ('would say')"),
        _text(
            "act?", "speech act: assert, demand, refuse, promise, warn, accuse, ..., see rhetoric.add_acts"
        ),
        _number("act_confidence?", "how often rules of that kind were right in news, 0 to 1"),
        _text("act_reason?", "what decided: cue, cue and content, content, no sign"),
    ),
    "edges": (
        _text("source", "actor_id"),
        _text("target", "actor_id"),
        _text("relation", "what joins them: 'mentions' means that the source's quotes name the target"),
        _number("weight", "size of the relation, in the unit that was asked for (quotes or words)"),
        _integer("documents", "documents that it rests on"),
        _integer("n", "quotes that it rests on"),
        _number("low?", "lower end of the weight's 95% interval"),
        _number("high?", "upper end of the weight's 95% interval"),
        _list("quote_ids?", "the quotes behind it"),
        _text("first_published?", "date of its earliest document, ISO 8601"),
        _text("last_published?", "date of its latest document"),
    ),
    "problems": (
        _text("doc_id?", "the document; missing where it could not even be read"),
        _text("stage", "where it happened: read, clean, analyse, ..."),
        _text("code", "short name of the kind of problem, for filtering"),
        _integer("start?", "offset in the text, where there is a place"),
        _integer("end?", "offset after it"),
        _text("detail", "what was wanted, what was found, what to do"),
    ),
}

# What the comparison of rhetoric counts, found once in each document's parse.
TABLES |= {
    "tokens": (
        _category("doc_id", "the document"),
        _offset("start", "offset of the word's first character"),
        _offset("end", "offset after its last character"),
        _category("word", "the word in lower case, with a straight apostrophe"),
        _category("lemma", "its lemma in lower case"),
        _category("pos", "part of speech, universal (NOUN, VERB, ...)"),
        _category("tag", "part of speech, Penn Treebank (NNS, VBD, ...)"),
        _category("entity", "label of the name that it belongs to (PERSON, GPE, ...); empty where to none"),
        _offset("name", "number in the document of that name; -1 where to none"),
        _offset("phrase", "number in the document of the noun phrase it belongs to; -1 where to none"),
        _offset("sentence", "number in the document of its sentence"),
    ),
    "markers": (
        _text("marker_id", "identifier, from the document, the place, the family and the item"),
        _text("doc_id", "the document"),
        _integer("start", "offset of the first character"),
        _integer("end", "offset after the last character"),
        _text("text", "the words, exactly documents.text[start:end]"),
        _text(
            "family", "hedge, booster, attitude, modality, negation, ..., or a family of the user's own list"
        ),
        _text("item", "the entry of the list that was found, or the rule's name for what it found"),
        _text("category?", "class within the family: plausibility, obligation, inclusive, positive, ..."),
        _truth("negated", "whether a negation reaches it; of modality also whether its verb is negated"),
        _truth("in_quotes", "whether it stands between quotation marks"),
    ),
    "clauses": (
        _text("clause_id", "identifier, from the document and the place"),
        _text("doc_id", "the document"),
        _integer("start", "offset where verb, agent and patient begin"),
        _integer("end", "offset where they end"),
        _text("verb", "lemma of the verb, with its particle ('carry out'); of a noun the verb it stands for"),
        _integer("verb_start", "offset of the verb's (the noun's) first character"),
        _integer("verb_end", "offset after its last character"),
        _text("voice", "active, passive, or nominal (a noun for the deed)", VOICES),
        _truth("negated", "True where the text says that it is not so (not, never, no, without, refused to)"),
        _integer("agent_start?", "offset of the agent's first character"),
        _integer("agent_end?", "offset after the agent's head noun or name"),
        _text("agent?", "who does it, as written; joined agents as one phrase"),
        _integer("patient_start?", "offset of the patient's first character"),
        _integer("patient_end?", "offset after the patient's head noun or name"),
        _text("patient?", "to whom or what it is done, as written"),
        _truth("agent_omitted", "True for a passive or noun without its agent"),
        _list("frames", "power_agent or power_patient, agency_high or agency_low, as the verb list has them"),
        _list("agent_spans", "[start, end] of each of the joined agents"),
        _list("patient_spans", "[start, end] of each of the joined patients"),
        _integer("sentence_start", "offset of the sentence's first character"),
        _integer("sentence_end", "offset after the sentence's last character"),
    ),
    "namings": (
        _text("naming_id", "identifier, from the document and the place"),
        _text("doc_id", "the document"),
        _integer("start", "offset of the name's first character"),
        _integer("end", "offset after the name's last character"),
        _text("name", "the name given (with pattern refused: not given), without article and marks"),
        _text("pattern", "the form in which the text shows the naming", NAMING_PATTERNS),
        _integer("namer_start?", "offset of who names"),
        _integer("namer_end?", "offset after who names"),
        _text("namer?", "who names, as written"),
        _integer("referent_start?", "offset of what is named"),
        _integer("referent_end?", "offset after what is named"),
        _text("referent?", "what is named, as the text has it (may be a pronoun)"),
        _integer("rival_start?", "offset of the name turned down"),
        _integer("rival_end?", "offset after the name turned down"),
        _text("rival?", "the name turned down for this one ('not a war but ...')"),
        _integer("source_start?", "offset of the source in whose reported words the name stands"),
        _integer("source_end?", "offset after that source"),
        _text("source?", "source in whose reported words the name stands, as written"),
        _number("confidence", "how often the pattern is right, 0 to 1 (CONFIDENCE)"),
        _integer("sentence_start", "offset of the sentence's first character"),
        _integer("sentence_end", "offset after the sentence's last character"),
    ),
    "imagery": (
        _text("image_id", "identifier, from the document and the place"),
        _text("doc_id", "the document"),
        _integer("start", "offset of the first character"),
        _integer("end", "offset after the last character"),
        _text("text", "the words, exactly documents.text[start:end]"),
        _text("domain", "domain of experience that they come from: war, temperature, path, ..."),
        _text("item", "the entry of the list, in lemmas"),
        _text("status", "candidate, or candidate: literal likely", IMAGE_STATUSES),
        _text("literal_word?", "word nearby that makes a literal use likely"),
        _integer("sentence_start", "offset of the sentence's first character"),
        _integer("sentence_end", "offset after the sentence's last character"),
    ),
}
