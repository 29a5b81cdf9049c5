"""Out of doors: a morning path, a town at night, a lake at dusk."""

from __future__ import annotations

from app.demo.scenes.canvas import Canvas, mix
from app.demo.scenes.shapes import (
    Point,
    Shape,
    arc,
    blob,
    curve,
    moved,
    outline,
    oval,
    rect,
    ribbon,
    ridge,
)

Ground = tuple[tuple[str, str], list[Point]]


def sky(c: Canvas, top: str, low: str, horizon: float) -> None:
    c.fade(rect(0, 0, c.width, c.height), (top, low), (0, 0), (0, horizon))


def grounds(c: Canvas, layers: list[Ground]) -> None:
    """Hills one before another, each darker towards its foot."""
    for (colour, dark), skyline in layers:
        land = ridge(skyline, c.height + 20)
        high = min(y for _, y in skyline)
        c.fill(land, colour)
        c.grain(land, dark, (0, high + 330), (0, high - 10), 0.45)


def tree(
    c: Canvas, x: float, y: float, height: float, colours: tuple[str, str, str], round_: float = 0.6
) -> None:
    """A tree at (x, y) with the light from the right; colours are crown, shade, trunk."""
    crown, shade, trunk = colours
    rx, ry = height * 0.3 * round_ / 0.6, height * 0.38
    c.soft(
        oval(x - height * 0.42, y + height * 0.02, height * 0.45, height * 0.05), shade, height * 0.03, 0.45
    )
    c.fill(ribbon([(x, y), (x + height * 0.01, y - height * 0.6)], [height * 0.06, height * 0.025]), trunk)
    wobble = [c.random.uniform(0.9, 1.06) for _ in range(9)]
    middle = y - height * 0.62
    ring = arc(x, middle, rx, ry, 0, 320, 8)
    shape = blob(
        [(x + (px - x) * w, middle + (py - middle) * w) for (px, py), w in zip(ring, wobble, strict=True)]
    )
    c.shaded(shape, crown, shade, (x - rx, middle + ry * 0.7), (x + rx * 0.7, middle - ry * 0.6))
    for _ in range(14):
        px, py = x + c.random.uniform(-0.3, 0.6) * rx, middle + c.random.uniform(-0.6, 0.4) * ry
        tuft = curve([(px - rx * 0.09, py), (px, py - ry * 0.06), (px + rx * 0.09, py)])
        c.stroke(tuft, height * 0.008, mix(crown, "fff2c0", 0.35), 0.55)


def grasses(c: Canvas, colours: list[str], low: float, count: int, xs: tuple[float, float]) -> None:
    for i in range(count):
        x = c.random.uniform(*xs)
        tall, lean = c.random.uniform(60, 190), c.random.uniform(-70, 70)
        blade = ribbon([(x, low), (x + lean * 0.3, low - tall * 0.6), (x + lean, low - tall)], [11, 7, 1])
        c.fill(blade, colours[i % len(colours)])


def walker(c: Canvas, x: float, y: float, k: float) -> None:
    """Somebody in a rust coat, seen from behind, with one stick. (x, y) is between the feet; k scales."""

    def at(*points: Point) -> Shape:
        return moved(points, x, y, k)

    c.soft(at((-4, 0), (16, 6), (-150, 62), (-190, 48)), "3d4a3c", 9 * k, 0.55)
    c.stroke(at((46, -92), (56, 2)), 4 * k, "4d3a2c")
    c.fill(moved(ribbon([(-9, -84), (-11, -40), (-13, 0)], [27, 22, 15]), x, y, k), "31404f")
    c.fill(moved(ribbon([(13, -84), (15, -44), (20, -9)], [27, 22, 15]), x, y, k), "263441")
    coat = blob(outline("-33,-70 -36,-128 -27,-176 0,-188 27,-176 36,-128 34,-70 0,-62"))
    c.shaded(moved(coat, x, y, k), "c8623f", "7c3322", (x - 40 * k, y - 90 * k), (x + 34 * k, y - 130 * k))
    c.fill(moved(ribbon([(-29, -166), (-41, -128), (-36, -94)], [20, 18, 13]), x, y, k), "a44a30")
    c.fill(moved(ribbon([(29, -166), (43, -130), (45, -96)], [20, 18, 13]), x, y, k), "d2714b")
    for side in (-36, 45):
        c.fill(moved(oval(side, -90, 8, 10), x, y, k), "d9a37c")
    c.fill(moved(oval(-13, 2, 13, 8), x, y, k), "4d3a2c")
    c.fill(moved(oval(21, -7, 12, 8), x, y, k), "3d2d22")
    c.fill(moved(oval(0, -205, 21, 25), x, y, k), "d9a37c")
    cap = blob(outline("-22,-204 -20,-226 0,-236 20,-226 22,-204 0,-198"))
    c.shaded(moved(cap, x, y, k), "f0e3cb", "a98f69", (x - 24 * k, y - 205 * k), (x + 20 * k, y - 225 * k))
    c.fill(moved(rect(-18, -190, 36, 13, 6), x, y, k), "e9c46a")


def walking_path(c: Canvas) -> None:
    sky(c, "a9cdd0", "fbe6c8", 520)
    c.glow((1180, 340), 620, 520, "fff1cf", 0.95)
    c.fill(oval(1180, 340, 74, 74), "fff6df")
    for x, y, w in ((260, 190, 210), (520, 130, 130), (760, 235, 170)):
        c.soft(ribbon([(x - w, y), (x, y - 8), (x + w, y + 4)], [4, 30, 4]), "fffaf0", 9, 0.8)
    grounds(
        c,
        [
            (("a9c5bd", "87aaa6"), outline("0,470 220,410 450,455 700,390 980,450 1300,400 1600,450")),
            (("93b49c", "648f7c"), outline("0,540 300,480 620,530 940,480 1250,535 1600,470")),
            (("a7b774", "6d8a52"), outline("0,600 330,585 700,560 1010,588 1330,545 1600,590")),
        ],
    )
    for x, y, h in (
        (90, 585, 120),
        (170, 592, 150),
        (258, 588, 105),
        (1395, 560, 130),
        (1470, 568, 165),
        (1555, 580, 120),
    ):
        tree(c, x, y, h, ("5f8a63", "2f5547", "4a3b2c"))
    near = ridge(outline("0,700 300,655 640,625 1000,640 1300,680 1600,655"), 1020)
    c.fill(near, "8aa356")
    c.grain(near, "4c6b3c", (0, 1040), (900, 600), 0.6)
    left = curve(outline("1062,586 990,612 1060,648 1000,706 690,790 470,900 420,1010"))
    right = curve(outline("1070,586 1010,612 1100,648 1112,718 900,810 850,910 960,1010"))
    path = left + right[::-1]
    c.soft(moved(path, -12, 8), "4c6b3c", 10, 0.5)
    c.fade(path, ("fdf0d4", "e7cb9d"), (1060, 590), (640, 1000))
    c.grain(path, "b48a5c", (420, 960), (900, 850), 0.5)
    for x, y, h in ((1330, 690, 330), (1480, 720, 420)):
        tree(c, x, y, h, ("6f9455", "2e5340", "533e2c"), 0.68)
    tree(c, 250, 760, 470, ("7d9c52", "35593c", "533e2c"), 0.72)
    c.fill(rect(1108, 652, 118, 9, 3), "6b4a33")
    c.fill(rect(1108, 626, 118, 8, 3), "7d583d")
    for x in (1118, 1206):
        c.fill(rect(x, 628, 8, 58), "55392a")
    walker(c, 800, 842, 1.15)
    grasses(c, ["3f5f3a", "567a42", "2f4c34", "90a94f"], 1020, 90, (-20, 430))
    grasses(c, ["3f5f3a", "567a42", "2f4c34", "90a94f"], 1020, 110, (1040, 1620))
    for _ in range(34):
        verge = c.random.choice([(60, 430), (1080, 1580)])
        c.fill(
            oval(c.random.uniform(*verge), c.random.uniform(850, 985), 8, 7),
            c.random.choice(["f7d774", "fff4e0", "e58f65"]),
        )


def night_town(c: Canvas) -> None:
    sky(c, "0e1a33", "33557a", 760)
    for _ in range(120):
        r = c.random.uniform(0.8, 2.2)
        c.fill(
            oval(c.random.uniform(0, 1600), c.random.uniform(0, 520), r, r),
            "dfe6ee",
            c.random.uniform(0.3, 0.9),
        )
    c.glow((1220, 230), 420, 420, "9db9d6", 0.55)
    moon = oval(1220, 230, 92, 92)
    c.shaded(moon, "f7efd8", "c4b48d", (1120, 300), (1270, 200))
    for x, y, r in ((1195, 205, 17), (1250, 262, 24), (1258, 190, 10)):
        c.fill(oval(x, y, r, r * 0.9), "dccfac", 0.7)
    _roofs(c, 0, 640, "2a4566", (90, 170), 0.25)
    ward = rect(430, 390, 760, 640)
    c.fill(ward, "1d3150")
    c.grain(ward, "0d1830", (430, 700), (1200, 600), 0.7)
    c.fill(rect(410, 374, 800, 24, 3), "2b4468")
    c.fill(rect(930, 318, 130, 60), "1d3150")
    c.fill(rect(760, 408, 16, 50, 2), "e8edf2")
    c.fill(rect(743, 425, 50, 16, 2), "e8edf2")
    for row in range(6):
        for column in range(9):
            _window(c, 466 + column * 80, 486 + row * 88, lit=c.random.random() < 0.42)
    c.soft(rect(700, 930, 220, 90), "f3bf66", 50, 0.5)
    _roofs(c, 0, 800, "14243f", (120, 240), 0.2)
    for x in (110, 1420):
        tree(c, x, 1010, 300, ("1c3640", "0b1a26", "0b1624"), 0.7)


def _window(c: Canvas, x: float, y: float, *, lit: bool) -> None:
    frame = rect(x, y, 46, 56, 2)
    if not lit:
        c.fill(frame, "2f4a6e")
        return
    warm = c.random.choice(["f8cf7a", "f4b85a", "fbe0a2"])
    c.glow((x + 23, y + 28), 70, 76, warm, 0.45)
    c.fill(frame, warm)
    if c.random.random() < 0.4:
        c.fill(rect(x, y, 46, c.random.choice([16, 26]), 2), "d99a45")
    c.fill(rect(x + 22, y, 3, 56), "7a5a34")


def _roofs(c: Canvas, x: float, top: float, colour: str, widths: tuple[float, float], lit: float) -> None:
    while x < 1620:
        w, rise = c.random.uniform(*widths), c.random.uniform(-50, 90)
        y = top + rise
        house = [(x, 1010), (x, y), (x + w / 2, y - w * 0.32), (x + w, y), (x + w, 1010)]
        c.fill(house, colour)
        c.grain(house, mix(colour, "000000", 0.5), (x, y), (x + w, y), 0.5)
        c.fill(rect(x + w * 0.7, y - w * 0.34, w * 0.1, w * 0.24), mix(colour, "000000", 0.25))
        if c.random.random() < lit * 2.4:
            c.glow((x + w * 0.4, y + 60), 46, 46, "f4b85a", 0.5)
            c.fill(rect(x + w * 0.4 - 12, y + 44, 24, 32, 2), "f8cf7a")
        x += w - 1


def lake(c: Canvas) -> None:
    sky(c, "5e6f9a", "f7b98b", 470)
    c.glow((560, 470), 720, 300, "ffdca4", 0.9)
    c.fill(oval(560, 438, 62, 62), "fff0cf")
    far: list[Ground] = [
        (("8f86a6", "7a6f96"), outline("0,400 250,330 520,400 800,320 1120,385 1380,300 1600,360")),
        (("5f6288", "474a72"), outline("0,440 300,425 700,452 1000,400 1300,432 1600,390")),
    ]
    grounds(c, far)
    water = rect(0, 468, 1600, 560)
    c.fade(water, ("f2b58b", "2c4468"), (0, 468), (0, 960))
    c.grain(water, "1e3356", (0, 1000), (0, 560), 0.5)
    c.fade(rect(0, 466, 1600, 60), ("5a5c83", "d69c88"), (0, 466), (0, 530))
    for i in range(64):
        y = 500 + (i / 64) ** 1.6 * 480
        x, w = c.random.gauss(560, 60 + i * 4), c.random.uniform(26, 90) * (0.5 + i / 50)
        c.fill(oval(x, y, w, 1.6 + i * 0.07), "ffe3b5", c.random.uniform(0.35, 0.8))
    for _ in range(70):
        y = c.random.uniform(540, 990)
        c.fill(oval(c.random.uniform(0, 1600), y, c.random.uniform(30, 130), 2.4), "22385c", 0.5)
    _swimmer(c, 930, 735)
    cape = ridge([(1290, 520), (1400, 500), (1520, 486), (1620, 480)], 532)
    c.shaded(cape, "39435f", "1b2338", (1400, 540), (1400, 480))
    for x, h in ((1450, 250), (1530, 330), (1590, 270)):
        tree(c, x, 520, h, ("3e4a63", "222c48", "20243a"), 0.5)
    bank = ridge([(1180, 1010), (1300, 950), (1450, 905), (1620, 880)], 1020)
    c.shaded(bank, "3a4358", "1b2338", (1500, 1010), (1350, 880))
    for _ in range(70):
        x = c.random.uniform(1200, 1620)
        tall, lean = c.random.uniform(120, 330), c.random.uniform(-50, 20)
        c.fill(
            ribbon([(x, 1010), (x + lean * 0.4, 1000 - tall * 0.6), (x + lean, 1000 - tall)], [8, 6, 1]),
            "202a40",
        )


def _swimmer(c: Canvas, x: float, y: float) -> None:
    for i in range(5, 0, -1):
        wake = curve([(x - 70 * i, y + 17 * i), (x - 12, y + 5 * i), (x + 62 * i, y + 19 * i)])
        c.stroke(wake, 3.4 - i * 0.35, "ffdcb2", 0.75 - i * 0.1)
    c.soft(oval(x, y + 34, 74, 16), "16284a", 9, 0.8)
    shoulders = blob(moved(outline("-66,16 -42,-10 0,-18 42,-10 66,16 0,25"), x, y))
    c.shaded(shoulders, "e2a37c", "8c4f44", (x + 60, y + 20), (x - 50, y - 20))
    c.fill(blob(moved(outline("-40,22 -34,-4 0,-2 34,-4 40,22"), x, y)), "2f5f73")
    c.fill(ribbon([(x, y - 8), (x, y - 30)], [30, 26]), "cf8d6b")
    cap = oval(x, y - 48, 27, 32)
    c.shaded(cap, "e4694c", "8f2f33", (x + 26, y - 36), (x - 18, y - 60))
    c.stroke(curve([(x - 25, y - 38), (x, y - 32), (x + 25, y - 38)]), 3, "f6d7b0")
    c.fill(oval(x, y + 20, 76, 6), "ffdcb2", 0.45)
