"""Outlook messages of our own making: an OLE file (the older container of Office) and the properties of a message in it."""

import struct
from typing import Any

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, MINI, CUTOFF = 512, 64, 4096
Tree = dict[str, "bytes | Tree"]


def ole(tree: Tree) -> bytes:
    """An OLE file with these streams (bytes) and storages (mappings)."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5, "data": b"", "child": FREE, "next": FREE}]
    _add(entries, 0, tree)
    mini, mini_table = _small_streams(entries)
    table: list[int] = []
    body = bytearray()

    def store(data: bytes) -> tuple[int, int]:
        if not data:
            return END, 0
        first, count = len(table), -(-len(data) // SECTOR)
        table.extend([*range(first + 1, first + count), END])
        body.extend(data.ljust(count * SECTOR, b"\0"))
        return first, count

    for entry in entries:
        if entry["kind"] == 2 and len(entry["data"]) >= CUTOFF:
            entry["start"] = store(entry["data"])[0]
    entries[0]["start"], entries[0]["size"] = store(mini)[0], len(mini)
    small, small_count = store(struct.pack(f"<{len(mini_table)}I", *mini_table))
    directory, _ = store(b"".join(map(_entry, entries)))
    own = 1
    while (len(table) + own) * 4 > own * SECTOR:
        own += 1
    first = len(table)
    table += [FAT] * own
    body.extend(struct.pack(f"<{len(table)}I", *table).ljust(own * SECTOR, b"\xff"))
    head = struct.pack("<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, own,
                       directory, 0, CUTOFF, small, small_count, END, 0)  # fmt: skip
    return head + struct.pack("<109I", *range(first, first + own), *[FREE] * (109 - own)) + bytes(body)


def _add(entries: list[dict[str, Any]], parent: int, tree: Tree) -> None:
    """The members of one storage, linked as a list: each the right neighbour of the one before."""
    last = None
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        content = tree[name]
        index = len(entries)
        entries.append({"name": name, "kind": 2 if isinstance(content, bytes) else 1, "child": FREE, "next": FREE})
        entries[index]["data"] = content if isinstance(content, bytes) else b""
        if last is None:
            entries[parent]["child"] = index
        else:
            entries[last]["next"] = index
        last = index
        if not isinstance(content, bytes):
            _add(entries, index, content)


def _small_streams(entries: list[dict[str, Any]]) -> tuple[bytes, list[int]]:
    data, table = bytearray(), list[int]()
    for entry in entries:
        entry.setdefault("size", len(entry["data"]))
        entry.setdefault("start", END if entry["kind"] == 2 else 0)
        if entry["kind"] == 2 and 0 < len(entry["data"]) < CUTOFF:
            count = -(-len(entry["data"]) // MINI)
            entry["start"] = len(table)
            table.extend([*range(len(table) + 1, len(table) + count), END])
            data.extend(entry["data"].ljust(count * MINI, b"\0"))
    return bytes(data), table


def _entry(entry: dict[str, Any]) -> bytes:
    name = entry["name"].encode("utf-16-le")
    head = struct.pack(
        "<64sHBBIII16sIQQ", name, len(name) + 2, entry["kind"], 1, FREE, entry["next"], entry["child"], b"", 0, 0, 0
    )
    return head + struct.pack("<IQ", entry["start"], entry["size"])


def properties(head: int, **fixed: bytes) -> bytes:
    """The table of properties of fixed size, by their numbers as in `p3705=...`."""
    rows = b"".join(struct.pack("<HHI8s", 3, int(key[1:], 16), 6, value) for key, value in fixed.items())
    return b"\0" * head + rows


def stream(key: int, text: str | bytes) -> tuple[str, bytes]:
    """The name and content of the stream of one property: a text in UTF-16, or bytes."""
    if isinstance(text, bytes):
        return f"__substg1.0_{key:04X}0102", text
    return f"__substg1.0_{key:04X}001F", text.encode("utf-16-le")


def message(*attachments: Tree, head: int = 32, sent: bytes = b"", **texts: str | bytes) -> Tree:
    """A message with `p0037` as its subject and so on."""
    fixed = {"p0039": sent} if sent else {}
    tree: Tree = {"__properties_version1.0": properties(head, **fixed)}
    tree.update(stream(int(key[1:], 16), text) for key, text in texts.items())
    for number, attachment in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = attachment
    return tree


def attached_file(name: str, data: bytes, **more: str) -> Tree:
    """An attachment by value."""
    tree: Tree = {"__properties_version1.0": properties(8, p3705=(1).to_bytes(8, "little"))}
    tree.update([stream(0x3707, name), stream(0x3701, data)])
    tree.update(stream(int(key[1:], 16), text) for key, text in more.items())
    return tree


def attached_message(inner: Tree) -> Tree:
    """A message inside a message."""
    return {"__properties_version1.0": properties(8, p3705=(5).to_bytes(8, "little")), "__substg1.0_3701000D": inner}
