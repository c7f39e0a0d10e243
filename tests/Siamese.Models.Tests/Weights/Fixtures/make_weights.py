"""Writes the fixtures of the tests on weights: python3 make_weights.py FOLDER (torch 1.13 made those that are kept)."""
import collections
import sys

import torch

folder = sys.argv[1]


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 2, 3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(2)
        self.embed = torch.nn.Linear(2, 3)


def numbered(*shape, dtype=torch.float32):
    count = 1
    for size in shape:
        count *= size
    return (torch.arange(count).reshape(shape) / 4).to(dtype)


network = Network()
with torch.no_grad():
    for offset, (name, value) in enumerate(network.state_dict().items()):
        value.copy_(numbered(*value.shape, dtype=value.dtype) + offset)
torch.save(network.state_dict(), f"{folder}/network.pt")
torch.save({"epoch": 3, "state_dict": collections.OrderedDict(("module." + k, v) for k, v in network.state_dict().items()),
            "optimizer": torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9).state_dict()}, f"{folder}/checkpoint.pt")
whole = numbered(4, 6)
torch.save({"f64": numbered(2, dtype=torch.float64), "f16": numbered(3, dtype=torch.float16), "bf16": numbered(3, dtype=torch.bfloat16),
            "i64": numbered(9, dtype=torch.int64), "i32": numbered(9, dtype=torch.int32), "i16": numbered(9, dtype=torch.int16),
            "i8": numbered(9, dtype=torch.int8), "u8": numbered(9, dtype=torch.uint8), "bool": numbered(9, dtype=torch.bool),
            "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3), "transposed": whole.t(), "column": whole[1:, 2], "whole": whole,
            "parameter": torch.nn.Parameter(numbered(2)), "note": "no tensor", "count": 2 ** 40, "list": [1, 2.5, None, True]}, f"{folder}/kinds.pt")
network.eval()
with torch.no_grad():
    images = torch.sin(numbered(2, 1, 6, 6))
    features = torch.relu(network.bn1(network.conv1(images))).mean((2, 3))
    torch.save({"images": images, "embeddings": network.embed(features)}, f"{folder}/expected.pt")
