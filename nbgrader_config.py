# For teachers who grade with nbgrader: lies beside the folder source/ of their course. docs/course-authoring.md tells how it is used.
import os

c = get_config()  # noqa: F821

# What stands in the place of a solution (kernel/cli/course/solutions.ts has the same, and an exercise knows it as "not solved yet").
c.ClearSolutions.code_stub = {
    "typescript": "// YOUR CODE HERE\nthrow new Error('Not solved yet.');",
    "python": "# YOUR CODE HERE\nraise NotImplementedError()",
}

# A check that fails throws then, which is what nbgrader looks for; a kernel takes its environment from here.
os.environ.setdefault("AWAITBOOK_VERIFY", "1")

# Seconds that a cell may take: lessons wait, and machines are loaded.
c.ExecutePreprocessor.timeout = 120
