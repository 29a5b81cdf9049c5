"""`make run` and `make test` begin here: is this Python new enough?

Written for Pythons of any age, so that an old one can say so in one sentence instead of a syntax error.
"""

import os
import sys

OLDEST = (3, 11)
NEWER = ["python3.14", "python3.13", "python3.12", "python3.11"]


def find(name):  # type: ignore[no-untyped-def]
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, name)  # noqa: PTH118 - pathlib is younger than the Pythons met here
        if os.access(path, os.X_OK) and os.system('"%s" -c "" 2>/dev/null' % path) == 0:  # noqa: S605, UP031
            return path
    return None


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        better = [path for path in map(find, NEWER) if path]
        if better:
            os.execv(better[0], [better[0], "-m", "deploy.setup"] + sys.argv[1:])  # noqa: RUF005, S606
        sys.stderr.write(
            "Imprimatur needs Python {}.{} or newer and this is {}.{}; install one and run make again, "
            "or name it: make run PYTHON=/path/to/python3\n".format(*OLDEST + tuple(sys.version_info[:2]))
        )
        sys.exit(1)
    from deploy.installing import main

    sys.exit(main(sys.argv[1:]))
