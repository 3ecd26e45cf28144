"""What LanceDB for Python does over `db://`, beside the same calls on a local folder."""

from datetime import timedelta

import lancedb
import pyarrow as pa
from lancedb.background_loop import LOOP
from lancedb.index import FTS, IvfPq

# A value of each type that the client has a name for, with the units, zones, scales and dictionaries that a name may hold.
TYPES = [
    (pa.large_string(), "a"),
    (pa.float16(), 1.5),
    (pa.binary(3), b"abc"),
    (pa.date64(), 86_400_000),
    (pa.time32("s"), 1),
    (pa.time64("ns"), 1_234_567),
    (pa.timestamp("s"), 5),
    (pa.timestamp("us", "Europe/Berlin"), 1_600_000_000_000_000),
    (pa.timestamp("ms", "America/New_York"), 1_600_000_000_000),
    (pa.timestamp("ns", "UTC"), 1_600_000_000_123_456_789),
    (pa.duration("ns"), 1_234_567),
    (pa.decimal128(10, 2), 1),
    (pa.decimal128(10, -2), 100),
    (pa.decimal256(50, 3), 1),
    (pa.dictionary(pa.int8(), pa.string()), "x"),
    (pa.list_(pa.timestamp("ns", "Europe/Berlin")), [1]),
    (pa.struct([pa.field("a", pa.duration("ms"), nullable=False)]), {"a": 1}),
]

CASTS = [
    (pa.timestamp("us"), pa.timestamp("ms", "UTC")),
    (pa.timestamp("ns"), pa.timestamp("us")),
    (pa.time32("s"), pa.time32("ms")),
    (pa.duration("s"), pa.duration("us")),
    (pa.decimal128(10, 2), pa.decimal128(12, 2)),
    (pa.int32(), pa.int64()),
]


def differences(url, folder):
    """Every call whose result or failure over `db://` differs from that on the folder."""
    options = {"retry_config": {"retries": 0}}
    remote = lancedb.connect("db://catalog", api_key="key", host_override=url, client_config=options)
    local = lancedb.connect(folder)
    found = []
    for name, call in calls():
        there, here = outcome(call, remote), outcome(call, local)
        if there != here:
            found.append(f"{name}: {there} over db://, {here} on the folder")
    return found


def outcome(call, connection):
    try:
        return str(call(connection))
    except Exception as error:  # a client has its own errors for what a server says; that both fail is what counts
        return "no table" if "Table 't' was not found" in str(error) else "refused"


def calls():
    for kind, value in TYPES:
        yield f"rows of {kind}", lambda db, kind=kind, value=value: rows_of(db, kind, value)
    for before, after in CASTS:
        yield f"{before} to {after}", lambda db, before=before, after=after: cast(db, before, after)
    yield "zero rows", zero_rows
    yield "columns of a schema", schema_columns
    yield "counts", counts
    yield "indices", indices
    for name, config in BUILDS:
        yield f"an index with {name}", lambda db, config=config: build(db, config)
    yield "a query without time", lambda db: fresh(db).search().to_list(timeout=timedelta(0))
    for name, call in MISSING:
        yield name, lambda db, call=call: call(fresh(db))


def fresh(db, rows=None):
    vectors = pa.array([[float(n), 1.0] for n in range(300)], pa.list_(pa.float32(), 2))
    data = {"id": range(300), "s": ["common word"] * 300, "vector": vectors}
    return db.create_table("t", pa.table(data) if rows is None else rows, mode="overwrite")


def read(table):
    rows = table.search().limit(1_000).to_arrow()
    return rows.schema, [str(row) for row in rows.to_pylist()]


def rows_of(db, kind, value):
    first = pa.table({"id": pa.array([1], pa.int64()), "v": pa.array([value], kind)})
    table = fresh(db, first)
    table.add(first)
    second = first.set_column(0, "id", pa.array([2], pa.int64()))
    table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all().execute(second)
    return table.schema, read(table)


def cast(db, before, after):
    table = fresh(db, pa.table({"v": pa.array([1], before)}))
    table.alter_columns({"path": "v", "data_type": after})
    return table.schema


def zero_rows(db):
    none = pa.table({"id": pa.array([], pa.int64())})
    table = fresh(db, pa.table({"id": pa.array([1], pa.int64())}))
    table.add(none)
    kept = table.count_rows()
    table.add(none, mode="overwrite")
    return kept, table.count_rows()


def schema_columns(db):
    table = fresh(db, pa.table({"id": [1]}))
    table.add_columns(pa.field("n", pa.int32()))
    table.add_columns(pa.schema([pa.field("t", pa.timestamp("ms", "UTC")), pa.field("l", pa.large_list(pa.int8()))]))
    return table.schema, table.count_rows("n IS NULL AND t IS NULL AND l IS NULL")


def counts(db):
    table = fresh(db)
    updated = table.update(where="id < 3", values={"s": "z"}).rows_updated
    deleted = table.delete("id < 7").num_deleted_rows
    rows = pa.table({"id": [7, 1000], "s": ["a", "b"], "vector": pa.array([[0, 1]] * 2, pa.list_(pa.float32(), 2))})
    merge = table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all().execute(rows)
    return updated, deleted, merge.num_inserted_rows, merge.num_updated_rows, merge.num_deleted_rows


def indices(db):
    table = fresh(db)
    for _ in range(2):
        table.create_scalar_index("id", replace=True)
        table.create_fts_index("s", replace=True)
    refused = outcome(lambda _: table.create_scalar_index("id", replace=False), db)
    return sorted(index.name for index in table.list_indices()), refused, table.index_stats("nosuch")


BUILDS = [
    ("every option", FTS(base_tokenizer="ngram", ngram_min_length=2, ngram_max_length=4, prefix_only=True)),
    ("stop words", FTS(custom_stop_words=["common"], block_size=256, language="French")),
    ("no such language", FTS(language="Klingon")),
    ("n-grams upside down", FTS(base_tokenizer="ngram", ngram_min_length=5, ngram_max_length=2)),
]


def build(db, config):
    table = fresh(db)
    LOOP.run(table._table.create_index("s", config=config))
    details = table.list_indices()[0].index_details
    names = ("min_ngram_length", "max_ngram_length", "prefix_only", "custom_stop_words", "block_size", "language")
    return {name: details[name] for name in names}


# All refused, on either side, and the table is there afterwards.
MISSING = [
    ("a missing column in a filter", lambda t: t.search().where("nosuch = 1").to_list()),
    ("a missing column in an update", lambda t: t.update(where="nosuch = 1", values={"s": "z"})),
    ("a missing column in a delete", lambda t: t.delete("nosuch = 1")),
    ("a missing column to drop", lambda t: t.drop_columns(["nosuch"])),
    ("a missing tag", lambda t: t.tags.get_version("nosuch")),
    ("a tag of a missing version", lambda t: t.tags.create("a", 99)),
    ("a missing version", lambda t: t.restore(99)),
    ("a quantizer of three bits", lambda t: LOOP.run(t._table.create_index("vector", config=IvfPq(num_bits=3)))),
]
