"""Starts `lancetree serve --root <folder>`, with the installed program, and stops what was started."""

import os
import re
import select
import subprocess

_running = {}


def serve(root):
    """The address of a server over a folder. There is one for each folder until `stop_all`."""
    root = os.path.realpath(root)
    if root not in _running:
        _running[root] = _start(root)
    return _running[root][1]


def stop_all():
    """Ends every server, and waits until it has ended."""
    while _running:
        _, (process, _) = _running.popitem()
        process.terminate()
        process.stdout.close()
        process.wait()


def _start(root):
    command = [os.environ["LANCETREE_NODE"], os.environ["LANCETREE_PROGRAM"], "serve"]
    process = subprocess.Popen(
        [*command, "--root", root, "--port", "0", "--audit-file", os.devnull],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = b""
    while b"\n" not in output:
        if not select.select([process.stdout], [], [], 120)[0]:
            raise RuntimeError("lancetree serve did not start")
        chunk = os.read(process.stdout.fileno(), 4096)
        if chunk == b"":
            raise RuntimeError(f"lancetree serve ended: {output.decode()}")
        output += chunk
    return process, re.search(r"https?://\S+", output.decode()).group(0).rstrip(".,")
