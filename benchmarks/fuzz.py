"""Mutated files of every format that is read: nothing but an answer or an error of our own may come of them.

Real files are damaged in many ways from a fixed seed; each is read in a child of its own, whose processor time and largest memory
the system measures (other work on the machine does not count, a child that only waits is ended as well).
"""

import argparse
import io
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from pathlib import Path

os.environ["WINNABLE_VECTORS"] = "fast"
os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "sources" / "documents"))

import docx
import openpyxl
import pptx
from outlook import attached_file, attached_message, message, ole
from reportlab.pdfgen.canvas import Canvas
from setting import figure, print_setting

from winnable.core.errors import WinnableError
from winnable.core.profile import Profile
from winnable.formats.matrix import Matrix, write_matrix
from winnable.formats.matrix_edits import read_edits
from winnable.formats.profiles import load_profile
from winnable.formats.readers import load_reader
from winnable.reading.reading import Reader
from winnable.sources.documents import Document, read_pack

LONGEST = 30  # seconds of processor time; what takes longer hangs
WAITED = 240  # seconds on the clock, for a child that waits for something
MOST_BYTES = 8 * 2**30  # address space of a child
PEAK_MB = 1024
MOST_SEED = 2_000_000  # bytes of a file of --data
ZIPPED = ("docx", "xlsx", "pptx", "zip", "matrix.xlsx")
ENDINGS = {
    ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".pptx": "pptx", ".html": "html", ".htm": "html", ".md": "markdown",
    ".csv": "csv", ".txt": "text", ".eml": "eml", ".msg": "msg", ".zip": "zip",
}  # fmt: skip
SUFFIXES = {"markdown": ".md", "text": ".txt", "matrix.xlsx": ".xlsx", "matrix.csv": ".csv", "matrix.json": ".json"}
LINES = (
    "1 Scope of the portal",
    "The supplier must provide a portal with single sign-on for 5,000 users by 31 March 2027.",
    "1.1 Der Auftragnehmer muss die Plattform in der EU betreiben; das Budget beträgt 250.000 EUR.",
    "R-12 Le titulaire doit fournir une recherche à facettes. La durée du marché est de 48 mois.",
    "Offers are evaluated: price 40 %, quality 60 %. Questions: 12.01.2027, 14:00 CET.",
    "El licitador deberá presentar la oferta antes del 3 de abril. De inschrijver dient ISO 27001 te hebben.",
)
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


def main() -> int:
    """Mutate, read, count; one format after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder with documents of your own, mutated as well")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each format")
    parser.add_argument("--formats", default="", help="pdf,docx,... instead of all")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    profile = load_profile("liferay")
    reader = load_reader(profile)
    seeds = _seeds(reader, profile)
    for path in sorted(options.data.rglob("*")) if options.data else ():
        if path.suffix.lower() in ENDINGS and path.is_file() and path.stat().st_size <= MOST_SEED:
            seeds[ENDINGS[path.suffix.lower()]].append(path.read_bytes())
    chosen = options.formats.split(",") if options.formats else list(seeds)
    packages = ("winnable", "pypdfium2", "lxml", "python-calamine", "olefile")
    print_setting("Mutated files", f"made here; {options.data or 'none of yours'}; seed {options.seed}", packages)
    print(f"{'format':12} seeds  inputs   read  refused  crashes  hangs  longest s  peak MB")
    kept = Path(tempfile.mkdtemp(prefix="winnable-fuzz-"))
    counts = [_fuzzed(name, seeds[name], _call(name, reader, profile), options, kept) for name in chosen]
    for line in dict.fromkeys(line for count in counts for line in count.said):
        print(line)
    print(f"\ninputs that went wrong are kept in {kept}" if any(count.said for count in counts) else "")
    figure("inputs", sum(count.inputs for count in counts), "at least", 1)
    figure("crashes", sum(count.crashes for count in counts), "exactly", 0)
    figure("hangs", sum(count.hangs for count in counts), "exactly", 0)
    figure("longest_seconds", max(count.longest for count in counts), "below", LONGEST)
    figure("peak_mb", max(count.peak_mb for count in counts), "below", PEAK_MB)
    return 0


@dataclass(slots=True)
class Count:
    """What came of the inputs of one format."""

    inputs: int = 0
    read: int = 0
    crashes: int = 0
    hangs: int = 0
    longest: float = 0.0
    peak_mb: float = 0.0
    said: list[str] = field(default_factory=list)


def _fuzzed(name: str, seeds: Sequence[bytes], call: Callable[[Path], object], options: argparse.Namespace, kept: Path) -> Count:
    count, ends = Count(), time.monotonic() + options.minutes * 60
    seen: set[str] = set()
    suffix = SUFFIXES.get(name, f".{name}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"input{suffix}"
        while time.monotonic() < ends:
            chance = random.Random(f"{options.seed} {name} {count.inputs}")
            # The seeds themselves come first, as they are.
            data = seeds[count.inputs] if count.inputs < len(seeds) else mutated(seeds, name in ZIPPED, chance)
            path.write_bytes(data)
            end = _read(call, path)
            _add(count, end)
            if end.wrong and end.what not in seen:
                seen.add(end.what)
                copy = kept / f"{name}-{count.inputs}{suffix}"
                copy.write_bytes(data)
                count.said.append(f"\n{copy.name}: {end.seconds:.1f} s, {end.peak_mb:.0f} MB\n{end.what}")
    print(
        f"{name:12} {len(seeds):5}  {count.inputs:6}  {count.read:5}  {count.inputs - count.read - count.crashes - count.hangs:7}  "
        f"{count.crashes:7}  {count.hangs:5}  {count.longest:9.2f}  {count.peak_mb:7.0f}",
        flush=True,
    )
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a child ended: `what` is empty where it read the file, "refused", or the end of a traceback."""

    what: str
    hung: bool
    seconds: float
    peak_mb: float

    @property
    def wrong(self) -> bool:
        return self.what not in ("", "refused") or self.peak_mb >= PEAK_MB or self.seconds >= LONGEST


def _add(count: Count, end: End) -> None:
    count.inputs += 1
    count.read += end.what == ""
    count.hangs += end.hung
    count.crashes += end.what not in ("", "refused") and not end.hung
    count.longest = max(count.longest, end.seconds)
    count.peak_mb = max(count.peak_mb, end.peak_mb)


def _read(call: Callable[[Path], object], path: Path) -> End:
    """Fork, read, wait; the child's error comes back through a file beside the input's folder."""
    with tempfile.TemporaryFile() as report:
        child = os.fork()
        if child == 0:
            _become(call, path, report.fileno())
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(WAITED)
        _, status, used = os.wait4(child, 0)
        signal.alarm(0)
        report.seek(0)
        what = report.read().decode("utf-8", "replace")
    ended_by = -os.waitstatus_to_exitcode(status)
    hung = ended_by in (signal.SIGXCPU, signal.SIGKILL)
    if not what and ended_by:
        what = "hung" if hung else f"ended by {ended_by}"
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return End(what=what, hung=hung, seconds=used.ru_utime + used.ru_stime, peak_mb=used.ru_maxrss / unit)


def _become(call: Callable[[Path], object], path: Path, report: int) -> None:
    """The child: reads within its limits and never returns."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST + 1, LONGEST + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        call(path)
    except WinnableError:
        os.write(report, b"refused")
    except BaseException as error:  # also the panics of libraries in Rust, which are no Exceptions
        frames = traceback.extract_tb(error.__traceback__)[-5:]
        lines = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        os.write(report, "\n".join([*lines, f"  {type(error).__name__}: {str(error)[:200]}"]).encode("utf-8", "replace"))
    finally:
        os._exit(0)


def _call(name: str, reader: Reader, profile: Profile) -> Callable[[Path], object]:
    return partial(read_edits, profile=profile) if name.startswith("matrix") else partial(_read_documents, reader=reader)


def _read_documents(path: Path, *, reader: Reader) -> object:
    documents: Sequence[Document] = read_pack([path], ocr=False).documents
    raw = {(document.file, page): text for document in documents for page, text in document.raw.items()}
    return reader.read([passage for document in documents for passage in document.passages], raw)


# Mutations: each takes a file, another of its format and chance, and gives a file.


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
            archive.writestr(zipfile.ZipInfo(name.partition("\x00")[0] or "x"), content)
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
    return data[:at] + chance.choice((b"a", b" ", b"must ", b"1.", b"(", b",", b"\n", b"x@", b"9", b"|", b"- ")) * 100_000 + data[at:]


def _nested_text(data: bytes, _: bytes, chance: Chance) -> bytes:
    opening = chance.choice((b"> ", b"[", b"{\"a\":", b"- ", b"  ", b"*_", b"#", b"![", b"<b>"))
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


# Seeds.


def _seeds(reader: Reader, profile: Profile) -> dict[str, list[bytes]]:
    html = _html().encode()
    table = "\n".join(f"{number};Muss;{line};42" for number, line in enumerate(LINES)).encode()
    markdown = "\n\n".join(("# Request", *LINES, "| No. | Text |\n|---|---|\n| 1 | must |\n", "- one\n  - two", "```\ncode\n```")).encode()
    seeds = {
        "pdf": [_pdf(compressed=True), _pdf(compressed=False)],
        "docx": [_docx()],
        "xlsx": [_xlsx()],
        "pptx": [_pptx()],
        "html": [html],
        "markdown": [markdown],
        "csv": [table, table.replace(b";", b",")],
        "text": ["\n\n".join(LINES).encode(), "\r\n".join(LINES).encode("utf-16")],
        "eml": [_eml(html)],
        "msg": [_msg(html)],
    }
    seeds["zip"] = [_zip({"a.docx": seeds["docx"][0], "b.md": markdown, "in/c.eml": seeds["eml"][0], "d.zip": _zip({"e.csv": table})})]
    return seeds | _matrices(reader, profile, html)


def _pdf(*, compressed: bool) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=int(compressed))
    for page in range(3):
        for index, line in enumerate(LINES * 3):
            canvas.setFont("Helvetica-Bold" if line[:1].isdigit() else "Helvetica", 11)
            canvas.drawString(72, 780 - index * 16, f"{line} ({page})")
        canvas.grid([72, 200, 400], [100, 130, 160])
        for cell, (x, y) in zip("abcd", ((80, 110), (210, 110), (80, 140), (210, 140)), strict=True):
            canvas.drawString(x, y, f"cell {cell} must")
        canvas.bookmarkPage(f"p{page}")
        canvas.addOutlineEntry(f"Part {page}", f"p{page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.add_heading("Request", 1)
    for line in LINES:
        document.add_paragraph(line, style="List Number" if line[:1] == "R" else None)
    table = document.add_table(3, 3)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = LINES[index % len(LINES)]
    table.cell(0, 0).merge(table.cell(1, 0))
    document.sections[0].header.paragraphs[0].text = "A header"
    return _saved(document.save)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["No.", "Requirement", "Priority", "Weight"])
    for number, line in enumerate(LINES):
        sheet.append([number, line, "must", number * 1.5])
    sheet.merge_cells("A3:A5")
    book.create_sheet("Hidden").sheet_state = "hidden"
    return _saved(book.save)


def _pptx() -> bytes:
    slides = pptx.Presentation()
    for line in LINES:
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = line[:20], line
        slide.notes_slide.notes_text_frame.text = line
    table = slides.slides[0].shapes.add_table(2, 2, 0, 0, 900_000, 900_000).table
    table.cell(0, 0).text = "The supplier must"
    return _saved(slides.save)


def _html() -> str:
    rows = "".join(f'<tr><td rowspan="1" colspan="2">{number}</td><td>{line}</td></tr>' for number, line in enumerate(LINES))
    items = "".join(f"<li>{line}<ul><li>inner</li></ul></li>" for line in LINES)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Request</title></head><body><h1>Request</h1>'
        f'<p class="a">{LINES[1]}</p><table>{rows}</table><ol start="3">{items}</ol><div style="display:none">x</div></body></html>'
    )


def _eml(html: bytes) -> bytes:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Inner", "office@example.org"
    inner.set_content(LINES[1])
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Anfrage für ein Portal", "Office <office@example.org>", "bids@example.com"
    letter["Date"] = "Mon, 04 Jan 2027 10:00:00 +0100"
    letter.set_content("\n".join(LINES))
    letter.add_alternative(html.decode(), subtype="html")
    letter.add_attachment("\n".join(LINES).encode(), maintype="text", subtype="csv", filename="täble.csv")
    letter.add_attachment(inner)
    return letter.as_bytes()


def _msg(html: bytes) -> bytes:
    inner = message(head=24, p0037="Inner", p1000=LINES[1])
    return ole(
        message(
            attached_file("list.csv", "\n".join(LINES).encode()),
            attached_message(inner),
            p0037="A portal",
            p1000="\n".join(LINES),
            p1013=html,
            p0C1F="office@example.org",
        )
    )


def _matrices(reader: Reader, profile: Profile, html: bytes) -> dict[str, list[bytes]]:
    """The compliance matrix of a small document as this program writes it, and with a row of a person's own."""
    seeds: dict[str, list[bytes]] = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "request.html"
        source.write_bytes(html)
        matches = reader.read(read_pack([source], ocr=False).documents[0].passages).ledger
        matrix = Matrix(matches=matches, read={m.requirement.key: m for m in matches})
        for ending in ("xlsx", "csv", "json"):
            path = Path(folder) / f"matrix.{ending}"
            write_matrix(path, matrix, profile, "Request")
            seeds[f"matrix.{ending}"] = [path.read_bytes()]
    rows = json.loads(seeds["matrix.json"][0])
    rows.append({"Requirement": "Our own row", "Response": "=1+1", "Comment": None, "Weight": 3.5, "Owner": ["a", {"b": 1}]})
    seeds["matrix.json"].append(json.dumps(rows).encode())
    return seeds


def _zip(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
