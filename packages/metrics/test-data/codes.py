"""Writes codes.json: labelled points of three overlapping classes, with the metrics of NumPy and scikit-learn.

Debian: apt-get install python3-sklearn. Format the file afterwards: npx biome check --write packages/metrics
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import trustworthiness
from sklearn.metrics import log_loss, silhouette_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(7)
centers = np.array([[0, 0, 0, 5], [2, 0, 1, 5], [1, 2, 0, 4]])


def draw(size):
    labels = random.integers(0, 3, size)
    points = centers[labels] + random.normal(size=(size, 4)) @ np.diag([1, 0.7, 2, 0.5])
    points[:, 1] += 0.4 * points[:, 0]
    return np.round(points, 3), labels


def probe(l2):
    scaler = StandardScaler().fit(train)
    model = LogisticRegression(C=1 / l2, solver="newton-cg", tol=1e-7, max_iter=10000)
    model.fit(scaler.transform(train), train_labels)
    inputs = scaler.transform(test)
    loss = log_loss(test_labels, model.predict_proba(inputs))
    return {"l2": l2, "accuracy": model.score(inputs, test_labels), "crossEntropy": loss}


def knn(k):
    return {"k": k, "accuracy": KNeighborsClassifier(k).fit(train, train_labels).score(test, test_labels)}


train, train_labels = draw(70)
test, test_labels = draw(45)
result = {
    "sklearn": sklearn.__version__,
    "train": {"values": train.ravel().tolist(), "dimension": 4},
    "trainLabels": train_labels.tolist(),
    "test": {"values": test.ravel().tolist(), "dimension": 4},
    "testLabels": test_labels.tolist(),
    "correlation": np.corrcoef(train.T).tolist(),
    "silhouette": silhouette_score(train, train_labels),
    "trustworthiness": [
        {"neighbors": k, "value": trustworthiness(train, train[:, :2], n_neighbors=k)} for k in (1, 5, 20)
    ],
    "knn": [knn(k) for k in (1, 2, 5, 12, 70)],
    "probe": [probe(l2) for l2 in (0.01, 1, 100)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=2))
