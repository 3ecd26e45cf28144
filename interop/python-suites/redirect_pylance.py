"""A pytest plugin that sends pylance's tests of namespaces to `lancetree serve`.

`RestAdapter` over a folder becomes Lancetree's server over that folder; so does `DirectoryNamespace`, behind a `RestNamespace`.
"""

import shutil
import tempfile
from urllib.parse import urlparse

import lance.namespace
from serving import serve, stop_all

_folders = {}


def pytest_runtest_teardown():
    stop_all()
    while _folders:
        shutil.rmtree(_folders.popitem()[1], ignore_errors=True)


def _folder(root):
    """What is in memory in the test is in a folder of its own."""
    if root.startswith("memory://"):
        return _folders.setdefault(root, tempfile.mkdtemp())
    return root.removeprefix("file://")


class RestAdapter:
    def __init__(self, impl, properties=None, session=None, host=None, port=None):
        assert impl == "dir"
        self._root = properties["root"]

    @property
    def port(self):
        return urlparse(serve(_folder(self._root))).port

    def __enter__(self):
        serve(_folder(self._root))
        return self

    def __exit__(self, *_):
        stop_all()


class DirectoryNamespace(lance.namespace.RestNamespace):
    """Passes on what is about the client; of a folder's other properties the server decides itself."""

    def __init__(self, session=None, context_provider=None, **properties):
        kept = {name: value for name, value in properties.items() if name.startswith("dynamic_context_provider")}
        more = {} if context_provider is None else {"context_provider": context_provider}
        self._root = _folder(properties["root"])
        super().__init__(uri=serve(self._root), **kept, **more)

    def namespace_id(self):
        """Tests read the root in it."""
        return f'DirectoryNamespace {{ root: "{self._root}" }}'


lance.namespace.RestAdapter = RestAdapter
lance.namespace.DirectoryNamespace = DirectoryNamespace
