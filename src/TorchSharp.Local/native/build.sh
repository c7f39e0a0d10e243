#!/usr/bin/env bash
# Builds libTorchSharpLocal.so, the native side of TorchSharp.Local, unless it is up to date.
# TORCH_DIR: the torch package folder of a PyTorch install (the one with lib/ and include/); without it,
# the distribution's libtorch (Debian: libtorch-dev) is used.
set -euo pipefail
cd "$(dirname "$0")"
out=build/libTorchSharpLocal.so
stamp=build/torch_dir
here=${TORCH_DIR:-system}
if [ -e "$out" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$here" ] && [ "$out" -nt torch_local.cpp ] && [ "$out" -nt torch_local.h ] && [ "$out" -nt build.sh ]; then
  exit 0
fi
command -v g++ >/dev/null || { echo "build.sh: a C++ compiler is missing; install g++ (Debian: apt-get install g++)." >&2; exit 1; }

flags=(-O2 -fPIC -shared -fvisibility=hidden -Wall -Wno-unknown-pragmas)
if [ -n "${TORCH_DIR:-}" ]; then
  [ -e "$TORCH_DIR/lib/libtorch_cpu.so" ] || { echo "build.sh: TORCH_DIR must be a torch package folder with lib/libtorch_cpu.so, got '$TORCH_DIR'." >&2; exit 1; }
  version=$(sed -n 's/^#define TORCH_VERSION "\([0-9.]*\).*/\1/p' "$TORCH_DIR/include/torch/csrc/api/include/torch/version.h")
  case $version in 1.*|2.[0-9]|2.[0-9].*|2.1[0-2]*) std=17 ;; *) std=20 ;; esac
  abi=$(grep -c _ZN3c105ErrorC1ENS_14SourceLocationENSt7__cxx1112basic_string "$TORCH_DIR/lib/libc10.so" || true)
  flags+=("-std=c++$std" "-D_GLIBCXX_USE_CXX11_ABI=$((abi > 0))" -I"$TORCH_DIR/include" -I"$TORCH_DIR/include/torch/csrc/api/include"
    -L"$TORCH_DIR/lib" "-Wl,-rpath,$TORCH_DIR/lib")
  libs=(-ltorch_cpu -lc10)
  [ -e "$TORCH_DIR/lib/libtorch_cuda.so" ] && libs=(-Wl,--no-as-needed -ltorch_cuda -lc10_cuda "${libs[@]}")
else
  [ -e /usr/include/ATen/ATen.h ] || { echo "build.sh: libtorch's headers are missing; install libtorch-dev, or point TORCH_DIR at a PyTorch install." >&2; exit 1; }
  flags+=(-std=c++17 -I/usr/include/torch/csrc/api/include)
  libs=(-ltorch_cpu -lc10)
fi
mkdir -p build
echo "Building libTorchSharpLocal.so (about 20 s)"
g++ "${flags[@]}" torch_local.cpp -o "$out.tmp" "${libs[@]}"
mv "$out.tmp" "$out"
echo "$here" > "$stamp"
