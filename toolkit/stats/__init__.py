"""Numbers in, numbers out: keyness, dispersion, proportions, corrections for many tests.

Every function takes plain numbers or arrays and knows nothing of tables or texts. Where programs of the field
disagree, the variant is a named option, and the tests reproduce the programs' own figures.

>>> round(float(keyness(1048, 779, 43_002, 108_539)), 4)
764.4484
"""

from toolkit.stats.association import (
    CORRECTIONS,
    KEYNESS_MEASURES,
    exact_odds_ratio,
    keyness,
    log_odds_dirichlet,
    log_odds_interval,
    scaled_f,
)
from toolkit.stats.intervals import HALF, Interval, plain
from toolkit.stats.proportions import (
    cohens_h,
    detectable_difference,
    odds_ratio,
    proportion_difference,
    risk_ratio,
    wilson_interval,
)
from toolkit.stats.ranges import ranges_within
from toolkit.stats.significance import benjamini_hochberg, two_sided_p
from toolkit.stats.spread import DISPERSION_MEASURES, dispersion

__all__ = [
    "CORRECTIONS",
    "DISPERSION_MEASURES",
    "HALF",
    "KEYNESS_MEASURES",
    "Interval",
    "benjamini_hochberg",
    "cohens_h",
    "detectable_difference",
    "dispersion",
    "exact_odds_ratio",
    "keyness",
    "log_odds_dirichlet",
    "log_odds_interval",
    "odds_ratio",
    "plain",
    "proportion_difference",
    "ranges_within",
    "risk_ratio",
    "scaled_f",
    "two_sided_p",
    "wilson_interval",
]
