"""A pytest plugin that sends LanceDB's tests for folders to `db://`.

`lancedb.connect(folder)` becomes a database of one `lancetree serve --root`, made with `connect_catalog`: one for each folder, and a new
one for each `memory://`. `to_arrow` and `to_pandas`, which the remote table does not have, become queries.
"""

import hashlib
import os
import shutil
import tempfile
import uuid
import zipfile

import lancedb
from lancedb.remote.db import RemoteDBConnection
from lancedb.remote.table import RemoteTable
from serving import serve, stop_all

_connect, _connect_async = lancedb.connect, lancedb.connect_async
_root, _models = tempfile.TemporaryDirectory(), tempfile.TemporaryDirectory()
_made = set()
# What was refused is not asked again.
_config = {"retry_config": {"retries": 1}}


def pytest_sessionstart():
    """The server finds language models where its environment says, which a test cannot change later."""
    models = os.path.join(os.getcwd(), "models")
    if not os.path.isdir(models):
        return
    home = shutil.copytree(models, os.path.join(_models.name, "models"))
    dictionary = os.path.join(home, "lindera", "ipadic")
    with zipfile.ZipFile(os.path.join(dictionary, "main.zip")) as packed:
        packed.extractall(dictionary)
    with open(os.path.join(dictionary, "config.yml"), "w") as config:
        config.write(f'segmenter:\n  mode: "normal"\n  dictionary: "{dictionary}/main"\n')
    os.environ["LANCE_LANGUAGE_MODEL_HOME"] = home


def pytest_sessionfinish():
    stop_all()
    _root.cleanup()
    _models.cleanup()


def connect(uri=None, *given, **options):
    if not _is_redirected(uri):
        return _connect(uri, *given, **options)
    return _connect(f"db://{_database(uri)}", **_remote())


async def connect_async(uri=None, *given, **options):
    if not _is_redirected(uri):
        return await _connect_async(uri, *given, **options)
    return await _connect_async(f"db://{_database(uri)}", **_remote())


def _remote():
    return {"api_key": "key", "host_override": serve(_root.name), "client_config": _config}


def _is_redirected(uri):
    text = os.fspath(uri) if isinstance(uri, os.PathLike) else str(uri)
    return "://" not in text or text.startswith(("memory://", "file://"))


def _database(uri):
    name = uuid.uuid4().hex if str(uri).startswith("memory://") else hashlib.sha1(str(uri).encode()).hexdigest()
    if name not in _made:
        lancedb.connect_catalog(serve(_root.name), api_key="key").create_database(name, exist_ok=True)
        _made.add(name)
    return name


def _clone_table(self, target_table_name, source_uri, **options):
    """The path of a table in the test's folder stands for the place of that table on the server."""
    name = os.path.basename(source_uri).removesuffix(".lance")
    return _clone(self, target_table_name, self.open_table(name).uri, **options)


_clone = RemoteDBConnection.clone_table
RemoteDBConnection.clone_table = _clone_table
RemoteTable.to_arrow = lambda self: self.search().limit(1 << 30).to_arrow()
RemoteTable.to_pandas = lambda self, **options: self.to_arrow().to_pandas(**options)
lancedb.connect, lancedb.connect_async = connect, connect_async
