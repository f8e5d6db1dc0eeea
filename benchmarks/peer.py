"""The same rows through Splink (`pip install splink`), the peer of the match: trained on these very rows.

Its blocks are those of the match (an ID, a birth and a surname, a name and a birth, a door); names go by
Jaro-Winkler, the rest by equality. It is given what the match is given: cleaned values.
"""

import time
from typing import Any

import polars as pl

LIKELY = 0.95


def matched(rows: pl.DataFrame) -> tuple[pl.Series, float]:
    """Return of each row whose it is, and the seconds that it took."""
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    began = time.perf_counter()
    told = rows.select(
        "id",
        "name",
        "birth",
        pl.col("door").cast(pl.String),
        place=pl.int_range(pl.len()),
        surname=_surname(),
    )
    blocks = [block_on("id"), block_on("birth", "surname"), block_on("name", "birth"), block_on("door")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="place",
        blocking_rules_to_generate_predictions=blocks,
        comparisons=[
            compare.JaroWinklerAtThresholds("name", [0.9, 0.7]),
            *(compare.ExactMatch(column) for column in ("birth", "id", "door")),
        ],
    )
    linker: Any = Linker(DuckDBAPI().register(told.to_pandas()), settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("id")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    for block in (block_on("birth", "surname"), block_on("door")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    pairs = linker.inference.predict(threshold_match_probability=LIKELY)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, LIKELY)
    found = pl.from_pandas(clusters.as_pandas_dataframe()).select("place", "cluster_id").sort("place")
    return found["cluster_id"].cast(pl.String).rank("dense"), time.perf_counter() - began


def _surname() -> pl.Expr:
    return pl.col("name").str.slice(0, 1)
