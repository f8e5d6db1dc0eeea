"""Lets code that is loaded do what its change says."""

import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.changes import changed

ASKED = "SHOUWANG_CHANGE"
"""The change of a fresh process: a file, `#` and the place of the change in it."""
Place = tuple[str, int]
Codes = dict[Place, list[CodeType]]


class Loaded:
    """All functions that are loaded, by their files, and all caches; found once, before the forks."""

    def __init__(self) -> None:
        self.functions: dict[str, list[FunctionType]] = defaultdict(list)
        self.caches: list[Any] = []
        gc.unfreeze()  # what was frozen before is not among the objects
        for one in gc.get_objects():
            if isinstance(one, FunctionType):
                self.functions[one.__code__.co_filename].append(one)
            elif isinstance(one, functools._lru_cache_wrapper):
                self.caches.append(one)
        gc.freeze()

    def swap(self, file: Path, at: int) -> bool:
        """Give all functions of a file their changed code, whoever holds them; false where that can't be."""
        for cache in self.caches:
            cache.cache_clear()
        sound = _codes(compile(file.read_text(encoding="utf-8"), str(file), "exec", dont_inherit=True))
        other = _codes(changed(file, at))
        return all(_swapped(one, sound, other) for one in self.functions[str(file)])


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
        return changed(Path(self.path), self.at)


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
