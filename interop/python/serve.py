"""Reads calls as lines of JSON from standard input, and writes the results as lines of JSON."""

import json
import os
import sys


def serve(methods):
    """Until the input ends. A method is named as in TypeScript and takes its parameters by position."""
    # Output of libraries must not mix with the results.
    results = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        call = json.loads(line)
        try:
            value = methods[call["method"]](*call["parameters"])
            outcome = {"value": value}
        except Exception as error:  # every failure is a result
            outcome = {"failure": failure_of(error)}
        results.write(json.dumps({"call": call["call"], "outcome": outcome}, default=str) + "\n")
    # Threads of the native code would keep the process.
    os._exit(0)


def failure_of(error):
    code = getattr(error, "code", None)
    failure = {"name": type(error).__name__, "message": str(error)}
    # `code` may also be a member of an enumeration.
    return failure if code is None else {**failure, "code": int(code)}
