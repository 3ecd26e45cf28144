"""Prints what a generated client knows of the protocol's document: its models as JSON Schema, its paths with their query parameters."""

import inspect
import json
import re

import lance_namespace_urllib3_client as generated
import pydantic


def classes():
    # ApiResponse is a class of the generator: a response with its headers.
    return [
        (name, value) for name, value in vars(generated).items() if inspect.isclass(value) and name != "ApiResponse"
    ]


def model_schema(name, model):
    schema = model.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    # A model that holds itself is only referred to at the top.
    return schema.get("$defs", {}).get(name, schema) if "$ref" in schema else schema


def paths_of(api):
    for part in inspect.getsource(api).split("    def _")[1:]:
        path = re.search(r"resource_path='([^']+)'", part)
        if path is not None:
            method = re.search(r"method='(\w+)'", part).group(1)
            query = re.findall(r"_query_params.append\(\('(\w+)'", part)
            yield f"{method} {path.group(1)}", sorted(query)


print(
    json.dumps(
        {
            "schemas": {
                name: model_schema(name, model) for name, model in classes() if issubclass(model, pydantic.BaseModel)
            },
            "paths": dict(entry for name, api in classes() if name.endswith("Api") for entry in paths_of(api)),
        }
    )
)
