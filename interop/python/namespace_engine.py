"""What the programs of engines have in common that leave namespaces and lists to pylance's client."""

import lance_namespace

from engine import Engine


class NamespaceEngine(Engine):
    """An engine without calls for namespaces and lists: its documentation points to pylance's client."""

    def open(self, address):
        super().open(address)
        headers = {"x-api-key": self.key, "x-lancedb-database": self.database_name}
        self.properties = {"uri": self.url}
        self.properties |= {f"header.{name}": text for name, text in headers.items() if text is not None}
        self.namespace = lance_namespace.connect("rest", self.properties)

    def at(self, path):
        """The parameters that name a table in the functions of the engine."""
        return {"namespace_impl": "rest", "namespace_properties": self.properties, "table_id": path}

    def create_namespace(self, path):
        self.namespace.create_namespace(lance_namespace.CreateNamespaceRequest(id=path))

    def list_namespaces(self, path):
        return self.namespace.list_namespaces(lance_namespace.ListNamespacesRequest(id=path)).namespaces

    def drop(self, path):
        self.namespace.drop_table(lance_namespace.DropTableRequest(id=path))

    def list_tables(self, path):
        return self.namespace.list_tables(lance_namespace.ListTablesRequest(id=path)).tables
