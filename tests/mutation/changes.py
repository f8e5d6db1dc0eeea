"""The small changes that code can suffer: a comparison turned, a condition dropped, a statement gone."""

import ast
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import singledispatch
from itertools import islice, takewhile
from pathlib import Path

TURNED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
OTHER = {"any": "all", "all": "any", "min": "max", "max": "min", "and_": "or_", "or_": "and_"}
CONDITIONS = {"where", "filter", "and_", "or_", "having"}
"""Calls whose arguments are conditions, each of which can be forgotten."""
HARMLESS = {"limit", "strict", "maxsize", "microsecond", "frozen", "version", "expanding", "ensure_ascii"}
"""A text's length, that two lists are as long, the size of a cache, what no clock shows: nobody's promise.

As an argument, and as what a field is where nothing is said. That nobody changes what is frozen is held by
the type checker. A version is another one each time: nobody asks which. What `in_` is given is expanded
anyhow, and words come back the same however they were escaped.
"""
TOLD = {"Story", "StoryStep", "taken_on", "taken_on_together", "visited"}
"""Calls that tell what became of a made-up household: on which day, is nobody's promise."""
SILENT = {"log", "logger", "warnings"}
"""What is said to the operator's log is no promise."""

LONG = 400
"""Of a statement that has more characters only what is around the change is told."""

Undo = Callable[[], None]


@dataclass(frozen=True)
class Change:
    """One change, by its place in the file: the *at*th of its file."""

    file: str
    at: int
    line: int
    end: int
    before: str
    after: str
    inside: bool
    """It is in a function, and not what a module or a class is made of when it is loaded."""

    @property
    def name(self) -> str:
        """Name it so that it can be asked for."""
        return f"{self.file}:{self.line} #{self.at}"

    @property
    def turn(self) -> str:
        """Say what it changes, wherever its lines stand in the file."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), lineterm="", n=0)
        said = [one for one in lines if one[:3] not in ("---", "+++") and one[:2] != "@@"]
        if [one[0] for one in said] == ["-", "+"] and len(said[0]) > LONG:
            alike = _alike(*(one[1:] for one in said))
            first = max(alike - LONG // 4, 0)
            last = _alike(*(one[:0:-1] for one in said)) - LONG // 4
            said = [f"{one[0]}…{one[1 + first : len(one) - max(last, 0)]}…" for one in said]
        return "\n".join(said)

    @property
    def told(self) -> str:
        """Say where it is and what it changes."""
        return "".join(f"{one}\n" for one in (self.name, *(f"    {line}" for line in self.turn.splitlines())))


def _alike(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def changes(file: Path, root: Path) -> list[Change]:
    """List all changes that a file can suffer."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    name = str(file.relative_to(root))
    return [
        Change(name, at, one.lineno, one.end_lineno or one.lineno, before, ast.unparse(one), inside)
        for at, (one, before, inside) in enumerate(_suffered(tree))
    ]


def changed(file: Path, at: int) -> ast.Module:
    """Return a file as it is after its *at*th change."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    next(islice(_suffered(tree), at, None))
    return ast.fix_missing_locations(_Left().visit(tree))


class _Left(ast.NodeTransformer):
    """Of an `and`, or of patterns, of which one is left, that one: else Python refuses the change."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        self.generic_visit(node)
        return node if len(node.values) > 1 else node.values[0]

    def visit_MatchOr(self, node: ast.MatchOr) -> ast.pattern:
        self.generic_visit(node)
        return node if len(node.patterns) > 1 else node.patterns[0]


def _suffered(tree: ast.Module) -> Iterator[tuple[ast.stmt, str, bool]]:
    """Make each change in turn, and take it back before the next.

    Yields the statement, its words before, and whether it is in a function.
    """
    for body, index, inside in _statements(tree, inside=False):
        statement = body[index]
        parts = list(_own(statement))
        for place, before, undo in _of_statement(body, index):
            yield place, before, inside
            undo()
        for node, deep in parts:
            before = _words(statement)
            for undo in _of(node):
                if _words(statement) != before:
                    yield statement, before, inside or deep
                undo()


def _words(statement: ast.stmt) -> str:
    return ast.unparse(statement)


def _statements(node: ast.AST, *, inside: bool) -> Iterator[tuple[list[ast.stmt], int, bool]]:
    """Walk through the statements, each once, with whether it is in a function."""
    within = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if not isinstance(block, list):
            continue
        for index, one in enumerate(block):
            if _said(one):
                continue
            yield block, index, within
            yield from _statements(one, inside=within)
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield from _statements(part, inside=within)


def _said(one: ast.stmt) -> bool:
    """A docstring, an import, or a line for the log."""
    if isinstance(one, ast.Import | ast.ImportFrom | ast.Assert):
        return True
    if not isinstance(one, ast.Expr):
        return False
    call = one.value.value if isinstance(one.value, ast.Await) else one.value
    if not isinstance(call, ast.Call):
        return True
    said = call.func
    while isinstance(said, ast.Attribute):
        said = said.value
    return isinstance(said, ast.Name) and said.id in SILENT


def _own(statement: ast.stmt) -> Iterator[tuple[ast.AST, bool]]:
    """Walk through what a statement itself is made of: no blocks, annotations, decorators, defaults."""
    if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) in HARMLESS:
        return
    for field, value in ast.iter_fields(statement):
        if field in (
            "body",
            "orelse",
            "finalbody",
            "handlers",
            "decorator_list",
            "annotation",
            "args",
            "returns",
        ):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.match_case):
                yield from _below(one.pattern, deep=False)
                if one.guard is not None:
                    yield from _below(one.guard, deep=False)
            elif isinstance(one, ast.AST):
                yield from _below(one, deep=False)


def _below(node: ast.AST, *, deep: bool) -> Iterator[tuple[ast.AST, bool]]:
    if isinstance(node, ast.arguments | ast.JoinedStr) or (
        isinstance(node, ast.keyword) and node.arg in HARMLESS
    ):
        return
    yield node, deep
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "limit":
        yield from _below(node.func, deep=deep)  # how many are read at once, of which the first is taken
        return
    told = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD
    for one in ast.iter_child_nodes(node):
        if not (told and isinstance(one, ast.Constant)):
            yield from _below(one, deep=deep or isinstance(node, ast.Lambda))


def _of_statement(block: list[ast.stmt], index: int) -> Iterator[tuple[ast.stmt, str, Undo]]:
    """Drop a statement without which the names are still there, or let an `if` always or never hold."""
    one = block[index]
    if isinstance(one, ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break) or (
        isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Attribute | ast.Subscript)
    ):
        nothing = ast.copy_location(ast.Pass(), one)
        block[index] = nothing

        def back() -> None:
            block[index] = one

        yield nothing, _words(one), back
    if isinstance(one, ast.If | ast.While) and isinstance(one.test, ast.Name | ast.Attribute | ast.Call):
        before = _words(one)
        for undo in _turned(one, "test"):
            yield one, before, undo


@singledispatch
def _of(node: ast.AST) -> Iterator[Undo]:
    """Change what an expression says, in each way there is."""
    yield from ()


@_of.register
def _compared(node: ast.Compare) -> Iterator[Undo]:
    if len(node.ops) > 1:
        return
    [op], among = node.ops, node.comparators[0]
    for other in TURNED.get(type(op), ()):
        node.ops = [other()]
        yield lambda: setattr(node, "ops", [op])
    if isinstance(op, ast.In | ast.NotIn) and isinstance(among, ast.Tuple | ast.Set | ast.List):
        yield from _shorter(among, "elts")


@_of.register
def _joint(node: ast.BoolOp) -> Iterator[Undo]:
    op = node.op
    node.op = ast.Or() if isinstance(op, ast.And) else ast.And()
    yield lambda: setattr(node, "op", op)
    yield from _shorter(node, "values")


@_of.register
def _denied(node: ast.UnaryOp) -> Iterator[Undo]:
    if isinstance(node.op, ast.Not):
        yield from _turned(node, "operand")


@_of.register
def _either(node: ast.IfExp) -> Iterator[Undo]:
    if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield from _turned(node, "test")


@_of.register
def _chosen(node: ast.comprehension) -> Iterator[Undo]:
    yield from _shorter(node, "ifs", least=0)


@_of.register
def _matched(node: ast.MatchOr) -> Iterator[Undo]:
    yield from _shorter(node, "patterns")


@_of.register
def _figure(node: ast.Constant) -> Iterator[Undo]:
    value = node.value
    if isinstance(value, int):
        node.value = not value if isinstance(value, bool) else value + 1
        yield lambda: setattr(node, "value", value)


@_of.register
def _reckoned(node: ast.BinOp) -> Iterator[Undo]:
    op = node.op
    if type(op) in RECKONED and not _joined(node):
        node.op = RECKONED[type(op)]()
        yield lambda: setattr(node, "op", op)


@_of.register
def _called(node: ast.Call) -> Iterator[Undo]:
    func = node.func
    if isinstance(func, ast.Name) and func.id in OTHER:
        name = func.id
        func.id = OTHER[name]
        yield lambda: setattr(func, "id", name)
    if (func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")) in CONDITIONS:
        yield from _shorter(node, "args")


def _turned(node: ast.AST, field: str) -> Iterator[Undo]:
    said: ast.expr = getattr(node, field)
    setattr(node, field, ast.copy_location(ast.UnaryOp(ast.Not(), said), said))
    yield lambda: setattr(node, field, said)


def _joined(node: ast.BinOp) -> bool:
    """Words, lists and tuples are put together by a + that no type checker lets turn."""
    return any(
        isinstance(part, ast.JoinedStr | ast.Tuple | ast.List | ast.ListComp)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in ast.walk(node)
    )


def _shorter(node: ast.AST, field: str, least: int = 1) -> Iterator[Undo]:
    """Leave out each of several in turn."""
    whole = list(getattr(node, field))
    if len(whole) <= least:
        return
    for left_out, one in enumerate(whole):
        if isinstance(one, ast.Constant):
            continue  # what stands in for nothing (`x or 0`): no type checker lets it go
        setattr(node, field, whole[:left_out] + whole[left_out + 1 :])
        yield lambda: setattr(node, field, whole)
