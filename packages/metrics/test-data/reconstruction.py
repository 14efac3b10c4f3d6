"""Writes reconstruction.json: metrics of small images by NumPy and scikit-image, in float64.

The images come from whole-number formulas that images.ts repeats. Debian: apt-get install python3-skimage. Format the file
afterwards: npx biome check --write packages/metrics
"""
import json
import pathlib

import numpy as np
import skimage
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def pair(shape, strength):
    i = np.arange(np.prod(shape)).reshape(shape)
    y, x, c = np.indices(shape)
    image = (x * 9 + y * y + c * 70) % 256
    noise = (i * i * 31 + i * 17) % 101 - 50
    return image / 255, np.clip(image + noise * strength // 8, 0, 255) / 255


def measure(shape, strength):
    image, other = pair(shape, strength)
    clamped = np.clip(other, 2.0**-23, 1 - 2.0**-23)
    return {
        "shape": shape,
        "strength": strength,
        "mse": np.mean((image - other) ** 2),
        "mae": np.mean(np.abs(image - other)),
        "bce": -np.mean(image * np.log(clamped) + (1 - image) * np.log1p(-clamped)),
        "psnr": peak_signal_noise_ratio(image, other, data_range=1),
        "ssim": structural_similarity(
            image, other, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1, channel_axis=2
        ),
    }


shapes = [(28, 28, 1), (11, 11, 1), (11, 19, 3), (32, 17, 2)]
cases = [measure(shape, strength) for shape in shapes for strength in (1, 4, 16)]
text = json.dumps({"skimage": skimage.__version__, "cases": cases}, indent=2)
pathlib.Path(__file__).with_suffix(".json").write_text(text)
