"""The values of Arrow tables as Python values; values that are stored differently stay different."""

import math

import pyarrow as pa


def values_of(table):
    """The values as they are stored: what Python has for times and decimals may hide digits."""
    return [[plain(value) for chunk in column.chunks for value in chunk] for column in table.columns]


def plain(value):
    if not value.is_valid:
        return None
    kind = value.type
    if isinstance(value, pa.ExtensionScalar):
        return plain(value.value)
    if pa.types.is_dictionary(kind):
        return plain(value.dictionary[value.index.as_py()])
    if pa.types.is_temporal(kind) and not pa.types.is_interval(kind):
        return value.value
    if pa.types.is_struct(kind):
        return {key: plain(value[key]) for key in value}
    if pa.types.is_map(kind):
        return [[plain(entry["key"]), plain(entry["value"])] for entry in value.values]
    if pa.types.is_nested(kind):
        return [plain(entry) for entry in value.values]
    found = value.as_py()
    return str(found) if isinstance(found, float) and math.isnan(found) else found
