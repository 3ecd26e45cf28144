"""The protocol's operations by their names in lowerCamelCase, as both REST clients of Python have them."""

import re

import pyarrow as pa

from rows import plain, to_stream

# What comes bare, or under one name only.
BARE = {
    "countTableRows": "count",
    "explainTableQueryPlan": "plan",
    "analyzeTableQueryPlan": "analysis",
    "updateTableSchemaMetadata": "metadata",
}


def snake_case(name):
    return re.sub(r"([A-Z])", lambda match: "_" + match.group(1).lower(), name)


def operation_methods(open_client, run):
    """
    `run(operation, request, body)` calls one operation of the client, `body` being the bytes of an Arrow stream or None,
    and returns what the client returns.
    """

    def call(operation, request, body=None):
        response = run(operation, request, body)
        if hasattr(response, "to_dict"):
            return response.to_dict()
        if operation in BARE:
            return {BARE[operation]: response}
        return response if isinstance(response, dict) else None

    def query(request):
        response = run("queryTable", request, None)
        data = bytes(getattr(response, "data", response))
        return plain(pa.ipc.open_file(pa.py_buffer(data)).read_all().to_pylist())

    return {
        "open": open_client,
        "call": call,
        "send": lambda operation, request, rows: call(operation, request, to_stream(rows)),
        "query": query,
    }
