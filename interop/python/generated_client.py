"""A process with the client that is generated from the protocol's OpenAPI document, lance-namespace-urllib3-client."""

import inspect
import json
import typing

import lance_namespace_urllib3_client as generated

from operations import operation_methods, snake_case
from serve import serve

APIS = [
    generated.NamespaceApi,
    generated.TableApi,
    generated.IndexApi,
    generated.TagApi,
    generated.BranchApi,
    generated.TransactionApi,
    generated.MetadataApi,
    generated.DataApi,
]

client = None


def open_client(uri):
    global client
    client = generated.ApiClient(generated.Configuration(host=uri))


def run(operation, request, body):
    name = snake_case(operation)
    api = next(api for api in APIS if hasattr(api, name))
    method = getattr(api(client), name)
    hints = typing.get_type_hints(getattr(api, name), include_extras=False)
    given = dict(request)
    parameters = {}
    for parameter in inspect.signature(method).parameters:
        if parameter == "id":
            parameters["id"] = "$".join(given["id"]) or "$"
        elif parameter == "body":
            parameters["body"] = body
        elif parameter == "request_body":
            parameters["request_body"] = given["metadata"]
        elif parameter.endswith("_request"):
            model = hints[parameter]
            optional = [kind for kind in typing.get_args(model) if kind is not type(None)]
            parameters[parameter] = (optional[0] if optional else model)(**given)
        elif parameter in given and not parameter.startswith("_"):
            parameters[parameter] = given[parameter]
    try:
        return method(**parameters)
    except generated.ApiException as error:
        raise Refusal(error) from error


class Refusal(Exception):
    """The client's exceptions follow the status and print all headers; the protocol's own code is in the body."""

    def __init__(self, error):
        response = json.loads(error.body)
        super().__init__(f"{type(error).__name__}: {response.get('error')}")
        self.code = response["code"]


serve(operation_methods(open_client, run))
