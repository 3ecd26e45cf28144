"""A process with DuckDB and its Lance extension."""

import contextlib
import itertools
import pathlib

import duckdb
import duckdb_extension_lance

from engine import Engine, arrow, serve_engine


class DuckDB(Engine):
    """Each namespace is attached as a database, at the root of which the extension finds its tables."""

    def __init__(self):
        self.database = duckdb.connect(config={"allow_unsigned_extensions": True})
        folder = pathlib.Path(duckdb_extension_lance.__file__).parent / "extensions"
        (extension,) = folder.glob("*/lance.duckdb_extension")
        self.database.execute(f"LOAD {literal(extension)}")
        self.aliases = itertools.count()

    @contextlib.contextmanager
    def attached(self, namespace):
        headers = ["x-lancedb-database-prefix=" + "/".join(namespace)] if namespace else []
        if self.database_name is not None:
            headers.append("x-lancedb-database=" + self.database_name)
        options = ["TYPE LANCE", f"ENDPOINT {literal(self.url)}", f"HEADER {literal(';'.join(headers))}"]
        if self.key is not None:
            options.append(f"API_KEY {literal(self.key)}")
        alias = f"catalog{next(self.aliases)}"
        connection = self.database.cursor()
        connection.execute(f"ATTACH '$' AS {alias} ({', '.join(options)})")
        # Otherwise CREATE TABLE … AS stores no rows.
        connection.execute(f"SHOW TABLES FROM {alias}.main")
        try:
            yield connection, f"{alias}.main."
        finally:
            connection.execute(f"DETACH {alias}")

    def write(self, path, rows, statement):
        with self.attached(path[:-1]) as (connection, schema):
            connection.register("new_rows", arrow(rows))
            connection.execute(statement.format(schema + identifier(path[-1])))

    def create_table(self, path, rows):
        self.write(path, rows, "CREATE TABLE {} AS SELECT * FROM new_rows")

    def append(self, path, rows):
        self.write(path, rows, "INSERT INTO {} SELECT * FROM new_rows")

    def overwrite(self, path, rows):
        self.write(path, rows, "CREATE OR REPLACE TABLE {} AS SELECT * FROM new_rows")

    def drop(self, path):
        with self.attached(path[:-1]) as (connection, schema):
            connection.execute(f"DROP TABLE {schema}{identifier(path[-1])}")

    def list_tables(self, path):
        with self.attached(path) as (connection, schema):
            return [name for (name,) in connection.execute(f"SHOW TABLES FROM {schema[:-1]}").fetchall()]

    def columns(self, path):
        with self.attached(path[:-1]) as (connection, schema):
            found = connection.execute(f"DESCRIBE {schema}{identifier(path[-1])}").fetchall()
            return [name for name, *_ in found]

    def read(self, path, condition, columns):
        with self.attached(path[:-1]) as (connection, schema):
            names = ", ".join(map(identifier, columns))
            statement = f"SELECT {names} FROM {schema}{identifier(path[-1])} WHERE {condition}"
            return connection.execute(statement).to_arrow_table().to_pylist()


def literal(text):
    return "'" + str(text).replace("'", "''") + "'"


def identifier(name):
    return '"' + name.replace('"', '""') + '"'


serve_engine(DuckDB())
