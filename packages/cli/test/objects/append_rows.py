"""Opens a table with pylance and with LanceDB; each line on stdin lets both append a row. Prints the counts of rows as JSON.

append_rows.py <URL of the server> <database> <pylance's key> <LanceDB's key> <table>
"""

import json
import sys

import lance
import lance_namespace
import lancedb
import pyarrow

uri, database, lance_key, lancedb_key, name = sys.argv[1:]


def properties(key):
    return {"uri": uri, "headers.x-api-key": key, "headers.x-lancedb-database": database}


client = lance_namespace.connect("rest", properties(lance_key))
dataset = lance.dataset(namespace_client=client, table_id=[name])
table = lancedb.connect_namespace("rest", properties(lancedb_key)).open_table(name)
row = pyarrow.table({"id": pyarrow.array([7], pyarrow.int32())})


def report(counts):
    print(json.dumps(counts), flush=True)


report([dataset.count_rows(), table.count_rows()])
for _ in sys.stdin:
    dataset.checkout_latest()
    before = dataset.count_rows()
    dataset.insert(row)
    table.checkout_latest()
    table.add(row)
    report([before, table.count_rows()])
