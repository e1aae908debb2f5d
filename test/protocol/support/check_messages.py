"""Checks messages with jupyter_kernel_test's own validator: a JSON message a line in, its fault as a JSON string (or null) a line out.

Only the validator's file is loaded: the package itself brings jupyter_client along, which takes half a second.
"""
import importlib.util
import json
import os
import sys


def load_validator():
    package = importlib.util.find_spec("jupyter_kernel_test")
    file = os.path.join(os.path.dirname(package.origin), "msgspec_v5.py")
    spec = importlib.util.spec_from_file_location("msgspec_v5", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fault_of(validator, message):
    msg_type = message["header"]["msg_type"]
    if msg_type not in validator.schema_fragments:
        # comm messages, iopub_welcome, debug and subshell replies: it knows their outer form only.
        validator.msg_structure_validator.validate(message)
        return None
    if message["content"].get("status") == "aborted":
        # It knows no "aborted", which the specification names beside "ok" and "error" and ipykernel sends: the outer form only.
        validator.msg_structure_validator.validate(message)
        return None
    validator.validate_message(message)
    return None


def main():
    validator = load_validator()
    # It asks for a number where the specification says `'password': bool`.
    validator.schema_fragments["input_request"]["properties"]["password"] = {"type": "boolean"}
    for line in sys.stdin.buffer:
        try:
            fault = fault_of(validator, json.loads(line))
        except Exception as error:  # a fault of any kind is told, not raised: the next message is checked too
            fault = f"{type(error).__name__}: {error}".split("\n")[0]
        sys.stdout.write(json.dumps(fault) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
