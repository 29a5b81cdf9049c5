"""Graphics for an article: two nights of sleep drive, a week of readings, a loop of fear and the way out."""

from __future__ import annotations

from math import cos, exp, pi, radians, sin

from app.demo.scenes.canvas import Canvas, mix
from app.demo.scenes.diagrams import arrow
from app.demo.scenes.shapes import Point, Shape, arc, curve, outline, oval, rect

LEFT, RIGHT, TOP, BASE = 150.0, 1500.0, 300.0, 800.0


def _hour(hour: float) -> float:
    return LEFT + (RIGHT - LEFT) * hour / 48


def _level(value: float) -> float:
    return BASE - (BASE - TOP) * value


def _pressure(hour: float) -> float:
    """Need for sleep, 0 to 1: climbs while awake, falls fast asleep. Night sleep 23-7, then a shift, then day sleep."""
    if hour < 7:
        return 0.12 + 0.6 * exp(-(hour + 1) / 3.4)
    woken = 0.12 + 0.6 * exp(-8 / 3.4)
    if hour < 33:
        return 1 - (1 - woken) * exp(-(hour - 7) / 14.5)
    peak = 1 - (1 - woken) * exp(-26 / 14.5)
    if hour < 38.5:
        return 0.12 + (peak - 0.12) * exp(-(hour - 33) / 3.8)
    low = 0.12 + (peak - 0.12) * exp(-5.5 / 3.8)
    return 1 - (1 - low) * exp(-(hour - 38.5) / 14.5)


def sleep_curve(c: Canvas) -> None:
    c.fade(rect(0, 0, 1600, 1000), ("16223d", "1d2f50"), (0, 0), (0, 1000))
    for start, end in ((0, 6.5), (19, 30.5), (43, 48)):
        c.fade(
            rect(_hour(start), TOP - 60, _hour(end) - _hour(start), BASE - TOP + 60),
            ("101a30", "16233f"),
            (0, TOP),
            (0, BASE),
        )
    shift = rect(_hour(21), TOP - 60, _hour(31.5) - _hour(21), 44, 8)
    c.fill(shift, "e7a64b")
    c.text(
        ((_hour(21) + _hour(31.5)) / 2, TOP - 30),
        "night shift",
        size=25,
        colour="16223d",
        anchor="ms",
        bold=True,
    )
    for start, end, words in ((0, 7, "night sleep"), (33, 38.5, "day sleep")):
        c.fill(rect(_hour(start), BASE + 16, _hour(end) - _hour(start), 38, 8), "5f86a8")
        c.text(
            ((_hour(start) + _hour(end)) / 2, BASE + 43),
            words,
            size=22,
            colour="101a30",
            anchor="ms",
            bold=True,
        )
    hours = [i / 6 for i in range(48 * 6 + 1)]
    clock: list[Point] = [(_hour(h), _level(0.46 - 0.3 * cos(2 * pi * (h - 4) / 24))) for h in hours]
    need: list[Point] = [(_hour(h), _level(_pressure(h))) for h in hours]
    gap = [p for p in zip(need, clock, strict=True) if _hour(22.5) < p[0][0] < _hour(33)]
    between: Shape = [n for n, _ in gap] + [k for _, k in reversed(gap)]
    c.fill(between, "d9694f", 0.28)
    c.grain(between, "f08a66", (_hour(28), TOP), (_hour(28), BASE - 120), 0.55)
    for line, colour in ((clock, "8fd0d6"), (need, "f6c667")):
        area: Shape = [*line, (RIGHT, BASE), (LEFT, BASE)]
        c.wash(area, colour, (0, TOP), (0, BASE), 0.12)
        c.stroke(line, 9, colour)
    c.stroke([(LEFT, BASE), (RIGHT, BASE)], 3, "6f86a5")
    for hour in range(0, 49, 6):
        c.stroke([(_hour(hour), BASE), (_hour(hour), BASE + 10)], 3, "6f86a5")
        c.text((_hour(hour), BASE + 96), f"{hour % 24:02d}:00", size=24, colour="a9bad0", anchor="ms")
    c.text((LEFT, 118), "Two clocks out of step", size=58, colour="f7efdc", bold=True)
    c.text(
        (LEFT, 172),
        "At four in the morning the need for sleep is high and the body clock has stopped helping.",
        size=28,
        colour="b9c8da",
    )
    c.text((_hour(13.4), _level(0.93)), "body clock", size=27, colour="8fd0d6", anchor="ms", bold=True)
    c.text((_hour(10.2), _level(0.09)), "need for sleep", size=27, colour="f6c667", anchor="ls", bold=True)
    c.text((_hour(28), _level(0.52)), "the hard hours", size=26, colour="ffd9c4", anchor="ms", bold=True)
    c.text((LEFT, 958), "A drawing of the idea, not of measurements.", size=22, colour="8ea2bd")


MORNING = ((142, 88), (138, 86), (139, 84), (136, 85), (134, 83), (137, 84), (132, 82))
EVENING = ((134, 82), (131, 80), (146, 90), (130, 79), (128, 80), (131, 78), (128, 79))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _mercury(value: float) -> float:
    """Height on the page of a pressure in millimetres of mercury."""
    return 860 - (value - 70) * 7.9


def diary_chart(c: Canvas) -> None:
    c.fill(rect(0, 0, 1600, 1000), "f7f0e3")
    c.text((150, 112), "Seven days, morning and evening", size=54, colour="2f2d2a", bold=True)
    c.text(
        (150, 164),
        "No single reading tells the story. The middle of the week's band does.",
        size=28,
        colour="6b5f50",
    )
    for value in range(70, 151, 10):
        y = _mercury(value)
        c.stroke([(150, y), (1300, y)], 1.6, "cfc0a6")
        c.text((132, y + 8), str(value), size=23, colour="7d705f", anchor="rs")
    c.text((132, 204), "mmHg", size=21, colour="7d705f", anchor="rs")
    for index, colour, words in ((0, "b8503a", "upper"), (1, "2f6f78", "lower")):
        first = [m[index] for m in MORNING[1:]] + [e[index] for e in EVENING[1:]]
        mean = sum(first) / len(first)
        band = rect(310, _mercury(mean + 3.5), 990, _mercury(mean - 3.5) - _mercury(mean + 3.5), 6)
        c.fill(band, colour, 0.16)
        c.grain(band, colour, (1300, 0), (500, 0), 0.3)
        c.dashes([(310 + i * 5.0, _mercury(mean)) for i in range(199)], 3, colour, 2, 2)
        points: list[Point] = []
        for day in range(7):
            x = 210.0 + day * 165
            points += [(x, _mercury(MORNING[day][index])), (x + 76, _mercury(EVENING[day][index]))]
        c.stroke(points, 5, colour, 0.75)
        for i, (x, y) in enumerate(points):
            faded = i < 2
            c.fill(oval(x, y, 14, 14), mix(colour, "f7f0e3", 0.5) if faded else colour)
            if i % 2:
                c.fill(oval(x, y, 7.5, 7.5), "f7f0e3")
        c.text((1324, _mercury(mean) - 2), f"{round(mean)}", size=54, colour=colour, bold=True)
        c.text((1324, _mercury(mean) + 32), f"average, {words}", size=24, colour=colour)
    for day, name in enumerate(DAYS):
        c.text((248 + day * 165, 916), name, size=27, colour="2f2d2a", anchor="ms", bold=True)
    c.stroke([(310, 236), (310, 860)], 2, "b9a98c")
    for y, words in ((556, "day one:"), (586, "left out")):
        c.text((294, y), words, size=22, colour="7d705f", anchor="rs")
    spike = (210 + 2 * 165 + 76, _mercury(146))
    c.stroke([(spike[0] + 16, spike[1] - 12), (spike[0] + 70, spike[1] - 40)], 2.4, "8f7f68")
    c.text((spike[0] + 78, spike[1] - 40), "after an argument on the phone", size=23, colour="6b5f50")
    c.fill(oval(164, 962, 10, 10), "2f2d2a")
    c.text((184, 970), "morning", size=23, colour="2f2d2a")
    c.fill(oval(316, 962, 10, 10), "2f2d2a")
    c.fill(oval(316, 962, 5.5, 5.5), "f7f0e3")
    c.text((336, 970), "evening", size=23, colour="2f2d2a")
    c.text((1300, 970), "invented readings", size=21, colour="8f7f68", anchor="rs")


LOOP = (
    ("Pain", "a twinge, a bad week"),
    ("Alarm", "'I have damaged it'"),
    ("Guarding", "move less, brace more"),
    ("Weakness", "stiff, unfit, low"),
)
EXIT = (("Explain", "hurt is not harm"), ("Try", "a little, on purpose"), ("Repeat", "a bit more each week"))


def fear_loop(c: Canvas) -> None:
    c.fill(rect(0, 0, 1600, 1000), "f5ecdc")
    c.fill(oval(560, 540, 400, 400), "ecd7b0")
    c.grain(oval(560, 540, 400, 400), "b07a4a", (300, 900), (800, 260), 0.45)
    c.text((90, 104), "The loop, and the way out of it", size=50, colour="2f2d2a", bold=True)
    cx, cy, r = 560.0, 540.0, 268.0
    for i in range(4):
        start = -90 + i * 90
        arrow(c, arc(cx, cy, r, r, start + 31, start + 57, 20), 11, "8d3f3a")
    for i, (head, note) in enumerate(LOOP):
        a = radians(-90 + i * 90)
        x, y = cx + r * cos(a), cy + r * sin(a)
        c.soft(oval(x - 8, y + 14, 112, 112), "6d4a2a", 12, 0.4)
        tint = mix("c9573f", "7a2f45", i / 3)
        c.shaded(oval(x, y, 112, 112), tint, mix(tint, "2a0a1a", 0.6), (x - 110, y + 110), (x + 50, y - 60))
        c.text((x, y + 2), head, size=34, colour="fff6e6", anchor="ms", bold=True)
        c.text((x, y + 34), note, size=19, colour="fbe3cf", anchor="ms")
    path = curve(outline("944,540 1040,500 1130,420 1230,330 1330,260"), 16)
    c.stroke([(950, 539), *path[1:]], 34, "b9c99a")
    arrow(c, path[4:], 8, "466b3f")
    for i, (head, note) in enumerate(EXIT):
        x, y = (1010, 1150, 1300)[i], (650, 500, 370)[i]
        c.stroke([(x + 6, y - 44), path[(12, 34, 56)[i]]], 2.4, "6d8a52")
        c.fill(oval(x + 6, y - 44, 8, 8), "466b3f")
        c.text((x - 4, y), head, size=36, colour="35593c", bold=True)
        c.text((x - 4, y + 34), note, size=23, colour="6b5f50")
    c.soft(oval(1420, 220, 100, 96), "6d8a52", 12, 0.4)
    c.shaded(oval(1424, 206, 104, 104), "5f8a5a", "27482f", (1330, 310), (1470, 150))
    c.text((1424, 204), "Life", size=36, colour="f7f6e4", anchor="ms", bold=True)
    c.text((1424, 238), "garden, work, play", size=18, colour="e6efd6", anchor="ms")
    base: list[Point] = [(1010 + i * 88.0, 920 - i * 20.0) for i in range(6)]
    for i, (x, y) in enumerate(base):
        step = rect(x, y, 80, 960 - y, 4)
        c.shaded(step, mix("c9d3a6", "7f9f63", i / 5), "466b3f", (x, 980), (x + 80, y))
    c.text((1010, 890 - 30), "small steps, kept up", size=23, colour="6b5f50")
