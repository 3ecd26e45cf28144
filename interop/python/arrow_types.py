"""Tables of three rows, one for each Arrow type: a column `id`, and a column `v` with a value, a null and another value."""

import base64
import json
import sys
from decimal import Decimal

import pyarrow as pa

UNITS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
INDICES = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())


def tables():
    """The tables by the names of their types."""
    columns = {**plain(), **nested(), **times(), **dictionaries(), **extensions()}
    found = {name: table(column) for name, column in columns.items()}
    ids = pa.array([1, 2, 3])
    blob = pa.field("v", pa.large_binary(), metadata={"lance-encoding:blob": "true"})
    found["blob of the first kind"] = pa.table(
        [ids, pa.array([b"a", None, b"ccc"], pa.large_binary())],
        schema=pa.schema([pa.field("id", pa.int64()), blob]),
    )
    blobs = pa.struct([("data", pa.large_binary()), ("uri", pa.string())])
    found["blob of the second kind"] = pa.table(
        [ids, pa.array([{"data": b"a"}, None, {"data": b"c" * 100}], blobs)],
        schema=pa.schema([pa.field("id", pa.int64()), pa.field("v", blobs, metadata={"ARROW:extension:name": "lance.blob.v2"})]),
    )
    described = pa.field("v", pa.int64(), False, metadata={"unit": "kg"})
    found["not nullable, with metadata"] = pa.table(
        [ids, ids], schema=pa.schema([pa.field("id", pa.int64()), described], metadata={"owner": "me"})
    )
    found["empty name"] = pa.table([ids, ids], names=["id", ""])
    found["zero rows"] = found["struct"].slice(0, 0)
    found["zero columns"] = pa.table({})
    return found


def table(column):
    return pa.table([pa.array([1, 2, 3]), column], names=["id", "v"])


def plain():
    found = {"null": pa.nulls(3), "bool": pa.array([True, None, False]), "bool, all null": pa.nulls(3, pa.bool_())}
    for kind in INDICES:
        found[str(kind)] = pa.array([1, None, 3], kind)
    for kind in (pa.float16(), pa.float32(), pa.float64()):
        found[f"float{kind.bit_width}"] = pa.array([1.5, None, 3.0], pa.float64()).cast(kind)
    long = "a text of more than twelve bytes"
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        found[str(kind)] = pa.array(["ä", None, long], kind)
    for kind in (pa.binary(), pa.large_binary(), pa.binary_view()):
        found[str(kind)] = pa.array([b"\0a", None, long.encode()], kind)
    found["fixed_size_binary"] = pa.array([b"abc", None, b"def"], pa.binary(3))
    for kind in (pa.decimal32(5, 1), pa.decimal64(12, 1), pa.decimal128(10, 1), pa.decimal256(50, 1)):
        found[f"decimal{kind.bit_width}"] = pa.array([Decimal("1.5"), None, Decimal("-2.5")], kind)
    for kind in (pa.decimal128(10, -2), pa.decimal256(50, -2)):
        found[f"decimal{kind.bit_width}, negative scale"] = pa.array([Decimal(12300), None, Decimal(100)], kind)
    return found


def nested():
    ints, text = pa.int32(), pa.struct([("a", pa.int32()), ("b", pa.string())])
    found = {
        "list": pa.array([[1], None, []], pa.list_(ints)),
        "large_list": pa.array([[1], None, []], pa.large_list(ints)),
        "list_view": pa.array([[1], None, []], pa.list_view(ints)),
        "large_list_view": pa.array([[1], None, []], pa.large_list_view(ints)),
        "struct": pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}], text),
        "struct of bool, all null": pa.array([{"b": None}] * 3, pa.struct([("b", pa.bool_())])),
        "struct of null": pa.array([{"a": 1, "n": None}] * 3, pa.struct([("a", ints), ("n", pa.null())])),
        "struct of null, null itself": pa.array([{"a": 1, "n": None}, None, {"a": 2, "n": None}], pa.struct([("a", ints), ("n", pa.null())])),
        "struct of nothing": pa.array([{}, None, {}], pa.struct([])),
        "struct, empty name": pa.array([{"": 1}, None, {"": 2}], pa.struct([("", ints)])),
        "list of bool, all null": pa.array([[None]] * 3, pa.list_(pa.bool_())),
        "list of null": pa.array([[None], None, []], pa.list_(pa.null())),
        "list of struct": pa.array([[{"a": 1, "b": "x"}], None, []], pa.list_(text)),
        "list of list": pa.array([[[1]], None, []], pa.list_(pa.list_(ints))),
        "list of large_string": pa.array([["a"], None, []], pa.list_(pa.large_string())),
        "large_list of string_view": pa.array([["a"], None, []], pa.large_list(pa.string_view())),
        "list of vectors": pa.array([[[1, 2]], None, []], pa.list_(pa.list_(pa.float32(), 2))),
        "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), ints)),
        "map, sorted keys": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), ints, keys_sorted=True)),
        "map of struct": pa.array([[("k", {"a": 1, "b": "x"})], None, []], pa.map_(pa.string(), text)),
        "run_end_encoded": pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), ["x", "y"]),
        "union, sparse": pa.UnionArray.from_sparse(pa.array([0, 1, 0], pa.int8()), [pa.array([1, 2, 3]), pa.array(list("abc"))]),
        "union, dense": pa.UnionArray.from_dense(pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32()), [pa.array([1, 3]), pa.array(["b"])]),
    }
    for kind in (pa.float16(), pa.float32(), pa.float64(), pa.uint8()):
        found[f"vector of {kind}"] = pa.array([[1, 2], None, [3, 4]], pa.list_(kind, 2))
    found["vector of bool"] = pa.array([[True, None], None, [False, True]], pa.list_(pa.bool_(), 2))
    for kind, value in ((pa.null(), None), (text, {"a": 1, "b": "x"}), (pa.string(), "x"), (pa.list_(ints), [1])):
        found[f"vector of {'struct' if kind == text else kind}"] = pa.array([[value] * 2, None, [value] * 2], pa.list_(kind, 2))
    found["vector of dictionary"] = pa.FixedSizeListArray.from_arrays(pa.array(["x", "y"] * 3).dictionary_encode(), 2)
    found["vector of vectors"] = pa.array([[[1, 2]], None, [[3, 4]]], pa.list_(pa.list_(pa.float32(), 2), 1))
    return found


def times():
    days = pa.array([0, None, 20000], pa.int32())
    found = {"date32": days.cast(pa.date32()), "date64": days.cast(pa.date32()).cast(pa.date64())}
    for unit in UNITS:
        kind = pa.time32(unit) if unit in ("s", "ms") else pa.time64(unit)
        found[str(kind)] = pa.array([1, None, 3], pa.int32() if unit in ("s", "ms") else pa.int64()).cast(kind)
        found[str(pa.duration(unit))] = pa.array([1, None, -3], pa.duration(unit))
        for zone in (None, "UTC", "Europe/Berlin", "+05:30"):
            now = 1600000000123456789 // UNITS[unit]
            found[str(pa.timestamp(unit, zone))] = pa.array([now, None, -3], pa.timestamp(unit, zone))
    found["interval"] = pa.array([(1, 2, 3), None, (0, 0, 1)], pa.month_day_nano_interval())
    return found


def dictionaries():
    def encoded(values, kind=pa.int8(), ordered=False):
        return pa.DictionaryArray.from_arrays(pa.array([0, None, 1], kind), values, ordered=ordered)

    found = {f"dictionary of string by {kind}": encoded(pa.array(["x", "y"]), kind) for kind in INDICES}
    for values in (
        pa.array([5, 6], pa.int32()),
        pa.array([5, 6]),
        pa.array([0.5, 6.0]),
        pa.array([True, False]),
        pa.array(["x", "y"], pa.large_string()),
        pa.array(["x", "y"], pa.string_view()),
        pa.array([b"x", b"y"]),
        pa.array([b"ab", b"cd"], pa.binary(2)),
        pa.array([1, 2], pa.timestamp("us", "Europe/Berlin")),
        pa.array([Decimal("1.5"), Decimal("2.5")], pa.decimal128(10, 1)),
        pa.array([[1], [2]]),
        pa.array([{"a": 1}, {"a": 2}]),
    ):
        found[f"dictionary of {values.type}"] = encoded(values)
    found["dictionary with a null"] = encoded(pa.array(["x", None]))
    found["dictionary, ordered"] = encoded(pa.array(["x", "y"]), ordered=True)
    words = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array(["x", "y"]))
    found["list of dictionary"] = pa.ListArray.from_arrays(pa.array([0, 1, 1, 2], pa.int32()), words)
    found["struct of dictionary"] = pa.StructArray.from_arrays([encoded(pa.array(["x", "y"]))], ["c"])
    return found


def extensions():
    return {
        "extension uuid": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"0" * 16, None, b"1" * 16], pa.binary(16))),
        "extension json": pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"a":1}', None, "2"])),
        "extension tensor": pa.ExtensionArray.from_storage(pa.fixed_shape_tensor(pa.float32(), [2]), pa.array([[1, 2], None, [3, 4]], pa.list_(pa.float32(), 2))),
        "extension of another": pa.ExtensionArray.from_storage(pa.opaque(pa.int64(), "money", "acme"), pa.array([1, None, 3])),
    }


def encoded(table, kind="stream", **options):
    """The bytes of an Arrow IPC stream or file."""
    sink = pa.BufferOutputStream()
    make = pa.ipc.new_stream if kind == "stream" else pa.ipc.new_file
    with make(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def others():
    """Streams and files of other shapes: compressed, with many dictionaries, of another library."""
    numbers = pa.table({"n": [n % 7 for n in range(1000)], "s": [f"text {n % 5}" for n in range(1000)]})
    found = {f"{codec} {kind}": encoded(numbers, kind, compression=codec) for codec in ("lz4", "zstd") for kind in ("stream", "file")}
    chunks = [pa.array(words).dictionary_encode() for words in (["x", "y"], ["z", "y"], ["x", "x", None])]
    found["replaced dictionaries"] = encoded(pa.table({"c": pa.chunked_array(chunks)}))
    chunks = [pa.array(words).dictionary_encode() for words in (["x", "y"], ["x", "z"], ["x"])]
    found["delta dictionaries"] = encoded(pa.table({"c": pa.chunked_array(chunks)}), emit_dictionary_deltas=True, unify_dictionaries=False)
    found["legacy stream"] = encoded(numbers, use_legacy_format=True)
    file = io.BytesIO()
    polars.DataFrame({"id": [1, 2], "s": ["a", "a text of more than twelve bytes"]}).write_ipc(file)
    found["polars file"] = file.getvalue()
    file = io.BytesIO()
    pandas.DataFrame({"id": [1, 2], "s": ["a", None]}).to_feather(file)
    found["feather file"] = file.getvalue()
    return found


def as_text(streams):
    return {name: base64.b64encode(stream).decode() for name, stream in streams.items()}


if __name__ == "__main__":
    # What the tests of the packages read; this needs pandas and polars.
    import io

    import pandas
    import polars

    for name, streams in (("types", {name: encoded(found) for name, found in tables().items()}), ("others", others())):
        with open(f"{sys.argv[1]}/{name}.json", "w", encoding="utf-8") as file:
            json.dump(as_text(streams), file, indent=2)
            file.write("\n")
