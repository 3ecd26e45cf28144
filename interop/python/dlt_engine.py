"""A process with dlt and its destination `lance`."""

import os
import pathlib
import tempfile

# dlt keeps state and DuckDB keeps extensions below the home folder. With direct naming, dlt leaves names as they are.
os.environ |= {
    "HOME": tempfile.mkdtemp(),
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "SCHEMA__NAMING": "direct",
    "DATA_WRITER__FILE_MAX_ITEMS": "50",
}

import dlt  # noqa: E402
import duckdb  # noqa: E402
import duckdb_extension_lance  # noqa: E402

from engine import Engine, arrow, serve_engine  # noqa: E402


class Dlt(Engine):
    """A data set of dlt is one namespace of the root."""

    def __init__(self):
        # dlt reads with DuckDB and its Lance extension, which it would download.
        folder = pathlib.Path(duckdb_extension_lance.__file__).parent
        (extension,) = folder.glob("extensions/*/lance.duckdb_extension")
        duckdb.connect().execute(f"INSTALL '{extension}'")

    def pipeline(self, namespace):
        if len(namespace) != 1:
            raise NotImplementedError("a data set is one namespace of the root")
        credentials = {"uri": self.url, "api_key": self.key}
        return dlt.pipeline(
            "engine",
            pipelines_dir=tempfile.mkdtemp(),
            destination=dlt.destinations.lance(catalog_type="rest", credentials=credentials),
            dataset_name=namespace[0],
        )

    def load(self, path, tables, disposition):
        pipeline = self.pipeline(path[:-1])
        pipeline.run(tables, table_name=path[-1], write_disposition=disposition)
        return pipeline

    def create_namespace(self, path):
        with self.pipeline(path).destination_client() as client:
            client.initialize_storage()

    def create_table(self, path, rows):
        self.load(path, arrow(rows), "append")

    def append(self, path, rows):
        self.load(path, arrow(rows), "append")

    def append_by_workers(self, path, lists):
        # A file for each list; dlt loads files at the same time.
        self.load(path, [arrow(rows) for rows in lists], "append")

    def overwrite(self, path, rows):
        self.load(path, arrow(rows), "replace")

    def drop(self, path):
        with self.pipeline(path[:-1]).destination_client() as client:
            client.drop_table(path[-1])

    def list_tables(self, path):
        with self.pipeline(path).destination_client() as client:
            names = client.list_dataset_namespace_tables()
        return [name for name in names if not name.startswith("_dlt")]

    def columns(self, path):
        with self.pipeline(path[:-1]).destination_client() as client:
            return client.get_table_schema(path[-1]).names

    def read(self, path, condition, columns):
        # A pipeline reads the tables of its schema only, so it first loads no rows.
        pipeline = self.load(path, arrow([]), "append")
        return pipeline.dataset()[path[-1]].where(condition).select(*columns).arrow().to_pylist()


serve_engine(Dlt())
