"""A process with LanceDB for Python: `connect` and `connect_namespace`."""

from datetime import timedelta

import lancedb

from races import race_methods, tree_of
from rows import in_any_order, plain
from same_as_local import differences
from serve import serve

connection = None
# For tables that are opened: they inherit the connection's only where no catalog says where they are.
storage_options = None


def open_connection(target, how=None):
    global connection, storage_options
    storage_options = None
    if how == "plain":
        connection = lancedb.connect(target)
    elif how == "rest":
        connection = lancedb.connect_namespace("rest", {"uri": target})
    elif how == "rest-pushdown":
        connection = lancedb.connect_namespace(
            "rest", {"uri": target}, namespace_client_pushdown_operations=["QueryTable"]
        )
    elif how == "db":
        connection = lancedb.connect(
            "db://catalog",
            api_key="key",
            region="us-east-1",
            host_override=target,
            client_config={"retry_config": {"retries": 1}},
        )
    else:
        connection = lancedb.connect_namespace("dir", {"root": target, **(how or {})})


def open_database(address):
    global connection, storage_options
    url, database, prefix = address["url"], address["database"], address.get("prefix")
    if address["dialect"] == "db":
        connection = lancedb.connect(
            f"db://{database}/{prefix}" if prefix else f"db://{database}",
            api_key="key",
            region="us-east-1",
            host_override=url,
            client_config={"retry_config": {"retries": 1}, "extra_headers": address["headers"]},
        )
    else:
        headers = {"x-api-key": "key", "x-lancedb-database": database, **address["headers"]}
        if prefix:
            headers["x-lancedb-database-prefix"] = prefix
        properties = {f"headers.{name}": value for name, value in headers.items()}
        storage_options = address["storageOptions"]
        connection = lancedb.connect_namespace(
            "rest", {"uri": url, **properties}, storage_options=storage_options
        )


def create_namespace(path, properties=None, mode=None):
    connection.create_namespace(path, mode=mode, properties=properties)


def drop_namespace(path, mode=None, behavior=None):
    connection.drop_namespace(path, mode=mode, behavior=behavior)


def create_table(path, rows, mode=None):
    options = {"exist_ok": True} if mode == "exist_ok" else {"mode": mode or "create"}
    connection.create_table(path[-1], rows, namespace_path=path[:-1], **options)


def rename_table(path, to):
    connection.rename_table(path[-1], to[-1], cur_namespace_path=path[:-1], new_namespace_path=to[:-1])


def declare_table(path):
    from lance_namespace import DeclareTableRequest

    connection.namespace_client().declare_table(DeclareTableRequest(id=path))


def open_table(path):
    return connection.open_table(path[-1], namespace_path=path[:-1], storage_options=storage_options)


def search(path, wanted):
    table = open_table(path)
    if "vector" in wanted:
        query = table.search(wanted["vector"])
    elif "text" in wanted:
        query = table.search(wanted["text"], query_type="fts")
    else:
        query = table.search()
    if "filter" in wanted:
        query = query.where(wanted["filter"])
    if "columns" in wanted:
        query = query.select(wanted["columns"])
    if "limit" in wanted:
        query = query.limit(wanted["limit"])
    return plain(query.to_list())


def merge_rows(path, on, rows):
    open_table(path).merge_insert(on).when_matched_update_all().when_not_matched_insert_all().execute(rows)


def create_index(path, column, kind):
    table = open_table(path)
    if kind == "btree":
        table.create_scalar_index(column, index_type="BTREE")
    elif kind == "fts":
        table.create_fts_index(column)
    else:
        table.create_index(vector_column_name=column, index_type="IVF_FLAT", num_partitions=1)
    names = [index.name for index in table.list_indices() if index.columns == [column]]
    if names:
        table.wait_for_index(names, timeout=timedelta(seconds=20))


def restore(path, version):
    open_table(path).restore(version)


methods = {
    "open": open_connection,
    "openDatabase": open_database,
    "createNamespace": create_namespace,
    "dropNamespace": drop_namespace,
    "listNamespaces": lambda path: sorted(connection.list_namespaces(path).namespaces or []),
    "describeNamespace": lambda path: connection.describe_namespace(path).properties or {},
    "createTable": create_table,
    "renameTable": rename_table,
    "declareTable": declare_table,
    "dropTable": lambda path: connection.drop_table(path[-1], namespace_path=path[:-1]),
    "tableNames": lambda path: sorted(connection.list_tables(path).tables),
    "addRows": lambda path, rows: void(open_table(path).add(rows)),
    "readTable": lambda path: in_any_order(open_table(path).search().limit(1_000_000).to_list()),
    "search": search,
    "countRows": lambda path, condition=None: open_table(path).count_rows(condition),
    "updateRows": lambda path, where, values: void(open_table(path).update(where=where, values_sql=values)),
    "deleteRows": lambda path, where: void(open_table(path).delete(where)),
    "mergeRows": merge_rows,
    "createIndex": create_index,
    "indices": lambda path: [{"name": i.name, "columns": list(i.columns)} for i in open_table(path).list_indices()],
    "indexedRows": lambda path, index: open_table(path).index_stats(index).num_indexed_rows,
    "dropIndex": lambda path, index: open_table(path).drop_index(index),
    "tags": lambda path: {name: tag["version"] for name, tag in open_table(path).tags.list().items()},
    "createTag": lambda path, tag, version: open_table(path).tags.create(tag, version),
    "deleteTag": lambda path, tag: open_table(path).tags.delete(tag),
    "versions": lambda path: sorted(version["version"] for version in open_table(path).list_versions()),
    "restore": restore,
    "columns": lambda path: open_table(path).schema.names,
    "addColumn": lambda path, name, expression: void(open_table(path).add_columns({name: expression})),
    "dropColumn": lambda path, name: void(open_table(path).drop_columns([name])),
}


def void(_result):
    return None


methods.update(race_methods(methods))
methods["tree"] = lambda: tree_of(methods)
methods["differences"] = differences
serve(methods)
