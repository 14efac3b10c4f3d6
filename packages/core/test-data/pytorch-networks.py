"""Writes pytorch-networks.safetensors: an encoder and a decoder of PyTorch with random weights and running statistics, and
pytorch-networks.expected.safetensors: images, their codes and reconstructions in evaluation mode.

Every geometry pads both sides alike, as TensorFlow's 'same' then does. The tensors are in alphabetical order, the order in
which safetensors.torch writes a state_dict. Debian: apt-get install python3-torch.
"""
import json
import pathlib
import struct

import torch
from torch import nn

encoder = nn.Sequential(
    nn.Conv2d(2, 3, 4, stride=2, padding=1), nn.BatchNorm2d(3), nn.ReLU(),
    nn.Conv2d(3, 4, 3, padding=1, bias=False), nn.LeakyReLU(0.2),
    nn.Flatten(), nn.BatchNorm1d(48),
    nn.Linear(48, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 3),
)
decoder = nn.Sequential(
    nn.Linear(3, 48), nn.BatchNorm1d(48), nn.ReLU(), nn.Unflatten(1, (4, 4, 3)),
    nn.ConvTranspose2d(4, 3, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(3), nn.LeakyReLU(0.2),
    nn.ConvTranspose2d(3, 2, 3, padding=1), nn.Sigmoid(),
)
model = nn.ModuleDict({"encoder": encoder, "decoder": decoder})
torch.manual_seed(5)
with torch.no_grad():
    for name, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            tensor.uniform_(0.5, 2) if "running_var" in name else tensor.uniform_(-0.6, 0.6)
    model.eval()
    images = torch.rand(3, 2, 8, 6)
    codes = encoder(images)
    output = decoder(codes)


def write(name, tensors):
    header, data = {}, b""
    for key, tensor in tensors.items():
        values = tensor.contiguous().numpy().tobytes()
        dtype = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        header[key] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path = pathlib.Path(__file__).with_name(f"{name}.safetensors")
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


state = model.state_dict()
write("pytorch-networks", {key: state[key] for key in sorted(state, key=lambda key: (state[key].is_floating_point(), key))})
channels_last = {"input": images.permute(0, 2, 3, 1), "code": codes, "output": output.permute(0, 2, 3, 1)}
write("pytorch-networks.expected", channels_last)
