"""A process with pylance's DirectoryNamespace, and datasets where it says that they lie."""

import os

import lance
import pyarrow as pa
from lance.namespace import DirectoryNamespace
from lance_namespace import (
    CreateNamespaceRequest,
    CreateTableRequest,
    DeclareTableRequest,
    DescribeNamespaceRequest,
    DescribeTableRequest,
    DropNamespaceRequest,
    DropTableRequest,
    ListNamespacesRequest,
    ListTablesRequest,
)

from races import race_methods, tree_of
from rows import in_any_order, plain, to_arrow, to_stream
from serve import serve

namespace = None


def open_namespace(root, how=None):
    global namespace
    os.makedirs(root, exist_ok=True)
    # The nearest that it has to a connection to a plain folder.
    properties = {"manifest_enabled": "false"} if how == "plain" else (how or {})
    namespace = DirectoryNamespace(root=root, **properties)


def describe(path):
    return namespace.describe_table(DescribeTableRequest(id=path))


def create_namespace(path, properties=None, mode=None):
    namespace.create_namespace(CreateNamespaceRequest(id=path, properties=properties, mode=mode))


def create_table(path, rows, mode=None):
    namespace.create_table(CreateTableRequest(id=path, mode=mode), to_stream(rows))


def add_rows(path, rows):
    dataset = lance.dataset(describe(path).location)
    dataset.insert(pa.Table.from_pylist(rows, schema=dataset.schema))


def search(path, wanted):
    dataset = lance.dataset(describe(path).location)
    nearest = {"column": "vector", "q": wanted["vector"], "k": wanted["limit"]}
    return plain(dataset.to_table(columns=wanted["columns"], nearest=nearest).to_pylist())


def create_stable_table(path, rows):
    """A table whose row ids stay when a row moves, with a BTree on its column `id`."""
    namespace.declare_table(DeclareTableRequest(id=path))
    table = pa.table({"id": range(rows), "v": range(rows)})
    dataset = lance.write_dataset(
        table, describe(path).location, enable_stable_row_ids=True, max_rows_per_file=max(1, rows // 4)
    )
    dataset.create_scalar_index("id", "BTREE")


def lost_ids(path, ids):
    """Those of the ids of which a search by id, which uses the index, does not find exactly one row."""
    dataset = lance.dataset(describe(path).location)
    return [id for id in ids if dataset.scanner(filter=f"id = {id}").to_table().num_rows != 1]


methods = {
    "open": open_namespace,
    "createStableTable": create_stable_table,
    "lostIds": lost_ids,
    "createNamespace": create_namespace,
    "dropNamespace": lambda path: void(namespace.drop_namespace(DropNamespaceRequest(id=path))),
    "listNamespaces": lambda path: sorted(namespace.list_namespaces(ListNamespacesRequest(id=path)).namespaces),
    "describeNamespace": lambda path: namespace.describe_namespace(DescribeNamespaceRequest(id=path)).properties or {},
    "createTable": create_table,
    "declareTable": lambda path: void(namespace.declare_table(DeclareTableRequest(id=path))),
    "dropTable": lambda path: void(namespace.drop_table(DropTableRequest(id=path))),
    "tableNames": lambda path: sorted(namespace.list_tables(ListTablesRequest(id=path)).tables),
    "addRows": add_rows,
    "readTable": lambda path: in_any_order(lance.dataset(describe(path).location).to_table().to_pylist()),
    "search": search,
}


def void(_result):
    return None


methods.update(race_methods(methods))
methods["tree"] = lambda: tree_of(methods)
serve(methods)
