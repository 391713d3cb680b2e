"""Mutations of files: each takes a file, another of its format and chance, and gives a file."""

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress

NUMBERS = (b"0", b"-1", b"65536", b"2147483648", b"-9223372036854775809", b"9" * 40, b"9" * 5000, b"1e309", b"NaN", b"0.0000001")
ODD = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf", "\u202e\u2028\u0130\ufb03\u1e9e".encode(), b"\x1b[2J",
    "\U0001f469\u200d\U0001f4bb".encode(), b"&#0;", b"&#xD800;", b"&x;", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"]]>", b"<!--", b'"',
)  # fmt: skip
WIDE = (
    ("utf-16", "replace"), ("utf-16-be", "replace"), ("utf-32", "replace"), ("utf-7", "replace"), ("cp1252", "replace"),
    ("cp037", "replace"), ("shift_jis", "replace"),
)  # fmt: skip
Chance = random.Random
Mutation = Callable[[bytes, bytes, Chance], bytes]


def mutated(seeds: Sequence[bytes], zipped: bool, chance: Chance) -> bytes:
    """One seed after one to four mutations; of a ZIP file mostly its members, packed anew with right checksums."""
    data, other = chance.choice(seeds), chance.choice(seeds)
    if zipped and chance.random() < 0.8:
        with suppress(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
            return _rezipped(data, other, chance)
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(_mutations(data))(data, other, chance)
    return data


def _mutations(data: bytes) -> tuple[Mutation, ...]:
    plain: tuple[Mutation, ...] = (_flipped, _spliced, _cut, _repeated, _numbered, _odd, _swapped)
    if b"/Type" in data[:5000] and b"%PDF" in data[:1024]:
        return (*plain, _restreamed, _restreamed)
    if b"\x00" in data[:2000]:
        return plain
    marked: tuple[Mutation, ...] = (_tags, _tags, _attributes, _nested) if data.lstrip()[:1] == b"<" else (_nested_text,)
    return (*plain, *marked, _encoded, _long)


def _rezipped(data: bytes, other: bytes, chance: Chance) -> bytes:
    members = _members(data)
    names = list(members)
    for _ in range(chance.choice((1, 1, 2, 5))):
        name = chance.choice([n for n in names if n.endswith((".xml", ".rels"))] or names)
        act = chance.random()
        if act < 0.8:
            content = members[name]
            members[name] = chance.choice(_mutations(content))(content, _members(other).get(name, content), chance)
        elif act < 0.88:
            members[name] = members[chance.choice(names)]
        elif act < 0.94:
            members[name] = b""
        else:
            members[chance.choice((f"../{name}", name.upper(), f"{name}\x00.pdf", "xl/worksheets/sheet99.xml"))] = members[name]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            with warnings.catch_warnings():  # the same name twice is meant
                warnings.simplefilter("ignore")
                archive.writestr(zipfile.ZipInfo(name or "x"), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _at(data: bytes, chance: Chance) -> int:
    return chance.randrange(len(data) + 1)


def _flipped(data: bytes, _: bytes, chance: Chance) -> bytes:
    changed = bytearray(data)
    for _n in range(chance.choice((1, 8, 64)) if data else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _spliced(data: bytes, other: bytes, chance: Chance) -> bytes:
    return data[: _at(data, chance)] + other[_at(other, chance) :]


def _cut(data: bytes, _: bytes, chance: Chance) -> bytes:
    start, end = sorted((_at(data, chance), _at(data, chance)))
    return data[:end] if chance.random() < 0.5 else data[:start] + data[end:]


def _repeated(data: bytes, _: bytes, chance: Chance) -> bytes:
    at = _at(data, chance)
    piece = data[at : at + chance.choice((1, 20, 400, 5000))]
    return data[:at] + piece * min(chance.choice((2, 30, 2000)), 500_000 // max(len(piece), 1)) + data[at:]


def _numbered(data: bytes, _: bytes, chance: Chance) -> bytes:
    """One of its numbers is another."""
    places = list(re.finditer(rb"-?\d+", data))
    if not places:
        return data
    place = chance.choice(places)
    return data[: place.start()] + chance.choice(NUMBERS) + data[place.end() :]


def _odd(data: bytes, _: bytes, chance: Chance) -> bytes:
    at = _at(data, chance)
    return data[:at] + chance.choice(ODD) * chance.choice((1, 1, 50)) + data[at:]


def _swapped(data: bytes, _: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _encoded(data: bytes, _: bytes, chance: Chance) -> bytes:
    encoding, errors = chance.choice(WIDE)
    return data.decode("utf-8", "replace").encode(encoding, errors)


def _long(data: bytes, _: bytes, chance: Chance) -> bytes:
    """One letter, word or bracket a hundred thousand times."""
    at = _at(data, chance)
    return (
        data[:at]
        + chance.choice((b"a", b" ", b"must ", b"1.", b"(", b",", b"\n", b"x@", b"9", b"|", b"- ")) * 100_000
        + data[at:]
    )


def _nested_text(data: bytes, _: bytes, chance: Chance) -> bytes:
    opening = chance.choice((b"> ", b"[", b'{"a":', b"- ", b"  ", b"*_", b"#", b"![", b"<b>"))
    at = _at(data, chance)
    return data[:at] + opening * chance.choice((100, 5000, 50_000)) + data[at:]


def _tags(data: bytes, _: bytes, chance: Chance) -> bytes:
    """A tag goes, comes twice, or takes the place of another."""
    places = list(re.finditer(rb"<[^<>]+>", data))
    if not places:
        return data
    one, two = chance.choice(places), chance.choice(places)
    return data[: one.start()] + chance.choice((b"", one[0] * 2, two[0])) + data[one.end() :]


def _attributes(data: bytes, _: bytes, chance: Chance) -> bytes:
    places = list(re.finditer(rb'="[^"<>]*"', data))
    if not places:
        return data
    place, other = chance.choice(places), chance.choice(places)
    value = chance.choice((b'=""', other[0], b'="%s"' % chance.choice(NUMBERS), b'="%s"' % (b"A" * 20_000), b'="XFD1048576"'))
    return data[: place.start()] + value + data[place.end() :]


def _nested(data: bytes, _: bytes, chance: Chance) -> bytes:
    """An element inside itself, many times."""
    places = list(re.finditer(rb"<([A-Za-z][\w:]*)[^<>/]*>", data))
    if not places:
        return data
    place, depth = chance.choice(places), chance.choice((50, 240, 2000, 30_000))
    closing = b"</%s>" % place[1] if chance.random() < 0.7 else b""
    return data[: place.start()] + place[0] * depth + closing * (depth - 1) + data[place.end() :]


def _restreamed(data: bytes, other: bytes, chance: Chance) -> bytes:
    """One stream of a PDF, unpacked, mutated and packed again."""
    places = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL))
    if not places:
        return data
    place = chance.choice(places)
    try:
        content = zlib.decompress(place[1])
        pack: Callable[[bytes], bytes] = zlib.compress
    except zlib.error:
        content, pack = place[1], bytes
    change = chance.choice((_flipped, _cut, _repeated, _numbered, _numbered, _swapped, _odd))
    return data[: place.start(1)] + pack(change(content, other, chance)) + data[place.end(1) :]
