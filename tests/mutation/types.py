"""Which mutants the type checker refuses: nobody could commit them."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

MUTANT = "__mutmut_"
CHECKS = ("--no-warn-unused-ignores", "--no-error-summary", "--output", "json")


def refused(tree: Path, part: str) -> set[str]:
    """Return the mutants of a part with an error in them; what wraps them lets others err, too."""
    checks = [sys.executable, "-m", "mypy", *CHECKS, "-p", part]
    said = subprocess.run(checks, cwd=tree, capture_output=True, check=False, encoding="utf-8").stdout
    errors = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return {
        name
        for error in errors
        if error["severity"] == "error"
        for name in _at(tree / error["file"], error["line"])
    }


def _at(file: Path, line: int) -> Iterator[str]:
    """Name the mutant in which a line of a file stands, as mutmut does: by module and function."""
    module = ".".join(file.with_suffix("").parts[-_depth(file) :]).removesuffix(".__init__")
    for name, first, last in _mutants(file):
        if first <= line <= last:
            yield f"{module}.{name}"


def _depth(file: Path) -> int:
    """Count the folders of the package up to its root, and the module itself."""
    return 1 + sum((one / "__init__.py").exists() for one in file.parents)


@cache
def _mutants(file: Path) -> list[tuple[str, int, int]]:
    """List the mutants of a file with their first and last lines."""
    return [
        (one.name, one.lineno, one.end_lineno or one.lineno)
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        and one.name.rpartition(MUTANT)[2].isdigit()
    ]
