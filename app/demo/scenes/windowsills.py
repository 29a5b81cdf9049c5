"""A windowsill with herbs in three pots, houses and hills behind the glass."""

from __future__ import annotations

from app.demo.scenes.canvas import Canvas, mix
from app.demo.scenes.shapes import (
    Shape,
    curve,
    leaf,
    outline,
    oval,
    rect,
    ribbon,
    ridge,
    turned,
)


def windowsill_herbs(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 820), ("d5e6e4", "fbeccb"), (0, 0), (0, 760))
    c.glow((420, 300), 460, 420, "fff6da", 0.9)
    for colour, line in (
        ("a9bfb9", outline("0,560 300,500 700,545 1100,480 1600,540")),
        ("88a79a", outline("0,640 400,600 820,640 1200,590 1600,630")),
    ):
        c.fill(ridge([(float(x), float(y)) for x, y in line], 860), colour)
    for x, w, h in ((90, 180, 190), (320, 150, 140), (1010, 210, 200), (1280, 170, 150)):
        c.shaded(
            [(x, 830), (x, 830 - h), (x + w / 2, 760 - h), (x + w, 830 - h), (x + w, 830)],
            "c98a6a",
            "8d5646",
            (x + w, 830),
            (x, 600),
        )
        c.fill(rect(x + w * 0.4, 850 - h, w * 0.2, 40), "f6e3b8")
    for x in (-20, 768, 1560):
        c.shaded(rect(x, -10, 60, 830), "f6efe0", "c4b294", (x, 400), (x + 60, 400))
    c.shaded(rect(-10, -10, 1620, 46), "f6efe0", "c4b294", (0, 40), (0, -10))
    c.fade(rect(0, 800, 1600, 90), ("fdf6e6", "ead9bb"), (0, 800), (0, 890))
    c.shaded(rect(0, 890, 1600, 120), "d5bf9b", "8f7650", (0, 1010), (0, 880))
    _curtain(c)
    for x, k, colour in ((360, 1.0, "c8693f"), (720, 0.86, "e6dcc8"), (1060, 1.06, "3f7478")):
        c.soft([(x - 60, 872), (x + 110, 872), (x + 420, 990), (x + 200, 1000)], "6d5233", 14, 0.5)
        _pot(c, x, 872, k, colour)
    _basil(c, 360, 670)
    _rosemary(c, 720, 700)
    _chives(c, 1060, 660)


def _curtain(c: Canvas) -> None:
    cloth = [
        (1330, -10),
        (1620, -10),
        (1620, 860),
        *curve([(1500, 840), (1440, 560), (1390, 260), (1330, -10)]),
    ]
    c.fill(cloth, "f3d9ae")
    with c.inside(cloth):
        for i in range(6):
            fold = ribbon([(1370 + i * 52, -20), (1430 + i * 44, 420), (1500 + i * 30, 880)], [30, 26, 22])
            c.grain(fold, "b9854f", (1340 + i * 52, 300), (1480 + i * 46, 320), 0.7)


def _pot(c: Canvas, x: float, y: float, k: float, colour: str) -> None:
    sides: Shape = [(x - 108 * k, y - 190 * k), (x + 108 * k, y - 190 * k), (x + 78 * k, y), (x - 78 * k, y)]
    c.shaded(sides, colour, mix(colour, "1a0e10", 0.6), (x + 120 * k, y), (x - 60 * k, y - 120 * k))
    c.fill(rect(x - 118 * k, y - 212 * k, 236 * k, 44 * k, 8), mix(colour, "ffffff", 0.16))
    c.grain(
        rect(x - 118 * k, y - 212 * k, 236 * k, 44 * k, 8),
        mix(colour, "1a0e10", 0.5),
        (x + 120 * k, y),
        (x, y - 40),
        0.5,
    )


def _basil(c: Canvas, x: float, y: float) -> None:
    for _ in range(46):
        turn = c.random.uniform(-78, 78)
        far = c.random.uniform(30, 300 - abs(turn) * 1.3)
        px, py = turned([(x, y - far)], (x, y), turn * 0.62)[0]
        shape = leaf(
            px, py, c.random.uniform(84, 126), c.random.uniform(56, 80), turn + c.random.uniform(-25, 25)
        )
        c.shaded(
            shape,
            c.random.choice(["5f9a55", "76ae5f", "4d8650"]),
            "245038",
            (px + 50, py + 10),
            (px - 40, py - 90),
        )


def _rosemary(c: Canvas, x: float, y: float) -> None:
    for i in range(9):
        turn, long = -44 + i * 11, c.random.uniform(220, 380)
        tip = turned([(x, y - long)], (x, y), turn)[0]
        c.stroke([(x + turn * 0.9, y), tip], 6, "6d5a40")
        for n in range(15):
            t = 0.12 + n * 0.062
            px, py = x + turn * 0.9 * (1 - t) + (tip[0] - x) * t, y + (tip[1] - y) * t
            for side in (-1, 1):
                c.fill(leaf(px, py, 54, 11, turn + side * 46), ("4f7f78", "6c9a8c")[n % 2])


def _chives(c: Canvas, x: float, y: float) -> None:
    for i in range(48):
        lean, long = c.random.gauss(0, 90), c.random.uniform(220, 430)
        start = x + c.random.uniform(-80, 80)
        blade = ribbon(
            [(start, y + 6), (start + lean * 0.3, y - long * 0.6), (start + lean, y - long)], [11, 9, 2]
        )
        c.fill(blade, c.random.choice(["5d9a63", "7fb36b", "3f7a58", "94c078"]))
        if i % 8 == 0:
            px, py = start + lean, y - long
            for _ in range(26):
                c.fill(
                    oval(px + c.random.gauss(0, 15), py + c.random.gauss(0, 13), 6, 6),
                    c.random.choice(["b58ac0", "d3add6", "8f68a6"]),
                )
