"""What pictures are drawn with: elements, shares of the width in percent, and texts for a desk and for a phone."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from winnable.formats.wording import cut

WIDE, NARROW = 86, 40  # letters in a line on a desk and on a phone


def tag(name: str, *inside: object, **attributes: object) -> Markup:
    """One element; every text and value is escaped."""
    written = (Markup(' {}="{}"').format(key.strip("_").replace("_", "-"), value) for key, value in attributes.items())
    return Markup("<{0}{1}>{2}</{0}>").format(name, Markup("").join(written), Markup("").join(map(escape, inside)))


def at(share: float) -> str:
    """A share of the width, in percent."""
    return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


def picture(key: str, title: str, description: str, height: float, *inside: object) -> Markup:
    """A picture with a title and a description for people who hear it."""
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", description, id=f"{key}-desc"),
        *inside,
        class_="plot",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        width="100%",
        height=f"{height:g}",
    )


def hatch(key: str, kind: str) -> Markup:
    """Slanted stripes of a part's own colour on its pale ground."""
    ground = tag("rect", width=7, height=7, class_=f"pale-{kind}")
    stripe = tag("rect", width=4, height=7, class_=f"fill-{kind}")
    size = {"width": 7, "height": 7, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    return tag("defs", tag("pattern", ground, stripe, id=key, **size))


def texts(text: str, x: float, y: float, kind: str, *, spare: int = 0) -> Iterable[Markup]:
    """The same text cut for a desk and for a phone; the style sheet shows one of them."""
    wide, narrow = cut(text, WIDE - spare), cut(text, NARROW - spare - (2 if kind == "strong" else 0))
    if wide == narrow:
        yield tag("text", wide, x=x, y=y, class_=kind)
        return
    yield tag("text", wide, x=x, y=y, class_=f"{kind} wide")
    yield tag("text", narrow, x=x, y=y, class_=f"{kind} narrow")
