"""Writes gaussian-mixture.json: normal distributions and mixtures of them, fitted to small codes by scikit-learn and SciPy.

The codes are multiples of 1/256, which float32 holds exactly. Debian: apt-get install python3-sklearn.
The layout of the file is then the formatter's: npx biome check --write packages/core/test-data
"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
from scipy.stats import multivariate_normal
from sklearn.metrics import pairwise_distances_argmin
from sklearn.mixture import GaussianMixture

REGULARIZATION = 1e-3

random = np.random.RandomState(3)
clusters = [random.normal(size=(30, 3)) @ random.normal(size=(3, 3)) + random.normal(size=3) * 2 for _ in range(3)]
codes = np.round(np.concatenate(clusters) * 256) / 256
means = codes[[0, 30, 60]]

# Where our fit starts from: equal weights, and the covariance of the codes around their nearest mean.
offsets = codes - means[pairwise_distances_argmin(codes, means)]
covariance = np.cov(offsets.T, bias=True) + REGULARIZATION * np.eye(3)


def mixture(iterations, tolerance):
    warnings.simplefilter("ignore")  # that it did not converge is the intention
    fitted = GaussianMixture(
        n_components=3,
        weights_init=np.full(3, 1 / 3),
        means_init=means,
        precisions_init=np.broadcast_to(np.linalg.inv(covariance), (3, 3, 3)),
        reg_covar=REGULARIZATION,
        max_iter=iterations,
        tol=tolerance,
    ).fit(codes)
    return {
        "iterations": iterations,
        "tolerance": tolerance,
        "weights": fitted.weights_.tolist(),
        "means": fitted.means_.tolist(),
        "covariances": fitted.covariances_.reshape(3, 9).tolist(),
        "logLikelihood": fitted.score(codes),
        "logDensities": fitted.score_samples(codes[:5]).tolist(),
        "components": fitted.predict(codes).tolist(),
    }


mean, full = codes.mean(axis=0), np.cov(codes.T, bias=True)
result = {
    "sklearn": sklearn.__version__,
    "regularization": REGULARIZATION,
    "codes": codes.tolist(),
    "initialMeans": means.tolist(),
    "gaussian": {
        "mean": mean.tolist(),
        "covariance": full.ravel().tolist(),
        "logDensities": multivariate_normal(mean, full).logpdf(codes[:5]).tolist(),
    },
    "mixtures": [mixture(5, 0), mixture(10000, 1e-13)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result))
