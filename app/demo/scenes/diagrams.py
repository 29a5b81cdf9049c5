"""Bodies explained: the skin and the breath. Simplified on purpose; neither is to scale."""

from __future__ import annotations

from math import atan2, degrees

from app.demo.scenes.canvas import Canvas, mix
from app.demo.scenes.shapes import (
    Point,
    Shape,
    arc,
    blob,
    curve,
    mirrored,
    moved,
    outline,
    oval,
    rect,
    ribbon,
    turned,
)

INK, RULE = "2f2d2a", "8f7f68"  # lettering and hairlines of every diagram


def arrow(c: Canvas, line: list[Point], width: float, colour: str) -> None:
    c.stroke(line, width, colour)
    (x0, y0), (x, y) = line[-3] if len(line) > 2 else line[0], line[-1]
    turn = degrees(atan2(y - y0, x - x0))
    head: Shape = [
        (x + width * 2.6, y),
        (x - width * 1.2, y - width * 2.1),
        (x - width * 1.2, y + width * 2.1),
    ]
    c.fill(turned(head, (x, y), turn), colour)


def skin_barrier(c: Canvas) -> None:
    c.fill(rect(0, 0, 1600, 1000), "f5efe4")
    _skin(c, 70, sound=True)
    _skin(c, 830, sound=False)
    c.text((420, 92), "A sound barrier", size=40, colour=INK, anchor="ms", bold=True)
    c.text((1180, 92), "A barrier washed thin", size=40, colour=INK, anchor="ms", bold=True)
    c.text((420, 136), "cells like bricks, oils like mortar", size=25, colour="6b5f50", anchor="ms")
    c.text((1180, 136), "oils gone, cells lifting, gaps between them", size=25, colour="6b5f50", anchor="ms")
    for x in (180, 400, 610):
        arrow(c, curve([(x - 50, 190), (x, 300), (x + 60, 216)]), 9, "8a5a86")
        c.fill(oval(x - 58, 182, 17, 17), "8a5a86")
    for x in (930, 1160, 1400):
        arrow(c, curve([(x, 196), (x + 8, 350), (x - 4, 560)]), 9, "8a5a86")
        c.fill(oval(x, 188, 17, 17), "8a5a86")
    for x, y in ((1030, 262), (1276, 236), (1482, 282)):
        arrow(c, [(x, y + 240), (x, y + 70), (x, y + 52)], 8, "3f8fa8")
        _drop(c, x, y, 1.0)
    for x, y in ((190, 800), (320, 850), (480, 806), (610, 856)):
        _drop(c, x, y, 0.9)
    for x, colour, words in (
        (300, "8a5a86", "irritants: soap, sanitiser, friction"),
        (960, "3f8fa8", "water, kept in or lost"),
    ):
        c.fill(oval(x - 24, 958, 12, 12), colour)
        c.text((x, 967), words, size=25, colour=INK)


def _drop(c: Canvas, x: float, y: float, k: float) -> None:
    shape = moved(blob(outline("0,-46 17,-10 26,16 0,42 -26,16 -17,-10")), x, y, k)
    c.shaded(shape, "6ab5cc", "25637c", (x - 26 * k, y + 40 * k), (x + 16 * k, y - 20 * k))
    c.fill(moved(oval(8, 8, 6, 10, 20), x, y, k), "e6f6fa", 0.9)


def _skin(c: Canvas, x: float, *, sound: bool) -> None:
    wide, top = 700, 320
    living, mortar = ("e9a98d", "f3d489") if sound else ("d9705f", "eebba5")
    deep = rect(x, 690, wide, 220)
    c.fade(deep, (living, mix(living, "7a2f3a", 0.35)), (x, 690), (x, 910))
    c.grain(deep, mix(living, "5a1a2a", 0.7), (x, 960), (x + 200, 680), 0.55)
    vessel = curve([(x, 860), (x + 160, 826), (x + 340, 880), (x + 520, 836), (x + wide, 872)])
    with c.inside(deep):
        c.stroke(vessel, 22 if sound else 34, "b5434a", 0.85)
    if sound:
        c.fill(rect(x, top, wide, 380), mortar)
    else:
        c.fill(rect(x, top + 60, wide, 320), mortar)
        c.grain(rect(x, top + 60, wide, 320), "b5434a", (x, 720), (x, 380), 0.6)
    for row in range(5):
        y = top + 12 + row * 74
        for column in range(-1, 6):
            left = x + column * 140 + (70 if row % 2 else 0) + 8
            _brick(c, left, y, (x, x + wide), row, sound=sound)
    frame = rect(x, 690, wide, 6)
    c.fill(frame, mix(living, "5a1a2a", 0.3))


def _brick(c: Canvas, left: float, y: float, walls: tuple[float, float], row: int, *, sound: bool) -> None:
    a, b = max(left, walls[0]), min(left + 124, walls[1])
    if b - a < 24:
        return
    turn, lift = 0.0, 0.0
    if not sound:
        loose = 1 - row / 5
        if row == 0 and c.random.random() < 0.45:
            return
        turn, lift = c.random.uniform(-13, 13) * loose, c.random.uniform(-24, 16) * loose
        a, b = a + 10 * loose, b - 14 * loose
    tint = mix("f0c6a2" if sound else "eab392", "d98f6f", row / 8)
    shape = turned(rect(a, y + lift, b - a, 58, 20), ((a + b) / 2, y + lift + 29), turn)
    c.shaded(shape, tint, mix(tint, "6d2f2a", 0.6), (a, y + 80), (b, y))
    if row > 1:
        c.fill(oval((a + b) / 2, y + lift + 30, 12, 9), mix(tint, "8d4a4a", 0.5))


def lungs_diagram(c: Canvas) -> None:
    c.fill(rect(0, 0, 1600, 1000), "f5ecdf")
    for x, full in ((430, True), (1170, False)):
        c.fill(oval(x, 540, 350, 410), "ecd3b0" if full else "dcdcc4")
        c.grain(oval(x, 540, 350, 410), "a9744a" if full else "7f8a68", (x - 300, 960), (x + 150, 260), 0.4)
        _torso(c, x, full=full)
    c.text((430, 84), "Breathing in", size=42, colour=INK, anchor="ms", bold=True)
    c.text((1170, 84), "Singing out", size=42, colour=INK, anchor="ms", bold=True)
    c.text((800, 470), "ribs", size=27, colour=INK, anchor="ms", bold=True)
    c.text((800, 502), "swing out, then in", size=21, colour="6b5f50", anchor="ms")
    c.text((800, 762), "diaphragm", size=27, colour="8d3f4a", anchor="ms", bold=True)
    c.text((800, 794), "flattens, then rises", size=21, colour="6b5f50", anchor="ms")
    for side in (-1, 1):
        c.stroke([(800 + side * 70, 752), (800 + side * 168, 745 if side < 0 else 700)], 2.4, RULE)
        c.stroke([(800 + side * 40, 460), (800 + side * 146, 460)], 2.4, RULE)
    arrow(c, [(430, 690), (430, 812), (430, 826)], 12, "8d3f4a")
    arrow(c, [(1170, 840), (1170, 730), (1170, 716)], 12, "8d3f4a")
    for side in (-1, 1):
        arrow(c, [(430 + side * 250, 560), (430 + side * 292, 560), (430 + side * 300, 560)], 9, "b06a2f")
        arrow(c, [(1170 + side * 290, 560), (1170 + side * 246, 560), (1170 + side * 238, 560)], 9, "b06a2f")
    arrow(c, [(430, 140), (430, 196), (430, 204)], 11, "3f7f8d")
    for i in range(3):
        c.stroke(arc(1170, 210, 50 + i * 34, 46 + i * 30, 232, 308), 7, "3f7f8d", 0.9 - i * 0.22)
    c.text((430, 972), "one or two seconds, quick and quiet", size=24, colour="6b5f50", anchor="ms")
    c.text((1170, 972), "as long as the phrase, steady and slow", size=24, colour="6b5f50", anchor="ms")


def _torso(c: Canvas, x: float, *, full: bool) -> None:
    k = 1.0 if full else 0.84
    windpipe = rect(x - 20, 210, 40, 190, 14)
    c.shaded(windpipe, "cfe0de", "5f8a90", (x - 24, 400), (x + 24, 220))
    for i in range(7):
        c.stroke([(x - 16, 232 + i * 24), (x + 16, 232 + i * 24)], 4, "5f8a90")
    for n in range(5):
        y = 360.0 + n * 84
        out = (200 + n * 22 - max(0, n - 3) * 14) * k + 34
        for side in (-1, 1):
            rib = curve(
                [
                    (x + side * 26, y - 62),
                    (x + side * (out - 90), y - 56),
                    (x + side * out, y - 18),
                    (x + side * (out + 16), y + 34),
                ]
            )
            c.stroke(rib, 15, "f8ead0")
            c.stroke(moved(rib, 0, 5), 4, "c9a878")
    lobe = outline("26,400 70,300 130,300 190,400 226,560 224,680 150,690 60,676 40,580 44,480")
    for flip in (False, True):
        shaped = [(x + px * k, 300 + (py - 300) * (1.0 if full else 0.86)) for px, py in lobe]
        lung = mirrored(blob(shaped), x) if flip else blob(shaped)
        c.shaded(lung, "d9776a", "8d3340", (x - 240, 740), (x + 160, 340))
        for n in range(4):
            y = 420 + n * 56 * k
            twig = curve([(x + 8, 390 + n * 10), (x + 70 * k, y), (x + (120 + n * 16) * k, y + 34)])
            c.stroke(mirrored(twig, x) if flip else twig, 8 - n, "f3c3b0", 0.85)
    low, rise = (760, 22) if full else (760, 112)
    dome = curve(
        [
            (x - 270 * k, low + 20),
            (x - 160 * k, low - rise * 0.8),
            (x, low - rise * 0.7),
            (x + 160 * k, low - rise * 0.8),
            (x + 270 * k, low + 20),
        ]
    )
    c.fill(ribbon(dome[::14], [14, 26, 26, 26, 14]), "b5525c")
    c.stroke(moved(dome, 0, -6), 4, "e9a9a0")
