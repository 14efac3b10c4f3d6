"""Writes keras-networks.expected.safetensors: images, codes and reconstructions that Keras computes with keras-networks/.

Keras 3.15.1 with TensorFlow 2.21.0; pip install tensorflow-cpu. Follows load_keras_model in keras_tfjs_loader.py of the
Python package tensorflowjs: the topology is that of a Keras 2 model, and each weight is found by its name.
"""
import json
import pathlib
import struct

import numpy as np
from keras.src.legacy.saving.saving_utils import model_from_config

FOLDER = pathlib.Path(__file__).with_name("keras-networks")


def load(name):
    description = json.loads((FOLDER / name / "model.json").read_text())
    assert description["format"] == "layers-model"
    topology = description["modelTopology"]
    model = model_from_config(topology.get("model_config", topology))
    weights = {}
    for group in description["weightsManifest"]:
        data, offset = b"".join((FOLDER / name / path).read_bytes() for path in group["paths"]), 0
        for entry in group["weights"]:
            size = int(np.prod(entry["shape"]))
            weights[entry["name"]] = np.frombuffer(data, np.dtype(entry["dtype"]), size, offset).reshape(entry["shape"])
            offset += weights[entry["name"]].nbytes
        assert offset == len(data)
    model.set_weights([weights.pop(weight.path) for layer in model.layers for weight in layer.weights])
    assert not weights
    return model


encoder, decoder = load("encoder"), load("decoder")
images = np.random.RandomState(0).uniform(size=(3, *encoder.input_shape[1:])).astype(np.float32)
codes = encoder(images).numpy()
tensors = {"input": images, "code": codes, "output": decoder(codes).numpy()}
header, data = {}, b""
for key, values in tensors.items():
    header[key] = {"dtype": "F32", "shape": values.shape, "data_offsets": [len(data), len(data) + values.nbytes]}
    data += values.tobytes()
text = json.dumps(header).encode()
FOLDER.with_name("keras-networks.expected.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
