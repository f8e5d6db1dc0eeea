"""Figures as pictures: bars, and the city's villages in five steps; read as well in grey, and said in words.

matplotlib and a font with Chinese characters take half a second to load: only the process that draws does.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHADES: Final = ("#fff7bc", "#fec44f", "#fe9929", "#cc4c02", "#662506")
"""From few to many: each is darker than the one before, also in grey."""
NOTHING, EDGE = "#ffffff", "#9a9a9a"
WHOLE, PART = "#c6cbd4", "#3b5b8c"
"""Of a bar: all of it, and what became cases."""
HIGHEST: Final = 10
DPI: Final = 110


class Bars(Struct, frozen=True):
    """One set of bars: names, how long each is, and how much of it is filled."""

    title: str
    names: Sequence[str]
    wholes: Sequence[int]
    parts: Sequence[int]
    said: Sequence[str]
    """What stands beside each bar."""


def chart(title: str, legend: tuple[str, str], sets: Sequence[Bars]) -> bytes:
    """Draw bars below each other, the first on top, as .png."""
    from matplotlib.patches import Patch  # noqa: PLC0415 -- as above

    with _lettered() as figure:
        rows = [max(len(one.names), 1) for one in sets]
        drawn = figure(8, 1.6 + 0.34 * sum(rows) + 0.7 * len(sets))
        drawn.suptitle(title, fontsize=15)
        for axes, bars in zip(
            drawn.subplots(len(sets), 1, squeeze=False, height_ratios=rows)[:, 0], sets, strict=True
        ):
            _bars(axes, bars)
        handles = [Patch(facecolor=WHOLE), Patch(facecolor=PART, hatch="//", edgecolor="#ffffff")]
        drawn.legend(handles, legend, loc="outside lower right", ncols=2, fontsize=11, frameon=False)
        return _png(drawn)


def _bars(axes: Any, bars: Bars) -> None:
    at = range(len(bars.names))
    axes.set_title(bars.title, fontsize=12, loc="left")
    axes.barh(at, bars.wholes, color=WHOLE)
    axes.barh(at, bars.parts, color=PART, hatch="//", edgecolor="#ffffff")
    for y, (whole, said) in enumerate(zip(bars.wholes, bars.said, strict=True)):
        axes.annotate(said, (whole, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=10)
    axes.set_yticks(at, bars.names, fontsize=11)
    axes.invert_yaxis()
    axes.set_xlim(0, max([*bars.wholes, 1]) * 1.2)
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)


class Shade(Struct, frozen=True):
    """One colour of the map: from which number to which."""

    first: int
    last: int
    colour: str


def shades(numbers: Iterable[int]) -> list[Shade]:
    """Cut what there is into at most five steps of equal width, none of them empty of numbers."""
    found = sorted({one for one in numbers if one > 0})
    if not found:
        return []
    most = found[-1]
    count = min(len(SHADES), most)
    edges = [-(-most * n // count) for n in range(count + 1)]
    colours = SHADES if count == len(SHADES) else SHADES[-count:]
    return [Shade(edges[n] + 1, edges[n + 1], colours[n]) for n in range(count)]


def colour(number: int, among: Sequence[Shade]) -> str:
    """Return the colour of a village."""
    return next((one.colour for one in among if one.first <= number <= one.last), NOTHING)


def city_map(
    title: str,
    outlines: Mapping[str, Any],
    numbers: Mapping[str, int],
    *,
    legend: Sequence[str],
    highest: Sequence[tuple[str, str]],
) -> bytes:
    """Draw villages by their number, as .png.

    *legend* says each step, from the lowest; *highest* are keys of outlines with what to say of each: they
    bear the number of their line.
    """
    from matplotlib.collections import PolyCollection  # noqa: PLC0415 -- as above
    from matplotlib.patches import Patch  # noqa: PLC0415
    from shapely.geometry import shape  # noqa: PLC0415

    among = shades(numbers.values())
    shapes = {key: shape(outline) for key, outline in outlines.items()}
    with _lettered() as figure:
        drawn = figure(11, 8)
        land, words = drawn.subplots(1, 2, width_ratios=[3, 1])
        drawn.suptitle(title, fontsize=15)
        rings, colours = [], []
        for key, one in shapes.items():
            for part in getattr(one, "geoms", [one]):
                rings.append(list(part.exterior.coords))
                colours.append(colour(numbers.get(key, 0), among))
        land.add_collection(PolyCollection(rings, facecolors=colours, edgecolors=EDGE, linewidths=0.3))
        land.autoscale_view()
        land.set_aspect(1 / 0.906)  # a degree of longitude is shorter: the cosine of 25°
        land.set_axis_off()
        for key, places in _places(highest).items():
            if key in shapes:
                at = shapes[key].representative_point()
                land.text(at.x, at.y, places, ha="center", va="center", fontsize=11, bbox=_BADGE)
        said = [f"{place}. {text}" for place, (_, text) in enumerate(highest, 1)]
        words.set_axis_off()
        words.text(0, 1, "\n".join(said), va="top", fontsize=12, linespacing=1.7, transform=words.transAxes)
        patches = [Patch(facecolor=NOTHING, edgecolor=EDGE, label=legend[0])]
        patches += [
            Patch(facecolor=one.colour, edgecolor=EDGE, label=said)
            for one, said in zip(among, legend[1:], strict=True)
        ]
        words.legend(handles=patches, loc="lower left", fontsize=11, frameon=False)
        return _png(drawn)


def _places(highest: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Say of each outline which lines of the list lie in it: villages that were split since share one."""
    found: dict[str, str] = {}
    for place, (key, _) in enumerate(highest, 1):
        found[key] = f"{found[key]},{place}" if key in found else str(place)
    return found


_BADGE: Final = {"boxstyle": "circle,pad=0.2", "facecolor": "#ffffff", "edgecolor": "#000000", "lw": 0.8}


@contextmanager
def _lettered() -> Any:
    """Give what makes a figure in which Chinese is written."""
    import matplotlib as mpl  # noqa: PLC0415 -- as above
    from matplotlib.figure import Figure  # noqa: PLC0415

    def figure(width: float, height: float) -> "Figure":
        return Figure(figsize=(width, height), dpi=DPI, layout="constrained")

    with mpl.rc_context({"font.family": _font(), "axes.unicode_minus": False}):
        yield figure


@cache
def _font() -> str:
    """Make the font known; returns its name."""
    from matplotlib import font_manager  # noqa: PLC0415 -- as above
    from pylopdf_fonts_zh_tw import sans_path  # noqa: PLC0415

    font_manager.fontManager.addfont(sans_path())
    return font_manager.FontProperties(fname=sans_path()).get_name()


def _png(figure: "Figure") -> bytes:
    content = io.BytesIO()
    figure.savefig(content, format="png")
    return content.getvalue()
