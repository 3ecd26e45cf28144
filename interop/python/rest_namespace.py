"""A process with `lance_namespace.connect("rest", …)`, which is pylance's RestNamespace."""

import typing

import lance_namespace

from operations import operation_methods, snake_case
from serve import serve

client = None


def open_client(uri):
    global client
    client = lance_namespace.connect("rest", {"uri": uri})


def run(operation, request, body):
    name = snake_case(operation)
    method = getattr(client, name)
    # Some of pylance's methods take the request as a dictionary, against the interface.
    if typing.get_type_hints(method).get("request") is not dict:
        request = typing.get_type_hints(getattr(lance_namespace.LanceNamespace, name))["request"](**request)
    return method(request) if body is None else method(request, body)


serve(operation_methods(open_client, run))
