"""What both clients do beside others: races, and writing in the background."""

import random
import threading
import time

from serve import failure_of


def race_methods(methods):
    """`race`, `keepWriting` and `stopWriting` over the other methods of a client."""
    actions = {
        "createNamespace": lambda action: methods["createNamespace"](action["path"], {"writer": action["writer"]}),
        "createTable": lambda action: methods["createTable"](action["path"], [{"writer": action["writer"]}]),
        "dropNamespace": lambda action: methods["dropNamespace"](action["path"]),
        "dropTable": lambda action: methods["dropTable"](action["path"]),
    }
    stopping = threading.Event()
    failures = []
    writes = [0]
    writer = []

    def race(start, plan):
        time.sleep(max(0, start / 1000 - time.time()))
        outcomes = []
        for action in plan:
            try:
                actions[action["action"]](action)
                outcomes.append("done")
            except Exception as error:
                outcomes.append(failure_of(error))
        return outcomes

    def write(prefix):
        while not stopping.is_set():
            # Without a pause, this writer would starve the others.
            time.sleep(random.random() * 0.02)
            path = [f"{prefix}{writes[0]}"]
            try:
                methods["createNamespace"](path)
                methods["dropNamespace"](path)
            except Exception as error:
                failures.append(str(error)[:300])
            writes[0] += 2

    def keep_writing(prefix):
        stopping.clear()
        failures.clear()
        writes[0] = 0
        writer[:] = [threading.Thread(target=write, args=(prefix,), daemon=True)]
        writer[0].start()

    def stop_writing():
        stopping.set()
        writer[0].join()
        return {"writes": writes[0], "failures": failures}

    return {"race": race, "keepWriting": keep_writing, "stopWriting": stop_writing}


def tree_of(methods):
    """All that exists, by path."""
    found = {}

    def visit(path):
        for name in methods["tableNames"](path):
            try:
                rows = methods["readTable"]([*path, name])
            except Exception as error:
                rows = [f"cannot be opened: {str(error)[:80]}"]
            found["/".join([*path, name])] = {"kind": "table", "rows": rows}
        for name in methods["listNamespaces"](path):
            child = [*path, name]
            found["/".join(child)] = {"kind": "namespace", "properties": methods["describeNamespace"](child)}
            visit(child)

    visit([])
    return found
