"""jupyter_kernel_test's public suite, with all samples that apply to this kernel."""
import unittest

import jupyter_kernel_test
from jupyter_kernel_test import KernelTests


class AwaitbookTests(KernelTests):
    kernel_name = "awaitbook"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('to stderr')"

    completion_samples = [
        {"text": "Object.getOwnPropertyNam", "matches": ["getOwnPropertyNames"]},
        {"text": "Number.MAX_", "matches": ["MAX_SAFE_INTEGER", "MAX_VALUE"]},
        {"text": "'text'.toLocaleU", "matches": ["toLocaleUpperCase"]},
        {"text": "globalTh", "matches": ["globalThis"]},
        {"text": "await structuredCl", "matches": ["structuredClone"]},
        {"text": "'in a string", "matches": []},
    ]

    complete_code_samples = [
        "1",
        "const a: number = await Promise.resolve(1)",
        "function twice(n: number) { return 2 * n }",
        "interface Named { name: string }",
        "for await (const part of parts) console.log(part)",
        "// only a comment",
        "`a template\nof two lines`",
    ]
    incomplete_code_samples = [
        "function twice(n: number) {",
        "const list = [1,",
        "await Promise.all([",
        "if (ready) {\n  start()",
        "`a template",
        "/* a comment",
        "enum Color { Red,",
    ]
    invalid_code_samples = [
        "const = 1",
        "let a = 1; let a = 2",
        ")",
        "'a text",
        "return 5",
    ]

    code_generate_error = "throw new TypeError('no')"
    code_execute_result = [
        {"code": "6*7", "mime": "text/plain"},  # with colours: those are our own tests' matter
        {"code": "[]", "result": "[]"},
        {"code": "await Promise.resolve('later')", "mime": "text/plain"},
        {"code": "({[Symbol.for('Jupyter.display')]: () => ({'text/html': '<b>bold</b>'})})", "mime": "text/html", "result": "<b>bold</b>"},
    ]
    code_display_data = [
        {"code": "display('shown');", "mime": "text/plain"},
        {"code": "display({[Symbol.for('Jupyter.display')]: () => ({'text/html': '<b>bold</b>'})});", "mime": "text/html"},
        {"code": "display({[Symbol.for('Jupyter.display')]: async () => ({'image/svg+xml': '<svg/>'})});", "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6?7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "setTimeout"
    code_clear_output = "console.clear()"

    @unittest.skip("pages are IPython's: this kernel sends no payloads, and shows everything below its cell")
    def test_pager(self):
        """Nothing to run."""


class AwaitbookWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "awaitbook"
    support_iopub_welcome = True


# The suite's own classes are for subclassing: by these names the runner would run them with python3.
del KernelTests


if __name__ == "__main__":
    unittest.main()
