"""Things: a blood pressure diary on the breakfast table, and the shelf above a basin."""

from __future__ import annotations

from app.demo.scenes.canvas import Canvas
from app.demo.scenes.shapes import (
    Point,
    blob,
    curve,
    leaf,
    moved,
    outline,
    oval,
    rect,
    ribbon,
    turned,
)


def kitchen_table(c: Canvas) -> None:
    """Seen from straight above, in window light from the upper left."""
    c.fade(rect(0, 0, 1600, 1000), ("e0b27c", "c58d58"), (0, 0), (1600, 1000))
    for i in range(7):
        plank = rect(-10, i * 150 - 20, 1620, 150)
        c.fill(plank, c.random.choice(["d9a56c", "cf9860", "deaf79"]), 0.5)
        for _ in range(7):
            y = i * 150 + c.random.uniform(-10, 120)
            line = curve(
                [
                    (-10, y),
                    (400, y + c.random.uniform(-8, 8)),
                    (1000, y + c.random.uniform(-10, 10)),
                    (1610, y),
                ]
            )
            c.stroke(line, c.random.uniform(1.2, 3), "a96d3e", 0.35)
        c.stroke([(-10, i * 150 - 20), (1610, i * 150 - 20)], 4, "8a5530", 0.7)
    for x in (-120, 420, 960):
        c.soft([(x, -40), (x + 380, -40), (x + 900, 1040), (x + 480, 1040)], "ffedc4", 16, 0.42)
    _notebook(c)
    _monitor(c)
    _mug(c, 1330, 250)
    _plate(c, 236, 830)
    for turn, long in ((118, 300), (146, 380), (170, 330), (196, 300)):
        c.soft(leaf(1560, -60, long + 60, 110, turn + 60), "7a4a2a", 12, 0.4)
    for turn, long in ((196, 250), (220, 330), (246, 300), (268, 240)):
        shape = leaf(1640, -30, long, 96, turn)
        c.shaded(shape, "6d9470", "2b5548", (1640, -40), (1480, 200))
        c.stroke([(1640, -30), shape[12]], 4, "b5cda0", 0.8)


def _notebook(c: Canvas) -> None:
    tilt, centre = -7.0, (1010.0, 640.0)
    book = turned(rect(770, 400, 500, 520, 14), centre, tilt)
    c.soft(moved(book, 16, 24), "5b3219", 14, 0.6)
    c.shaded(book, "2f6469", "163a42", (770, 960), (1200, 420))
    page = turned(rect(786, 410, 474, 496, 8), centre, tilt)
    c.shaded(page, "fffaf0", "d3bd99", (760, 940), (1040, 520))
    for i in range(9):
        c.stroke(turned([(812, 500 + i * 44), (1236, 500 + i * 44)], centre, tilt), 2, "b9c9c6")
    for x in (930, 1030, 1130):
        c.stroke(turned([(x, 452), (x, 880)], centre, tilt), 2, "e0a394")
    for i in range(7):
        for x, w in ((816, 80), (948, 56), (1050, 50), (1150, 44)):
            top = 486 + i * 44
            wave: list[Point] = [(x + w * n / 9, top - 4 - c.random.uniform(0, 17)) for n in range(10)]
            c.stroke(turned(curve(wave, 5), centre, tilt), 3, "34414f" if x < 900 else "26506b")
    c.stroke(turned([(816, 446), (1000, 446)], centre, tilt), 6, "b8503a")
    for i in range(11):
        hole = turned([(1020 + (i - 5) * 40, 402)], centre, tilt)[0]
        c.fill(oval(*hole, 6, 6), "4d4a44")
        c.stroke(turned([(1020 + (i - 5) * 40, 392), (1020 + (i - 5) * 40, 412)], centre, tilt), 6, "c9c4b8")
    pen = turned(rect(1180, 560, 24, 330, 12), (1190, 720), 28)
    c.soft(moved(pen, 12, 18), "5b3219", 7, 0.6)
    c.shaded(pen, "c65a3e", "6f2724", (1130, 800), (1230, 700))
    c.fill(turned([(1182, 886), (1202, 886), (1192, 930)], (1190, 720), 28), "3a3836")
    c.fill(turned(rect(1198, 572, 7, 110, 3), (1190, 720), 28), "f3ddba")


def _monitor(c: Canvas) -> None:
    tube = curve(outline("545,420 640,330 610,200 440,150 330,190 300,300"))
    c.soft(moved(ribbon(tube[::14], [20] * len(tube[::14])), 8, 14), "5b3219", 6, 0.5)
    c.stroke(tube, 17, "3b4650")
    c.stroke(moved(tube, -2, -3), 5, "73828c")
    cuff = blob(outline("90,250 200,190 350,226 430,330 400,430 280,470 150,440 80,350"))
    c.soft(moved(cuff, 16, 24), "5b3219", 16, 0.6)
    c.shaded(cuff, "44566b", "1b2838", (90, 480), (380, 220))
    c.shaded(
        blob(outline("130,300 220,246 330,270 384,340 350,400 260,424 166,402")),
        "2b3a4c",
        "101a28",
        (330, 300),
        (160, 420),
    )
    c.stroke(curve([(112, 282), (206, 216), (344, 246), (412, 336)]), 4, "8fa3b5", 0.9)
    c.fill(turned(rect(330, 196, 92, 66, 10), (370, 230), 40), "c65a3e")
    c.fill(oval(300, 262, 18, 18), "c9d2d6")
    body = turned(rect(380, 420, 330, 380, 44), (545, 610), 6)
    c.soft(moved(body, 18, 26), "5b3219", 16, 0.65)
    c.shaded(body, "f6f1e6", "a99a83", (360, 830), (620, 500))
    screen = turned(rect(416, 456, 258, 220, 18), (545, 610), 6)
    c.fade(screen, ("cfdcc9", "aabfae"), (420, 460), (640, 690))
    for y, words, size in ((520, "128", 66), (594, "79", 66), (652, "66", 44)):
        x, yy = turned([(648, y)], (545, 610), 6)[0]
        c.text((x, yy), words, size=size, colour="263b3f", anchor="rm", bold=True)
    for y, words in ((520, "SYS"), (594, "DIA"), (652, "PULSE")):
        x, yy = turned([(436, y)], (545, 610), 6)[0]
        c.text((x, yy), words, size=21, colour="3d5550", anchor="lm")
    button = oval(532, 738, 44, 44)
    c.shaded(button, "2f7a80", "174349", (490, 780), (560, 710))
    c.fill(oval(532, 738, 15, 15), "f6f1e6")


def _mug(c: Canvas, x: float, y: float) -> None:
    c.soft(oval(x + 22, y + 30, 180, 176), "5b3219", 18, 0.6)
    c.shaded(oval(x, y, 176, 176), "f4ead6", "b79c76", (x - 160, y + 160), (x + 60, y - 60))
    c.stroke(oval(x, y, 150, 150), 3, "cdb691")
    handle = ribbon(
        [(x + 70, y + 66), (x + 142, y + 110), (x + 128, y + 150), (x + 44, y + 96)], [26, 28, 28, 26]
    )
    c.shaded(handle, "3a7a80", "184249", (x + 60, y + 150), (x + 120, y + 60))
    c.shaded(oval(x, y, 112, 112), "4a8f93", "1d4c53", (x - 110, y + 110), (x + 60, y - 50))
    c.fill(oval(x, y, 97, 97), "2b5f64")
    tea = oval(x + 2, y + 4, 90, 90)
    c.fade(tea, ("b8622c", "7f3b1c"), (x - 70, y - 70), (x + 80, y + 80))
    c.fill(oval(x - 30, y - 34, 28, 13, -40), "f0b878", 0.7)
    c.glow((x + 20, y + 30), 60, 60, "d98a48", 0.5)


def _plate(c: Canvas, x: float, y: float) -> None:
    c.soft(oval(x + 18, y + 24, 206, 204), "5b3219", 18, 0.55)
    c.shaded(oval(x, y, 204, 204), "fbf5e8", "b8a284", (x - 200, y + 190), (x + 60, y - 80))
    c.stroke(oval(x, y, 152, 152), 4, "dac9ab")
    c.stroke(oval(x, y, 190, 190), 5, "3a7a80")
    toast = turned(
        blob(moved(outline("-92,-70 -30,-92 60,-86 92,-40 80,70 -60,84 -92,40"), x, y)), (x, y), 14
    )
    c.soft(moved(toast, 8, 12), "5b3219", 6, 0.5)
    c.fill(toast, "a9652f")
    c.shaded(
        [(x + (px - x) * 0.88, y + (py - y) * 0.88) for px, py in toast],
        "eec27f",
        "b4733a",
        (x - 90, y + 90),
        (x + 50, y - 40),
    )
    for dx, dy in ((-40, -20), (20, -38), (36, 26), (-14, 40)):
        c.fill(oval(x + dx, y + dy, 26, 24), "c94a3d")
        c.fill(oval(x + dx - 6, y + dy - 6, 9, 7), "f0937a")


def sink_shelf(c: Canvas) -> None:
    """A tiled wall, a basin below, and the things for hands; the brand on the tub does not exist."""
    c.fill(rect(0, 0, 1600, 1000), "c9dedb")
    for row in range(7):
        for column in range(13):
            x, y = column * 132 - (66 if row % 2 else 0), row * 92 - 10
            tile = rect(x, y, 126, 86, 5)
            c.fill(tile, c.random.choice(["d7e8e4", "cfe2de", "deedea", "d3e5e1"]))
            c.wash(tile, "ffffff", (x, y), (x + 90, y + 80), 0.5)
    c.soft([(-50, -50), (700, -50), (1300, 700), (500, 700)], "fffdf2", 40, 0.5)
    shelf = rect(120, 560, 1360, 44, 6)
    c.soft(rect(120, 600, 1380, 110), "5f8480", 18, 0.7)
    c.shaded(shelf, "d9a873", "8f5f39", (800, 612), (800, 556))
    _dispenser(c, 330, 560)
    _tub(c, 640, 560)
    _glove_box(c, 860, 560)
    _fern(c, 1300, 560)
    basin = blob(outline("60,880 300,850 800,844 1300,850 1540,880 1560,960 1500,1060 100,1060 40,960"))
    c.soft(moved(basin, 0, -10), "5f8480", 20, 0.5)
    c.shaded(basin, "fbfaf4", "b2bfba", (1500, 1060), (700, 840))
    c.shaded(oval(800, 960, 640, 84), "dfe6e0", "8fa5a0", (200, 900), (1000, 1000))
    c.shaded(
        ribbon(outline("800,890 800,760 860,716 940,740 950,800"), [54, 48, 46, 44, 40]),
        "c9d3d2",
        "5b6f72",
        (840, 860),
        (760, 740),
    )
    c.stroke(curve([(786, 880), (786, 764), (850, 706), (930, 724)]), 7, "ffffff")


def _dispenser(c: Canvas, x: float, y: float) -> None:
    c.soft(rect(x - 60, y - 300, 190, 300), "6f928d", 16, 0.6)
    c.fill(
        ribbon([(x, y - 310), (x, y - 372), (x - 20, y - 384), (x - 94, y - 374)], [22, 22, 24, 18]), "b9553f"
    )
    c.fill(rect(x - 34, y - 336, 68, 44, 8), "c96a50")
    bottle = rect(x - 86, y - 296, 172, 296, 34)
    c.shaded(bottle, "e98f76", "a04a42", (x + 100, y), (x - 40, y - 260))
    c.fill(rect(x - 62, y - 214, 124, 140, 10), "fdf3e4")
    c.text((x, y - 160), "SOAP", size=30, colour="8f3f3a", anchor="ms", bold=True)
    c.text((x, y - 124), "unscented", size=20, colour="8f3f3a", anchor="ms")
    c.stroke([(x - 64, y - 270), (x - 64, y - 40)], 8, "f8c3ad", 0.8)


def _tub(c: Canvas, x: float, y: float) -> None:
    c.soft(rect(x - 90, y - 170, 260, 170), "6f928d", 16, 0.6)
    tub = rect(x - 110, y - 160, 220, 160, 24)
    c.shaded(tub, "fbf8ef", "a7b0a6", (x + 130, y), (x - 60, y - 130))
    c.shaded(rect(x - 118, y - 206, 236, 60, 14), "3f8289", "1c4b54", (x + 130, y - 140), (x - 60, y - 200))
    c.fill(rect(x - 110, y - 112, 220, 72), "d7e8e4")
    c.text((x, y - 72), "Calmora", size=38, colour="1f5660", anchor="ms", bold=True)
    c.text((x, y - 48), "plain ointment", size=18, colour="1f5660", anchor="ms")


def _glove_box(c: Canvas, x: float, y: float) -> None:
    c.soft(rect(x + 20, y - 200, 290, 200), "6f928d", 16, 0.6)
    c.shaded(rect(x, y - 210, 270, 210, 6), "6a9fb5", "2b5a72", (x + 290, y), (x + 60, y - 180))
    c.shaded(oval(x + 135, y - 122, 92, 46), "274d60", "12303f", (x + 60, y - 160), (x + 180, y - 80))
    for px, py, turn in ((120, -128, -24), (160, -122, 20)):
        c.shaded(
            leaf(x + px, y + py + 20, 96, 62, turn),
            "eef4f5",
            "9bb3bd",
            (x + px + 40, y + py),
            (x + px - 30, y + py - 70),
        )
    c.text((x + 135, y - 28), "NITRILE  M", size=28, colour="f3f7f6", anchor="ms", bold=True)


def _fern(c: Canvas, x: float, y: float) -> None:
    for i in range(11):
        turn, long = -75 + i * 15, 200 + 110 * (1 - abs(i - 5) / 5)
        tip = turned([(x, y - 130 - long)], (x, y - 130), turn)[0]
        stem = curve([(x, y - 120), ((x + tip[0]) / 2, tip[1] - 6), (tip[0], tip[1] + 60)])
        c.stroke(stem, 4, "3c6b4f")
        for n in range(4, len(stem) - 1, 2):
            px, py = stem[n]
            for side in (-1, 1):
                c.fill(
                    leaf(px, py, 46 * (1 - n / len(stem)) + 16, 15, turn + side * 62),
                    ("4f8a63", "6ba373")[n // 2 % 2],
                )
    c.soft(rect(x - 60, y - 130, 190, 130), "6f928d", 14, 0.6)
    c.shaded(
        [(x - 84, y - 150), (x + 84, y - 150), (x + 64, y), (x - 64, y)],
        "f3e3c3",
        "a8875c",
        (x + 90, y),
        (x - 40, y - 120),
    )
