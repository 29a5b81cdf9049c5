"""Draws the demo's pictures: `draw` paints a scene, `save` writes it as a camera or a drawing program would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image

from app.demo.scenes import (
    bones,
    charts,
    diagrams,
    gardens,
    interiors,
    landscapes,
    nights,
    people,
    still_lifes,
    windowsills,
)
from app.demo.scenes.canvas import Canvas

WIDE = (1600, 1000)
TALL = (1200, 1500)


@dataclass(frozen=True)
class Scene:
    """How one picture is painted, on paper of which proportions and colour."""

    paint: Callable[[Canvas], None]
    design: tuple[int, int] = WIDE
    paper: str = "f4ede1"


SCENES: dict[str, Scene] = {
    "walking_path": Scene(landscapes.walking_path),
    "night_town": Scene(landscapes.night_town, paper="14213a"),
    "lake": Scene(landscapes.lake),
    "gloves_line": Scene(gardens.gloves_line),
    "shoes_at_door": Scene(interiors.shoes_at_door),
    "stairwell": Scene(interiors.stairwell),
    "night_corridor": Scene(nights.night_corridor, paper="14213a"),
    "daytime_bedroom": Scene(nights.daytime_bedroom, paper="1d2a44"),
    "empty_chairs": Scene(interiors.empty_chairs),
    "kitchen_table": Scene(still_lifes.kitchen_table),
    "windowsill_herbs": Scene(windowsills.windowsill_herbs),
    "sink_shelf": Scene(still_lifes.sink_shelf),
    "hands_under_tap": Scene(people.hands_under_tap),
    "figure_bending": Scene(gardens.figure_bending),
    "arm_position": Scene(people.arm_position),
    "choir": Scene(people.choir),
    "knee_diagram": Scene(bones.knee_diagram),
    "spine_diagram": Scene(bones.spine_diagram, design=TALL),
    "skin_barrier": Scene(diagrams.skin_barrier),
    "lungs_diagram": Scene(diagrams.lungs_diagram),
    "sleep_curve": Scene(charts.sleep_curve, paper="14213a"),
    "diary_chart": Scene(charts.diary_chart),
    "fear_loop": Scene(charts.fear_loop),
}


def draw(scene: str, *, size: tuple[int, int], seed: int) -> Image.Image:
    """Paint a scene so that it covers `size` (pixels). The same name, size and seed give the same pixels.

    Raises KeyError for a scene that does not exist.
    """
    plan = SCENES[scene]
    canvas = Canvas(size, plan.design, seed, plan.paper)
    plan.paint(canvas)
    return canvas.finish()


def save(image: Image.Image, path: Path, *, artist: str, copyright_notice: str, gps: bool = False) -> None:
    """Write a JPEG with the maker's name inside, so that reading rights from a file has something to read.

    With `gps` a position is written too (the middle of Hyde Park, London, nobody's home), so that its removal
    before publication can be shown. Exif 2.32, section 4.6: text is ASCII, so write "Copyright", not the sign.
    """
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = artist
    exif[ExifTags.Base.Copyright] = copyright_notice
    exif[ExifTags.Base.Software] = "Imprimatur demo drawing"
    if gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: "N",
                ExifTags.GPS.GPSLatitude: (51.0, 30.0, 26.0),
                ExifTags.GPS.GPSLongitudeRef: "W",
                ExifTags.GPS.GPSLongitude: (0.0, 9.0, 55.0),
            }
        )
    image.save(path, "JPEG", quality=88, optimize=True, exif=exif, subsampling=0)
