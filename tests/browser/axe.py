"""axe on the page as it stands. What one look has shown is not asked again in the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR = "cat.color"
"""How axe marks its rules about colour, which take more time than all others together."""

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

ASK = """async ([tags, colour]) => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const known = window.known ??= { light: new Map(), dark: new Map(), page: '' };
    const seen = dark ? known.dark : known.light;
    const page = innerWidth + document.documentElement.outerHTML;
    const ofColour = axe.getRules(tags).filter(rule => rule.tags.includes(colour)).map(rule => rule.ruleId);
    const off = Object.fromEntries(ofColour.map(rule => [rule, { enabled: false }]));

    // What the rules about colour go by, of each element: its words, their colours, whether they are large and show.
    const style = one => {
        const { color, backgroundColor, backgroundImage, opacity, textShadow, textDecorationLine, visibility, position,
            fontSize, fontWeight, borderBottomStyle, borderBottomColor } = getComputedStyle(one);
        const large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
        const { width, height } = one.getBoundingClientRect();
        const words = [...one.childNodes].filter(inner => inner.nodeType === Node.TEXT_NODE).map(inner => inner.data);
        return [...words, color, backgroundColor, backgroundImage, opacity, textShadow, textDecorationLine, visibility,
            position, fontWeight, borderBottomStyle, borderBottomColor, large, width > 1 && height > 1].join();
    };
    const looks = new Map([document.documentElement, ...document.body.querySelectorAll('*'), document.body]
        .map(one => [one, style(one)]));
    const fresh = [...looks].filter(([one, look]) => seen.get(one) !== look).map(([one]) => one);
    looks.forEach((look, one) => seen.set(one, look));

    const run = async (context, options) =>
        (await axe.run(context, { ...options, resultTypes: ['violations'] })).violations;
    const shape = dark && known.page === page ? []
        : await run(document, { runOnly: { type: 'tag', values: tags }, rules: off });
    known.page = dark ? known.page : page;
    const include = fresh.includes(document.documentElement) ? document : { include: fresh };
    const tint = fresh.length ? await run(include, { runOnly: { type: 'rule', values: ofColour } }) : [];
    return [...shape, ...tint];
}"""


def violations(page: Page) -> list[str]:
    """What axe finds, a line each: the rule, where, and why.

    In the dark scheme a page that was just looked at in light, at this width, is asked only the rules about colour: the
    scheme changes nothing else, as a test of the styles has it. Later, or at another width, these are asked only about
    elements that read or look different by then, in themselves or in what they stand in.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(ASK, [TAGS, COLOUR])
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} — {node['failureSummary']}".replace("\n", " ")
        for one in found
        for node in one["nodes"]
    ]
