"""JupyterLab that ends, kernels too, when its standard input does: npm start may be killed without a chance to pass that on."""
import os
import signal
import sys
import threading

from jupyterlab.labapp import main


def end_with_input():
    # os.read takes no lock: a thread inside sys.stdin.read would make Python abort at its end.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    sys.exit(main())
