"""Indoors by day: shoes in a hall, a stairwell, a hall of empty chairs."""

from __future__ import annotations

from app.demo.scenes.canvas import Canvas, mix
from app.demo.scenes.shapes import Point, Shape, arc, blob, leaf, moved, outline, oval, rect, ribbon


def boards(c: Canvas, top: float, colours: tuple[str, str], rows: int = 5) -> None:
    """A floor of planks seen from a little above, wider rows towards the viewer."""
    floor = rect(0, top, c.width, c.height - top)
    c.fade(floor, colours, (0, top), (0, c.height))
    dark, y = mix(colours[1], "2a1a10", 0.45), top
    for row in range(rows):
        step = (c.height - top) * (0.09 + 0.055 * row)
        c.stroke([(0, y), (c.width, y)], 2.5, dark, 0.55)
        for _ in range(4):
            x = c.random.uniform(0, c.width)
            c.stroke([(x, y), (x - (c.width / 2 - x) * 0.06, y + step)], 2.5, dark, 0.5)
        y += step


def _trainer(c: Canvas, x: float, y: float, k: float, colours: tuple[str, str, str]) -> None:
    """A walking shoe that points right; (x, y) is the heel on the floor."""
    body, dark, sole = colours

    def at(points: list[Point]) -> Shape:
        return moved(points, x, y, k)

    c.soft(at([(-30, -6), (330, -6), (290, 34), (-60, 30)]), "3a2418", 10 * k, 0.6)
    upper = blob(outline("4,-24 0,-90 8,-138 44,-150 92,-140 142,-104 218,-74 286,-58 308,-24 160,-16"))
    c.shaded(at(upper), body, dark, (x - 10 * k, y + 10 * k), (x + 230 * k, y - 130 * k))
    c.fill(at(blob(outline("14,-134 44,-147 90,-137 80,-122 46,-126"))), mix(dark, "000000", 0.25))
    c.fill(at(blob(outline("230,-70 286,-58 307,-26 250,-20 222,-40"))), mix(body, sole, 0.35))
    c.fill(at(ribbon([(16, -36), (70, -62), (126, -54), (176, -28)], [10, 20, 20, 8])), sole)
    for i in range(5):
        lx, ly = 104 + i * 24, -128 + i * 13.5
        c.stroke(at([(lx - 8, ly + 18), (lx + 16, ly - 2)]), 6 * k, "fbf3e2")
    c.shaded(at(rect(-6, -30, 320, 32, 15)), sole, "a08e77", (x, y + 6 * k), (x, y - 24 * k))
    c.stroke(at([(2, -10), (306, -10)]), 3 * k, mix(sole, dark, 0.4))


def shoes_at_door(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 700), ("dfd2b8", "cdbb9b"), (1600, 0), (0, 700))
    boards(c, 690, ("b98455", "8f5d3a"))
    c.fill(rect(0, 650, 1600, 42), "efe5d0")
    c.stroke([(0, 650), (1600, 650)], 3, "a48f6d")
    outside = rect(1010, 70, 330, 622)
    c.fade(outside, ("fff6d9", "f9dd9c"), (1010, 70), (1010, 690))
    with c.inside(outside):
        c.shaded(oval(1150, 690, 240, 130), "93b07a", "5f8a63", (1010, 700), (1200, 560))
        c.fill(ribbon([(1260, 690), (1255, 470)], [18, 12]), "5b4230")
        c.shaded(oval(1262, 420, 96, 120), "7d9c52", "466b3f", (1180, 500), (1320, 340))
        c.fill([(1120, 692), (1150, 590), (1170, 590), (1250, 692)], "f7e7c0")
    for x in (984, 1340):
        c.shaded(rect(x, 44, 28, 648), "f5ecd9", "b9a684", (x + 28, 690), (x, 44))
    c.fill(rect(984, 44, 384, 28), "f5ecd9")
    door: Shape = [(1368, 44), (1560, -10), (1560, 800), (1368, 692)]
    c.shaded(door, "2f6063", "173a40", (1560, 800), (1368, 100))
    for y in (90, 330):
        c.fill([(1400, y), (1524, y - 24), (1524, y + 210), (1400, y + 190)], "285356")
        c.stroke([(1400, y + 190), (1400, y), (1524, y - 24)], 4, "43797a")
    c.fill(oval(1392, 388, 11, 15), "e3b354")
    beam: Shape = [(1010, 692), (1340, 692), (760, 1000), (130, 1000)]
    c.soft(beam, "ffe9b4", 14, 0.72)
    mat: Shape = [(470, 752), (1000, 752), (930, 912), (330, 912)]
    c.soft(moved(mat, -8, 14), "3a2418", 8, 0.5)
    c.shaded(mat, "a8553f", "6d2f2a", (330, 912), (1000, 752))
    c.stroke(outline("496,768 968,768 908,896 374,896 496,768"), 5, "e8c08f")
    c.soft([(800, 752), (1000, 752), (930, 912), (640, 912)], "ffd9a0", 20, 0.35)
    _trainer(c, 520, 836, 0.92, ("4d8388", "1f4a55", "f3e7d0"))
    _trainer(c, 478, 890, 1.0, ("5d979a", "24525c", "f8eedb"))
    c.soft([(150, 740), (182, 740), (330, 420), (312, 410)], "5a3c28", 12, 0.4)
    stick = ribbon([(236, 806), (262, 360)], [15, 17])
    c.shaded(stick, "8a5632", "4d2c1b", (228, 700), (268, 690))
    c.fill(ribbon(outline("262,366 264,336 246,318 204,322 182,344"), [18, 19, 20, 20, 16]), "6b4027")
    c.fill(rect(226, 794, 22, 24, 6), "2c2420")
    _coat(c)


def _coat(c: Canvas) -> None:
    c.shaded(rect(330, 150, 330, 30, 8), "9c6b43", "5f3b25", (330, 190), (660, 150))
    for x in (390, 500, 610):
        c.fill(ribbon([(x, 172), (x, 200), (x + 16, 206)], [12, 12, 10]), "4d3020")
    c.soft(blob([(392, 230), (460, 250), (486, 560), (360, 570)]), "6d5337", 16, 0.5)
    for sleeve in ([(344, 236), (318, 340), (312, 468)], [(450, 236), (478, 340), (486, 462)]):
        shape = ribbon(sleeve, [58, 52, 42])
        c.shaded(shape, "c2852f", "75441f", (sleeve[2][0] - 30, 480), (sleeve[0][0] + 30, 230))
    coat = blob(outline("397,190 448,214 470,262 464,400 482,560 400,572 316,560 334,400 326,262 348,214"))
    c.shaded(coat, "d99b45", "84502a", (310, 580), (470, 230))
    c.fill(outline("397,190 362,206 372,262 398,238 424,262 434,206"), "b97a2e")
    c.stroke([(398, 238), (402, 568)], 4, "8a5426")
    for y in (300, 370, 440):
        c.fill(oval(412, y, 6, 6), "6d3f1f")
    for x in (342, 424):
        c.stroke([(x, 470), (x + 38, 466)], 6, "9c6328")
    for tail in ([(610, 190), (588, 330), (596, 470)], [(614, 190), (640, 300), (630, 410)]):
        scarf = ribbon(tail, [30, 50, 54])
        c.shaded(scarf, "8a5468", "43243a", (tail[2][0] - 40, 480), (tail[0][0] + 40, 200))
        with c.inside(scarf):
            for y in (tail[2][1] - 90, tail[2][1] - 56, tail[2][1] - 22):
                c.stroke([(560, y), (680, y - 6)], 12, "d9a3a0")
        for n in range(-2, 3):
            c.stroke(
                [(tail[2][0] + n * 10, tail[2][1] + 20), (tail[2][0] + n * 11, tail[2][1] + 44)], 4, "8a5468"
            )


def stairwell(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 1000), ("e7d9c3", "c9b69c"), (1600, 0), (0, 1000))
    light: Shape = [(240, 60), (700, 200), (700, 690), (240, 560)]
    c.soft(light, "fff3cf", 10, 0.95)
    for a in (0.34, 0.66):
        x = 240 + 460 * a
        c.soft(
            [(x - 9, 60 + 140 * a), (x + 9, 64 + 140 * a), (x + 9, 565 + 130 * a), (x - 9, 560 + 130 * a)],
            "c9b08a",
            5,
            0.85,
        )
    c.soft([(240, 300), (700, 436), (700, 456), (240, 322)], "c9b08a", 5, 0.85)
    count, wide, high = 9, 152, 88
    for i in range(count):
        x, y = 170 + i * wide, 930 - i * high
        block: Shape = [(x, y), (1620, y), (1620, y + high), (x, y + high)]
        c.fill(block, mix("5d7f86", "8fb0ac", i / count))
        c.grain(block, "24444f", (x, y + high + 40), (x + 60, y - 6), 0.55)
        c.fill([(x - 12, y), (1620, y), (1620, y + 15), (x - 12, y + 15)], mix("d8cfba", "f6ecd4", i / count))
        c.fill(rect(x - 14, y, 52, 15, 4), "d96f4b")
        c.grain(
            [(x, y + 15), (1620, y + 15), (1620, y + 46), (x, y + 46)], "17323c", (x, y + 8), (x, y + 50), 0.6
        )
    c.fill(rect(0, 930 + 60, 400, 20), "b99f7c")
    for i in range(count):
        x, y = 214 + i * wide, 930 - i * high
        c.stroke([(x, y + 4), (x, y - 262)], 9, "33404a")
    rail: list[Point] = [
        (110, 728),
        (214, 668),
        (214 + 8 * wide, 668 - 8 * high),
        (1640, 668 - 8 * high - 120),
    ]
    c.soft(ribbon(moved(rail, -70, 86), [16, 16]), "8b6f4f", 8, 0.35)
    c.fill(ribbon(rail, [26, 26], 4), "a45a34")
    c.stroke(moved(rail, 0, -6), 5, "d98e5c")
    _pot(c, 84, 968, 1.0)


def _pot(c: Canvas, x: float, y: float, k: float) -> None:
    for i, turn in enumerate((-58, -36, -14, 8, 30, 52)):
        long = (250, 330, 390, 370, 310, 240)[i] * k
        shape = leaf(x, y - 90 * k, long, 74 * k, turn)
        c.shaded(shape, ("4f7d5e", "689872")[i % 2], "1f4a40", (x - 60 * k, y - 60 * k), (x + turn, y - long))
        c.stroke([(x, y - 90 * k), (shape[12][0], shape[12][1])], 3 * k, "a9c79a", 0.7)
    c.shaded(
        [
            (x - 76 * k, y - 120 * k),
            (x + 76 * k, y - 120 * k),
            (x + 54 * k, y + 20 * k),
            (x - 54 * k, y + 20 * k),
        ],
        "c8693f",
        "7a3422",
        (x - 80 * k, y),
        (x + 70 * k, y - 90 * k),
    )
    c.fill(rect(x - 84 * k, y - 132 * k, 168 * k, 30 * k, 6 * k), "dd7f52")


def empty_chairs(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 640), ("ecd3a8", "d9ac7d"), (800, 0), (800, 640))
    boards(c, 640, ("a86a45", "71402f"))
    for x in (210, 660, 1110):
        pane = [(x, 500), (x, 210), *arc(x + 140, 210, 140, 150, 180, 360, 24), (x + 280, 500)]
        c.fill(moved(pane, 0, 0), "fdf0cb")
        with c.inside(pane):
            c.fade(rect(x, 50, 280, 460), ("d3e0d4", "fdf0cb"), (x, 60), (x, 420))
            c.shaded(oval(x + 60, 520, 150, 120), "a5bb8a", "6d9070", (x, 540), (x + 100, 400))
        c.stroke([(x + 140, 62), (x + 140, 500)], 9, "8a5a42")
        c.stroke([(x, 300), (x + 280, 300)], 9, "8a5a42")
        c.stroke([*pane, pane[0]], 14, "8a5a42")
        c.fill(rect(x - 20, 500, 320, 22, 4), "a5714f")
        c.soft([(x - 40, 660), (x + 230, 660), (x + 60, 960), (x - 320, 960)], "ffdf9f", 14, 0.55)
    places = [
        (210, 800, 1.0),
        (420, 716, 0.86),
        (640, 680, 0.8),
        (960, 680, 0.8),
        (1180, 716, 0.86),
        (1390, 800, 1.0),
    ]
    for i, (x, y, k) in enumerate(places):
        _chair(c, x, y, k, ("7a3f56", "a9493f", "3f6a6b")[i % 3])
    _music_stand(c, 800, 930)
    c.grain(rect(0, 0, 1600, 1000), "4a2438", (0, 1000), (360, 640), 0.45)
    c.grain(rect(0, 0, 1600, 1000), "4a2438", (1700, -120), (1300, 160), 0.3)


def _chair(c: Canvas, x: float, y: float, k: float, seat: str) -> None:
    c.soft(moved(oval(-70, 10, 120, 22), x, y, k), "3a1c20", 9 * k, 0.6)
    for px in (-62, 62):
        c.fill(moved(ribbon([(px * 0.86, -300), (px, -130), (px * 1.1, 0)], [13, 13, 11]), x, y, k), "4d2a22")
        c.fill(moved(ribbon([(px * 0.8, -120), (px * 0.74, -26)], [11, 9]), x, y, k), "3a1e1a")
    back = moved(blob(outline("-62,-292 0,-306 62,-292 60,-208 0,-216 -60,-208")), x, y, k)
    c.shaded(back, seat, mix(seat, "1a0a14", 0.6), (x - 70 * k, y - 190 * k), (x + 60 * k, y - 300 * k))
    cushion = moved(blob(outline("-78,-132 0,-150 78,-132 86,-110 0,-98 -86,-110")), x, y, k)
    c.shaded(
        cushion,
        mix(seat, "ffffff", 0.14),
        mix(seat, "1a0a14", 0.5),
        (x - 80 * k, y - 90 * k),
        (x + 70 * k, y - 150 * k),
    )


def _music_stand(c: Canvas, x: float, y: float) -> None:
    c.soft(oval(x - 60, y + 14, 150, 22), "3a1c20", 12, 0.6)
    for px in (-78, 0, 78):
        c.stroke([(x, y - 80), (x + px, y + 12)], 8, "2c1d24")
    c.stroke([(x, y - 80), (x, y - 300)], 10, "2c1d24")
    c.shaded(
        [(x - 150, y - 330), (x + 150, y - 330), (x + 134, y - 286), (x - 134, y - 286)],
        "43303a",
        "1d1219",
        (x, y - 280),
        (x, y - 330),
    )
    for side in (-1, 1):
        page: Shape = [(x, y - 322), (x + side * 148, y - 334), (x + side * 150, y - 520), (x, y - 508)]
        c.shaded(page, "fffaf0", "c7ae90", (x, y - 400), (x + side * 70, y - 420))
        for row in range(4):
            for n in range(5):
                top = y - 496 + row * 44 + n * 6
                c.stroke([(x + side * 16, top - 2), (x + side * 134, top - 10)], 1.6, "8a7464")
            for n in range(5):
                nx, ny = x + side * (26 + n * 23), y - 488 + row * 44 + c.random.uniform(-8, 12)
                c.fill(oval(nx, ny, 6, 4.6, -20), "33242c")
                c.stroke([(nx + 5, ny), (nx + 5, ny - 22)], 2, "33242c")
