"""Feast's part of the work: looking up values that something else has computed, as of a date.

Feast's offline store joins stored features to account-weeks; it has no windows over raw events
of its own. So this reads Forewarn's eight values from a file (the third word) and looks each
account-week up.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped, unused-ignore]
from feast import (  # type: ignore[import-not-found, unused-ignore]
    Entity,
    FeatureStore,
    FeatureView,
    Field,
    FileSource,
    RepoConfig,
    ValueType,
)
from feast.types import Float64  # type: ignore[import-not-found, unused-ignore]


def store(folder: str) -> FeatureStore:
    """A store of its own: a registry file, and files as the offline store."""
    return FeatureStore(
        config=RepoConfig(
            project="timing",
            registry=f"{folder}/registry.db",
            provider="local",
            offline_store={"type": "file"},
            online_store={"type": "sqlite", "path": f"{folder}/online.db"},
            entity_key_serialization_version=3,
        )
    )


def main() -> None:
    """Write the values where Feast reads them, and look them up."""
    _, to, values = (Path(word) for word in sys.argv[1:4])
    stored = pd.read_csv(values)
    stored["as_of"] = pd.to_datetime(stored["as_of"], utc=True)
    names = [name for name in stored.columns if name not in ("account_id", "as_of")]
    stored[names] = stored[names].astype(float)
    with tempfile.TemporaryDirectory() as folder:
        stored.to_parquet(f"{folder}/values.parquet")
        account = Entity(name="account", join_keys=["account_id"], value_type=ValueType.STRING)
        view = FeatureView(
            name="health",
            entities=[account],
            ttl=timedelta(days=1),
            schema=[Field(name=name, dtype=Float64) for name in names],
            source=FileSource(path=f"{folder}/values.parquet", timestamp_field="as_of"),
        )
        feast = store(folder)
        feast.apply([account, view])
        weeks = stored[["account_id", "as_of"]].rename(columns={"as_of": "event_timestamp"})
        found = feast.get_historical_features(weeks, [f"health:{name}" for name in names]).to_df()
    found.rename(columns={"event_timestamp": "as_of"}).to_parquet(to)


if __name__ == "__main__":
    main()
