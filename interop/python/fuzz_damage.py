"""Arrow IPC bodies with damage: at every byte, in lengths, in compressed buffers, in footers."""

import struct

SIZES = (0, 1, -1, 7, 2**15, 2**31 - 1, 2**31, 2**32 + 5, 2**40, 2**62, -(2**63))


def cut_off(random, body, place):
    return body[:place]


def flipped(random, body, place):
    changed = bytearray(body)
    changed[place] ^= 1 << random.randrange(8)
    return bytes(changed)


def replaced(random, body, place):
    changed = bytearray(body)
    changed[place] = random.choice((0, 1, 127, 128, 255, random.randrange(256)))
    return bytes(changed)


def removed(random, body, place):
    return body[:place] + body[place + random.choice((1, 4, 8)) :]


def inserted(random, body, place):
    return body[:place] + random.randbytes(random.choice((1, 4, 8))) + body[place:]


def resized(random, body, place):
    """A length or an offset of 32 or 64 bits is another one; they lie at multiples of four."""
    width, form = random.choice(((4, "<i"), (8, "<q")))
    place = min(place & ~3, len(body) - width)
    if place < 0:
        return body[:-1]
    low, high = -(2 ** (width * 8 - 1)), 2 ** (width * 8 - 1) - 1
    (given,) = struct.unpack_from(form, body, place)
    size = random.choice((*SIZES, given + 1, given - 1, given * 2))
    return body[:place] + struct.pack(form, max(low, min(high, size))) + body[place + width :]


def swapped(random, body, place):
    """Some bytes stand where others did."""
    length = random.choice((4, 8, 16, 64))
    other = random.randrange(max(1, len(body) - length))
    return body[:place] + body[other : other + length] + body[place + length :]


AT_A_PLACE = (cut_off, flipped, flipped, replaced, removed, inserted, resized, resized, swapped)


def wrong_footer(random, body):
    """The end of a file: its length, its blocks, its magic, or that of none at all."""
    if not body.startswith(b"ARROW1") or len(body) < 20:
        return body + random.choice((b"ARROW1", b"\0" * 10, struct.pack("<i", 100) + b"ARROW1"))
    (length,) = struct.unpack_from("<i", body, len(body) - 10)
    start = len(body) - 10 - length
    kind = random.randrange(5)
    if kind == 0:
        wrong = random.choice((0, -1, length + 8, length - 8, 2**31 - 1, len(body)))
        return body[:-10] + struct.pack("<i", wrong) + b"ARROW1"
    if kind == 1:
        return body[:start] + body[-10:]
    if kind == 2:
        return body[:start] + random.randbytes(length) + body[-10:]
    place = start + random.randrange(max(1, length))
    return random.choice((flipped, replaced, resized))(random, body, place)


def damaged(random, body, place=None):
    """A body with one damage, or a few; at a place where one is given. And the kind of the damage."""
    if not body:
        return b"\0", "a byte"
    if place is None and random.random() < 0.15:
        return wrong_footer(random, body), "wrong_footer"
    names = []
    for _ in range(1 if place is not None else random.choice((1, 1, 2, 4))):
        change = random.choice(AT_A_PLACE)
        names.append(change.__name__)
        body = change(random, body, random.randrange(max(1, len(body))) if place is None else place)
        if not body:
            break
    return body, " ".join(names)
