"""A process with Daft."""

import daft
import daft_lance
import lance_namespace

from engine import Engine, arrow, serve_engine


class Daft(Engine):
    """Daft has no calls for namespaces and lists: its documentation points to pylance's client."""

    def open(self, address):
        super().open(address)
        headers = {"x-api-key": self.key, "x-lancedb-database": self.database_name}
        self.properties = {"uri": self.url}
        self.properties |= {f"header.{name}": text for name, text in headers.items() if text is not None}
        self.namespace = lance_namespace.connect("rest", self.properties)

    def at(self, path):
        """The parameters that name a table in Daft's functions."""
        return {"namespace_impl": "rest", "namespace_properties": self.properties, "table_id": path}

    def create_namespace(self, path):
        self.namespace.create_namespace(lance_namespace.CreateNamespaceRequest(id=path))

    def list_namespaces(self, path):
        return self.namespace.list_namespaces(lance_namespace.ListNamespacesRequest(id=path)).namespaces

    def write(self, path, rows, mode):
        daft_lance.write_lance(daft.from_arrow(arrow(rows)), mode=mode, **self.at(path)).collect()

    def create_table(self, path, rows):
        self.write(path, rows, "create")

    def append(self, path, rows):
        self.write(path, rows, "append")

    def overwrite(self, path, rows):
        self.write(path, rows, "overwrite")

    def drop(self, path):
        self.namespace.drop_table(lance_namespace.DropTableRequest(id=path))

    def list_tables(self, path):
        return self.namespace.list_tables(lance_namespace.ListTablesRequest(id=path)).tables

    def columns(self, path):
        return daft_lance.read_lance(**self.at(path)).column_names

    def read(self, path, condition, columns):
        found = daft_lance.read_lance(**self.at(path)).where(daft.sql_expr(condition)).select(*columns)
        return found.to_pylist()


serve_engine(Daft())
