#!/usr/bin/env bash
# Sets up what the other scripts need, and is quick when that is done:
#   1. the .NET SDK is there;
#   2. which torch to build on is decided once and written to TorchProvider.props:
#        TorchSharp   the NuGet feed carries TorchSharp's packages
#        Local        it does not: src/TorchSharp.Local on the machine's own libtorch
#   3. for Local, the Debian packages are installed and the native library is built.
#
# Environment: TorchProvider=TorchSharp|Local   overrides the decision (dotnet build reads it too)
#              TORCH_DIR=DIR                    Local on a PyTorch install; DIR is its torch package folder, with lib/ and include/
# Run it by itself, or source it from a script that says `set -euo pipefail`.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
state="$root/artifacts/setup"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '%s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "'$*' needs root, and there is no sudo. Run it as root once, then run this script again."
  fi
}

find_dotnet() {
  local candidate
  if ! command -v dotnet >/dev/null; then
    for candidate in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
      if [ -n "$candidate" ] && [ -x "$candidate/dotnet" ]; then
        export DOTNET_ROOT="$candidate" PATH="$candidate:$PATH"
        break
      fi
    done
  fi
  command -v dotnet >/dev/null ||
    fail "the .NET SDK is missing. Install .NET 10 from https://dotnet.microsoft.com/download (or put the folder that holds 'dotnet' into PATH)."
  (cd "$root" && dotnet --version >/dev/null 2>"$state/dotnet.log") && return
  sed '/^$/d' "$state/dotnet.log" | head -n 4 >&2
  fail "the .NET SDK does not run here. global.json asks for version $(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json") or a newer feature band of it; installed: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -). Get it from https://dotnet.microsoft.com/download"
}

# ---- Debian packages -------------------------------------------------------------------------------------------

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# apt_install WHAT-FOR PACKAGE...: installs those that are not there yet.
apt_install() {
  local purpose="$1" package missing=()
  shift
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then return 1; fi
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
    fail "$purpose needs these packages: ${missing[*]}. You are not root and there is no sudo: have root run 'apt-get install ${missing[*]}', then run this script again."
  say "Installing for $purpose: ${missing[*]} (log: $state/apt.log)"
  if ! apt_try "${missing[@]}"; then
    tail -n 5 "$state/apt.log" >&2
    fail "apt-get could not install: ${missing[*]}. Install them by hand ('apt-get install ${missing[*]}') and run this script again."
  fi
}

apt_try() {
  local get=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  : >"$state/apt.log"
  as_root "${get[@]}" install --no-install-recommends "$@" >>"$state/apt.log" 2>&1 && return 0
  as_root "${get[@]}" update >>"$state/apt.log" 2>&1 || true      # lists may be missing or old
  as_root "${get[@]}" install --no-install-recommends "$@" >>"$state/apt.log" 2>&1
}

# libtorch calls whatever libblas.so.3 is; anything but the OpenMP OpenBLAS costs a factor of 2 to 30.
choose_openblas() {
  local name target
  command -v update-alternatives >/dev/null || return 0
  name="$(update-alternatives --get-selections | awk '$1 ~ /^libblas\.so\.3/ && !n++ { print $1 }')"
  [ -n "$name" ] || return 0
  case "$(update-alternatives --query "$name" | sed -n 's/^Value: //p')" in *openblas-openmp*) return 0 ;; esac
  target="$(update-alternatives --query "$name" | sed -n 's/^Alternative: //p' | grep openblas-openmp || true)"
  [ -n "$target" ] || return 0
  say "Making the OpenMP OpenBLAS the system's $name (back with: update-alternatives --auto $name)"
  as_root update-alternatives --set "$name" "$target" >/dev/null
}

# ---- which torch -----------------------------------------------------------------------------------------------

version_of() { sed -n "s/.*PackageVersion Include=\"$1\" Version=\"\([^\"]*\)\".*/\1/p" "$root/Directory.Packages.props"; }

# Restores a throw-away project; 0: the feed has the packages, 1: it lacks one, 2: it could not be asked.
feed_has_torchsharp() {
  local probe="$state/probe" package
  rm -rf "$probe"
  mkdir -p "$probe"
  printf '<Project />\n' | tee "$probe/Directory.Build.props" "$probe/Directory.Build.targets" "$probe/Directory.Packages.props" >/dev/null
  {
    printf '<Project Sdk="Microsoft.NET.Sdk">\n<PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>\n<ItemGroup>\n'
    for package in TorchSharp TorchVision "${TorchSharpNative:-TorchSharp-cpu}" SixLabors.ImageSharp; do
      printf '<PackageReference Include="%s" Version="[%s]" />\n' "$package" "$(version_of "$package")"
    done
    printf '</ItemGroup>\n</Project>\n'
  } >"$probe/Probe.csproj"
  dotnet restore "$probe/Probe.csproj" --nologo >"$state/probe.log" 2>&1 && return 0
  grep -qE 'NU110[123]' "$state/probe.log" && return 1
  return 2
}

decide_provider() {
  local props="$root/TorchProvider.props" chosen="${TorchProvider:-}" answer=0
  if [ -z "$chosen" ] && [ -f "$props" ]; then
    chosen="$(sed -n 's:.*<TorchProvider>\(.*\)</TorchProvider>.*:\1:p' "$props")"
  fi
  if [ -z "$chosen" ]; then
    say "Asking the NuGet feed for TorchSharp $(version_of TorchSharp) ..."
    feed_has_torchsharp || answer=$?
    case $answer in
      0) chosen=TorchSharp ;;
      1) chosen=Local ;;
      *) grep -m 3 error "$state/probe.log" >&2 || tail -n 3 "$state/probe.log" >&2
         fail "the NuGet feed did not answer (log: $state/probe.log). Connect to it once, or choose the provider yourself: TorchProvider=Local or TorchProvider=TorchSharp in the environment." ;;
    esac
    printf '<Project>\n  <!-- Written by setup.sh. Delete it to have the feed asked again. -->\n  <PropertyGroup>\n    <TorchProvider>%s</TorchProvider>\n  </PropertyGroup>\n</Project>\n' "$chosen" >"$props.part"
    mv "$props.part" "$props"
    say "Torch provider: $chosen (written to TorchProvider.props; TorchProvider in the environment overrides it)"
  fi
  case "$chosen" in
    TorchSharp | Local) provider="$chosen" ;;
    *) fail "TorchProvider must be 'TorchSharp' or 'Local', got '$chosen'." ;;
  esac
}

set_up_local() {
  local packages=(libopenblas0-openmp libpng-dev libturbojpeg0-dev libmagickwand-6.q16-6 g++)
  [ -n "${TORCH_DIR:-}" ] || packages=(libtorch-dev "${packages[@]}")
  if ! apt_install "the Local torch provider" "${packages[@]}"; then
    command -v g++ >/dev/null ||
      fail "this is not a Debian system and a C++ compiler is missing. Install g++, libpng, libturbojpeg (with headers), ImageMagick 6 (for images other than PNG and JPEG), and libtorch 1.13 or newer or a PyTorch whose folder TORCH_DIR names; then run this script again."
  fi
  choose_openblas
  bash "$root/src/TorchSharp.Local/native/build.sh" 2>&1 | tee "$state/native.log" >&2 ||
    fail "the native library of TorchSharp.Local could not be built (see above; log: $state/native.log). It needs g++ and libtorch: install libtorch-dev, or let TORCH_DIR name the torch package folder of a PyTorch install."
}

# ---- building --------------------------------------------------------------------------------------------------

# build PROJECT-FOLDER: sets $program; builds only if a source is newer than the last build.
build() {
  local folder="$1" project stamp
  project="$(basename "$folder"/*.csproj .csproj)"
  stamp="$state/built-$project-$provider"
  program="$folder/bin/$provider/Release/net10.0/$project.dll"
  if [ -f "$program" ] && [ -f "$stamp" ] && [ -z "$(newer_than "$stamp" "$folder")" ]; then return; fi
  say "Building $project ..."
  touch "$stamp.part"      # before the build: what changes during it is newer
  TorchProvider="$provider" dotnet build "$folder" -c Release -v quiet --nologo -clp:NoSummary >"$state/build.log" 2>&1 || {
    cat "$state/build.log" >&2
    fail "the build failed (see above; log: $state/build.log)."
  }
  mv "$stamp.part" "$stamp"
}

newer_than() {
  find "$root/src" "$root/examples" "$2" "$root"/Directory.* "$root/.editorconfig" "$root/global.json" \
    \( -name obj -o -name bin \) -prune -o -type f -newer "$1" -print -quit
}

set_up() {
  mkdir -p "$state"
  if command -v flock >/dev/null; then
    exec 9>"$state/lock"
    flock 9      # two scripts started at once set up one after the other
  fi
  find_dotnet
  decide_provider
  if [ "$provider" = Local ]; then set_up_local; fi
  if command -v flock >/dev/null; then exec 9>&-; fi
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  case "${1:-}" in
    "") set_up; say "Ready: torch provider $provider, .NET SDK $(cd "$root" && dotnet --version)." ;;
    -h | --help) sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" ;;
    *) printf 'error: setup.sh takes no arguments, got: %s\n' "$*" >&2; exit 2 ;;
  esac
fi
