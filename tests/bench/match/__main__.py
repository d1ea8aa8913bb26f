"""python -m tests.bench.match: the matcher beside a loop over the patterns and beside raw hyperscan."""

import sys

from tests.bench.match.bench import FULL, MissedError, measured
from tests.bench.report import progress, report


def main() -> int:
    try:
        with progress("match", FULL.steps) as step:
            outcome = measured(FULL, step)
    except MissedError as error:
        print(f"Parley and the plain loop do not find the same:\n{error}", file=sys.stderr)
        return 1
    report("match", ["patterns", "contender", "speed", "Parley is"], outcome.rows, outcome.figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
