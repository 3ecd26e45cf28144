"""Writes lists-pandas.parquet and lists-polars.parquet: vectors as pandas and Polars store them, which is as lists. Run it in this folder."""
import numpy as np
import pandas as pd
import polars as pl

columns = {
    "id": [1, 2, 3],
    "v": [np.array([1, 2], np.float32), np.array([3, 4], np.float32), np.array([5, 6], np.float32)],
    "w": [[0.5, 1.5], None, [2.5, 3.5]],
    "tags": [[1, 2], [3], []],
    "mixed": [[1.5], [1.5, 2.5], []],
}
pd.DataFrame(columns).to_parquet("lists-pandas.parquet", index=False)
pl.DataFrame({**columns, "v": [row.tolist() for row in columns["v"]]}, schema_overrides={"v": pl.List(pl.Float32)}).write_parquet("lists-polars.parquet")
