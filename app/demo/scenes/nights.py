"""Rooms in the dark: a ward corridor at night and a bedroom darkened by day."""

from __future__ import annotations

from app.demo.scenes.canvas import Canvas
from app.demo.scenes.shapes import Point, Shape, blob, curve, mirrored, moved, outline, oval, rect, ribbon


def night_corridor(c: Canvas) -> None:
    end = (640, 380, 960, 640)
    c.fade(
        [(0, 0), (1600, 0), (end[2], end[1]), (end[0], end[1])], ("0f1b33", "30496b"), (800, 0), (800, 380)
    )
    left: Shape = [(0, 0), (end[0], end[1]), (end[0], end[3]), (0, 1000)]
    c.fade(left, ("162844", "3f6282"), (0, 500), (640, 500))
    right = mirrored(left, 800)
    c.fade(right, ("0f1d36", "2c4867"), (1600, 500), (960, 500))
    c.fade(
        [(0, 1000), (1600, 1000), (end[2], end[3]), (end[0], end[3])],
        ("1b3150", "4f7290"),
        (800, 1000),
        (800, 640),
    )
    c.fade(rect(end[0], end[1], 320, 260), ("5f86a0", "a9bfc0"), (800, 380), (800, 640))
    c.fade(rect(700, 440, 200, 200), ("f2c878", "fbe3ac"), (800, 440), (800, 640))
    c.glow((800, 540), 460, 400, "f5c877", 0.55)
    c.soft([(700, 640), (900, 640), (1080, 1000), (520, 1000)], "f3c069", 24, 0.4)
    for side in (left, right):
        rail = [_on_wall(0, 0.62, side is left), _on_wall(1, 0.62, side is left)]
        low = [_on_wall(1, 0.645, side is left), _on_wall(0, 0.645, side is left)]
        c.fill([*rail, *low], "7f97a8", 0.7)
    for near, far in ((0.02, 0.3), (0.42, 0.6), (0.7, 0.81)):
        _window_bay(c, near, far)
    for near, far in ((0.16, 0.38), (0.52, 0.66), (0.76, 0.84)):
        _ward_door(c, near, far)
    for t in (0.16, 0.48, 0.72):
        y, w, h = 380 * t, 190 * (1 - t) + 40, 26 * (1 - t) + 5
        c.fill(
            [(800 - w, y), (800 + w, y), (800 + w * 0.86, y + h), (800 - w * 0.86, y + h)],
            "4a678a" if t < 0.6 else "f6dfae",
        )
    _nurse(c, 812, 700)
    c.grain(rect(0, 0, 1600, 1000), "081226", (0, 1000), (700, 560), 0.55)
    c.grain(rect(0, 0, 1600, 1000), "081226", (1760, -260), (1380, 60), 0.6)


def _on_wall(t: float, v: float, left: bool) -> Point:
    """A point on a side wall: t from the viewer (0) to the far end (1), v from ceiling (0) to floor (1)."""
    x, top, low = 640 * t, 380 * t, 1000 - 360 * t
    return (x if left else 1600 - x), top + (low - top) * v


def _bay(near: float, far: float, top: float, low: float, left: bool) -> Shape:
    return [
        _on_wall(near, top, left),
        _on_wall(far, top, left),
        _on_wall(far, low, left),
        _on_wall(near, low, left),
    ]


def _window_bay(c: Canvas, near: float, far: float) -> None:
    pane = _bay(near, far, 0.2, 0.56, left=False)
    c.fade(pane, ("8fb2d3", "d3e2ea"), pane[3], pane[0])
    with c.inside(pane):
        if near < 0.1:
            c.glow((1462, 316), 120, 120, "fdf6e0", 0.8)
            c.fill(oval(1462, 316, 32, 40), "fdf6e0")
        for i in range(6):
            x = pane[1][0] + (pane[0][0] - pane[1][0]) * i / 5
            c.fill(rect(x - 26, pane[2][1] - c.random.uniform(20, 90), 60, 400), "4e6f93")
    for t in (near, (near + far) / 2, far):
        c.stroke([_on_wall(t, 0.2, False), _on_wall(t, 0.56, False)], 11 * (1.1 - t), "14263f")
    c.stroke([_on_wall(near, 0.38, False), _on_wall(far, 0.38, False)], 7 * (1.1 - near), "14263f")
    a, b = _on_wall(near, 1, False), _on_wall(far, 1, False)
    reach_a, reach_b = (1600 - 2 * 640 * near - 320) * 0.72, (1600 - 2 * 640 * far - 320) * 0.72
    lit: Shape = [
        (a[0] - reach_a * 0.2, a[1]),
        (b[0] - reach_b * 0.2, b[1]),
        (b[0] - reach_b, b[1]),
        (a[0] - reach_a, a[1]),
    ]
    c.soft(lit, "a9c8e2", 10 * (1.2 - near), 0.5)


def _ward_door(c: Canvas, near: float, far: float) -> None:
    c.fill(_bay(near - 0.012, far + 0.008, 0.25, 1, True), "0f2039")
    leaf_ = _bay(near, far, 0.265, 1, True)
    c.fade(leaf_, ("35597a", "6388a0"), leaf_[0], leaf_[1])
    c.grain(leaf_, "0f2039", leaf_[3], leaf_[1], 0.5)
    glass = _bay(near + (far - near) * 0.56, near + (far - near) * 0.84, 0.34, 0.58, True)
    c.fill(glass, "f0c46f" if near > 0.5 else "223d5c")
    a, b = _on_wall(near + (far - near) * 0.88, 0.63, True), _on_wall(near + (far - near) * 0.88, 0.68, True)
    c.stroke([a, b], 6 * (1 - near), "d7e1e6")


def _nurse(c: Canvas, x: float, y: float) -> None:
    c.soft([(x - 22, y), (x + 22, y), (x + 60, y + 190), (x - 60, y + 190)], "0c1930", 10, 0.6)
    for side in (-11, 11):
        c.fill(ribbon([(x + side, y - 74), (x + side, y - 4)], [20, 13]), "1b3556")
    c.fill(blob(moved(outline("-27,-66 -31,-120 -21,-152 21,-152 31,-120 27,-66"), x, y)), "27486e")
    c.fill(ribbon([(x - 25, y - 142), (x - 35, y - 104), (x - 28, y - 78)], [15, 14, 10]), "223f62")
    c.fill(ribbon([(x + 25, y - 142), (x + 35, y - 104), (x + 28, y - 78)], [15, 14, 10]), "223f62")
    c.fill(oval(x, y - 170, 15, 18), "7a5340")
    c.fill(oval(x, y - 177, 17, 15), "15202f")
    c.fill(oval(x, y - 194, 8, 8), "15202f")


def daytime_bedroom(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 720), ("22345a", "2d4570"), (0, 0), (1600, 700))
    c.fade(rect(0, 720, 1600, 280), ("1d2b4c", "131e38"), (0, 720), (0, 1000))
    c.glow((452, 330), 420, 520, "f7d183", 0.4)
    window = rect(180, 70, 540, 520)
    c.fill(moved(window, 0, 0), "fff0c4")
    for x, w in ((150, 292), (462, 292)):
        _curtain(c, x, w)
    c.fill(rect(120, 48, 660, 18, 9), "9c7a52")
    beam: Shape = [(442, 600), (464, 600), (1330, 1000), (1080, 1000)]
    c.soft(beam, "f9d88f", 9, 0.6)
    c.fill(rect(662, 800, 30, 110, 8), "2b1f33")
    c.fill(rect(1450, 800, 30, 110, 8), "2b1f33")
    headboard = rect(1290, 390, 240, 430, 46)
    c.shaded(headboard, "6a4a4f", "2c1d31", (1530, 820), (1290, 420))
    c.shaded(rect(640, 720, 860, 150, 26), "5a3f48", "241a2e", (1100, 880), (900, 700))
    c.shaded(rect(650, 650, 840, 130, 40), "d8d3cf", "565d80", (1000, 790), (900, 640))
    pillow = blob(outline("1180,590 1250,540 1370,540 1450,590 1440,660 1320,684 1200,664"))
    c.shaded(pillow, "eeeae2", "606a92", (1450, 690), (1220, 550))
    _sleeper(c)
    c.soft([(660, 640), (760, 612), (1010, 770), (960, 800)], "ffe3a0", 8, 0.5)
    _bedside(c)


def _curtain(c: Canvas, x: float, w: float) -> None:
    cloth: Shape = [(x, 62), (x + w, 62), *curve([(x + w, 300), (x + w - 6, 640)]), (x, 640)]
    c.fill(cloth, "35507f")
    for i in range(5):
        fold: Shape = [
            (x + w * i / 5, 62),
            (x + w * (i + 1) / 5, 62),
            (x + w * (i + 1) / 5, 640),
            (x + w * i / 5, 640),
        ]
        c.grain(fold, "14213f", (x + w * i / 5, 0), (x + w * (i + 0.85) / 5, 0), 0.8)


def _sleeper(c: Canvas) -> None:
    c.fill(oval(1270, 590, 58, 50, -12), "b37a5c")
    hair = blob(outline("1238,560 1262,528 1316,530 1344,576 1326,628 1296,612 1290,572"))
    c.shaded(hair, "2c2230", "120d1c", (1340, 630), (1250, 530))
    c.stroke(curve([(1238, 588), (1250, 594), (1262, 590)]), 4, "5f3b30")
    quilt = blob(
        outline(
            "640,760 646,640 760,570 930,586 1080,520 1190,560 1246,640 1240,720 1180,790 900,826 700,820"
        )
    )
    c.shaded(quilt, "7d94bd", "27355f", (1100, 850), (900, 540))
    for line in (
        [(760, 574), (800, 680), (770, 812)],
        [(936, 588), (960, 700), (930, 824)],
        [(1088, 526), (1110, 660), (1090, 808)],
    ):
        c.stroke(curve(line), 4, "4a608f")
    c.fill(ribbon([(1090, 640), (1180, 620), (1236, 640)], [46, 40, 34]), "b37a5c")


def _bedside(c: Canvas) -> None:
    c.shaded(rect(330, 700, 270, 300, 10), "5a3f48", "1e1628", (330, 1000), (560, 700))
    c.fill(rect(316, 684, 298, 26, 8), "775663")
    c.fill(rect(356, 742, 218, 96, 6), "4a333f")
    c.fill(oval(465, 790, 10, 10), "d9a95c")
    c.shaded(rect(372, 590, 150, 96, 18), "d6694b", "702c34", (372, 690), (520, 590))
    c.fill(oval(447, 638, 38, 38), "fbf0d8")
    c.stroke([(447, 638), (447, 612)], 5, "2c2230")
    c.stroke([(447, 638), (430, 626)], 5, "2c2230")
    c.shaded(rect(546, 636, 36, 50, 5), "9fb8c9", "4a6786", (546, 690), (580, 640))
