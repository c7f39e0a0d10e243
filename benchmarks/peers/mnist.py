"""MNIST as the notebook TripletMarginLossMNIST of pytorch-metric-learning trains it: one epoch, then embeds every image.

The network, the data set with torchvision's transforms, the DataLoader, semi-hard triplets by cosine similarity with
margin 0.2 and the loss averaged over triplets that cost something are the notebook's; the mining is written here in
plain PyTorch. A round trains from new weights.
"""
import time

import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from torchvision import transforms
from mnist_files import read
from rounds import arguments, serve

options = arguments()
MARGIN = 0.2
BATCH = 256


class Mnist(torch.utils.data.Dataset):
    """Reads the idx files where they lie; an item is made as torchvision's MNIST makes it."""

    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])

    def __init__(self, folder, prefix, limit):
        images = read(folder, prefix + "-images-idx3-ubyte")
        labels = read(folder, prefix + "-labels-idx1-ubyte")
        self.targets = torch.frombuffer(labels, dtype=torch.uint8, offset=8).long()[:limit]
        self.data = torch.frombuffer(images, dtype=torch.uint8, offset=16).view(-1, 28, 28)[:limit]

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, index):
        image = Image.fromarray(self.data[index].numpy(), mode="L")
        return self.transform(image), int(self.targets[index])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.dropout1 = nn.Dropout2d(0.25)
        self.fc1 = nn.Linear(9216, 128)

    def forward(self, images):
        x = F.relu(self.conv2(F.relu(self.conv1(images))))
        return self.fc1(torch.flatten(self.dropout1(F.max_pool2d(x, 2)), 1))


def similarity(embeddings):
    embeddings = F.normalize(embeddings)
    return embeddings @ embeddings.t()


def mine(embeddings, labels):
    """Triplets whose negative is farther than the positive, by no more than the margin."""
    with torch.no_grad():
        matrix = similarity(embeddings)
        same = labels[:, None] == labels[None, :]
        positives = same.clone().fill_diagonal_(False)
        anchor, positive, negative = torch.where(positives[:, :, None] & ~same[:, None, :])
        gap = matrix[anchor, positive] - matrix[anchor, negative]
        kept = (gap <= MARGIN) & (gap > 0)
        return anchor[kept], positive[kept], negative[kept]


def triplet_loss(embeddings, triplets):
    anchor, positive, negative = triplets
    matrix = similarity(embeddings)
    violation = F.relu(matrix[anchor, negative] - matrix[anchor, positive] + MARGIN)
    violation = violation[violation > 0]
    return violation.mean() if len(violation) > 0 else embeddings.sum() * 0


def embed(network, data):
    network.eval()
    with torch.no_grad():
        loader = torch.utils.data.DataLoader(data, batch_size=BATCH)
        return torch.cat([network(images) for images, _ in loader])


def nearest_neighbour_accuracy(gallery, gallery_labels, queries, query_labels):
    gallery, queries = F.normalize(gallery), F.normalize(queries)
    nearest = torch.cat([(chunk @ gallery.t()).argmax(1) for chunk in queries.split(1000)])
    return (gallery_labels[nearest] == query_labels).float().mean().item()


train = Mnist(options.data, "train", 2_560 if options.quick else None)
test = Mnist(options.data, "t10k", 1_000 if options.quick else None)


def round_():
    network = Net()
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    loader = torch.utils.data.DataLoader(train, batch_size=BATCH, shuffle=True)
    start = time.perf_counter()
    network.train()
    for images, labels in loader:
        optimizer.zero_grad()
        embeddings = network(images)
        triplet_loss(embeddings, mine(embeddings, labels)).backward()
        optimizer.step()
    trained = time.perf_counter()
    gallery, queries = embed(network, train), embed(network, test)
    embedded = time.perf_counter()
    return {
        "seconds": trained - start,
        "embed_seconds": embedded - trained,
        "knn_accuracy": nearest_neighbour_accuracy(gallery, train.targets, queries, test.targets),
    }


serve(round_)
