"""Pictures drawn here, written as PNG and JPEG, then decoded from memory and resized by Pillow into float32 [C, H, W]."""
import io
import os

import numpy as np
import PIL
from PIL import Image, ImageDraw, ImageFilter
from rounds import arguments, per_call, serve

options = arguments(lambda parser: parser.add_argument("--folder", help="an empty folder for files that both sides read"))
random = np.random.RandomState(1)
PNGS, JPEGS = (50, 5) if options.quick else (1000, 60)


def character():
    """Strokes of a pen, black on white, one bit, as in Omniglot."""
    image = Image.new("1", (105, 105), 1)
    draw = ImageDraw.Draw(image)
    for _ in range(random.randint(1, 4)):
        points = np.cumsum(random.randint(-12, 13, (12, 2)), 0) + random.randint(30, 75, 2)
        draw.line([tuple(p) for p in points.tolist()], fill=0, width=3)
    return image


def photo():
    """Soft shapes with some grain."""
    small = Image.fromarray(random.randint(0, 256, (12, 12, 3)).astype(np.uint8))
    soft = small.resize((348, 348), Image.BICUBIC).filter(ImageFilter.GaussianBlur(2))
    return Image.fromarray(np.clip(np.asarray(soft) + random.normal(0, 6, (348, 348, 3)), 0, 255).astype(np.uint8))


def write(image, name, **how):
    path = os.path.join(options.folder, name)
    image.save(path, **how)
    with open(path, "rb") as file:
        return file.read()


pngs = [write(character(), "%04d.png" % i, optimize=True) for i in range(PNGS)]
jpegs = [write(photo(), "%04d.jpg" % i, quality=90) for i in range(JPEGS)]


def decode(files, mode):
    return lambda: [np.asarray(Image.open(io.BytesIO(f)).convert(mode)) for f in files]


def resize(files, mode, size):
    def work():
        for f in files:
            image = Image.open(io.BytesIO(f)).convert(mode).resize((size, size), Image.BILINEAR)
            pixels = np.asarray(image, dtype=np.float32)
            np.ascontiguousarray(pixels if pixels.ndim == 2 else pixels.transpose(2, 0, 1))
    return work


serve(lambda: {
    "png": per_call(resize(pngs, "L", 28), 1) / PNGS,
    "png_bare": per_call(decode(pngs, "L"), 1) / PNGS,
    "jpeg": per_call(resize(jpegs, "RGB", 224), 1) / JPEGS,
    "jpeg_bare": per_call(decode(jpegs, "RGB"), 1) / JPEGS,
}, peer="Pillow " + PIL.__version__)
