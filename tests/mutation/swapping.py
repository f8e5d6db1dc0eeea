"""Lets code that is loaded do what its change says."""

import ast
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from tests.mutation.changes import Change, changed
from tests.mutation.learning import loaded_caches

ASKED = "SHOUWANG_CHANGE"
"""The change of a fresh process: a file, `#` and the place of the change in it."""
Place = tuple[str, int]
Codes = dict[Place, list[CodeType]]


class Loaded:
    """All functions that are loaded, by their files, and all caches; found once, before the forks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.functions: dict[str, list[FunctionType]] = defaultdict(list)
        gc.unfreeze()  # what was frozen before is not among the objects
        self.caches = loaded_caches()
        for one in gc.get_objects():
            if isinstance(one, FunctionType):
                self.functions[one.__code__.co_filename].append(one)
        self.modules = {
            str(one.__file__): one for one in list(sys.modules.values()) if getattr(one, "__file__", None)
        }
        self._users = dict[Change, list[tuple[str, set[int]]]]()
        self._before: list[Callable[[], None]] = []
        gc.freeze()

    def swap(self, one: Change) -> bool:
        """Give all functions of a file their changed code, whoever holds them; false where that can't be."""
        self._forget()
        file = self.root / one.file
        sound = _codes(compile(file.read_text(encoding="utf-8"), str(file), "exec", dont_inherit=True))
        other = _codes(compile(changed(file, one.at), str(file), "exec", dont_inherit=True))
        for each in self.functions[str(file)]:
            self._before.append(partial(setattr, each, "__code__", each.__code__))
        return all(_swapped(each, sound, other) for each in self.functions[str(file)])

    def restore(self) -> None:
        """Make all as it was before the change."""
        self._forget()
        for back in self._before:
            back()

    def _forget(self) -> None:
        for cache in self.caches:
            cache.cache_clear()

    # What a module gives a name when it is loaded: a statement of SQL, a form, a table

    def bound(self, one: Change) -> set[str]:
        """Return the names that a change of a module gives something else, where nothing else is in it."""
        return {name for _, names in self._binding(one, _tree(self.root / one.file)) for name in names}

    def users(self, one: Change) -> list[tuple[str, set[int]]]:
        """Say on which lines, of which files, functions ask for what a module names."""
        if one not in self._users:
            names = self.bound(one)
            holders = self._holders(self.root / one.file, names)
            files = {Path(each.__file__ or ""): names_ for each, names_ in holders}
            self._users[one] = [
                (str(file.relative_to(self.root)), _asked(_tree(file), names_))
                for file, names_ in files.items()
            ]
        return self._users[one]

    def rebind(self, one: Change) -> bool:
        """Name anew what a change of a module names, wherever it was imported by its name."""
        self._forget()
        file = self.root / one.file
        module = self.modules.get(str(file))
        if module is None:
            return False
        for statement, names in self._binding(one, changed(file, one.at)):
            holders = self._holders(file, set(names))
            for holder, held in holders:
                for name in held:
                    self._before.append(partial(setattr, holder, name, holder.__dict__[name]))
            anew = compile(ast.Module([statement], []), str(file), "exec", dont_inherit=True)
            try:
                exec(anew, module.__dict__)
            except Exception:  # a table is made once
                return False
            for holder, held in holders:
                for name in held:
                    holder.__dict__[name] = module.__dict__[name]
        return True

    def _holders(self, file: Path, names: set[str]) -> list[tuple[ModuleType, set[str]]]:
        """List the modules that know what a module names by the same name."""
        module = self.modules.get(str(file))
        if module is None:
            return []
        known = {name: module.__dict__[name] for name in names if name in module.__dict__}
        found = (
            (each, {name for name, what in known.items() if each.__dict__.get(name) is what})
            for path, each in self.modules.items()
            if Path(path).is_relative_to(self.root)
        )
        return [(each, held) for each, held in found if held]

    def _binding(self, one: Change, tree: ast.Module) -> list[tuple[ast.stmt, list[str]]]:
        """List what gives names their values anew: the statement that is changed, and those that use it."""
        if one.inside:
            return []
        first = next(at for at, each in enumerate(tree.body) if (each.end_lineno or 0) >= one.line)
        if not (names := _named(tree.body[first])):
            return []
        found, known = [(tree.body[first], names)], set(names)
        for each in tree.body[first + 1 :]:
            if (more := _named(each)) and known & {n.id for n in ast.walk(each) if isinstance(n, ast.Name)}:
                found.append((each, more))
                known |= {*more}
        return found


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _named(statement: ast.stmt) -> list[str]:
    """Return the names that a statement gives values, where it does nothing else."""
    match statement:
        case ast.Assign(targets=targets):
            pass
        case ast.AnnAssign(target=target, value=ast.expr()):
            targets = [target]
        case _:
            return []
    return [one.id for one in targets if isinstance(one, ast.Name)]


def _asked(tree: ast.Module, names: set[str]) -> set[int]:
    """Return the lines within functions that ask for a name."""
    functions = (
        one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    )
    return {
        one.lineno
        for function in functions
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and one.id in names
    }


def _swapped(one: FunctionType, sound: Codes, other: Codes) -> bool:
    place = _place(one.__code__)
    if one.__code__ not in sound[place] or len(sound[place]) != len(other[place]):
        return False
    new = other[place][sound[place].index(one.__code__)]
    if new.co_freevars != one.__code__.co_freevars:
        return False
    one.__code__ = new
    return True


def _place(code: CodeType) -> Place:
    return code.co_qualname, code.co_firstlineno


def _codes(whole: CodeType) -> Codes:
    found: Codes = defaultdict(list)
    for code in _within(whole):
        found[_place(code)].append(code)
    return found


def _within(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _within(one)


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads one module as it is after a change."""

    at = 0

    def get_code(self, fullname: str) -> CodeType:
        return compile(changed(Path(self.path), self.at), self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the one module that is to be loaded changed."""

    def __init__(self, file: Path, at: int) -> None:
        self.file, self.at = file, at

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.rpartition(".")[2] not in (self.file.stem, self.file.parent.name):
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if found is None or found.origin != str(self.file):
            return None
        loader = _Loader(fullname, str(self.file))
        loader.at = self.at
        return importlib.util.spec_from_file_location(
            fullname, self.file, loader=loader, submodule_search_locations=found.submodule_search_locations
        )


if ASKED in os.environ:
    _file, _, _at = os.environ[ASKED].partition("#")
    sys.meta_path.insert(0, _Finder(Path(_file), int(_at)))
