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
    """Two cupped hands, palms up, as their owner sees them."""
    c.fade(rect(0, 0, 1600, 1000), ("cfe6e4", "9cc9cc"), (300, 0), (1300, 1000))
    c.glow((420, 200), 900, 640, "f7fbf2", 0.9)
    for wall in range(-60, 1700, 220):
        c.stroke([(wall, 0), (wall, 420)], 4, "ffffff", 0.45)
    for wall in range(40, 420, 160):
        c.stroke([(0, wall), (1600, wall)], 4, "ffffff", 0.45)
    c.soft(oval(800, 730, 860, 430), "4f8f98", 30, 0.5)
    c.shaded(oval(800, 770, 850, 430), "fdfbf5", "a9bdbd", (1640, 1100), (700, 560))
    c.fade(oval(800, 810, 730, 370), ("a8cccd", "e4edea"), (800, 460), (800, 1080))
    c.grain(oval(800, 810, 730, 370), "4f8f98", (800, 420), (800, 760), 0.5)
    _tap(c)
    for flip in (False, True):
        _hand(c, SKINS[2], "6d3a28", "3b7f8c", flip=flip)
    _water(c)


def _tap(c: Canvas) -> None:
    c.soft(ribbon([(1010, 40), (840, 90), (826, 240)], [70, 70, 70]), "4f8f98", 24, 0.35)
    spout = ribbon(outline("1120,-90 1060,10 930,46 816,70 800,184"), [92, 90, 84, 80, 74])
    c.shaded(spout, "dbe5e4", "5f7c82", (1000, 150), (960, 0))
    c.stroke(curve(outline("1076,-40 1020,8 900,28 806,54 780,110")), 11, "ffffff")
    c.shaded(rect(758, 170, 84, 34, 9), "a9bcbd", "4d6a70", (760, 206), (842, 170))
    c.shaded(ribbon([(1010, 0), (1050, -100)], [34, 30]), "e4694c", "8f2f33", (1010, 20), (1060, -60))


FINGERS = (
    (-68, 186, 52),
    (-22, 216, 54),
    (24, 196, 52),
    (66, 146, 46),
)  # place, length, width; from index to little


def _hand(c: Canvas, skin: str, dark: str, sleeve: str, *, flip: bool) -> None:
    """One hand that lies open; the other is its mirror image."""

    def put(shape: Shape) -> Shape:
        placed = turned(moved(shape, 646, 840), (646, 840), 13)
        return mirrored(placed, 800) if flip else placed

    palm, light = mix(skin, "ffd9b8", 0.42), put([(-60, -300)])[0]
    low = put([(70, 60)])[0]
    arm = put(ribbon([(0, -20), (-10, 120), (-60, 420)], [136, 148, 196]))
    c.soft(moved(arm, 10, 26), "3f7f88", 22, 0.4)
    c.shaded(arm, mix(skin, palm, 0.5), dark, low, put([(-80, 60)])[0])
    cuff = put([(-130, 150), *curve([(-130, 150), (-14, 128), (86, 140)]), (150, 460), (-230, 460)])
    c.shaded(cuff, sleeve, "173f4d", put([(150, 460)])[0], put([(-80, 130)])[0])
    c.stroke(put(curve([(-132, 172), (-14, 150), (90, 162)])), 5, "8fc3c6")
    hollow = put(blob(outline("-80,16 -102,-90 -104,-186 -70,-238 0,-250 66,-238 100,-190 94,-90 72,16")))
    c.soft(moved(hollow, 0, 30), "3f7f88", 20, 0.45)
    for place, length, width in FINGERS:
        line: list[Point] = [(place, -200), (place * 1.1, -215 - length * 0.5), (place * 1.04, -215 - length)]
        finger = put(ribbon(line, [width, width * 0.94, width * 0.7]))
        c.soft(moved(finger, 5, 9), dark, 6, 0.45)
        c.shaded(
            finger, palm, dark, put([(place + width * 0.9, -200)])[0], put([(place - width * 0.3, -230)])[0]
        )
        for share in (0.32, 0.66):
            y = -215 - length * share
            joint = [
                (place * 1.09 - width * 0.34, y + 3),
                (place * 1.09, y - 4),
                (place * 1.09 + width * 0.34, y + 3),
            ]
            c.stroke(put(curve(joint)), 3.5, dark, 0.5)
        c.fill(
            put(oval(place * 1.04, -215 - length * 0.93, width * 0.2, width * 0.26)),
            mix(palm, "f08a78", 0.3),
            0.7,
        )
    thumb = put(ribbon([(-58, -50), (-142, -132), (-176, -232), (-170, -276)], [84, 70, 54, 38]))
    c.shaded(thumb, palm, dark, put([(-60, -120)])[0], put([(-190, -190)])[0])
    c.shaded(hollow, palm, dark, low, light)
    c.wash(hollow, "e8836f", put([(-90, -20)])[0], put([(-20, -110)])[0], 0.35)
    for crease in (
        "-88,-178 -30,-200 40,-190 92,-206",
        "-98,-150 -30,-150 40,-120 84,-60",
        "-92,-160 -40,-120 -22,-60 -30,0",
    ):
        c.stroke(put(curve(outline(crease))), 4, dark, 0.5)


def _water(c: Canvas) -> None:
    pool = blob(outline("628,664 700,610 800,592 900,610 972,664 950,736 870,776 800,784 730,776 650,736"))
    c.soft(pool, "e4f7f8", 12, 0.5)
    c.fade(pool, ("bfe6ec", "6fbccb"), (700, 600), (860, 790))
    c.grain(pool, "2f7f93", (900, 800), (760, 620), 0.5)
    for rx, ry in ((128, 46), (84, 30)):
        c.stroke(oval(800, 668, rx, ry), 4, "f3fcfc", 0.8)
    c.fill(oval(704, 668, 34, 10, -24), "ffffff", 0.85)
    for x, end in ((800.0, 960), (742.0, 900), (862.0, 916)):
        c.fill(ribbon([(x, 770), (x - 2, 850), (x + 2, end)], [20, 14, 22]), "c3e9ef", 0.85)
    stream = ribbon([(800, 196), (803, 420), (799, 664)], [52, 46, 60])
    c.fade(stream, ("f0fbfb", "93d3de"), (772, 300), (830, 300))
    c.stroke(curve([(788, 220), (791, 420), (786, 620)]), 6, "ffffff", 0.9)
    c.fill(oval(799, 668, 58, 19), "f3fcfc", 0.95)
    for _ in range(90):
        x, y = c.random.gauss(800, 170), c.random.gauss(600, 90)
        r = c.random.uniform(2.5, 9)
        c.fill(oval(x, y, r * 0.9, r * 1.2), c.random.choice(["ffffff", "d3f0f3", "8fd0da"]), 0.85)
    for x, y, r in (
        (560, 600, 34),
        (606, 548, 20),
        (1030, 640, 30),
        (1076, 590, 18),
        (980, 540, 16),
        (520, 690, 22),
    ):
        c.fill(oval(x, y, r, r), "ffffff", 0.5)
        c.stroke(arc(x, y, r * 0.72, r * 0.72, 190, 280), 4, "ffffff")


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
