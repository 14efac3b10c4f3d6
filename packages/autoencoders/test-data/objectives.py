"""Writes objectives.json: terms of the models' losses by PyTorch's distributions and NumPy, in float64.

The layout of the file is then the formatter's: npx biome check --write packages/autoencoders
"""
import json
import pathlib

import numpy as np
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

rng = np.random.default_rng(1)


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def rounded(values):
    return np.round(values, 4)


mean = rounded(rng.normal(0, 1.5, (5, 3)))
log_variance = rounded(rng.normal(-1, 2, (5, 3)))
posterior = Normal(tensor(mean), tensor(np.exp(log_variance / 2)))
prior = Normal(torch.zeros(5, 3, dtype=torch.float64), torch.ones(5, 3, dtype=torch.float64))

images = rounded(rng.uniform(0, 1, (4, 2, 3, 2)))
means = rounded(rng.uniform(0.01, 0.99, (4, 2, 3, 2)))
sigma = 0.3
bernoulli = Bernoulli(tensor(means), validate_args=False).log_prob(tensor(images))
gaussian = Normal(tensor(means), sigma).log_prob(tensor(images))

activations = rounded(rng.uniform(0.01, 0.99, (6, 4)))
target = 0.05
kl_to_activation = kl_divergence(Bernoulli(tensor([target] * 4)), Bernoulli(tensor(activations.mean(0))))

x = rounded(rng.normal(0.5, 1.2, (6, 4)))
y = rounded(rng.normal(0, 1, (6, 4)))


def mmd(kernel):
    n, d = x.shape
    total = 0.0
    for scale in (0.1, 0.2, 0.5, 1, 2, 5, 10):
        for i in range(n):
            for j in range(n):
                total -= 2 / n**2 * kernel(np.sum((x[i] - y[j]) ** 2), 2 * d * scale)
                if i != j:
                    for z in (x, y):
                        total += kernel(np.sum((z[i] - z[j]) ** 2), 2 * d * scale) / (n * (n - 1))
    return total


result = {
    "torch": torch.__version__,
    "kl": {"mean": mean, "logVariance": log_variance, "values": kl_divergence(posterior, prior).numpy()},
    "likelihood": {
        "shape": images.shape,
        "images": images.ravel(),
        "means": means.ravel(),
        "sigma": sigma,
        "bernoulli": bernoulli.sum((1, 2, 3)).numpy(),
        "gaussian": gaussian.sum((1, 2, 3)).numpy(),
    },
    "sparsity": {"activations": activations, "target": target, "value": kl_to_activation.sum().item()},
    "mmd": {
        "x": x,
        "y": y,
        "inverse-multiquadratic": mmd(lambda distance, c: c / (c + distance)),
        "gaussian": mmd(lambda distance, c: np.exp(-distance / c)),
    },
}
text = json.dumps(result, indent=2, default=lambda array: array.tolist())
pathlib.Path(__file__).with_suffix(".json").write_text(text)
