"""PyTorch as a peer (see protocol.ts). Arguments: the folder of the inputs, the number of threads.

With stride 2 and `same` padding TensorFlow.js pads below and to the right, PyTorch above and to the left. So everything
here is flipped in both directions (images, kernels, the pixels of a dense layer's input), and the results are the same.
"""

import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

FOLDER, THREADS = sys.argv[1], int(sys.argv[2])
ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "elu": nn.ELU}
REAL = 0.9


def from_nhwc(values):
    """Convert [n, height, width, channels] to [n, channels, height, width], flipped in both directions."""
    return values.flip(1, 2).permute(0, 3, 1, 2).contiguous()


def from_kernel(values):
    """Convert [height, width, in, out] to [out, in, height, width], flipped in both directions."""
    return values.flip(0, 1).permute(3, 2, 0, 1).contiguous()


def from_features(values, shape):
    """Convert a first axis of flat [height, width, channels] to flat [channels, height, width], flipped in both directions."""
    if len(shape) < 3:
        return values
    rest = values.shape[1:]
    return values.reshape(*shape, *rest).flip(0, 1).movedim(2, 0).reshape(-1, *rest).contiguous()


LABELS = torch.from_numpy(np.fromfile(f"{FOLDER}/labels.f32", dtype=np.float32)).long()
PIXELS = torch.from_numpy(np.fromfile(f"{FOLDER}/images.f32", dtype=np.float32))
NOISE = torch.from_numpy(np.fromfile(f"{FOLDER}/noise.f32", dtype=np.float32)).reshape(2, -1)


def images_of(shape):
    """Return all pixels as images [height, width, channels], without what is left of one."""
    size = int(np.prod(shape))
    return from_nhwc(PIXELS[: len(PIXELS) // size * size].reshape(-1, *shape))


def batch_of(step, size, source):
    start = step % (len(source) // size) * size
    return source[start : start + size]


def operand(which, *shape):
    return NOISE[which, : int(np.prod(shape))].reshape(shape)


def padding(size, kernel, stride):
    """Return the pixels that PyTorch pads on its side, for `same` padding of an axis of `size` pixels."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return (total + 1) // 2


def reshaped_to(layers):
    """Return the image shape that a Reshape gives the features, if only layers that keep features apart precede it."""
    for layer in layers:
        if layer["class_name"] == "Reshape":
            return layer["config"]["target_shape"]
        if layer["class_name"] not in ("BatchNormalization", "Activation", "LeakyReLU"):
            return None
    return None


def load(network, part):
    """Load one of the saved networks from the format of tfjs-layers."""
    folder = f"{FOLDER}/{network}/{part}"
    with open(f"{folder}/model.json") as file:
        saved = json.load(file)
    [group] = saved["weightsManifest"]
    values = torch.from_numpy(np.fromfile(f"{folder}/{group['paths'][0]}", dtype=np.float32))
    weights = {}
    for spec in group["weights"]:
        size = int(np.prod(spec["shape"]))
        weights[spec["name"]], values = values[:size].reshape(spec["shape"]), values[size:]

    layers = saved["modelTopology"]["config"]["layers"]
    shape = flat_from = layers[0]["config"]["batch_input_shape"][1:]
    modules = []
    # The first layer of a sequential model holds the shape of its input.
    first = 1 if layers[0]["class_name"] == "InputLayer" else 0
    for i, layer in enumerate(layers[first:], start=first):
        kind, config = layer["class_name"], layer["config"]
        name = config["name"]
        if kind == "Flatten":
            flat_from, shape = shape, [int(np.prod(shape))]
            modules.append(nn.Flatten())
        elif kind == "Reshape":
            shape = config["target_shape"]
            modules.append(nn.Unflatten(1, (shape[2], shape[0], shape[1])))
        elif kind == "Dense":
            shape, kernel = [config["units"]], from_features(weights[f"{name}/kernel"], flat_from)
            flat_from = reshaped_to(layers[i + 1 :]) or shape
            kernel, bias = from_features(kernel.T, flat_from).T, weights.get(f"{name}/bias")
            bias = None if bias is None else from_features(bias, flat_from)
            module = nn.Linear(*kernel.shape, bias=bias is not None)
        elif kind == "Conv2D":
            size, stride, same = config["kernel_size"][0], config["strides"][0], config["padding"] == "same"
            pad = padding(shape[0], size, stride) if same else 0
            kernel, bias = from_kernel(weights[f"{name}/kernel"]), weights.get(f"{name}/bias")
            module = nn.Conv2d(shape[2], config["filters"], size, stride, pad, bias=bias is not None)
            shape = [(n + 2 * pad - size) // stride + 1 for n in shape[:2]] + [config["filters"]]
        elif kind == "Conv2DTranspose":
            size, stride, same = config["kernel_size"][0], config["strides"][0], config["padding"] == "same"
            target = [n * stride if same else (n - 1) * stride + size for n in shape[:2]]
            pad = padding(target[0], size, stride) if same else 0
            extra = target[0] - ((shape[0] - 1) * stride - 2 * pad + size)
            kernel, bias = from_kernel(weights[f"{name}/kernel"]), weights.get(f"{name}/bias")
            module = nn.ConvTranspose2d(shape[2], config["filters"], size, stride, pad, extra, bias=bias is not None)
            shape = target + [config["filters"]]
        elif kind == "BatchNormalization":
            make = nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d
            module = make(shape[-1], config["epsilon"], 1 - config["momentum"])
            values = zip((module.weight, module.bias), ("gamma", "beta"))
            with torch.no_grad():
                for target, weight in values:
                    target.copy_(from_features(weights[f"{name}/{weight}"], flat_from if len(shape) == 1 else shape[-1:]))
            modules.append(module)
        elif kind == "Activation":
            modules.append(ACTIVATIONS[config["activation"]]())
        elif kind == "LeakyReLU":
            modules.append(nn.LeakyReLU(config["alpha"]))
        elif kind == "MaxPooling2D":
            modules.append(nn.MaxPool2d(config["pool_size"][0], config["strides"][0]))
            shape = [n // config["strides"][0] for n in shape[:2]] + shape[2:]
        elif kind == "Cropping2D":
            (top, bottom), (left, right) = config["cropping"]
            modules.append(nn.ZeroPad2d((-right, -left, -bottom, -top)))
            shape = [shape[0] - top - bottom, shape[1] - left - right, shape[2]]
        else:
            raise ValueError(f"no counterpart of the layer {kind}")
        if kind in ("Dense", "Conv2D", "Conv2DTranspose"):
            with torch.no_grad():
                module.weight.copy_(kernel.T if kind == "Dense" else kernel)
                if bias is not None:
                    module.bias.copy_(bias)
            modules.append(module)
            if config["activation"] != "linear":
                modules.append(ACTIVATIONS[config["activation"]]())
    return nn.Sequential(*modules)


def autoencoder_loss(parts, images, _):
    return F.mse_loss(parts["decoder"](parts["encoder"](images)), images)


def variational_loss(parts, images, _):
    mean, log_variance = parts["encoder"](images).chunk(2, 1)
    code = mean + (log_variance / 2).exp() * operand(0, *mean.shape)
    divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum() / len(images)
    return F.binary_cross_entropy(parts["decoder"](code), images, reduction="sum") / len(images) + divergence


def classifier_loss(parts, images, labels):
    return F.cross_entropy(parts["network"](images), labels)


def judged(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def generated(parts, which, n):
    return parts["generator"](operand(which, n, parts["generator"][0].in_features))


def discriminator_loss(parts, images, _):
    with torch.no_grad():
        fakes = generated(parts, 0, len(images))
    return judged(parts["discriminator"](images), REAL) + judged(parts["discriminator"](fakes), 0)


def generator_loss(parts, images, _):
    return judged(parts["discriminator"](generated(parts, 1, len(images))), 1)


OBJECTIVES = {
    "autoencoder": [(autoencoder_loss, ["encoder", "decoder"])],
    "variational": [(variational_loss, ["encoder", "decoder"])],
    "classifier": [(classifier_loss, ["network"])],
    "gan": [(discriminator_loss, ["discriminator"]), (generator_loss, ["generator"])],
}


def train(task, repeats):
    with open(f"{FOLDER}/{task['network']}/config.json") as file:
        config = json.load(file)
    parts = {part: load(task["network"], part) for part in config["networks"]}
    options = {"lr": config["options"]["learningRate"], "betas": (config["options"]["beta1"], 0.999), "eps": 1e-7}
    steps = []
    for loss, trained in OBJECTIVES[config["class"]]:
        weights = [weight for part in trained for weight in parts[part].parameters()]
        steps.append((loss, weights, torch.optim.Adam(weights, **options)))
    source, batch = images_of(task["image"]), task["batch"]
    start = time.perf_counter()
    for step in range(repeats):
        images, labels = batch_of(step, batch, source), batch_of(step, batch, LABELS)
        for loss, weights, optimizer in steps:
            optimizer.zero_grad(set_to_none=True)
            loss(parts, images, labels).backward(inputs=weights)
            optimizer.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        images, labels = batch_of(0, batch, source), batch_of(0, batch, LABELS)
        return seconds, sum(loss(parts, images, labels).item() for loss, _, _ in steps)


def repeated(run, repeats):
    """Return the seconds for `repeats` calls, and the mean absolute value of one result."""
    with torch.no_grad():
        check = run().abs().mean().item()
        start = time.perf_counter()
        for _ in range(repeats):
            run()
        return time.perf_counter() - start, check


def infer(task, repeats):
    decoder = load(task["network"], "decoder")
    if task["direction"] == "encode":
        encoder, images = load(task["network"], "encoder"), batch_of(0, task["batch"], images_of([28, 28, 1]))
        return repeated(lambda: encoder(images), repeats)
    codes = operand(0, task["batch"], decoder[0].in_features)
    return repeated(lambda: decoder(codes), repeats)


def encode_all(task, repeats):
    encoder, batches = load(task["network"], "encoder").eval(), images_of(task["image"]).split(task["batch"])
    return repeated(lambda: torch.cat([encoder(images) for images in batches]), repeats)


def multiply(task, repeats):
    a, b = operand(0, task["size"], task["size"]), operand(1, task["size"], task["size"])
    a, b = a.T if task["transposeA"] else a, b.T if task["transposeB"] else b
    return repeated(lambda: a @ b, repeats)


def convolve(task, repeats):
    n, height, width, channels = task["input"]
    size, stride, filters = task["kernelSize"], task["stride"], task["filters"]
    kernel_shape, output_shape = (size, size, channels, filters), (n, -(-height // stride), -(-width // stride), filters)
    pad = padding(height, size, stride)
    if task["pass"] == "forward":
        x, kernel = from_nhwc(operand(0, *task["input"])), from_kernel(operand(1, *kernel_shape))
        return repeated(lambda: F.conv2d(x, kernel, None, stride, pad), repeats)
    dy = from_nhwc(operand(0, *output_shape))
    if task["pass"] == "inputGradient":
        kernel = from_kernel(operand(1, *kernel_shape))
        shape = (n, channels, height, width)
        return repeated(lambda: nn.grad.conv2d_input(shape, kernel, dy, stride, pad), repeats)
    x = from_nhwc(operand(1, *task["input"]))
    shape = (filters, channels, size, size)
    return repeated(lambda: nn.grad.conv2d_weight(x, shape, dy, stride, pad), repeats)


TASKS = {"training": train, "inference": infer, "encoding": encode_all, "product": multiply, "convolution": convolve}


def send(message):
    print(json.dumps(message), flush=True)


torch.set_num_threads(THREADS)
send({"ready": f"PyTorch {torch.__version__}, {THREADS} thread{'s' if THREADS > 1 else ''}"})
for line in sys.stdin:
    request = json.loads(line)
    try:
        duration, value = TASKS[request["task"]["kind"]](request["task"], request["repeats"])
        send({"milliseconds": duration * 1000, "check": value})
    except Exception as error:  # The parent process prints the message.
        send({"failed": str(error)})
