"""Bones explained: a knee before and after its replacement, and the spine from the side. Not to scale."""

from __future__ import annotations

from math import atan2, degrees

from app.demo.scenes.canvas import Canvas, mix
from app.demo.scenes.diagrams import INK, RULE
from app.demo.scenes.shapes import (
    Point,
    Shape,
    blob,
    curve,
    moved,
    outline,
    oval,
    rect,
    ribbon,
    spaced,
    turned,
)

BONE, BONE_SHADE = "f2e0bd", "b08a5a"
FEMUR: Shape = outline(
    "-66,-460 -60,-260 -84,-150 -132,-92 -142,-34 -106,4 -52,-2 -16,-38 16,-38 52,-2 106,4 "
    "142,-34 132,-92 84,-150 60,-260 66,-460"
)
TIBIA: Shape = outline(
    "-136,34 -62,28 0,12 62,28 136,34 130,82 88,140 60,230 54,460 -54,460 -60,230 -88,140 -130,82"
)


def label(c: Canvas, at: Point, target: Point, head: str, body: str = "", *, left: bool = False) -> None:
    """Words with a hairline to what they name; the words stand right of `at`, or left of it."""
    anchor, gap = ("rs", -14) if left else ("ls", 14)
    c.stroke([target, at], 2.4, RULE)
    c.fill(oval(*target, 7, 7), INK)
    c.text(
        (at[0] + gap, at[1] + (9 if not body else -2)), head, size=27, colour=INK, anchor=anchor, bold=True
    )
    if body:
        c.text((at[0] + gap, at[1] + 28), body, size=21, colour="6b5f50", anchor=anchor)


def knee_diagram(c: Canvas) -> None:
    c.fill(rect(0, 0, 1600, 1000), "f3ecdf")
    y = 545.0
    for x, tint, new in ((480, "dfe3d0", False), (1090, "cfe0de", True)):
        window = oval(x, y, 310, 405)
        c.fill(window, tint)
        c.grain(window, mix(tint, "55644f", 0.5), (x - 300, y + 460), (x + 160, y - 260), 0.4)
        with c.inside(window):
            _knee(c, x, y)
            (_implant if new else _wear)(c, x, y)
    c.text((480, 92), "A worn knee", size=40, colour=INK, anchor="ms", bold=True)
    c.text((1090, 92), "The same knee, replaced", size=40, colour=INK, anchor="ms", bold=True)
    label(c, (224, 310), (430, 330), "Thigh bone", "femur", left=True)
    label(c, (224, 551), (380, 551), "Cartilage gone", "bone meets bone", left=True)
    label(c, (224, 820), (446, 800), "Shin bone", "tibia", left=True)
    label(c, (676, 430), (610, 540), "Cartilage", "smooth here")
    label(c, (1368, 430), (1216, 515), "Metal cap", "on the thigh bone")
    label(c, (1368, 560), (1220, 576), "Plastic spacer", "the new cushion")
    label(c, (1368, 680), (1210, 611), "Metal tray", "on the shin bone")
    label(c, (1368, 810), (1092, 715), "Stem", "holds the tray still")


def _wear(c: Canvas, x: float, y: float) -> None:
    """One side worn to the bone, the other with its cartilage."""
    c.shaded(
        moved([(-136, 34), (-70, 32), (-60, 54), (-128, 74)], x, y - 4),
        "b8503a",
        "7a2a24",
        (x - 130, y + 80),
        (x - 50, y + 20),
    )
    c.fill(moved(blob(outline("-140,-30 -104,8 -56,0 -70,-16 -110,-16")), x, y), "c9705a", 0.9)
    for dx, dy in ((-118, -12), (-92, -6), (-120, 46), (-96, 50), (-76, -4)):
        c.fill(oval(x + dx, y + dy, 8, 6), "7a2a24", 0.7)
    c.fill(moved(blob(outline("40,2 106,12 146,-26 156,-10 116,26 46,18")), x, y), "a9cdd0")


def _knee(c: Canvas, x: float, y: float) -> None:
    fibula = moved(ribbon([(122, 120), (104, 220), (100, 462)], [56, 34, 36]), x, y)
    c.shaded(fibula, mix(BONE, BONE_SHADE, 0.25), BONE_SHADE, (x + 60, y + 400), (x + 140, y + 120))
    for bone in (FEMUR, TIBIA):
        outline = moved([*curve(bone), bone[0]], x, y)
        c.soft(moved(outline, -10, 12), "5f5a48", 14, 0.35)
        c.shaded(outline, BONE, BONE_SHADE, (x - 150, y + 60), (x + 90, y - 40))
    for dx in (-26, -6, 18):
        c.stroke(moved(curve([(dx, -420), (dx * 0.8, -300), (dx * 1.3, -210)]), x, y), 3, BONE_SHADE, 0.4)
        c.stroke(moved(curve([(dx, 420), (dx * 0.8, 320), (dx * 1.2, 230)]), x, y), 3, BONE_SHADE, 0.4)
    cap = moved(oval(0, -110, 62, 70), x, y)
    for i in range(0, 72, 6):
        c.stroke(cap[i : i + 4], 3.5, "8a6a44", 0.9)


def _implant(c: Canvas, x: float, y: float) -> None:
    metal, dark = "c3cfd4", "52676f"
    stem = moved(outline("-26,80 26,80 16,220 0,236 -16,220"), x, y)
    c.fill(stem, metal, 0.75)
    c.grain(stem, dark, (x - 30, y), (x + 26, y), 0.6)
    tray = moved(outline("-142,46 142,46 138,74 40,78 26,108 -26,108 -40,78 -138,74"), x, y)
    c.shaded(tray, metal, dark, (x - 150, y + 100), (x + 80, y + 46))
    spacer = moved(blob(outline("-138,44 -136,16 -90,14 -40,22 0,8 40,22 90,14 136,16 138,44 0,48")), x, y)
    c.shaded(spacer, "fffaf0", "a9a08c", (x - 150, y + 60), (x + 60, y + 10))
    outer = outline("-146,-60 -150,-24 -110,12 -52,6 -16,-32 16,-32 52,6 110,12 150,-24 146,-60")
    inner = outline("118,-54 100,-26 56,-30 22,-66 -22,-66 -56,-30 -100,-26 -118,-54")
    cap = moved([*curve(outer), *curve(inner)], x, y)
    c.shaded(cap, metal, dark, (x - 160, y + 30), (x + 90, y - 60))
    c.stroke(moved(curve([(60, 0), (108, 2), (140, -26)]), x, y), 5, "ffffff", 0.9)


SPINE = outline(
    "610,200 566,300 556,380 590,480 650,620 668,760 630,900 576,1010 570,1090 626,1190 690,1270 680,1330"
)
REGIONS = (
    (7, 0.015, 0.165, "d98b5f", "Neck", "7 bones, the most mobile", 300),
    (12, 0.195, 0.530, "c9a24f", "Upper back", "12 bones, each with a pair of ribs", 590),
    (5, 0.572, 0.722, "4f8a86", "Lower back", "5 bones, the largest and strongest", 980),
)


def spine_diagram(c: Canvas) -> None:
    c.fill(rect(0, 0, 1200, 1500), "f3ecdf")
    body = blob(
        outline(
            "530,44 440,62 386,120 374,186 338,244 366,262 358,300 372,318 372,352 404,376 462,378 "
            "476,430 420,490 352,590 334,760 350,960 370,1180 396,1380 380,1560 800,1560 800,1420 "
            "830,1260 806,1110 736,990 752,880 800,690 786,520 706,400 652,330 662,220 660,120 610,62"
        )
    )
    c.fill(body, "e3cfa9")
    c.grain(body, "a97f50", (900, 1500), (380, 400), 0.5)
    line = spaced(curve(SPINE, 30), 400)
    c.soft(ribbon(SPINE[2:10], [60, 90, 100, 110, 120]), "8a6238", 22, 0.3)
    for count, start, end, colour, *_ in REGIONS:
        for i in range(count):
            t = start + (end - start) * i / (count - 1)
            _vertebra(c, line, t, 46 + 74 * t, (end - start) / (count - 1), colour)
    sacrum = moved(
        blob(outline("540,1086 604,1064 640,1130 700,1230 712,1290 676,1276 610,1220 560,1150")), 0, -2
    )
    c.shaded(sacrum, "8d6a86", "4a3350", (560, 1240), (660, 1090))
    c.shaded(
        ribbon([(698, 1282), (708, 1330), (690, 1366)], [26, 20, 8]),
        "8d6a86",
        "4a3350",
        (690, 1390),
        (710, 1310),
    )
    for _, start, end, colour, head, note, y in REGIONS:
        point = line[round((start + end) / 2 * (len(line) - 1))]
        c.stroke([(point[0] + 96, point[1]), (840, y), (880, y)], 2.5, RULE)
        c.text((892, y - 2), head, size=34, colour=mix(colour, "000000", 0.45), bold=True)
        _lines(c, 892, y + 32, note)
    c.stroke([(700, 1190), (840, 1240), (880, 1240)], 2.5, RULE)
    c.text((892, 1238), "Sacrum and tailbone", size=29, colour="4a3350", bold=True)
    _lines(c, 892, 1272, "fused, part of the pelvis")
    c.stroke([(556, 1004), (300, 870), (250, 870)], 2.5, RULE)
    c.text((238, 858), "Disc", size=34, colour="33605d", anchor="rs", bold=True)
    c.text((238, 892), "living tissue", size=22, colour="6b5f50", anchor="rs")
    c.text((238, 920), "that adapts to load", size=22, colour="6b5f50", anchor="rs")


def _lines(c: Canvas, x: float, y: float, words: str) -> None:
    for i, part in enumerate(words.split(", ")):
        c.text((x, y + i * 28), part, size=22, colour="6b5f50")


def _vertebra(c: Canvas, line: Shape, t: float, wide: float, step: float, colour: str) -> None:
    """One bone, square to the spine at `t`, with the knob that can be felt under the skin and the disc below it."""
    i = min(len(line) - 6, round(t * (len(line) - 1)))
    (x, y), (x0, y0), (x1, y1) = line[i], line[max(0, i - 5)], line[i + 5]
    turn = degrees(atan2(y1 - y0, x1 - x0)) - 90
    high = step * 1240 * 0.66
    dark = mix(colour, "2a1a1a", 0.6)
    knob = ribbon(
        [(x + wide * 0.3, y), (x + wide * 0.8, y + high * 0.2), (x + wide * 1.12, y + high * 0.6)],
        [high * 0.5, high * 0.44, high * 0.3],
    )
    c.shaded(
        turned(knob, (x, y), turn),
        mix(colour, "ffffff", 0.12),
        dark,
        (x + wide, y + high),
        (x + wide * 0.5, y - high),
    )
    disc = turned(rect(x - wide * 0.56, y + high * 0.46, wide * 1.1, high * 0.44, high * 0.2), (x, y), turn)
    c.fill(disc, "bcd9d2")
    block = turned(rect(x - wide * 0.6, y - high / 2, wide * 1.16, high, high * 0.26), (x, y), turn)
    c.shaded(block, colour, dark, (x + wide * 0.7, y + high * 0.6), (x - wide * 0.3, y - high * 0.5))
