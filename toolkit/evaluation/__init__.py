"""How well statements are found in your own articles: samples to judge, and scores with intervals.

`tk.evaluation.score(...)` is `toolkit.evaluation.evaluation.score`, and so on. Modules:

- agreement: precision, recall and F1 between predicted and annotated attributions
- annotation: the random sample, as a spreadsheet to fill in
- judging: precision and recall from a filled-in sample
- evaluation: both ways from articles to scores
"""

from toolkit.evaluation.evaluation import (
    COLUMNS,
    FEW_ARTICLES,
    STATISTICS,
    THRESHOLDS,
    read_annotated,
    sample,
    score,
    score_articles,
    show,
    write_scores,
)

__all__ = [
    "COLUMNS",
    "FEW_ARTICLES",
    "STATISTICS",
    "THRESHOLDS",
    "read_annotated",
    "sample",
    "score",
    "score_articles",
    "show",
    "write_scores",
]
