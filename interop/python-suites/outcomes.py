"""A pytest plugin that writes what became of each test, as JSON, into the file that LANCETREE_OUTCOMES names."""

import json
import os

_outcomes = {}


def pytest_runtest_logreport(report):
    test = _outcomes.setdefault(report.nodeid, {"outcome": "passed", "reason": ""})
    if report.failed:
        crash = getattr(report.longrepr, "reprcrash", None)
        text = crash.message if crash is not None else str(report.longrepr)
        test.update(outcome="failed", reason=text.strip().split("\n")[0])
    elif report.skipped and test["outcome"] == "passed":
        test.update(outcome="skipped")


def pytest_sessionfinish():
    with open(os.environ["LANCETREE_OUTCOMES"], "w") as file:
        json.dump(_outcomes, file)
