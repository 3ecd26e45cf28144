"""A process with the reference server: Lance's REST adapter over its own catalog in a folder."""

import os

from lance.namespace import DirectoryNamespace, RestAdapter

from serve import serve

running = {}


def serve_folder(root):
    if root not in running:
        os.makedirs(root, exist_ok=True)
        adapter = RestAdapter("dir", {"root": root}, host="127.0.0.1", port=0)
        adapter.start()
        running[root] = adapter
    return f"http://127.0.0.1:{running[root].port}"


serve({"serve": serve_folder})
