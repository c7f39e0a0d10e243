"""A classifier's training step: small CNN with batch norm, 64 images of 28x28, cross-entropy, Adam."""
import torch
from torch import nn
from torch.nn import functional as F
from rounds import arguments, per_call, serve

options = arguments()
IMAGES = 64


def block(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2)]


network = nn.Sequential(*block(1, 32), *block(32, 64), nn.Flatten(), nn.Linear(3136, 10))
optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
images, labels = torch.rand(IMAGES, 1, 28, 28), torch.arange(IMAGES) % 10


def step():
    optimizer.zero_grad()
    loss = F.cross_entropy(network(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


calls = 10 if options.quick else 60
serve(lambda: {"seconds": per_call(step, calls)})
