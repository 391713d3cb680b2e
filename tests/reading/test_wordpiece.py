"""The pieces of words: those that the model was trained on, whatever is in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnable.formats.models import load_encoder
from winnable.reading.wordpiece import WordPiece

START, END, UNKNOWN = 101, 102, 100

# Texts and their pieces, the marks of start and end left out, as version 0.23.3 of the package `tokenizers` gives them.
REFERENCE = (
    ("", ""),
    ("   \t\n", ""),
    (
        "The portal shall support single sign-on (SAML 2.0).",
        "1996 9445 4618 2490 2309 3696 1011 2006 1006 3520 2140 1016 1012 1014 1007 1012",
    ),
    (
        "WCAG 2.1 AA-conformance & ISO/IEC 27001:2022",
        "15868 8490 1016 1012 1015 9779 1011 23758 6651 1004 11163 1013 24940 13756 24096 1024 16798 2475",
    ),
    (
        "Don't e-mail john_doe+bids@example.org;",
        "2123 1005 1056 1041 1011 5653 2198 1035 18629 1009 20723 1030 2742 1012 8917 1025",
    ),
    ("it's $1,250.00!", "2009 1005 1055 1002 1015 1010 5539 1012 4002 999"),
    (
        "Der Auftragnehmer muß die Übergabe gewährleisten.",
        "4315 21200 6494 10177 14227 2121 14163 19310 3280 19169 3654 4783 16216 4213 8093 23057 16173 1012",
    ),
    (
        "L’hébergement doit être assuré à Besançon –",
        "1048 1521 2002 4059 13665 9193 2102 3802 2890 14306 1037 2022 8791 8663 1516",
    ),
    ("« données » incluses.", "1077 2123 24045 2015 1090 4297 7393 2229 1012"),
    (
        "El señor Peña enviará la oferta en ≤ 15 días.",
        "3449 12411 2953 19409 4372 9035 2527 2474 1997 8743 2050 4372 1608 2321 22939 2015 1012",
    ),
    ("È obbligatorio il però più città.", "1041 27885 16558 13340 29469 2080 6335 2566 2080 14255 2226 25022 5946 1012"),
    (
        "De coördinatie vóór 1 januari: één façade.",
        "2139 2522 8551 3981 9515 29536 2953 1015 5553 6692 3089 1024 25212 2078 8508 1012",
    ),
    (
        "ΟΔΥΣΣΕΥΣ Ὀδυσσεύς σοφός",
        "1169 29722 29735 29733 29733 29723 29735 29733 1169 29722 29735 29733 29733 29723 29735 19579 1173 29730 29736 15297",
    ),
    ("Привет, мир! Ёлка й", "1194 16856 10325 25529 15290 22919 1010 1191 10325 16856 999 1185 29436 28598 1188"),
    ("ש\u05b8\u05c1לו\u05b9ם עולם", "1266 29799 29792 29800 1259 29792 29799 29800"),
    (
        "مرحبا بالعالم، ك\u064eي\u0652ف\u064e",
        "1295 17149 29820 29816 25573 1271 25573 23673 29830 25573 23673 22192 1268 1293 14498 29833",
    ),
    ("नमस\u094dते दुनिया", "1327 29867 29874 29859 1325 29863 29877 29868 29876"),
    ("สวัสดีชาวโลก", "100"),
    ("統合ポータルはSSOに対応する。", "100 1792 1722 30265 30235 30259 30198 24137 30194 100 100 1658 30213 1636"),
    ("한국어 요구사항", "1469 30006 30021 29991 30014 30020 29999 30008 1463 30013 29991 30014 29997 30006 30005 30006 30025"),
    ("İstanbul ısıtma ŁÓDŹ Æther Straße ﬁne", "9960 1104 2015 11722 29418 17814 1097 12399 2358 27807 1984 2638"),
    ("naïve nai\u0308ve e\u0301", "15743 15743 1041"),
    ("a\xadb c\u200bd e\ufeff � f\x00g", "11113 3729 1041 1042 2290"),
    ("tab\tline\nfeed\x0bvertical\x0cform\x85next\u2028sep\u3000wide", "21628 2240 5438 16874 7476 14192 2638 18413 19802 2898"),
    ("non\xa0breaking thin\u2009space\u202fnarrow", "2512 4911 4857 2686 4867"),
    ("[CLS] [SEP] [MASK] [UNK] [PAD]", "1031 18856 2015 1033 1031 19802 1033 1031 7308 1033 1031 4895 2243 1033 1031 11687 1033"),
    ("##ing ## # un##able", "1001 1001 13749 1001 1001 1001 4895 1001 1001 2583"),
    ("½ ² ① Ⅷ ㎏ ﷺ", "1092 1082 100 100 100 100"),
    ("🙂👍🏽 emoji 👩\u200d👩\u200d👧", "100 7861 29147 2072 100"),
    ("^`~|<>=+$ €£¥ ©®™ °", "1034 1036 1066 1064 1026 1028 1027 1009 1002 1574 29646 29648 1075 29656 30108 1080"),
    (
        "----- ...... ______ ••• §",
        "1011 1011 1011 1011 1011 1012 1012 1012 1012 1012 1012 1035 1035 1035 1035 1035 1035 1528 1528 1528 1073",
    ),
    (
        "Pneumonoultramicroscopicsilicovolcanoconiosis",
        "1052 2638 2819 17175 11314 6444 2594 7352 26461 27572 11261 6767 15472 6761 8663 10735 2483",
    ),
    ("𠀀𫠠豈一a", "100 100 100 1740 1037"),
    ("𝐁𝐨𝐥𝐝 ｆｕｌｌ ｗｉｄｔｈ", "100 100 100"),
    ("힣한", "100"),
    ("ÅÅ Ω Ω K", "9779 1179 1179 1047"),
)
VOCABULARY = ("[UNK]", "[CLS]", "[SEP]", "un", "##able", "able", "##ab", "##l", "a", "!", "é")
WORDS = WordPiece(ids={word: i for i, word in enumerate(VOCABULARY)})


@pytest.fixture(scope="module")
def wordpiece():
    return load_encoder("numpy").wordpiece


@pytest.mark.parametrize(("text", "pieces"), REFERENCE, ids=[ascii(text)[1:25] for text, _ in REFERENCE])
def test_pieces_are_those_of_the_reference(text, pieces, wordpiece):
    assert wordpiece.encode(text) == [START, *map(int, pieces.split()), END]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("unable", [3, 4]),  # the longest piece first
        ("Unabl", [3, 6, 7]),
        ("unabla", [0]),  # a rest that is not in the vocabulary makes the whole word unknown
        ("able!able", [5, 9, 5]),
        ("á Á a\u0301", [8, 8, 8]),  # accents do not count, so that a vocabulary's own "é" is never met
        ("é", [0]),
        ("a" * 101, [0]),
    ],
)
def test_the_longest_pieces_from_left_to_right(text, pieces):
    assert WORDS.encode(text) == [1, *pieces, 2]


def test_a_word_of_more_than_a_hundred_characters_is_unknown(wordpiece):
    assert wordpiece.encode("x" * 101) == [START, UNKNOWN, END]
    assert UNKNOWN not in wordpiece.encode("x" * 100)


def test_long_texts_are_cut_and_still_end_with_the_mark(wordpiece):
    text = "portal " * 300
    assert wordpiece.encode(text) == [START, *wordpiece.encode("portal")[1:-1] * 254, END]
    assert wordpiece.encode(text, 5) == [START, *wordpiece.encode("portal")[1:-1] * 3, END]
    assert len(wordpiece.encode("x" * 100 + " ", 4)) == 4


def test_a_mark_in_a_text_is_text(wordpiece):
    assert {START, END, UNKNOWN, 0, 103}.isdisjoint(wordpiece.encode("[CLS] [SEP] [MASK] [PAD]")[1:-1])


@given(st.text(max_size=80), st.text(max_size=80))
def test_two_texts_beside_each_other_have_the_pieces_of_both(one, other):
    wordpiece = load_encoder("numpy").wordpiece
    assert wordpiece.encode(f"{one}\n{other}", 400) == [*wordpiece.encode(one, 400)[:-1], *wordpiece.encode(other, 400)[1:]]


@given(st.text(), st.integers(2, 40))
def test_every_text_has_pieces_of_the_vocabulary_and_no_more_than_asked(text, most):
    wordpiece = load_encoder("numpy").wordpiece
    pieces = wordpiece.encode(text, most)
    assert (pieces[0], pieces[-1]) == (START, END)
    assert len(pieces) <= most
    assert all(0 <= piece < len(wordpiece.ids) for piece in pieces)
    assert wordpiece.encode(text, most) == pieces  # and the same again, now that the strings are known
