"""A process that follows an almanac and answers, for each revision that it is told, when it shows it: `python -m bench.watching FILE KEY`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.almanac import Almanac


def main() -> None:
    """Follow the almanac until standard input ends."""
    almanac = Almanac(Path(sys.argv[1]))
    with almanac.follower.following():
        print("ready", flush=True)
        for line in sys.stdin:
            while True:
                with almanac.follower.view() as view:
                    view.traversals.presence([sys.argv[2]])
                    if view.traversals.revision >= int(line):
                        break
                time.sleep(0.002)
            print(int(line), flush=True)


if __name__ == "__main__":
    main()
