"""Tables of random schemas, and Arrow IPC bodies of them: the same for the same random numbers."""

import decimal

import pyarrow as pa

LETTERS = "abcxyz äß漢🙂\0"
ZONES = (None, None, "UTC", "Europe/Berlin", "America/New_York")
INDICES = (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())
INTEGERS = INDICES


def random_type(random, depth=0):
    """A type, nested at most three levels deep; about one in fifteen is one that Lance lacks."""
    nested = (a_list, a_large_list, a_vector, a_struct, a_struct, a_map, a_dictionary)
    rare = (a_list_view, run_ends, a_union, small_decimal, an_interval)
    if random.random() < 0.05:
        return random.choice(rare)(random, depth)
    if depth < 3 and random.random() < 0.45:
        return random.choice(nested)(random, depth)
    return plain_type(random)


def plain_type(random):
    unit = random.choice(("s", "ms", "us", "ns"))
    return random.choice(
        (
            lambda: pa.null(),
            lambda: pa.bool_(),
            lambda: random.choice(INTEGERS),
            lambda: random.choice((pa.float16(), pa.float32(), pa.float64())),
            lambda: random.choice((pa.string(), pa.large_string(), pa.string_view())),
            lambda: random.choice((pa.binary(), pa.large_binary(), pa.binary_view())),
            lambda: pa.binary(random.randint(1, 9)),
            lambda: pa.decimal128(random.randint(1, 38), random.randint(-3, 8)),
            lambda: pa.decimal256(random.randint(1, 76), random.randint(-3, 8)),
            lambda: random.choice((pa.date32(), pa.date64())),
            lambda: pa.time32(unit) if unit in ("s", "ms") else pa.time64(unit),
            lambda: pa.timestamp(unit, random.choice(ZONES)),
            lambda: pa.duration(unit),
        )
    )()


def child(random, depth, name="item"):
    metadata = {"unit": "kg"} if random.random() < 0.1 else None
    kind = random_type(random, depth + 1)
    return pa.field(name, kind, pa.types.is_null(kind) or random.random() < 0.8, metadata)


def a_list(random, depth):
    return pa.list_(child(random, depth))


def a_large_list(random, depth):
    return pa.large_list(child(random, depth))


def a_list_view(random, depth):
    return pa.list_view(child(random, depth))


def a_vector(random, depth):
    if random.random() < 0.7:
        return pa.list_(random.choice((pa.float16(), pa.float32(), pa.float64(), pa.uint8())), random.randint(1, 4))
    return pa.list_(child(random, depth), random.randint(1, 3))


def a_struct(random, depth):
    return pa.struct([child(random, depth, name) for name in random.sample("abcdefg", random.randint(1, 3))])


def a_map(random, depth):
    key = random.choice((pa.string(), pa.int32(), pa.large_string(), pa.binary()))
    return pa.map_(key, child(random, depth, "value"), keys_sorted=random.random() < 0.05)


def a_dictionary(random, _):
    values = random.choice((pa.string(), pa.string(), pa.large_string(), pa.binary(), pa.int64(), pa.float64()))
    return pa.dictionary(random.choice(INDICES), values, random.random() < 0.1)


def run_ends(random, _):
    return pa.run_end_encoded(pa.int32(), pa.string())


def a_union(random, _):
    return random.choice((pa.sparse_union, pa.dense_union))([pa.field("0", pa.int64()), pa.field("1", pa.string())])


def small_decimal(*_):
    return pa.decimal64(12, 1)


def an_interval(*_):
    return pa.month_day_nano_interval()


def random_schema(random):
    names = random.sample(["v", "w x", "ä", "Id", "a b", "_", "名"], random.randint(1, 4))
    fields = [child(random, -1, name) for name in names]
    metadata = {"owner": "me"} if random.random() < 0.2 else None
    return pa.schema([pa.field("id", pa.int64()), *fields], metadata)


def random_table(random, schema, ids):
    """A table of a schema, with these ids, in one or several batches."""
    columns = [pa.array(ids, pa.int64())]
    columns += [random_array(random, field.type, len(ids), field.nullable) for field in schema][1:]
    whole = pa.table(columns, schema=schema)
    if len(ids) < 2 or random.random() < 0.5:
        return whole
    cut = random.randrange(len(ids) + 1)
    return pa.concat_tables([whole.slice(0, cut), whole.slice(cut)])


def random_array(random, kind, length, nullable):
    """Values of a type. Children that are not nullable have values also below a null."""
    if pa.types.is_null(kind):
        return pa.nulls(length)
    nothing = random.random()
    nulls = [nullable and (nothing < 0.1 or (nothing < 0.7 and random.random() < 0.3)) for _ in range(length)]
    mask = pa.array(nulls, pa.bool_())
    if pa.types.is_dictionary(kind):
        values = pa.array(unique([random_value(random, kind.value_type) for _ in range(random.randint(1, 6))]), kind.value_type)
        indices = [None if null else random.randrange(len(values)) for null in nulls]
        return pa.DictionaryArray.from_arrays(pa.array(indices, kind.index_type), values, ordered=kind.ordered)
    if pa.types.is_struct(kind):
        children = [random_array(random, field.type, length, field.nullable) for field in kind]
        return pa.StructArray.from_arrays(children, fields=list(kind), mask=mask if nullable else None)
    if pa.types.is_fixed_size_list(kind):
        items = random_array(random, kind.value_type, length * kind.list_size, kind.value_field.nullable)
        return pa.FixedSizeListArray.from_arrays(items, type=kind, mask=mask if nullable else None)
    if pa.types.is_map(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind):
        sizes = [0 if null else random.choice((0, 1, 1, 2, 5)) for null in nulls]
        offsets = [sum(sizes[:place]) for place in range(length + 1)]
        total = offsets[-1]
        marks = mask if nullable else None
        if pa.types.is_map(kind):
            keys = [value for size in sizes for value in distinct(random, kind.key_type, size)]
            items = random_array(random, kind.item_type, total, kind.item_field.nullable)
            return pa.MapArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(keys, kind.key_type), items, type=kind, mask=marks)
        make = pa.ListArray if pa.types.is_list(kind) else pa.LargeListArray
        width = pa.int32() if pa.types.is_list(kind) else pa.int64()
        items = random_array(random, kind.value_type, total, kind.value_field.nullable)
        return make.from_arrays(pa.array(offsets, width), items, type=kind, mask=marks)
    if pa.types.is_run_end_encoded(kind):
        return pa.RunEndEncodedArray.from_arrays(pa.array([length] if length else [], pa.int32()), ["x"] if length else pa.array([], pa.string()))
    if pa.types.is_union(kind):
        codes, parts = pa.array([0] * length, pa.int8()), [pa.array(range(length), pa.int64()), pa.array(["x"] * length, pa.string())]
        if kind.mode == "sparse":
            return pa.UnionArray.from_sparse(codes, parts)
        return pa.UnionArray.from_dense(codes, pa.array(range(length), pa.int32()), parts)
    if isinstance(kind, (pa.ListViewType, pa.LargeListViewType)):
        items = random_array(random, kind.value_type, length, kind.value_field.nullable)
        return pa.ListViewArray.from_arrays(pa.array(range(length), pa.int32()), pa.array([1] * length, pa.int32()), items, type=kind)
    values = [None if null else random_value(random, kind) for null in nulls]
    if pa.types.is_temporal(kind) and not pa.types.is_interval(kind):
        return pa.array(values, pa.int32() if kind.bit_width == 32 else pa.int64()).cast(kind)
    if pa.types.is_decimal(kind):
        # pyarrow infers a precision of the first value, which may be smaller than that of the next.
        return pa.array(values, pa.decimal256(76, kind.scale)).cast(kind)
    return pa.array(values, kind)


def random_value(random, kind):
    """A value as `pa.array` takes it; of times the number that is stored."""
    if pa.types.is_boolean(kind):
        return random.random() < 0.5
    if pa.types.is_integer(kind):
        least = -(2 ** (kind.bit_width - 1)) if pa.types.is_signed_integer(kind) else 0
        return random.choice((least, least + 2**kind.bit_width - 1, 0, 1, random.randrange(100)))
    if pa.types.is_floating(kind):
        number = random.choice((0.0, -0.0, 1.5, -2.25, float("inf"), float("nan")))
        return pa.scalar(number, pa.float64()).cast(kind).as_py()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return text(random)
    if pa.types.is_fixed_size_binary(kind) and not pa.types.is_decimal(kind):
        return random.randbytes(kind.byte_width)
    if pa.types.is_decimal(kind):
        digits = random.randint(1, kind.precision)
        return decimal.Decimal(random.choice((-1, 1)) * random.randrange(10**digits)).scaleb(-kind.scale, decimal.Context(prec=90))
    if pa.types.is_date64(kind):
        return random.randrange(-10000, 40000) * 86_400_000
    if pa.types.is_time(kind):
        return random.randrange(86_400)
    if pa.types.is_interval(kind):
        return (random.randrange(9), random.randrange(9), random.randrange(9))
    if pa.types.is_temporal(kind):
        return random.choice((0, -1, random.randrange(2**31), -random.randrange(2**31)))
    return random.randbytes(random.choice((0, 1, 5, 20)))


def text(random):
    return "".join(random.choice(LETTERS) for _ in range(random.choice((0, 1, 4, 13, 40))))


def unique(values):
    return list({repr(value): value for value in values}.values())


def distinct(random, kind, count):
    """Keys of one map: none twice."""
    if pa.types.is_integer(kind):
        return random.sample(range(100), count)
    words = [f"{place}{text(random)}" for place in range(count)]
    return [word.encode() for word in words] if pa.types.is_binary(kind) else words


def random_body(random, table):
    """A table as a body: a stream or a file, compressed or not. And how it was made."""
    kind = random.choice(("stream", "stream", "file"))
    codec = random.choice((None, None, "lz4", "zstd"))
    deltas = kind == "stream" and random.random() < 0.3
    options = pa.ipc.IpcWriteOptions(compression=codec, emit_dictionary_deltas=deltas, unify_dictionaries=kind == "file")
    sink = pa.BufferOutputStream()
    make = pa.ipc.new_stream if kind == "stream" else pa.ipc.new_file
    with make(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes(), f"{kind} {codec}"
