"""
Sends every Arrow type to our server in every way, and compares what is stored and returned with what LanceDB for Python stores of the
same table in a folder of its own.

    type_table.py < settings.json

The settings: `url` and `root` of a server, `cli` (what starts the program that runs command lines), `files` (the kinds of files for it), `names` (the types; all when empty), `results`
(what a program in Node did, as `interop/types/node-ways.ts` writes it). Prints the table as JSON: type, way, operation, outcome.
"""

import base64
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import warnings

import arrow_types
import lance
import lancedb
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
from lance.blob import BlobType
from table_values import values_of

warnings.simplefilter("ignore")

class Refused(Exception):
    """What a server or a client does not take."""


def key_of(name):
    """A name that every client takes for a table."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)


class Expected:
    """What LanceDB for Python stores of a table in a folder of its own; `table` is None where it refuses it, or cannot read it."""

    def __init__(self, name, table, folder):
        self.is_refused = False
        try:
            connection = lancedb.connect(folder)
            connection.create_table(key_of(name), table)
            opened = connection.open_table(key_of(name))
            self.table = stored_rows(lance.dataset(f"{folder}/{key_of(name)}.lance"))
            self.schema, self.rows = opened.schema, opened.search().limit(100).to_arrow()
        except BaseException as error:  # a panic of Rust is not an Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            self.is_refused = True
            self.table, self.schema, self.rows = table, table.schema, table


def stored_rows(dataset):
    """The rows of a dataset, with the bytes of blobs in the place of their descriptions."""
    table = dataset.to_table()
    for place, field in enumerate(dataset.schema):
        if not isinstance(field.type, BlobType):
            continue
        described = table.column(field.name).to_pylist()
        places = [row for row, description in enumerate(described) if description is not None]
        found = dict(zip(places, (blob.read() for blob in dataset.take_blobs(field.name, indices=places))))
        contents = pa.array([found.get(row) for row in range(len(described))], pa.large_binary())
        table = table.set_column(place, pa.field(field.name, pa.large_binary(), field.nullable), contents)
    return table


def without_row_ids(table):
    """LanceDB's newest client adds a row's id to the description of a blob."""
    for place, field in enumerate(table.schema):
        if pa.types.is_struct(field.type) and field.type.get_field_index("_lance_row_id") >= 0:
            kept = [child for child in field.type if child.name != "_lance_row_id"]
            column = table.column(place).combine_chunks()
            parts = [column.field(child.name) for child in kept]
            fewer = pa.StructArray.from_arrays(parts, fields=kept, mask=column.is_null())
            table = table.set_column(place, field.with_type(fewer.type), fewer)
    return table


def difference(found, expected, times=1, types=True):
    """The difference between a table and the expected one, whose rows it has several times; None if there is none."""
    found.validate(full=True)
    found, expected = without_row_ids(found), without_row_ids(expected)
    if found.schema.names != expected.schema.names:
        return f"columns {found.schema.names}"
    for field, wanted in zip(found.schema, expected.schema):
        if types and not field.equals(wanted, check_metadata=True):
            return f"{field} {field.metadata} for {wanted} {wanted.metadata}"
    if values_of(found) != [column * times for column in values_of(expected)]:
        return f"values {found.to_pylist()}"[:200]
    return None


def cell(run):
    """The outcome of an operation: whole, what it was refused with, or what is wrong."""
    try:
        wrong = run()
    except Refused as refused:
        return f"refused: {refused}"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"wrong: {type(error).__name__}: {str(error)[:300]}"
    return "whole" if wrong is None else f"wrong: {wrong}"


class Protocol:
    """The namespace protocol over HTTP, as any client speaks it."""

    name = "protocol"

    def __init__(self, url):
        self.url = url

    def post(self, table, operation, body, query=""):
        kind = "application/json" if isinstance(body, dict) else "application/vnd.apache.arrow.stream"
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(f"{self.url}/v1/table/{table}/{operation}{query}", data=data, headers={"content-type": kind})
        try:
            return urllib.request.urlopen(request).read()
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            if error.code == 406 and json.loads(text).get("code") == 0:
                raise Refused(json.loads(text)["error"]) from None
            raise ValueError(f"{error.code} {text}") from None

    def create(self, name, table):
        self.post(name, "create", arrow_types.encoded(table))

    def add(self, name, table):
        self.post(name, "insert", arrow_types.encoded(table))

    def merge(self, name, table):
        self.post(name, "merge_insert", arrow_types.encoded(table), "?on=id&when_matched_update_all=true&when_not_matched_insert_all=true")

    def read(self, name):
        return pa.ipc.open_file(self.post(name, "query", {"k": 100, "vector": {}})).read_all()

    def schema(self, name, wanted):
        found = json.loads(self.post(name, "describe", {"load_detailed_metadata": True}))["schema"]["fields"]
        actual = [(field["name"], field["nullable"]) for field in found]
        wanted = [(field.name, field.nullable) for field in wanted]
        return None if actual == wanted else f"{actual} for {wanted}"


class Remote:
    """LanceDB's own client."""

    def __init__(self, name, connection):
        self.name = name
        self.connection = connection

    def guarded(self, run):
        try:
            return run()
        except BaseException as error:
            text = str(error)
            if isinstance(error, KeyboardInterrupt):
                raise
            # An error with a code is from the server; one without a response of the server is from the client.
            if "should have type map but" in text:
                raise Refused("because LanceDB's client turns maps into lists: its schema has no type for maps") from None
            if '"code":0' in text or "406" in text:
                raise Refused(text[text.find('{"error"') :]) from None
            if "HttpError" in type(error).__name__ or "http" in text.lower()[:40] or '"code":' in text:
                raise
            raise Refused(f"by the client: {type(error).__name__}: {text}") from None

    def create(self, name, table):
        self.guarded(lambda: self.connection.create_table(name, table))

    def add(self, name, table):
        self.guarded(lambda: self.connection.open_table(name).add(table))

    def merge(self, name, table):
        merge = lambda: self.connection.open_table(name).merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
        self.guarded(lambda: merge().execute(table))

    def read(self, name):
        return self.guarded(lambda: self.connection.open_table(name).search().limit(100).to_arrow())

    def schema(self, name, wanted):
        found = self.guarded(lambda: self.connection.open_table(name).schema)
        if any(pa.types.is_map(field.type) for field in wanted):
            raise Refused("because the schema of LanceDB's client has no type for maps: the server describes the list that stores the map")
        wrong = [f"{field} for {other}" for field, other in zip(found, wanted) if field.type != other.type]
        return wrong[0] if wrong else None


class CommandLine:
    """A table from a file, read as JSON."""

    def __init__(self, kind, words, root):
        self.name = f"command line, {kind}"
        self.kind = kind
        self.root = root
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, *words):
        self.process.stdin.write(json.dumps([*words, "--json", "--root", self.root]) + "\n")
        self.process.stdin.flush()
        done = json.loads(self.process.stdout.readline())
        if done["code"] == 0:
            return done["out"]
        if done["code"] == 9:
            # The path of the file, which is of one run, stands before a reason of the file's own.
            raise Refused(re.sub(r"^/\S+: ", "", json.loads(done["err"])["error"]["message"]))
        raise ValueError(done["err"])

    def create(self, name, table):
        content = self.file_of(table)
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / f"rows.{self.kind}"
            file.write_bytes(content)
            self.run("create-table", name, "--from", str(file))

    def file_of(self, table):
        """The table as a file; in memory, where pyarrow's errors (of Arrow, of Python, and OSError) are about types only."""
        sink = io.BytesIO()
        try:
            if self.kind == "arrow":
                return arrow_types.encoded(table, "file")
            if self.kind == "feather":
                pyarrow.feather.write_feather(table, sink)
            else:
                pyarrow.parquet.write_table(table, sink)
        except (pa.ArrowException, NotImplementedError, OSError) as error:
            raise Refused(f"by the file format: {error}") from None
        return sink.getvalue()

    def read(self, name):
        return [json.loads(line) for line in self.run("query", name).splitlines()]


def merged_rows(table):
    return table if len(table) == 0 else table.set_column(0, "id", pa.array([4, 5, 6]))


def ask(way, name, table, expected, root):
    """All operations of a way on one type."""
    key = key_of(f"{way.name} {name}")
    types = not expected.is_refused
    found = {}

    def stored(version=None):
        try:
            dataset = lance.dataset(f"{root}/{key}.lance")
            return stored_rows(dataset.checkout_version(version) if version else dataset)
        except ValueError as error:
            if expected.is_refused:
                raise Refused("because LanceDB stores the column but cannot read it") from error
            raise

    def created():
        way.create(key, table)
        return difference(stored(1), expected.table, types=types)

    found["create"] = cell(created)
    if found["create"] != "whole":
        return found
    found["schema"] = cell(lambda: way.schema(key, expected.schema) if types else None)
    found["read"] = cell(lambda: difference(way.read(key), expected.rows, types=types))
    found["add"] = cell(lambda: way.add(key, table) or difference(stored(), expected.table, 2, types=types))
    if "id" in table.column_names:

        def merge():
            count = len(stored())
            way.merge(key, merged_rows(table))
            after = stored().sort_by("id")
            fresh = after.slice(count) if len(table) else after.slice(0, 0)
            wanted = values_of(expected.table)[1:]
            return None if values_of(fresh)[1:] == wanted else f"values {fresh.to_pylist()}"[:200]

        found["merge"] = cell(merge)
    return found


def verify(done, name, expected, root):
    """The outcome of what a program in Node did: an error for each operation, or the version and the rows that it has to show."""
    types = not expected.is_refused

    def at(version):
        try:
            return stored_rows(lance.dataset(f"{root}/{done['table']}.lance").checkout_version(version))
        except ValueError as error:
            if expected.is_refused:
                raise Refused("because LanceDB stores the column but cannot read it") from error
            raise

    def outcome(operation):
        if "refused" in operation:
            raise Refused(operation["refused"])
        if "wrong" in operation:
            raise ValueError(operation["wrong"])
        return operation

    def stored(operation, times):
        return difference(at(outcome(operation)["version"]), expected.table, times, types=types)

    def read(operation):
        rows = pa.ipc.open_stream(base64.b64decode(outcome(operation)["rows"])).read_all()
        if len(expected.rows) == 0 and rows.num_columns == 0:
            raise Refused("because LanceDB's client returns no columns if there are no rows")
        # A client of apache-arrow may have names of its own for the types; the values are what was stored.
        return difference(rows, expected.rows, types=False)

    found = {"create": cell(lambda: stored(done["create"], 1))}
    if found["create"] == "whole":
        found["schema"] = cell(lambda: outcome(done["schema"]) and None)
        found["read"] = cell(lambda: read(done["read"]))
        found["add"] = cell(lambda: stored(done["add"], 2))
        if "merge" in done:
            found["merge"] = cell(lambda: outcome(done["merge"]) and None)
    return found


def main(settings):
    names = settings.get("names") or list(arrow_types.tables())
    root = settings["root"]
    ways = [
        Protocol(settings["url"]),
        Remote("db, Python", lancedb.connect("db://dev", api_key="key", host_override=settings["url"])),
        Remote("rest, Python", lancedb.connect_namespace("rest", {"uri": settings["url"]})),
    ]
    files = [CommandLine(kind, settings["cli"], root) for kind in settings["files"]]
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, table in arrow_types.tables().items():
            if name not in names:
                continue
            expected = Expected(name, table, folder)
            row = rows[name] = {}
            for way, done in settings.get("results", {}).items():
                row[way] = verify(done["types"][name], name, expected, done["root"])
            for way in ways:
                row[way.name] = ask(way, name, table, expected, root)
            for way in files:
                row[way.name] = from_file(way, name, table, expected, root)
    for way in files:
        way.process.kill()
    json.dump(rows, sys.stdout, indent=1)


def in_parquet(table):
    """The table with the units of a Parquet file, which has no seconds: pyarrow writes them as milliseconds."""
    for place, field in enumerate(table.schema):
        kind = field.type
        if kind == pa.time32("s"):
            table = table.set_column(place, field.name, table.column(place).cast(pa.time32("ms")))
        elif pa.types.is_timestamp(kind) and kind.unit == "s":
            table = table.set_column(place, field.name, table.column(place).cast(pa.timestamp("ms", kind.tz)))
    return table


def from_file(way, name, table, expected, root):
    key = key_of(f"{way.name} {name}")

    def created():
        way.create(key, table)
        wanted = in_parquet(expected.table) if way.kind == "parquet" else expected.table
        # A Parquet file has no type for some of Arrow's; the values are what was written.
        return difference(stored_rows(lance.dataset(f"{root}/{key}.lance")), wanted, types=way.kind == "arrow" and not expected.is_refused)

    found = {"create": cell(created)}
    if found["create"] == "whole":
        found["read"] = cell(lambda: None if len(way.read(key)) == len(expected.table) else "another number of rows")
    return found


if __name__ == "__main__":
    main(json.loads(sys.stdin.read()))
