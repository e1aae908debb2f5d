"""Runs unittest files and writes what came out as JSON: run_unittest.py RESULTS_FILE TEST_FILE…

The results are {"passed": int, "failed": int, "skipped": [{"name": str, "reason": str}]}; a file that can't be imported counts as failed.
"""
import importlib.util
import json
import os
import sys
import unittest


class CountingResult(unittest.TextTestResult):
    """Also counts what passed, which unittest itself does not, and each failed subtest's test once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.passed += 1


def load(file):
    name = os.path.splitext(os.path.basename(file))[0]
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, os.path.dirname(file))
    spec.loader.exec_module(module)
    return unittest.defaultTestLoader.loadTestsFromModule(module)


def main(results_file, files):
    suite, unloadable = unittest.TestSuite(), 0
    for file in files:
        try:
            suite.addTest(load(file))
        except Exception as error:
            unloadable += 1
            print(f"{file} could not be loaded: {error!r}", file=sys.stderr)
    result = unittest.TextTestRunner(verbosity=2, resultclass=CountingResult).run(suite)
    failed = {str(getattr(test, "test_case", test)) for test, _ in result.failures + result.errors}
    failed |= {str(test) for test in result.unexpectedSuccesses}
    outcome = {
        "passed": result.passed,
        "failed": len(failed) + unloadable,
        "skipped": [{"name": str(test), "reason": reason} for test, reason in result.skipped],
    }
    with open(results_file + ".new", "w", encoding="utf-8") as out:
        json.dump(outcome, out)
    os.replace(results_file + ".new", results_file)
    return 0 if outcome["failed"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
