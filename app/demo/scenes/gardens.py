"""In the garden: cotton gloves on a line, and somebody who bends to lift a pot."""

from __future__ import annotations

from app.demo.scenes.canvas import Canvas, mix
from app.demo.scenes.landscapes import grounds, sky
from app.demo.scenes.shapes import (
    Shape,
    blob,
    curve,
    leaf,
    moved,
    outline,
    oval,
    rect,
    ribbon,
    ridge,
)


def gloves_line(c: Canvas) -> None:
    sky(c, "b8d8dc", "f2efdc", 900)
    c.glow((300, 160), 620, 480, "fff5d6", 0.9)
    for x, y, w in ((1150.0, 200.0, 250), (560.0, 330.0, 190), (1420.0, 420.0, 200)):
        c.soft(ribbon([(x - w, y), (x, y - 14), (x + w, y + 6)], [6, 64, 6]), "ffffff", 20, 0.75)
    grounds(c, [(("9dbfa4", "6c9a86"), outline("0,870 420,820 900,880 1300,815 1600,850"))])
    line = curve([(-10, 236), (500, 292), (1050, 300), (1610, 226)])
    c.stroke(line, 5, "6b5b4c")
    for x, y, lean, tint in (
        (330.0, 277.0, -5, "fffdf6"),
        (560.0, 296.0, 4, "f7f1e2"),
        (870.0, 300.0, -3, "fffdf6"),
        (1100.0, 296.0, 6, "f7f1e2"),
    ):
        _glove(c, x, y, lean, tint)
    _towel(c, 1300, 274)
    for i in range(26):
        x = 20 + i * 66 + c.random.uniform(-20, 20)
        turn, long = c.random.uniform(-60, 60), c.random.uniform(120, 220)
        shape = leaf(x, 1030, long, long * 0.36, turn)
        c.shaded(
            shape,
            c.random.choice(["5d9077", "487b68", "76a57f"]),
            "23493f",
            (x, 1030),
            (x + turn, 1010 - long),
        )
    for _ in range(20):
        x, y = c.random.uniform(30, 1570), c.random.uniform(850, 960)
        c.fill(oval(x, y, 15, 14), c.random.choice(["ef8f78", "f6c667", "fffaf0"]))
        c.fill(oval(x, y, 5, 5), "8d5a3b")


def _glove(c: Canvas, x: float, y: float, lean: float, tint: str) -> None:
    """A cotton glove hung by its cuff, fingers down."""
    from_cuff = [
        ribbon([(-52, 220), (-58, 300), (-62, 350)], [42, 40, 34]),
        ribbon([(-16, 230), (-18, 320), (-20, 384)], [44, 41, 35]),
        ribbon([(22, 230), (24, 316), (25, 376)], [44, 41, 35]),
        ribbon([(56, 220), (62, 290), (65, 336)], [39, 36, 31]),
        ribbon([(60, 130), (102, 176), (118, 234)], [52, 44, 34]),
        blob(outline("-58,0 58,0 62,70 84,150 78,238 0,262 -74,240 -78,150 -60,70")),
    ]
    for part in from_cuff:
        shape = [(x + px + lean * py / 90, y + py) for px, py in part]
        c.shaded(shape, tint, "94a59b", (x - 120, y + 340), (x + 60, y + 90))
    for fx, top, low in ((-38, 246, 344), (3, 252, 356), (41, 244, 330)):
        c.stroke([(x + fx + lean * t / 90, y + t) for t in (top, low)], 3.5, "a9b5aa")
    c.stroke(
        [(x + px + lean * py / 90, y + py) for px, py in curve([(64, 150), (80, 196), (84, 232)])],
        3.5,
        "a9b5aa",
    )
    c.fill(rect(x - 60, y - 6, 120, 52, 10), mix(tint, "9fb3a8", 0.25))
    for i in range(9):
        c.stroke([(x - 50 + i * 12.5, y + 2), (x - 50 + i * 12.5, y + 38)], 2, "b7c4b9")
    for side in (-34, 34):
        c.shaded(
            rect(x + side - 8, y - 34, 16, 60, 4), "d9a066", "8a5a30", (x + side - 8, y), (x + side + 8, y)
        )


def _towel(c: Canvas, x: float, y: float) -> None:
    cloth = [
        (x - 10, y - 4),
        (x + 230, y - 26),
        (x + 236, y + 340),
        *curve([(x + 160, y + 356), (x + 70, y + 344), (x - 4, y + 360)]),
    ]
    c.shaded(cloth, "e98f76", "a84c3f", (x, y + 360), (x + 220, y))
    with c.inside(cloth):
        for i in range(3):
            c.fill(
                [
                    (x - 20, y + 250 + i * 26),
                    (x + 250, y + 236 + i * 26),
                    (x + 250, y + 246 + i * 26),
                    (x - 20, y + 260 + i * 26),
                ],
                "fbe8d6",
            )
    for side in (24, 200):
        c.fill(rect(x + side, y - 44, 16, 58, 4), "c98d52")


def figure_bending(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 720), ("f3c98b", "fbe9c9"), (0, 0), (0, 660))
    c.glow((1250, 250), 560, 480, "fff6dc", 0.95)
    c.fill(oval(1250, 250, 86, 86), "fffaf0")
    c.shaded(
        ridge(outline("0,560 300,500 640,560 1000,490 1600,560"), 1000),
        "b7bd82",
        "84945c",
        (0, 800),
        (0, 490),
    )
    for i in range(15):
        x = 20 + i * 112
        board: Shape = [(x, 700), (x, 470), (x + 44, 430), (x + 88, 470), (x + 88, 700)]
        c.soft(moved(board, -8, 6), "a98a52", 6, 0.5)
        c.shaded(board, "fff8ea", "a98a62", (x - 20, 760), (x + 90, 480))
    c.fill(rect(0, 520, 1600, 22), "e0c79d")
    for x, k in ((120, 1.0), (1480, 1.1)):
        for _ in range(40):
            px, py = x + c.random.gauss(0, 80), 704 - min(250, abs(c.random.gauss(0, 120))) * k
            shape = leaf(px, py, 96, 52, c.random.uniform(-80, 80))
            c.shaded(
                shape,
                c.random.choice(["6d8f55", "557a48", "86a35f"]),
                "2f4f36",
                (px - 40, py),
                (px + 30, py - 80),
            )
        for _ in range(9):
            px, py = x + c.random.gauss(0, 80), 640 - abs(c.random.gauss(0, 110))
            c.fill(oval(px, py, 24, 23), c.random.choice(["d96a58", "f2b35e"]))
            c.fill(oval(px, py, 8, 8), "7a3a2e")
    soil = ridge([(0, 700), (500, 684), (1100, 690), (1600, 704)], 1010)
    c.shaded(soil, "9a7348", "5a3c28", (0, 1010), (0, 680))
    c.soft([(330, 850), (1180, 850), (760, 960), (160, 950)], "3d261a", 18, 0.6)
    for i in range(7):
        _seedling(c, 1130 + i * 72, 800 + (i % 2) * 70, c.random.uniform(60, 110))
    _gardener(c)
    for x, y in ((230, 880), (330, 930)):
        _flowerpot(c, x, y, 0.8, "c8693f")


def _seedling(c: Canvas, x: float, y: float, long: float) -> None:
    c.fill(oval(x, y + 4, 42, 12), "5a3c28", 0.7)
    for turn in (-50, -8, 42):
        c.shaded(leaf(x, y, long, long * 0.44, turn), "8fae5d", "476b3f", (x - 30, y), (x + 20, y - long))


def _flowerpot(c: Canvas, x: float, y: float, k: float, colour: str) -> None:
    c.shaded(
        moved([(-76, -120), (76, -120), (54, 10), (-54, 10)], x, y, k),
        colour,
        "6d2a20",
        (x - 80 * k, y),
        (x + 60 * k, y - 90 * k),
    )
    c.fill(moved(rect(-86, -142, 172, 34, 6), x, y, k), mix(colour, "ffffff", 0.18))


def _gardener(c: Canvas) -> None:
    """Hips back, knees soft, back rounded a little: an ordinary way to pick something up."""
    skin, dark = "d99b74", "7d4630"
    trousers, deep = "4a5a78", "232d48"
    for dx, shade in ((46, mix(trousers, deep, 0.45)), (0, trousers)):
        leg = ribbon(
            [(560 + dx, 560), (640 + dx, 640), (672 + dx, 700), (622 + dx, 790), (600 + dx, 880)],
            [150, 116, 92, 76, 60],
        )
        c.shaded(leg, shade, deep, (540 + dx, 880), (700 + dx, 620))
        boot = blob(
            [
                (560 + dx, 850),
                (636 + dx, 850),
                (650 + dx, 884),
                (712 + dx, 902),
                (716 + dx, 926),
                (564 + dx, 926),
            ]
        )
        c.shaded(boot, "c9573f", "6d2a2a", (560 + dx, 930), (700 + dx, 850))
        c.fill(rect(560 + dx, 918, 160, 14, 6), "3a2420")
    far_arm = ribbon([(872, 460), (930, 560), (926, 690)], [72, 58, 42])
    c.fill(far_arm, mix("e3a23f", "7a4a1c", 0.45))
    torso = blob(
        outline("486,566 520,480 620,404 740,368 850,376 916,430 906,500 820,530 720,560 650,622 560,640")
    )
    c.shaded(torso, "e3a23f", "8f5320", (600, 660), (760, 380))
    c.stroke(curve([(520, 540), (610, 452), (740, 410), (850, 420)]), 5, "b9782a", 0.8)
    c.fill(ribbon([(880, 410), (940, 400)], [74, 66]), dark)
    c.fill(ribbon([(890, 412), (952, 404)], [66, 60]), skin)
    head = oval(1010, 404, 74, 84, 34)
    c.shaded(head, skin, dark, (950, 480), (1060, 350))
    c.fill(oval(1078, 432, 15, 13), skin)
    c.stroke(curve([(1046, 470), (1058, 466), (1068, 456)]), 5, "7d4630")
    c.fill(oval(1046, 408, 5, 8), "3a2420")
    hair = blob(outline("930,420 926,350 968,306 1030,310 1062,344 1020,352 996,400 968,450"))
    c.shaded(hair, "efe7db", "a0958c", (930, 450), (1040, 320))
    hat = blob(outline("908,384 920,322 976,278 1040,284 1076,330 1000,338 950,364"))
    c.shaded(hat, "d9b36c", "8a5f2e", (910, 390), (1060, 290))
    c.fill(ribbon([(870, 420), (960, 360), (1070, 328), (1140, 336)], [12, 26, 26, 10]), "c49a52")
    c.stroke(curve([(916, 366), (984, 334), (1070, 316)]), 12, "c9573f")
    _flowerpot(c, 912, 860, 1.12, "b8503a")
    for turn in (-62, -34, -8, 20, 48, 70):
        shape = leaf(912, 712, 130, 56, turn)
        c.shaded(shape, "7fa05a", "35593c", (880, 720), (920 + turn, 600))
    arm = ribbon([(850, 440), (862, 560), (838, 680), (846, 760)], [96, 74, 56, 44])
    c.shaded(arm, "edb253", "8f5320", (810, 700), (900, 480))
    c.fill(ribbon([(840, 716), (848, 770), (866, 800)], [46, 44, 34]), skin)
    c.fill(ribbon([(846, 772), (880, 790)], [26, 20]), mix(skin, "ffe7cf", 0.3))
    c.fill(ribbon([(926, 676), (960, 730), (962, 764)], [42, 38, 30]), mix(skin, dark, 0.25))
