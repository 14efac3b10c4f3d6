"""Writes label-spreading.json: soft labels of two noisy half moons and a few points far away by scikit-learn.

Debian: apt-get install python3-sklearn. scikit-learn's own kernel='knn' links each point to its neighbours, but not back. The
paper's W is symmetric, so the graph is built here and passed as a kernel.
Format the written file with: npx biome check --write packages/classifiers
"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.datasets import make_moons
from sklearn.neighbors import kneighbors_graph
from sklearn.semi_supervised import LabelSpreading

warnings.filterwarnings("ignore")
moons, _ = make_moons(60, noise=0.08, random_state=1)
far = np.random.default_rng(1).normal(9, 0.5, (8, 2))
codes = np.round(np.concatenate([moons, far]), 4)
labels = np.full(len(codes), -1)
for position, label in [(0, 0), (7, 1), (20, 2), (33, 1)]:
    labels[position] = label


def soft_labels(neighbors, alpha, iterations):
    links = kneighbors_graph(codes, neighbors, include_self=False)
    symmetric = links.maximum(links.T)
    model = LabelSpreading(kernel=lambda *_: symmetric, alpha=alpha, max_iter=iterations, tol=0)
    return model.fit(codes, labels).label_distributions_.round(9).tolist()


settings = [(4, 0.9, 50), (7, 0.2, 10), (3, 0.99, 200)]
cases = [
    {"neighbors": k, "alpha": alpha, "iterations": n, "soft": soft_labels(k, alpha, n)} for k, alpha, n in settings
]
content = {"sklearn": sklearn.__version__, "codes": codes.tolist(), "labels": labels.tolist(), "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(content))
