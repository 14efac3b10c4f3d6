"""Writes samples.json: features of samples and of real images, logits, with their scores by NumPy, SciPy and scikit-learn.

Debian: apt-get install python3-sklearn. Format the file afterwards: npx biome check --write packages/metrics
"""
import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist
from scipy.special import softmax
from scipy.stats import entropy, mannwhitneyu
from sklearn.metrics.pairwise import polynomial_kernel
from sklearn.neighbors import NearestNeighbors

random = np.random.default_rng(11)
mixing = random.normal(size=(5, 5))
samples = np.round(random.normal(size=(60, 5)) @ mixing * 0.8 + 0.3, 3)
reference = np.round(random.normal(size=(50, 5)) @ mixing, 3)
held_out = np.round(random.normal(size=(40, 5)) @ mixing, 3)
logits = np.round(random.normal(size=(43, 4)) * [1, 2, 3, 4], 3)


def frechet():
    means = [features.mean(0) for features in (samples, reference)]
    covariances = [np.cov(features.T) for features in (samples, reference)]
    of_means = ((means[0] - means[1]) ** 2).sum()
    root = sqrtm(covariances[0] @ covariances[1])
    return {"ofMeans": of_means, "distance": of_means + np.trace(covariances[0] + covariances[1] - 2 * root.real)}


def kernel_distance():
    x, y = samples[:50], reference
    within = [polynomial_kernel(z, degree=3, gamma=1 / 5, coef0=1) for z in (x, y)]
    across = polynomial_kernel(x, y, degree=3, gamma=1 / 5, coef0=1)
    return sum((k.sum() - k.trace()) / (50 * 49) for k in within) - 2 * across.mean()


def radii(points, k):
    return NearestNeighbors(n_neighbors=k).fit(points).kneighbors()[0][:, -1]


def precision_recall(k):
    distances = cdist(samples, reference)
    in_real = distances <= radii(reference, k)
    in_sample = distances <= radii(samples, k)[:, None]
    return {
        "k": k,
        "precision": in_real.any(1).mean(),
        "recall": in_sample.any(0).mean(),
        "density": in_real.sum() / (k * len(samples)),
        "coverage": in_real.any(0).mean(),
    }


def inception_score(splits):
    probabilities = softmax(logits, axis=1)
    parts = [probabilities[part::splits] for part in range(splits)]
    scores = [np.exp(entropy(part, part.mean(0)[None], axis=1).mean()) for part in parts]
    return {"splits": splits, "mean": np.mean(scores), "standardDeviation": np.std(scores)}


def nearest():
    distances, indices = NearestNeighbors(n_neighbors=1).fit(reference).kneighbors(samples)
    other = NearestNeighbors(n_neighbors=1).fit(reference).kneighbors(held_out)[0]
    greater = mannwhitneyu(other.ravel(), distances.ravel()).statistic
    return {
        "indices": indices.ravel().tolist(),
        "mean": distances.mean(),
        "median": np.median(distances),
        "heldOutMedian": np.median(other),
        "nearerThanHeldOut": greater / (len(samples) * len(held_out)),
    }


def histogram():
    counts = np.bincount(logits.argmax(1), minlength=4)
    return {"counts": counts.tolist(), "entropy": entropy(counts)}


def codes(values):
    return {"values": values.ravel().tolist(), "dimension": values.shape[1]}


result = {
    "scipy": scipy.__version__,
    "sklearn": sklearn.__version__,
    "samples": codes(samples),
    "reference": codes(reference),
    "heldOut": codes(held_out),
    "logits": codes(logits),
    "frechet": frechet(),
    "kernelDistance": kernel_distance(),
    "precisionRecall": [precision_recall(k) for k in (1, 3, 10)],
    "inceptionScore": [inception_score(splits) for splits in (1, 5, 10)],
    "nearest": nearest(),
    "histogram": histogram(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=2))
