"""Writes values.arrow and maps.arrow, whose values printable-value.test.ts compares. Needs pyarrow."""

import datetime as dt
import decimal
import pathlib

import pyarrow as pa

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
        "texts": pa.array([[("k", "x"), ("2", "a"), ("1", "b")], [], None], pa.map_(pa.string(), pa.string())),
        "numbers": pa.array([[(7, [1.5])], [(2**60, None)], None], pa.map_(pa.int64(), pa.list_(pa.float64()))),
    },
)
