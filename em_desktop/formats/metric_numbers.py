"""Numbers and times in bulk: from text to float64, bit for bit what ``float`` gives.

All functions take a *padded* buffer (see `pad`) and arrays of positions in it, one
element per field. They read eight bytes of each field at once as a little-endian
word, so that a character is a byte of the word and the leftmost is the lowest.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.metrics import Flags, Floats

Bytes: TypeAlias = NDArray[np.uint8]
Positions: TypeAlias = NDArray[np.int64]
Words: TypeAlias = NDArray[np.uint64]

PADDING = 256
"""Bytes before and after the text, so that no read near a field leaves the buffer."""

_MOST_WORDS = 3  # of a number without sign and exponent: repr writes at most 22 characters
_ONES = 0x0101010101010101
_ZEROS = np.uint64(ord("0") * _ONES)
_DOT = np.uint64(ord(".") ^ ord("0"))

_TENS = np.array([10**k if k < 20 else 2**64 - 1 for k in range(26)], np.uint64)
_SEXTETS = np.full(256, 64, np.uint64)
_SEXTETS[list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")] = np.arange(64)
_POWERS = 330  # of ten, up and down; all of float64 but the subnormals


def pad(text: bytes) -> Bytes:
    """A buffer that holds ``text`` from `PADDING` on, with as many zero bytes around it."""
    buffer = np.zeros(len(text) + 2 * PADDING, np.uint8)
    buffer[PADDING : PADDING + len(text)] = np.frombuffer(text, np.uint8)
    return buffer


def words(buffer: Bytes, at: Positions) -> Words:
    """The eight bytes that begin at each position, as little-endian words."""
    view = np.ndarray((len(buffer) - 7,), "<u8", buffer, strides=(1,))
    return view[at].astype(np.uint64, copy=False)


def parse_numbers(
    buffer: Bytes, start: Positions, end: Positions, *, null: bool = False
) -> tuple[Floats, Flags]:
    """Parse fields written like ``-12.5``, ``1.0e-05``, ``7``, ``.nan`` or ``-.inf``.

    These are the forms the recorder writes. A field in any other form isn't an
    error: it is marked, for a slower reader to look at.

    Args:
        buffer: the padded text.
        start: where each field begins.
        end: the byte after each field.
        null: whether ``null`` is a number too, read as NaN.

    Returns:
        The values, and which of them were understood (the others are NaN).
    """
    negative = buffer[start] == ord("-")
    first = start + negative
    values, understood = _special_numbers(buffer, first, end, negative, null=null)
    exponent, exponent_length = _exponents(buffer, end)
    stop = end - exponent_length
    digits, fraction, is_decimal = _digits(buffer, first, stop)
    if exponent_length.any():
        is_decimal &= (fraction > 0) | (exponent_length == 0)
    odd_zero = (fraction == 0) & (stop - start > 1) & (buffer[first] == ord("0"))
    is_decimal &= ~odd_zero  # 012 is octal in YAML 1.1, and -0 is an integer without a sign
    is_decimal &= ~understood
    magnitude, exact = _round(digits, exponent - fraction)
    np.copyto(values, np.where(negative, -magnitude, magnitude), where=is_decimal)
    for index in np.flatnonzero(is_decimal & ~exact).tolist():
        values[index] = float(buffer[start[index] : end[index]].tobytes())
    return values, understood | is_decimal


def parse_times(buffer: Bytes, start: Positions, end: Positions) -> tuple[Floats, Flags]:
    """Parse ISO 8601 times with offset, with or without microseconds, without quotes.

    Years from 1900 to 2200 are understood: their microseconds fit into a float64.

    Returns:
        Seconds since 1970 (UTC), and which fields were understood (the others are NaN).
    """
    length = end - start
    has_fraction = length == len("2026-11-23T12:00:21.144402+08:00")
    understood = has_fraction | (length == len("2026-11-23T12:00:21+08:00"))
    date, date_fits = _pairs(buffer, start, "0000-00-")
    clock, clock_fits = _pairs(buffer, start + 8, "00T00:00")
    second, second_fits = _pairs(buffer, start + 16, ":00")
    offset, offset_fits = _pairs(buffer, end - 6, "?00:00")
    understood &= date_fits & clock_fits & second_fits & offset_fits
    year = _byte(date, 0) * 100 + _byte(date, 2)
    month, day = _byte(date, 5), _byte(clock, 0)
    hour, minute, seconds = _byte(clock, 3), _byte(clock, 6), _byte(second, 1)
    offset_minutes = _byte(offset, 1) * 60 + _byte(offset, 4)
    understood &= (year >= 1900) & (year <= 2200) & (month >= 1) & (month <= 12) & (day >= 1)
    understood &= (hour < 24) & (minute < 60) & (seconds < 60)
    understood &= (_byte(offset, 1) < 24) & (_byte(offset, 4) < 60)
    sign = buffer[end - 6]
    understood &= (sign == ord("+")) | (sign == ord("-"))
    offset_minutes[sign == ord("-")] *= -1

    months = np.where(understood, (year - 1970) * 12 + month - 1, 0)
    first_days = np.array([months, months + 1]).astype("M8[M]").astype("M8[D]").astype(np.int64)
    understood &= day <= first_days[1] - first_days[0]
    days = first_days[0] + day - 1
    total = ((days * 24 + hour) * 60 + minute - offset_minutes) * 60 + seconds
    microseconds = np.zeros(len(start), np.int64)
    if has_fraction.any():
        microseconds, fits = _microseconds(buffer, start)
        microseconds[~has_fraction] = 0
        understood &= fits | ~has_fraction
    times = (total * 1_000_000 + microseconds) / 1e6
    return np.where(understood, times, np.nan), understood


def parse_binaries(buffer: Bytes, start: Positions, end: Positions) -> tuple[Floats, Flags]:
    """Parse little-endian 64-bit integers written in base64, such as ``AwAAAAAAAAA=``.

    From 2**63 on they aren't understood: they may be meant as negative or as they are.

    Returns:
        The integers as floats, and which fields were understood (the others are NaN).
    """
    understood = (end - start == 12) & (buffer[end - 1] == ord("="))
    total = np.zeros(len(start), np.uint64)
    for index in range(11):
        sextet = _SEXTETS[buffer[start + index]]
        understood &= sextet < 64
        kept = 6 if index < 10 else 4  # the last two bits fill up
        total = (total << np.uint64(kept)) | (sextet >> np.uint64(6 - kept))
    values = total.byteswap().view(np.int64)
    understood &= values >= 0
    return np.where(understood, values, np.nan), understood


def _special_numbers(
    buffer: Bytes, first: Positions, end: Positions, negative: Flags, *, null: bool
) -> tuple[Floats, Flags]:
    """``.nan``, ``.inf``, ``-.inf`` and ``null``."""
    values = np.full(len(first), np.nan)
    text = words(buffer, first) & np.uint64(0xFFFFFFFF)
    four = end - first == 4
    infinite = four & (text == int.from_bytes(b".inf", "little"))
    values[infinite] = np.where(negative[infinite], -np.inf, np.inf)
    nothing = text == int.from_bytes(b".nan", "little")
    if null:
        nothing |= text == int.from_bytes(b"null", "little")
    return values, infinite | (four & nothing & ~negative)


def _exponents(buffer: Bytes, end: Positions) -> tuple[Positions, Positions]:
    """The exponents ``e-05`` and ``e+100`` at the ends of fields, and their lengths (0, 4 or 5)."""
    exponent = np.zeros(len(end), np.int64)
    length = np.zeros(len(end), np.int64)
    tail = words(buffer, end - 8)
    for digits in (2, 3):
        mark = np.uint64(8 * (8 - digits - 2))
        found = np.flatnonzero((tail >> mark) & np.uint64(0xFF) == ord("e"))
        if not len(found):
            continue
        stop = end[found]
        sign = buffer[stop - digits - 1]
        fits = (sign == ord("-")) | (sign == ord("+"))
        size = np.zeros(len(found), np.int64)
        for place in range(digits):
            digit = buffer[stop - 1 - place].astype(np.int64) - ord("0")
            fits &= (digit >= 0) & (digit <= 9)
            size += digit * 10**place
        exponent[found[fits]] = np.where(sign == ord("-"), -size, size)[fits]
        length[found[fits]] = digits + 2
    return exponent, length


def _digits(buffer: Bytes, first: Positions, stop: Positions) -> tuple[Words, Positions, Flags]:
    """Digits with at most one point between them, such as ``12.25``.

    Returns:
        The digits without the point as an integer (1225), the number of digits
        after the point (2), and which fields are of that form. A form that needs
        more than 19 characters after leading zeros doesn't count.
    """
    length = stop - first
    fits = (length >= 1) & (length <= 8 * _MOST_WORDS)
    longest = int(length[fits].max(initial=1))
    total = np.zeros(len(first), np.uint64)
    fraction = np.zeros(len(first), np.int64)
    points = np.zeros(len(first), np.uint8)
    for index in range((longest + 7) // 8):
        from_right = 8 * index
        missing = (8 * np.clip(8 - length + from_right, 0, 8)).astype(np.uint64)
        word = words(buffer, stop - from_right - 8) ^ _ZEROS
        word = (word >> missing) << missing
        others = (((word & np.uint64(0x7F * _ONES)) + np.uint64(0x76 * _ONES)) | word) & np.uint64(
            0x80 * _ONES
        )
        marks = others >> np.uint64(7)  # a one in each byte that isn't a digit
        fits &= word & (marks * np.uint64(0xFF)) == marks * _DOT
        word &= ~(marks * np.uint64(0xFF))
        count = np.bitwise_count(marks)
        points += count
        right_of_point = 7 - (np.bitwise_count(marks - np.uint64(1)).astype(np.int64) >> 3)
        fraction += np.where(count == 1, right_of_point + from_right, 0)
        part = _eight_digits(word)
        if index == 2:
            fits &= part < 1000
            part[~fits] = 0
        total += part * np.uint64(10**from_right)
    has_point = points == 1
    fits &= (points == 0) | (has_point & (fraction > 0) & (buffer[first] != ord(".")))
    if not has_point.any():
        return total, fraction, fits
    fraction[~fits] = 0
    divisor = np.where(has_point, _TENS[fraction + 1], np.uint64(1))
    whole = total // divisor
    return whole * _TENS[fraction] + (total - whole * divisor), fraction, fits


def _eight_digits(word: Words) -> Words:
    """The number that eight bytes of 0 to 9 say, the lowest byte first."""
    word = (word * np.uint64(10) + (word >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    word = (word * np.uint64(100) + (word >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    return (word * np.uint64(10_000) + (word >> np.uint64(32))) & np.uint64(0xFFFFFFFF)


def _power_table() -> tuple[Words, Positions]:
    """The first 64 bits of each power of five, cut off, and what their exponents add up to.

    The second table gives, for a decimal exponent, the float64 exponent field of a
    product whose highest bit is bit 126.
    """
    bits, fields = [], []
    for power in range(-_POWERS, _POWERS + 1):
        # 5**power as a fraction of integers, brought to [2**63, 2**64)
        above, below = (5**power, 1) if power >= 0 else (1, 5**-power)
        size = above.bit_length() - below.bit_length()
        if above << max(-size, 0) < below << max(size, 0):
            size -= 1
        shift = 63 - size
        bits.append((above << max(shift, 0)) // (below << max(-shift, 0)))
        fields.append(power + size + 11 + 52 + 1023)
    return np.array(bits, np.uint64), np.array(fields, np.int64)


_FIVES, _FIELDS = _power_table()


def _round(digits: Words, power: Positions) -> tuple[Floats, Flags]:
    """``digits * 10**power`` as the nearest float64.

    The product of the digits and a power of five that is cut off to 64 bits lies
    less than two units (of the product's upper word) below the true one. Where this
    leaves the rounding to 53 bits open, or the result isn't a normal number, the
    value isn't exact and the flag says so: about one value of a thousand.
    """
    if not power.any():
        return digits.astype(np.float64), np.ones(len(digits), np.bool_)
    in_table = (power >= -_POWERS) & (power <= _POWERS)
    row = np.where(in_table, power, 0) + _POWERS
    # Without every bit below a set one the conversion can't round up to the next power of two.
    leading = (digits & ~(digits >> np.uint64(1))).astype(np.float64).view(np.int64) >> 52
    shift = 63 - (leading - 1023)  # nonsense for zero, which is dealt with below
    upper = _upper_product(digits << (shift & 63).astype(np.uint64), _FIVES[row])
    carry = upper >> np.uint64(63)
    dropped = carry + np.uint64(10)
    half = np.uint64(1) << (dropped - np.uint64(1))
    rest = upper & ((np.uint64(1) << dropped) - np.uint64(1))
    mantissa = (upper >> dropped) + (rest > half)
    field = _FIELDS[row] + carry.astype(np.int64) - shift
    bits = ((field - 1) << 52) + mantissa.astype(np.int64)
    exact = in_table & (rest != half) & (rest != half - np.uint64(1)) & (field > 1) & (field < 2046)
    zero = digits == 0
    bits[zero] = 0
    return bits.view(np.float64), exact | zero


def _upper_product(left: Words, right: Words) -> Words:
    """The upper 64 bits of the products."""
    low = np.uint64(0xFFFFFFFF)
    half = np.uint64(32)
    left_low, left_high = left & low, left >> half
    right_low, right_high = right & low, right >> half
    one = left_high * right_low
    two = left_low * right_high
    middle = ((left_low * right_low) >> half) + (one & low) + (two & low)
    upper: Words = left_high * right_high + (one >> half) + (two >> half) + (middle >> half)
    return upper


def _pairs(buffer: Bytes, at: Positions, form: str) -> tuple[Words, Flags]:
    """Fields of a fixed form, where ``0`` stands for a digit and ``?`` for anything.

    Returns:
        Words whose byte k is the two-digit number that begins at character k, and
        which fields are of the form.
    """
    pattern = int.from_bytes(form.replace("?", "\0").encode(), "little")
    digit = sum(0xFF << 8 * k for k, c in enumerate(form) if c == "0")
    fixed = sum(0xFF << 8 * k for k, c in enumerate(form) if c not in "0?")
    word = words(buffer, at) ^ np.uint64(pattern)
    fits = word & np.uint64(fixed) == 0
    word &= np.uint64(digit)
    above_nine = ((word & np.uint64(0x7F * _ONES)) + np.uint64(0x76 * _ONES)) | word
    fits &= above_nine & np.uint64(0x80 * _ONES) == 0
    word[~fits] = 0
    return word * np.uint64(10) + (word >> np.uint64(8)), fits


def _byte(word: Words, index: int) -> Positions:
    return ((word >> np.uint64(8 * index)) & np.uint64(0xFF)).astype(np.int64)


def _microseconds(buffer: Bytes, start: Positions) -> tuple[Positions, Flags]:
    """The six digits after the second, and whether they and their point are there."""
    fields, fits = _pairs(buffer, start + 19, ".000000")
    return (_byte(fields, 1) * 100 + _byte(fields, 3)) * 100 + _byte(fields, 5), fits
