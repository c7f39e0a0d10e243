"""Writes torchvision.json: images changed by torchvision's functional operations, which the augmentations are compared with.

Run by hand where torchvision 0.14 or later is: python3 make_torchvision_cases.py > torchvision.json
"""
import json
import sys

import numpy as np
import torch
import torchvision
import torchvision.transforms.functional as F
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional_tensor as FT

generator = np.random.default_rng(20)
color = torch.tensor(np.round(generator.random((3, 9, 13)), 3), dtype=torch.float32)
gray = torch.tensor(np.round(generator.random((1, 10, 7)), 3), dtype=torch.float32)
displacement = torch.tensor(np.round(generator.uniform(-2.5, 2.5, (2, 9, 13)), 3), dtype=torch.float32)
BILINEAR = InterpolationMode.BILINEAR


def filled(change, image, fill):
    """With a fill, bilinear torchvision counts the share of an edge pixel twice; zeros around the difference to the fill do not."""
    return change(image - fill) + fill


def perspective(image, corners):
    """The map solved here in double precision; torchvision's own is float32 least squares."""
    height, width = image.shape[-2:]
    source = [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)]
    rows, right = [], []
    for (x, y), (u, v) in zip(corners, source):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    coefficients = np.linalg.solve(np.array(rows, float), np.array(right, float)).tolist()
    return FT.perspective(image, coefficients, "bilinear", None)


def elastic(image, pixels):
    height, width = image.shape[-2:]
    shares = torch.stack([pixels[0] * 2 / width, pixels[1] * 2 / height], -1).unsqueeze(0)
    return FT.elastic_transform(image, shares, "bilinear", None)


def jitter(image, brightness, contrast, saturation, hue, order):
    steps = [
        lambda i: F.adjust_brightness(i, brightness), lambda i: F.adjust_contrast(i, contrast),
        lambda i: F.adjust_saturation(i, saturation), lambda i: F.adjust_hue(i, hue)]
    for step in order:
        image = steps[step](image)
    return image


CORNERS = [(1.5, 0.75), (11.25, 0.5), (10.0, 7.25), (0.25, 6.0)]
cases = {
    "rotation": filled(lambda i: F.rotate(i, 33.5, BILINEAR), color, 0.25),
    "rotation_gray": F.rotate(gray, -120, BILINEAR),
    # torchvision's shear along x leans the other way, and its translation is in whole pixels.
    "affine": filled(lambda i: F.affine(i, 20, [2, -1], 1.3, [-15, 0], BILINEAR), color, 0.5),
    "perspective": filled(lambda i: perspective(i, CORNERS), color, 0.25),
    "resized_crop": F.resized_crop(color, 2, 3, 5, 8, [9, 13], BILINEAR),
    "resized_crop_gray": F.resized_crop(gray, 9, 0, 1, 3, [10, 7], BILINEAR),
    "elastic": filled(lambda i: elastic(i, displacement), color, 0.25),
    "brightness": F.adjust_brightness(color, 1.4),
    "contrast": F.adjust_contrast(color, 1.7),
    "contrast_gray": F.adjust_contrast(gray, 0.4),
    "saturation": F.adjust_saturation(color, 2.1),
    "hue": F.adjust_hue(color, 0.3),
    "hue_back": F.adjust_hue(color, -0.5),
    "jitter": jitter(color, 0.8, 1.2, 0.5, -0.15, [2, 0, 3, 1]),
    "grayscale": F.rgb_to_grayscale(color, 3),
    "invert": F.invert(color),
    "autocontrast": F.autocontrast(color * 0.5 + 0.2),
    "blur": F.gaussian_blur(color, [5, 5], [1.1, 1.1]),
    "blur_gray": F.gaussian_blur(gray, [9, 9], [2.5, 2.5]),
}


def values(tensor):
    return [round(float(v), 6) for v in tensor.flatten()]


print(f"torch {torch.__version__}, torchvision {torchvision.__version__}", file=sys.stderr)
json.dump({
    "made_by": f"make_torchvision_cases.py, torchvision {torchvision.__version__}",
    "color": values(color), "gray": values(gray), "displacement": values(displacement),
    **{name: values(case) for name, case in cases.items()},
}, sys.stdout, separators=(",", ":"))
print()
