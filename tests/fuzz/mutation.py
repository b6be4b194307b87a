"""Damaged files made of whole ones, always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

LONGEST = 20_000
_TOKENS = (
    b"[",
    b"]",
    b"{",
    b"}",
    b": ",
    b"- ",
    b"? ",
    b", ",
    b"&a ",
    b"*a",
    b"&id001 ",
    b"*id001",
    b"<<: *a\n",
    b"<<: ",
    b"!!python/object/apply:os.system [exit 1]",
    b"!!python/object/new:type [a, [], {}]",
    b"!!python/object/apply:numpy._core.multiarray.scalar ",
    b"!!python/object/apply:numpy.dtype ",
    b"!!python/object/apply:collections.OrderedDict ",
    b"!!python/tuple ",
    b"!!binary ",
    b"!!set ",
    b"!!omap ",
    b"!!int ",
    b"!!float ",
    b"!x ",
    b"--- ",
    b"...\n",
    b"%TAG ! tag:x,2000:\n---\n",
    b"%YAML 1.1\n---\n",
    b"|\n",
    b">-\n",
    b"'",
    b'"',
    b"\\u12",
    b"\\ud800",
    b"\\",
    b"\t",
    b"\r",
    b"\n\n",
    b"\0",
    b"\x1b[31m",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc3",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b".nan",
    b"-.inf",
    b"null",
    b"yes",
    b"1e999",
    b"0x_",
    b"1:60:61",
    b"NaN",
    b"Infinity",
    b"#",
    b"../../x",
    b"/etc/passwd",
)


def damaged(samples: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """``count`` files of at most `LONGEST` bytes, each a sample with one to four faults."""
    chance = random.Random(seed)
    for _ in range(count):
        data = chance.choice(samples)
        for _ in range(chance.randint(1, 4)):
            data = _mutated(chance, data, samples)[:LONGEST]
        yield data


def _mutated(chance: random.Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    to = min(len(data), at + chance.choice((1, 4, 40, 400)))
    match chance.randrange(13):
        case 0:  # one byte is another
            return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        case 1:  # a bit flipped
            flipped = bytes(byte ^ (1 << chance.randrange(8)) for byte in data[at : at + 1])
            return data[:at] + flipped + data[at + 1 :]
        case 2:  # cut off
            return data[:at]
        case 3:  # a hole
            return data[:at] + data[to:]
        case 4:  # a part twice
            return data[:to] + data[at:]
        case 5:  # the rest of another file
            other = chance.choice(samples)
            return data[:at] + other[chance.randint(0, len(other)) :]
        case 6 | 7 | 8:
            return data[:at] + chance.choice(_TOKENS) + data[at:]
        case 9:  # lines in another order
            lines = data.splitlines(keepends=True)
            chance.shuffle(lines)
            return b"".join(lines)
        case 10:  # a value of another type
            return _with_another_value(chance, data)
        case 11:
            return data[:at] + _extreme(chance) + data[at:]
        case _:  # zeros, as a power failure leaves them
            return data[:at] + bytes(to - at) + data[to:]


def _with_another_value(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    number = chance.randrange(len(lines))
    key, colon, _ = lines[number].partition(b": ")
    values = (b"null", b"17", b"[]", b"{}", b"[[1], {a: b}]", b"true", b"text", b"*a", b"!x y", b"")
    lines[number] = key + (colon or b": ") + chance.choice(values) + b"\n"
    return b"".join(lines)


def _extreme(chance: random.Random) -> bytes:
    many = chance.choice((50, 500, 5000))
    match chance.randrange(8):
        case 0:
            return b"[" * many
        case 1:
            return b'{"a":' * many
        case 2:
            return b"- " * many
        case 3:
            return b"? " * many
        case 4:
            return b"9" * many
        case 5:
            return b"x" * many * 3
        case 6:  # each list holds the one before it several times
            width = chance.randint(2, 12)
            bomb = [b"\na0: &a0 [x]"]
            for level in range(1, chance.randint(3, 40)):
                items = b", ".join([b"*a%d" % (level - 1)] * width)
                bomb.append(b"a%d: &a%d [%s]" % (level, level, items))
            return b"\n".join(bomb) + b"\n"
        case _:
            return b"\n".join(b"%s: {" % (b" " * level) for level in range(many // 50)) + b"\n"
