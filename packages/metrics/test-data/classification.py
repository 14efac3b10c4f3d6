"""Writes classification.json: labels and scores, with the metrics of scikit-learn.

Class 3 is never predicted and class 4 does not occur. Debian: apt-get install python3-sklearn. Format the file afterwards:
npx biome check --write packages/metrics
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, precision_recall_fscore_support
from sklearn.metrics import top_k_accuracy_score

classes = range(5)
random = np.random.default_rng(3)
labels = random.integers(0, 4, 40)
logits = random.normal(size=(40, 5))
logits[np.arange(40), labels] += 1
logits[:, 3] -= 9
logits = np.round(logits, 3)
predictions = logits.argmax(1)
exponentials = np.exp(logits)
scores = precision_recall_fscore_support(labels, predictions, labels=classes, zero_division=0)
result = {
    "sklearn": sklearn.__version__,
    "classes": 5,
    "labels": labels.tolist(),
    "logits": logits.ravel().tolist(),
    "predictions": predictions.tolist(),
    "accuracy": accuracy_score(labels, predictions),
    "topK": [top_k_accuracy_score(labels, logits, k=k, labels=classes) for k in (1, 2, 3, 4)],
    "crossEntropy": log_loss(labels, exponentials / exponentials.sum(1, keepdims=True), labels=classes),
    "confusion": confusion_matrix(labels, predictions, labels=classes).tolist(),
    "perClass": [
        {"precision": p, "recall": r, "f1": f, "support": int(s)} for p, r, f, s in zip(*scores)
    ],
    "macro": {name: values.mean() for name, values in zip(("precision", "recall", "f1"), scores)},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=2))
