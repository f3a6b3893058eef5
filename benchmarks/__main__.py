"""`python -m benchmarks NAME [ARG…]`: run one benchmark; without a name, list them."""

import importlib
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(arguments: list[str]) -> int:
    names = sorted(
        path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_") and "def main(" in path.read_text()
    )
    if not arguments or arguments[0].replace("-", "_") not in names:
        for name in names:
            module = importlib.import_module(f"benchmarks.{name}")
            print(f"{name.replace('_', '-'):24} {(module.__doc__ or '').splitlines()[0]}")
        return 0 if not arguments else 2
    module = importlib.import_module(f"benchmarks.{arguments[0].replace('-', '_')}")
    return int(module.main(arguments[1:]) or 0)


sys.exit(main(sys.argv[1:]))
