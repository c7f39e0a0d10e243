"""Reads the idx files of MNIST, packed or not."""
import gzip
import os


def read(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        with open(path, "rb") as file:
            return bytearray(file.read())
    with gzip.open(path + ".gz") as file:
        return bytearray(file.read())
