"""The language model as a spaCy pipeline: attributed speech, entities, coreference, tags and trees in one pass."""

from toolkit.language.pipeline import load_pipeline

__all__ = ["load_pipeline"]
