"""What the programs of engines have in common."""

import concurrent.futures
import re

import pyarrow

from serve import serve


class Engine:
    """One engine. What it has no way to do raises NotImplementedError."""

    url = None
    key = None
    database_name = None

    def open(self, address):
        self.url = address["url"]
        self.key = address.get("key")
        self.database_name = address.get("database")

    def create_namespace(self, path):
        raise NotImplementedError("the engine has no way to do this")

    def list_namespaces(self, path):
        raise NotImplementedError("the engine has no way to do this")

    def create_table(self, path, rows):
        raise NotImplementedError("the engine has no way to do this")

    def list_tables(self, path):
        raise NotImplementedError("the engine has no way to do this")

    def columns(self, path):
        raise NotImplementedError("the engine has no way to do this")

    def read(self, path, condition, columns):
        raise NotImplementedError("the engine has no way to do this")

    def append(self, path, rows):
        raise NotImplementedError("the engine has no way to do this")

    def append_by_workers(self, path, lists):
        with concurrent.futures.ThreadPoolExecutor(len(lists)) as pool:
            list(pool.map(lambda rows: self.append(path, rows), lists))

    def overwrite(self, path, rows):
        raise NotImplementedError("the engine has no way to do this")

    def drop(self, path):
        raise NotImplementedError("the engine has no way to do this")


def serve_engine(engine):
    """Serves the methods under their names in TypeScript."""
    names = [name for name in vars(Engine) if not name.startswith("_") and callable(getattr(engine, name))]
    serve({re.sub("_(.)", lambda found: found[1].upper(), name): getattr(engine, name) for name in names})


def arrow(rows):
    """The rows of a call as a table."""
    return pyarrow.Table.from_pylist(rows, pyarrow.schema({"id": pyarrow.int32(), "name": pyarrow.string()}))
