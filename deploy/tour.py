"""`make tour`: starts a site of its own, walks the whole way on it over HTTP, ends it.

DATABASE_URL, REDIS_URL and every other setting are passed on. TOUR_WITHOUT=worker leaves a part out, to see
the tour fail.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from config import ROOT, Settings
from deploy import keys
from deploy.throwaway import DidNotStart, running, tail

OWN = {"data_dir", "bind", "base_url", "mail"}  # a tour has these to itself


def main() -> int:
    names = [name.upper() for name in Settings.model_fields if name not in OWN]
    given = {name: os.environ[name] for name in names if os.environ.get(name)}
    try:
        with running(given, without=os.environ.get("TOUR_WITHOUT", ""), demo=False) as site:
            walk = [sys.executable, "-m", "flask", "--app", "app", "tour", "--base-url", site.base_url]
            walk += ["--mail-url", site.mail, "--sign-ins", str(site.announced)]
            apart = _apart(site.folder.parent / "tour")
            code = subprocess.run(walk, cwd=ROOT, env=apart, check=False).returncode
            if code != 0:
                print("\nThe end of the site's own log:", *tail(site.log, 25), sep="\n  ", file=sys.stderr)
            return code
    except DidNotStart as why:
        print(why, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _apart(folder: Path) -> dict[str, str]:
    """The settings of a stranger: the site's database, broker and secrets are out of the tour's reach."""
    folder.mkdir()
    hidden = {name.upper() for name in Settings.model_fields}
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**env, **keys.ensure(folder, {}), "DATA_DIR": str(folder)}


if __name__ == "__main__":
    sys.exit(main())
