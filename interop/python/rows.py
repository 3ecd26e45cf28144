"""Rows between JSON and Arrow."""

import json

import pyarrow as pa

ADDED = ("_distance", "_score")


def to_arrow(rows):
    """A table; a column `vector` becomes a list of 32-bit floats of fixed length."""
    table = pa.Table.from_pylist(rows)
    if "vector" in table.column_names:
        kind = pa.list_(pa.float32(), len(rows[0]["vector"]))
        index = table.column_names.index("vector")
        table = table.set_column(index, pa.field("vector", kind), table.column("vector").cast(kind))
    return table


def to_stream(rows):
    """The bytes of an Arrow IPC stream."""
    table = to_arrow(rows)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def plain(rows):
    """In the order given, without what a search adds, and numbers as JavaScript writes them."""
    return [{name: number(value) for name, value in row.items() if name not in ADDED} for row in rows]


def in_any_order(rows):
    """In the order that the other clients' programs put them in."""
    return sorted(plain(rows), key=lambda row: json.dumps(row, separators=(",", ":"), ensure_ascii=False))


def number(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value
