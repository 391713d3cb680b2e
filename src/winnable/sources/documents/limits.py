"""Every limit of the readers, in one place, with its reason. A document is untrusted: each of these bounds what it can cost."""

# Whole file, in bytes. The largest tender packs seen are far below; a file is held in memory once while it is read.
FILE_BYTES = 200 * 1024 * 1024

# Bytes of a text, table or page (TXT, MD, CSV, HTML): five times as many as characters that are read; the rest is not looked at.
TEXT_BYTES = 16 * 1024 * 1024

# Pages of one PDF. A longer file is an archive or an attack; the first pages are read and the rest is named in a warning.
PAGES = 1_000

# Characters of all passages together, about six novels. What lies behind is named in a warning.
CHARACTERS = 3_000_000

# Passages of one document: a million one-letter lines must not cost a million objects, nor the half minute that it takes to
# read what more of them say. A tender of 130 pages has about 1,300.
PASSAGES = 100_000

# Characters of one passage: what a person still reads as one piece. Longer ones are split, at sentence ends where possible.
PASSAGE_CHARACTERS = 4_000

# Characters of one table row before its cells are read as paragraphs instead: such a table lays out a page, it lists nothing.
ROW_CHARACTERS = 4_000

# Paragraphs of one cell before the same holds of a row a third as long.
CELL_PARAGRAPHS = 8

# Characters of one heading in a section path, and headings in it: a path is a place to show, not a text.
SECTION_CHARACTERS = 120
SECTION_DEPTH = 8

# Members of a DOCX or XLSX (they are zip archives); ordinary ones have a few dozen, those with many pictures hundreds.
ZIP_MEMBERS = 10_000

# Bytes of all members unpacked, and of one part that is parsed: XML takes several times its size in memory.
ZIP_BYTES = 500 * 1024 * 1024
PART_BYTES = 80 * 1024 * 1024

# How many times a member may grow when unpacked, asked only of members above the given size: repetitive XML reaches 50.
ZIP_RATIO = 200
ZIP_RATIO_FROM_BYTES = 4 * 1024 * 1024

# Cells of the rectangles that the sheets of a workbook span, together: a sheet is held as a full table, so one cell in the last
# row and column would cost all the empty ones between.
SHEET_CELLS = 5_000_000

# Levels of nested HTML elements; browsers stop at 512, and parsing time grows with the square of the depth.
HTML_DEPTH = 1_000

# Bold, font and similar elements that a page may leave open before they are ignored.
HTML_OPEN_FORMATS = 100

# Drawn lines and boxes of a PDF page that are looked at for table borders; a map or a drawing has many thousands.
PAGE_RULES = 3_000

# Pieces of text times borders of one page: each is held against each. Beyond, the page is read without its tables' borders.
PAGE_TESTS = 3_000_000

# Pieces of one path that are looked at one by one, for the same reason.
PATH_PIECES = 1_000

# Characters of one PDF page; a full page of small print has about 10,000.
PAGE_CHARACTERS = 200_000

# Files of one pack, all its archives, folders and messages together; a tender's pack has a few dozen, a framework's hundreds.
PACK_FILES = 2_000

# Bytes of all of them unpacked.
PACK_BYTES = 500 * 1024 * 1024

# Archives and messages inside each other: an archive in an archive in an archive is the last that is opened.
PACK_DEPTH = 3

# Characters of all documents of a pack; those behind are named as unread.
PACK_CHARACTERS = 12_000_000

# Characters of a name inside a pack, of which the last are kept.
NAME_CHARACTERS = 120

# Pages and pictures of one pack whose text is recognised; each takes about a second.
OCR_PAGES = 300

# Seconds that the recognition of one page may take before it is given up.
OCR_PAGE_SECONDS = 30

# Dots per inch at which a page is drawn for it, and dots of one page: A3 has 8 million, larger sheets are drawn coarser.
OCR_DPI = 200
OCR_DOTS = 12_000_000

# Dots of a picture file; larger ones are refused, because they are unpacked whole.
PICTURE_DOTS = 100_000_000

# Characters of a page's own label.
LABEL_CHARACTERS = 20
