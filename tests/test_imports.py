"""No two modules need each other, not even over others: each can be read and taken away without the rest."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

WITHOUT_CIRCLES = ["bot", "handlers", "actions", "storage", "casework", "sandbox"]


@pytest.mark.parametrize("package", WITHOUT_CIRCLES)
def test_no_imports_go_in_a_circle(package: str) -> None:
    graph = grimp.build_graph(package, cache_dir=None)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))
