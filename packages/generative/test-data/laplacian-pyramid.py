"""Writes laplacian-pyramid.json: pyramids and the loss Lap1 by SciPy's filters, in float64.

The layout of the file is then the formatter's: npx biome check --write packages/generative
"""
import json
import pathlib

import numpy as np
from scipy.ndimage import correlate1d

FILTER = np.array([1, 4, 6, 4, 1]) / 16
rng = np.random.default_rng(1)


def smaller(image):
    for axis in (0, 1):
        image = correlate1d(image, FILTER, axis=axis, mode="mirror")
    return image[::2, ::2]


def larger(image, shape):
    """Zeros between the pixels, filtered, divided by what a picture of ones becomes."""
    apart, ones = np.zeros(shape), np.zeros(shape)
    apart[::2, ::2] = image
    ones[::2, ::2] = 1
    for axis in (0, 1):
        apart = correlate1d(apart, FILTER, axis=axis, mode="constant")
        ones = correlate1d(ones, FILTER, axis=axis, mode="constant")
    return apart / ones


def pyramid(image):
    levels = []
    while min(image.shape[:2]) > 4:
        down = smaller(image)
        levels.append(image - larger(down, image.shape))
        image = down
    return levels + [image]


def lap1(x, y):
    levels = zip(pyramid(x), pyramid(y))
    return sum(4**j * np.abs(a - b).sum() for j, (a, b) in enumerate(levels)) / x.size


def case(shape):
    x, y = (rng.uniform(size=shape).round(3) for _ in range(2))
    levels = [{"shape": level.shape, "values": level.ravel().round(6).tolist()} for level in pyramid(x)]
    return {"shape": shape, "x": x.ravel().tolist(), "y": y.ravel().tolist(), "levels": levels, "lap1": lap1(x, y)}


cases = [case(shape) for shape in [(8, 8, 1), (11, 6, 2), (14, 13, 1)]]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases))
