"""Loading as PyTorch does it: Dataset + DataLoader with worker processes, PIL to decode, torchvision's transforms.

--work files: random triplets of image files, listed with their labels in a manifest, "label<TAB>path" a line.
--work memory: batches of 4 images of each of some classes out of idx files that are in memory.
--work start: seconds from listing a folder of class folders until its first batch of triplets is there.
A round runs one epoch. Workers start with it, so it is timed from its first batch on, except for start.
"""
import os
import random
import time

import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from rounds import arguments, serve


def more(parser):
    parser.add_argument("--work", required=True)
    parser.add_argument("--manifest")
    parser.add_argument("--folder")
    parser.add_argument("--mode", default="RGB")
    parser.add_argument("--size", type=int, default=28)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--batches", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)


options = arguments(more)


class Triplets(Dataset):
    def __init__(self, files, labels, mode, size, length):
        self.files, self.labels, self.mode, self.length = files, labels, mode, length
        self.members = {}
        for index, label in enumerate(labels):
            self.members.setdefault(label, []).append(index)
        self.transform = transforms.Compose(
            [transforms.Resize((size, size)), transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])

    def __len__(self):
        return self.length

    def read(self, index):
        with Image.open(self.files[index]) as image:
            return self.transform(image.convert(self.mode))

    def __getitem__(self, index):
        anchor = random.randrange(len(self.files))
        label = self.labels[anchor]
        positive = random.choice(self.members[label])
        negative = random.randrange(len(self.files))
        while self.labels[negative] == label:
            negative = random.randrange(len(self.files))
        return self.read(anchor), self.read(positive), self.read(negative)


class Memory(Dataset):
    def __init__(self, folder):
        from mnist_files import read
        self.labels = torch.frombuffer(read(folder, "train-labels-idx1-ubyte"), dtype=torch.uint8, offset=8).long()
        pixels = torch.frombuffer(read(folder, "train-images-idx3-ubyte"), dtype=torch.uint8, offset=16)
        self.images = pixels.view(-1, 1, 28, 28)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return (self.images[index].float() / 255 - 0.1307) / 0.3081, self.labels[index]


class PerClass(torch.utils.data.Sampler):
    """Batches of as many images of each class, drawn at random."""

    def __init__(self, labels, batch, batches):
        self.members = [torch.where(labels == label)[0] for label in labels.unique()]
        self.each, self.batches = batch // len(self.members), batches

    def __len__(self):
        return self.batches

    def __iter__(self):
        for _ in range(self.batches):
            yield torch.cat([m[torch.randint(len(m), (self.each,))] for m in self.members]).tolist()


def list_folder(folder):
    files, labels = [], []
    for label, name in enumerate(sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())):
        for root, _, names in sorted(os.walk(os.path.join(folder, name))):
            for file in sorted(names):
                files.append(os.path.join(root, file))
                labels.append(label)
    return files, labels


def triplet_loader(files, labels):
    data = Triplets(files, labels, options.mode, options.size, options.batch * options.batches)
    return DataLoader(data, batch_size=options.batch, num_workers=options.workers)


def epoch(loader, images_of):
    images, start = 0, None
    for batch in loader:
        if start is None:
            start = time.perf_counter()
        else:
            images += images_of(batch)
    return {"images_per_second": images / (time.perf_counter() - start)}


def start_round():
    start = time.perf_counter()
    files, labels = list_folder(options.folder)
    listed = time.perf_counter()
    next(iter(triplet_loader(files, labels)))
    return {"list_seconds": listed - start, "first_batch_seconds": time.perf_counter() - listed}


if options.work == "files":
    with open(options.manifest) as manifest:
        rows = [line.rstrip("\n").split("\t", 1) for line in manifest]
    loader = triplet_loader([row[1] for row in rows], [int(row[0]) for row in rows])
    serve(lambda: epoch(loader, lambda batch: sum(len(part) for part in batch)))
elif options.work == "memory":
    memory = Memory(options.folder)
    loader = DataLoader(memory, batch_sampler=PerClass(memory.labels, options.batch, options.batches), num_workers=options.workers)
    serve(lambda: epoch(loader, lambda batch: len(batch[1])))
elif options.work == "start":
    serve(start_round)
else:
    raise SystemExit("--work needs files, memory or start")
