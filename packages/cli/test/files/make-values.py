"""
Writes values.arrow and maps.arrow, whose values printable-value.test.ts compares, and the Parquet files with dictionaries, which
parquet-dictionaries.test.ts reads. Needs pyarrow.
"""

import datetime as dt
import decimal
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(__file__).parent


def write(name, columns):
    table = pa.table(columns)
    with pa.OSFile(str(here / name), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


write(
    "values.arrow",
    {
        "seconds": pa.array([8640000000001, -99999999999, None], pa.timestamp("s")),
        "ms_in_berlin": pa.array([1600000000123, -1, None], pa.timestamp("ms", "Europe/Berlin")),
        "us": pa.array([1600000000123456, -1, None], pa.timestamp("us")),
        "ns": pa.array([1600000000123456789, -1, None], pa.timestamp("ns", "UTC")),
        "day": pa.array([0, -719529, None], pa.date32()),
        "day_ms": pa.array([86400000, -86400000, None], pa.date64()),
        "time_s": pa.array([86399, 0, None], pa.time32("s")),
        "time_us": pa.array([dt.time(1, 2, 3, 4), dt.time(0), None], pa.time64("us")),
        "duration": pa.array([1500, -1, None], pa.duration("ms")),
        "duration_ns": pa.array([90_000_000_001, 0, None], pa.duration("ns")),
        "hundreds": pa.array([decimal.Decimal("12300"), decimal.Decimal("-100"), None], pa.decimal128(10, -2)),
        "cents": pa.array([decimal.Decimal("0.05"), decimal.Decimal("-1.50"), None], pa.decimal128(20, 2)),
        "wide": pa.array([decimal.Decimal(10**50), decimal.Decimal(-1), None], pa.decimal256(60, 0)),
        "half": pa.array([0.1, float("nan"), None], pa.float16()),
        "single": pa.array([0.1, float("-inf"), None], pa.float32()),
        "double": pa.array([-0.0, 1e300, None], pa.float64()),
        "unsigned": pa.array([2**64 - 1, 7, None], pa.uint64()),
        "bytes": pa.array([b"\x00\xff", b"", None], pa.binary()),
        "two_bytes": pa.array([b"ab", b"cd", None], pa.binary(2)),
        "yes": pa.array([True, False, None]),
        "words": pa.array(["a", "b", None]).dictionary_encode(),
        "name\twith tab": pa.array(["a\tb\nc", "\u202e", None]),
        "nested": pa.array(
            [{"b": b"\x01", "t": dt.time(1, 2, 3), "l": [[1, None], []]}, {"b": None, "t": None, "l": None}, None],
            pa.struct([("b", pa.binary()), ("t", pa.time64("us")), ("l", pa.list_(pa.list_(pa.int64())))]),
        ),
    },
)
write(
    "maps.arrow",
    {
        "strings": pa.array([[("k", "x"), ("2", "a"), ("1", "b")], [], None], pa.map_(pa.string(), pa.string())),
        "numbers": pa.array([[(7, [1.5])], [(2**60, None)], None], pa.map_(pa.int64(), pa.list_(pa.float64()))),
    },
)

indices = pa.array([0, None, 1], pa.int8())


def dictionary(values):
    return pa.DictionaryArray.from_arrays(indices, values)


bools = dictionary(pa.array([True, False]))
for name, values in {
    "bool": bools,
    "list-of-bool": pa.ListArray.from_arrays(pa.array([0, 1, 2, 3], pa.int32()), bools),
    "struct-of-bool": pa.StructArray.from_arrays([bools], ["yes"]),
    "float16": dictionary(pa.array([1, 2], pa.float16())),
    "decimal": dictionary(pa.array([decimal.Decimal(1), decimal.Decimal(2)], pa.decimal128(10, 1))),
    "two-bytes": dictionary(pa.array([b"ab", b"cd"], pa.binary(2))),
    "null": pa.DictionaryArray.from_arrays(pa.array([None, None, None], pa.int8()), pa.nulls(0)),
}.items():
    pq.write_table(pa.table({"id": [1, 2, 3], "v": values}), here / "dictionaries" / f"{name}.parquet")

readable = {
    "word": pa.array(["a", "b"]),
    "large_word": pa.array(["a", "b"], pa.large_string()),
    "bytes": pa.array([b"a", b"b"]),
    "int8": pa.array([1, 2], pa.int8()),
    "uint64": pa.array([1, 2], pa.uint64()),
    "float32": pa.array([0.5, 1.5], pa.float32()),
    "float64": pa.array([0.5, 1.5], pa.float64()),
}
pq.write_table(
    pa.table({name: dictionary(values) for name, values in readable.items()}), here / "dictionaries" / "readable.parquet"
)
