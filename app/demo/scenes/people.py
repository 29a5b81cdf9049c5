"""People: hands under a tap, a seated patient, a choir. Nobody real is shown."""

from __future__ import annotations

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

SKINS = ("f0c3a0", "d99b74", "b3764f", "8a5638", "6a4029", "e8b48d")


def hands_under_tap(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 1000), ("cfe6e4", "9cc9cc"), (300, 0), (1300, 1000))
    c.glow((420, 240), 900, 760, "f7fbf2", 0.9)
    for wall in range(-60, 1700, 220):
        c.stroke([(wall, 0), (wall, 700)], 4, "ffffff", 0.45)
    for wall in range(40, 700, 160):
        c.stroke([(0, wall), (1600, wall)], 4, "ffffff", 0.45)
    basin = blob(outline("60,800 400,770 800,764 1200,770 1540,800 1600,900 1500,1080 100,1080 0,900"))
    c.soft(moved(basin, 0, -16), "4f8f98", 26, 0.5)
    c.shaded(basin, "fdfbf5", "a9bdbd", (1500, 1060), (500, 800))
    c.fade(oval(800, 930, 640, 110), ("b5cfcf", "e7eeea"), (800, 820), (800, 1040))
    c.glow((800, 930), 460, 90, "ffffff", 0.6)
    _tap(c)
    stream = ribbon([(800, 250), (803, 420), (798, 560)], [52, 46, 52])
    c.fade(stream, ("e9f8f9", "9fdbe3"), (775, 300), (830, 300))
    _hand(c, (690, 640), SKINS[2], "7a4630", "3b7f8c", flip=False)
    for x, y, rx, ry in ((800.0, 566.0, 118, 24), (770.0, 590.0, 90, 18)):
        c.fill(oval(x, y, rx, ry), "dff5f6", 0.85)
    _hand(c, (915, 585), SKINS[2], "7a4630", "3b7f8c", flip=True)
    c.fade(
        ribbon([(800, 380), (800, 470), (799, 530)], [47, 46, 60]),
        ("e9f8f9", "b5e4ea"),
        (775, 300),
        (830, 300),
    )
    c.stroke(curve([(788, 270), (790, 400), (786, 520)]), 6, "ffffff", 0.9)
    for _ in range(110):
        x, y = c.random.gauss(800, 190), c.random.gauss(640, 120)
        r = c.random.uniform(2.5, 9)
        c.fill(
            oval(x, y, r * 0.9, r * 1.2),
            c.random.choice(["ffffff", "d3f0f3", "8fd0da"]),
            c.random.uniform(0.5, 0.95),
        )
    for dx, spread in ((-60, 30), (-18, 16), (30, 18), (74, 34)):
        c.fill(
            ribbon([(800 + dx, 690), (800 + dx * 1.3, 790), (800 + dx * 1.4, 900)], [16, 20, spread]),
            "dff5f6",
            0.75,
        )
    for x, y, r in (
        (560, 600, 34),
        (620, 560, 22),
        (1010, 690, 30),
        (1060, 650, 18),
        (960, 520, 16),
        (668, 690, 20),
    ):
        c.fill(oval(x, y, r, r), "ffffff", 0.55)
        c.stroke(arc(x, y, r * 0.72, r * 0.72, 190, 280), 4, "ffffff")


def _tap(c: Canvas) -> None:
    c.soft(ribbon([(1180, 20), (1010, 40), (840, 90), (820, 250)], [70, 70, 70, 70]), "4f8f98", 24, 0.35)
    spout = ribbon(outline("1120,-60 1060,60 930,96 816,120 800,244"), [92, 90, 84, 80, 74])
    c.shaded(spout, "dbe5e4", "5f7c82", (1000, 190), (960, 40))
    c.stroke(curve(outline("1076,10 1020,58 900,78 806,104 780,160")), 11, "ffffff")
    c.shaded(rect(758, 226, 84, 34, 9), "a9bcbd", "4d6a70", (760, 262), (840, 226))
    c.shaded(ribbon([(1010, 40), (1050, -60)], [34, 30]), "e4694c", "8f2f33", (1010, 60), (1060, -20))


def _hand(c: Canvas, wrist: Point, skin: str, dark: str, sleeve: str, *, flip: bool) -> None:
    """An arm with a hand that reaches for the stream: from the left palm up, or from the right laid over it."""
    x, y = wrist

    def put(shape: Shape) -> Shape:
        placed = turned(moved(shape, x, y), wrist, 7 if flip else -4)
        return mirrored(placed, x) if flip else placed

    arm = put(ribbon([(-900, 60), (-420, 34), (-150, 6), (-40, 0)], [200, 176, 128, 112]))
    c.soft(moved(arm, 0, 40), "4f8f98", 22, 0.35)
    c.shaded(arm, skin, dark, (x, y + 130), (x, y - 40))
    cuff = put([(-1000, -70), (-440, -62), *curve([(-440, -62), (-416, 30), (-430, 136)]), (-1000, 190)])
    c.shaded(cuff, sleeve, "173f4d", (x, y + 190), (x, y - 60))
    c.stroke(put(curve([(-466, -58), (-444, 30), (-458, 134)])), 5, "8fc3c6")
    bend = 1 if flip else -1
    for i in (3, 2, 1, 0):
        base, low = -40 + i * 27, 12 - i * 6
        finger = put(
            ribbon(
                [(60, base), (170, base + low), (262 - abs(i - 1) * 16, base + low + bend * 26)], [44, 38, 27]
            )
        )
        c.shaded(finger, mix(skin, "ffe7cf", 0.1 * (3 - i)), dark, (x, y + 96 + i * 8), (x, y - 46))
        tip = put(oval(256 - abs(i - 1) * 16, base + low + bend * 21, 13, 8, bend * 20))
        c.fill(tip, mix(skin, "ffdccb", 0.55))
    palm = put(blob(outline("-70,-56 20,-66 96,-58 124,-10 112,44 60,66 -20,62 -80,56")))
    c.shaded(palm, skin, dark, (x, y + 96), (x, y - 36))
    thumb = put(ribbon([(-36, -34), (36, -84), (116, -92), (160, -74)], [60, 50, 40, 28]))
    c.shaded(thumb, mix(skin, "ffe7cf", 0.2), dark, (x, y), (x, y - 110))
    c.stroke(put(curve([(-20, 30), (40, 20), (90, -14)])), 4, dark, 0.5)
    for kx, ky in ((96, -34), (100, -6), (98, 22)):
        c.fill(put(oval(kx, ky, 15, 9, 30)), "d96a58", 0.45)


def arm_position(c: Canvas) -> None:
    c.fill(rect(0, 0, 1600, 1000), "f4ead8")
    c.fill(oval(640, 500, 430, 430), "e9d3ae")
    c.grain(oval(640, 500, 430, 430), "c79f6c", (400, 930), (800, 200), 0.5)
    c.fill(rect(120, 878, 1040, 8, 4), "4d4038")
    for x in (330, 560):
        c.fill(ribbon([(x, 640), (x - (20 if x == 330 else -20), 876)], [20, 16]), "6b4630")
    c.fill(ribbon([(316, 640), (300, 420), (304, 300)], [24, 22, 22]), "6b4630")
    c.shaded(rect(300, 632, 290, 34, 12), "8d5f3f", "4d2f22", (300, 670), (560, 630))
    c.shaded(ribbon([(318, 330), (322, 520)], [30, 30]), "8d5f3f", "4d2f22", (300, 520), (340, 320))
    legs = ribbon(outline("400,596 560,590 650,612 656,740 652,850"), [120, 112, 92, 74, 54])
    c.shaded(legs, "3f6a73", "1b3a46", (480, 680), (620, 560))
    c.shaded(
        blob(outline("620,832 690,832 706,852 768,862 770,880 622,880")),
        "c8623f",
        "6d2a2a",
        (620, 884),
        (760, 830),
    )
    torso = blob(outline("352,620 346,480 372,360 430,316 492,344 512,440 500,560 480,630"))
    c.shaded(torso, "d98a6a", "8d4a3c", (350, 640), (490, 380))
    c.fill(ribbon([(438, 336), (444, 272)], [58, 54]), mix(SKINS[3], "000000", 0.12))
    c.shaded(oval(458, 216, 70, 84), SKINS[3], "47281a", (400, 290), (500, 160))
    c.fill(oval(526, 224, 12, 14), SKINS[3])
    c.stroke(curve([(500, 262), (512, 262), (520, 256)]), 4, "3a2118")
    c.fill(oval(500, 206, 5, 7), "24140e")
    hair = blob(outline("392,236 384,170 430,122 490,124 520,162 470,172 440,206 430,262 404,270"))
    c.shaded(hair, "4a4a50", "1d1d24", (390, 270), (490, 130))
    c.shaded(rect(660, 520, 520, 30, 8), "a9714a", "5f3b25", (700, 556), (900, 516))
    for x in (700, 1120):
        c.fill(rect(x, 550, 26, 328, 4), "7d4f33")
    arm = ribbon([(446, 390), (540, 486), (640, 500), (760, 496)], [84, 68, 58, 48])
    c.shaded(arm, SKINS[3], "47281a", (500, 540), (600, 450))
    c.fill(ribbon([(444, 372), (474, 420)], [96, 92]), "c97657")
    cuff = ribbon([(498, 440), (566, 494)], [92, 84])
    c.shaded(cuff, "33506b", "14263a", (500, 530), (570, 420))
    c.fill(ribbon([(756, 496), (812, 500), (830, 508)], [46, 38, 26]), mix(SKINS[3], "ffe7cf", 0.08))
    c.stroke(curve([(566, 470), (680, 420), (860, 430), (960, 490)]), 9, "3b4650")
    c.shaded(rect(930, 416, 160, 106, 14), "fbf6ea", "a99a83", (930, 520), (1080, 420))
    c.fill(rect(948, 432, 96, 60, 6), "bccdb8")
    c.text((1036, 462), "128/79", size=26, colour="263b3f", anchor="rm", bold=True)
    c.dashes([(250 + i * 5.0, 448.0) for i in range(191)], 4, "b8402f", 3, 3)
    c.fill(oval(428, 448, 15, 15), "b8402f")
    _notes(c)


def _notes(c: Canvas) -> None:
    ink_, rule = "33302c", "a08a6a"
    notes = (
        (180, "Quiet, five minutes", "No talking during the reading", (540, 160)),
        (330, "Back supported", "Lean on the chair, shoulders loose", (340, 390)),
        (446, "Cuff level with the heart", "Arm resting on the table", (1214, 448)),
        (640, "Legs uncrossed", "Thighs on the seat", (650, 640)),
        (800, "Feet flat on the floor", "Use a book if the chair is high", (780, 860)),
    )
    for y, head, body, target in notes:
        if y == 446:
            c.stroke([(1206, 448), (1234, 448)], 3, "b8402f")
        else:
            c.stroke([target, (1120 if y < 400 else 1234, y), (1234, y)], 2.5, rule)
            c.fill(oval(*target, 7, 7), rule)
        c.text((1250, y - 2), head, size=27, colour="b8402f" if y == 446 else ink_, bold=True)
        c.text((1250, y + 30), body, size=20, colour="6d6154")


def choir(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 1000), ("5a2f52", "c9694f"), (800, 0), (800, 900))
    for x in (250, 800, 1350):
        arch: Shape = [(x - 170, 700), (x - 170, 260), *arc(x, 260, 170, 200, 180, 360, 24), (x + 170, 700)]
        c.fade(arch, ("f7cf86", "f2a765"), (x, 60), (x, 600))
        c.grain(arch, "b85a48", (x, 760), (x, 300), 0.6)
        for dx in (-57, 57):
            c.stroke([(x + dx, 96), (x + dx, 700)], 7, "8a4350", 0.7)
        c.stroke([(x - 170, 300), (x + 170, 300)], 7, "8a4350", 0.7)
    c.glow((800, 300), 900, 560, "ffe2a6", 0.5)
    for i in range(9):
        shift = i * 26
        wave = curve(
            [
                (-60, 330 - shift),
                (260, 250 - shift * 0.4),
                (620, 330 - shift),
                (1000, 230 - shift * 0.5),
                (1340, 310 - shift),
                (1680, 210 - shift),
            ]
        )
        c.stroke(wave, 3.2, "fff0cc", 0.55 - i * 0.045)
    rows = ((440, 0.86, 9, 40), (610, 1.0, 8, 130), (800, 1.16, 7, 110))
    for base, k, count, start in rows:
        step = (1600 - 2 * start) / (count - 1)
        for i in range(count):
            _singer(c, start + i * step + c.random.uniform(-10, 10), base + c.random.uniform(-16, 16), k, i)
        c.grain(rect(0, base, 1600, 400), "3a1436", (0, base + 380), (0, base + 40), 0.55)
    c.grain(rect(0, 0, 1600, 1000), "2c1030", (-100, 900), (400, 500), 0.5)
    c.grain(rect(0, 0, 1600, 1000), "2c1030", (1700, 900), (1200, 500), 0.5)


CLOTHES = ("7a2f5a", "d9a13b", "2f6a70", "c9513f", "43325e", "e8c9a0", "a8486a", "3f7f6b")
HAIR = ("2a1a1e", "6b3a24", "d9d2c8", "a86a35", "171318", "8d8a8c")


def _singer(c: Canvas, x: float, y: float, k: float, i: int) -> None:
    """One figure: (x, y) is the chin. Head a little back, mouth open, a folder held low."""
    skin, cloth, hair = (
        SKINS[c.random.randrange(6)],
        CLOTHES[c.random.randrange(8)],
        HAIR[c.random.randrange(6)],
    )
    night = mix(cloth, "1d0a20", 0.6)
    body = moved(blob(outline("-118,330 -116,130 -82,62 -30,40 30,40 82,62 116,130 118,330")), x, y, k)
    c.soft(moved(body, 8 * k, -10 * k), "2c1030", 10, 0.4)
    c.shaded(body, cloth, night, (x - 120 * k, y + 300 * k), (x + 70 * k, y + 60 * k))
    long_hair = i % 3 == 1
    if long_hair:
        back = blob(outline("-66,-70 -40,-140 40,-140 66,-70 74,40 40,66 -40,66 -74,40"))
        c.shaded(
            moved(back, x, y, k),
            hair,
            mix(hair, "000000", 0.5),
            (x - 70 * k, y + 60 * k),
            (x + 40 * k, y - 120 * k),
        )
    c.fill(moved(ribbon([(0, -10), (0, 54)], [50, 66]), x, y, k), mix(skin, "3a1424", 0.3))
    head = moved(oval(0, -60, 58, 70, (i * 37) % 17 - 8), x, y, k)
    c.shaded(head, skin, mix(skin, "4a1626", 0.65), (x - 60 * k, y), (x + 30 * k, y - 80 * k))
    top = blob(outline("-60,-64 -56,-118 -14,-142 36,-136 62,-96 58,-64 40,-92 0,-102 -38,-96"))
    if i % 5 != 4:
        c.shaded(
            moved(top, x, y, k),
            hair,
            mix(hair, "000000", 0.5),
            (x - 60 * k, y - 70 * k),
            (x + 40 * k, y - 140 * k),
        )
    if i % 4 == 2:
        c.fill(moved(oval(6, -150, 26, 23), x, y, k), hair)
    for side in (-23, 23):
        c.stroke(moved(arc(side, -66, 11, 8, 200, 340, 10), x, y, k), 4.5 * k, "3a1a22")
        c.fill(moved(oval(side * 1.45, -40, 13, 9), x, y, k), "e0685a", 0.35)
    c.stroke(moved([(1, -56), (5, -44), (-1, -42)], x, y, k), 3.2 * k, mix(skin, "4a1626", 0.5))
    c.fill(moved(oval(0, -20, 15, 18), x, y, k), "5a1a26")
    c.fill(moved(oval(0, -10, 9, 6), x, y, k), "c9655c")
    if i % 2 == 0:
        for side in (-1, 1):
            page = moved([(0, 150), (side * 74, 134), (side * 78, 222), (0, 236)], x, y, k)
            c.shaded(page, "fff4df", "a8806a", (x - 80 * k, y + 240 * k), (x + 60 * k, y + 140 * k))
            c.fill(moved(oval(side * 78, 190, 17, 21), x, y, k), skin)
