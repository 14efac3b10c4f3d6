"""Writes png-forms.json: small PNG files of all forms of PngSuite, with their pixels as decoders independent of ours see them.

Needs Pillow, OpenCV, NumPy and netpbm's pngtopam: python3 test/png-forms.py. The seed is fixed, so it writes the same file again.
"""

import base64
import io
import json
import pathlib
import random
import struct
import subprocess
import zlib

import cv2
import numpy as np
from PIL import Image

RNG = random.Random(17)
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def pack(samples, depth):
    if depth == 16:
        return b"".join(struct.pack(">H", value) for value in samples)
    bits = "".join(format(value, f"0{depth}b") for value in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def predict(kind, left, above, corner):
    if kind == 4:
        guess = left + above - corner
        return min((left, above, corner), key=lambda value: abs(guess - value))
    return [0, left, above, (left + above) // 2][kind]


def scan_lines(pixels, width, height, colour, depth, interlaced, filters):
    unit = max(1, depth * SAMPLES[colour] // 8)
    out = b""
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        columns, above = range(x0, width, dx), None
        if not len(columns):
            continue
        for n, y in enumerate(range(y0, height, dy)):
            line = pack([value for x in columns for value in pixels[y][x]], depth)
            above = above or bytes(len(line))
            kind = filters[n % len(filters)]
            left = bytes(unit) + line
            corner = bytes(unit) + above
            out += bytes([kind])
            out += bytes((line[i] - predict(kind, left[i], above[i], corner[i])) & 255 for i in range(len(line)))
            above = line
    return out


def png(colour, depth, width=5, height=6, interlaced=False, filters=(0, 1, 2, 3, 4), before=(), after=(), parts=1,
        level=6, palette=None, values=None):
    most = 2**depth - 1
    if palette is None and colour == 3:
        palette = [RNG.randrange(256) for _ in range(3 * (most + 1))]
    if values is not None:
        most = values - 1
    # Few colours, so that colour keys hide several pixels; and any of them.
    few = [[RNG.randint(0, most) for _ in range(SAMPLES[colour])] for _ in range(4)]
    pixels = [
        [RNG.choice(few) if RNG.random() < 0.5 else [RNG.randint(0, most) for _ in few[0]] for _ in range(width)]
        for _ in range(height)
    ]
    pixels[0][0] = few[0]
    extra = [each(few[0]) if callable(each) else each for each in before]
    data = zlib.compress(scan_lines(pixels, width, height, colour, depth, interlaced, filters), level)
    size = -(-len(data) // parts)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)),
            chunk(b"PLTE", bytes(palette)) if palette else b"",
            *[chunk(*each) for each in extra],
            *[chunk(b"IDAT", data[i : i + size]) for i in range(0, len(data), size)],
            *[chunk(*each) for each in after],
            chunk(b"IEND", b""),
        ]
    )


def forms():
    for colour, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (False, True):
                name = f"colour type {colour}, {depth} bits{', interlaced' if interlaced else ''}"
                yield name, png(colour, depth, interlaced=interlaced), colour
                # The samples of one pixel, or opacities of the first colours of a palette.
                if colour in (0, 2):
                    key = lambda pixel: (b"tRNS", b"".join(struct.pack(">H", value) for value in pixel))
                    yield f"{name}, colour key", png(colour, depth, interlaced=interlaced, before=[key]), colour
                if colour == 3:
                    opacity = (b"tRNS", bytes(RNG.randrange(256) for _ in range(min(3, 2**depth))))
                    yield f"{name}, opacities", png(colour, depth, interlaced=interlaced, before=[opacity]), colour
    for size in (1, 2, 3, 4, 7, 8, 9):
        for interlaced in (False, True):
            file = png(3, 4, size, size, interlaced, before=[(b"bKGD", b"\1")])
            yield f"{size} x {size}{', interlaced' if interlaced else ''}", file, 3
    for kind in range(5):
        yield f"filter {kind}, grey", png(0, 8, filters=[kind]), 0
        yield f"filter {kind}, RGB", png(2, 8, filters=[kind], interlaced=True), 2
    for colour in (2, 6):
        suggested = [RNG.randrange(256) for _ in range(3 * 7)]
        yield f"suggested palette, colour type {colour}", png(colour, 8, palette=suggested), colour
    yield "short palette", png(3, 8, palette=[RNG.randrange(256) for _ in range(3 * 5)], values=5), 3
    ancillary = [(b"gAMA", struct.pack(">I", 45455)), (b"pHYs", struct.pack(">IIB", 1, 4, 0)), (b"tEXt", b"a\0b"),
                 (b"sBIT", b"\5\5\5"), (b"sPLT", b"six\0\10" + bytes(6)), (b"prVt", b"private")]
    yield "ancillary chunks", png(2, 8, before=ancillary, after=[(b"tIME", bytes([7, 208, 1, 1, 12, 34, 56]))]), 2
    for parts in (2, 4, 1000):
        yield f"data in {parts} parts", png(0, 16, parts=parts), 0
    for level in (0, 1, 9):
        yield f"zlib level {level}", png(2, 8, 8, 8, level=level), 2


def by_pillow(file):
    return np.asarray(Image.open(io.BytesIO(file)).convert("RGBA")).astype(int)


def by_netpbm(file):
    pam = subprocess.run(["pngtopam", "-alphapam"], input=file, capture_output=True, check=True).stdout
    head, body = pam.split(b"ENDHDR\n", 1)
    field = {line.split()[0]: line.split()[1] for line in head.decode().splitlines() if len(line.split()) == 2}
    most, depth = int(field["MAXVAL"]), int(field["DEPTH"])
    values = np.frombuffer(body, ">u2" if most > 255 else "u1").astype(int)
    pixels = values.reshape(int(field["HEIGHT"]), int(field["WIDTH"]), depth)
    if depth < 3:
        pixels = np.concatenate([pixels[..., :1]] * 3 + ([pixels[..., 1:]] if depth == 2 else []), axis=2)
    if pixels.shape[2] == 3:
        pixels = np.concatenate([pixels, np.full_like(pixels[..., :1], most)], axis=2)
    scale = 1 if most == 65535 else 255 // most
    return pixels * scale


def by_opencv(file):
    pixels = cv2.imdecode(np.frombuffer(file, "u1"), cv2.IMREAD_UNCHANGED).astype(int)
    if pixels.ndim == 2:
        pixels = np.stack([pixels] * 3, axis=2)
    pixels[..., :3] = pixels[..., 2::-1].copy()
    return pixels


entries = []
for name, file, colour in forms():
    header = file[16:29]
    depth = header[8]
    # Two decoders have to agree. netpbm does not read colour keys of RGB images; Pillow cuts 16 bits, and compares keys of few
    # bits with scaled samples. A colour key of 16-bit RGB is left to OpenCV alone.
    key_of_rgb = colour == 2 and b"tRNS" in file
    rgba = by_opencv(file) if key_of_rgb else by_netpbm(file)
    cut = depth == 16 or (colour == 0 and depth < 8 and b"tRNS" in file)
    other = by_netpbm(file)[..., :3] if key_of_rgb and cut else by_opencv(file) if cut else by_pillow(file)
    assert ((rgba[..., : other.shape[2]] == other) | (rgba[..., 3:] == 0)).all(), name
    grey = colour in (0, 4)
    flat = rgba[..., [0, 3]] if grey else rgba
    entries.append({
        "name": name,
        "png": base64.b64encode(file).decode(),
        "shape": [rgba.shape[0], rgba.shape[1], 1 if grey else 3],
        "white": 65535 if depth == 16 else 255,
        # Samples with the opacity last, row by row.
        "samples": flat.reshape(-1).tolist(),
    })
lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
pathlib.Path(__file__).with_name("png-forms.json").write_text(f"[\n{lines}\n]\n")
print(len(entries), "files")
