#!/bin/sh
# Builds or checks the native code of one platform, or says in one line why it does not: build.sh build|check PLATFORM TARGET
# Maven calls it; what is built lies in TARGET/classes under the name JNA has for the platform.
# FONDACO_NATIVE=off leaves it out everywhere.
set -eu
what=$1
platform=$2
target=$3
src=$(cd "$(dirname "$0")/src" && pwd)

skip() {
    [ "$what" = check ] || echo "native-fragments: $platform is left out: $1" >&2
    exit 0
}
need() {
    command -v "$1" >/dev/null 2>&1 || skip "no $1 here"
}

[ "${FONDACO_NATIVE:-on}" != off ] || skip "FONDACO_NATIVE=off"
need make
runner=
case $platform in
linux-x86_64)
    [ "$(uname -m)" = x86_64 ] || skip "this machine is $(uname -m)"
    compiler=gcc
    folder=linux-x86-64
    ;;
linux-aarch64)
    folder=linux-aarch64
    if [ "$(uname -m)" = aarch64 ]; then
        compiler=gcc
    else
        compiler=aarch64-linux-gnu-gcc
        for qemu in qemu-aarch64 qemu-aarch64-static; do
            if command -v $qemu >/dev/null 2>&1; then
                runner="$qemu -L /usr/aarch64-linux-gnu"
                break
            fi
        done
        [ "$what" = build ] || [ -n "$runner" ] || {
            echo "native-fragments: $platform is built and not tested: no qemu-aarch64 here" >&2
            exit 0
        }
    fi
    ;;
linux-x86_64-cuda)
    [ "$(uname -m)" = x86_64 ] || skip "this machine is $(uname -m)"
    need nvcc
    compiler=gcc
    folder=linux-x86-64
    ;;
*)
    echo "native-fragments: no platform $platform" >&2
    exit 1
    ;;
esac
need $compiler

objects=$target/native
make="make --no-print-directory -s -j2 -C $src CC=$compiler OUT=$objects"
case $what-$platform in
build-*-cuda)
    $make cuda
    library=libfondaco_proof_cuda.so
    ;;
build-*)
    $make lib
    library=libfondaco_proof.so
    ;;
check-*-cuda)
    $make check-cuda
    exit
    ;;
check-linux-aarch64)
    $make check RUNNER="$runner" ROUNDS=20 >"$target/native-check.txt" || { cat "$target/native-check.txt" >&2; exit 1; }
    exit
    ;;
check-*)
    good() {
        "$@" >>"$target/native-check.txt" || { cat "$target/native-check.txt" >&2; exit 1; }
    }
    : >"$target/native-check.txt"
    good $make check ROUNDS=300
    # The sanitizers of older compilers do not bear every layout of memory: without chance in it they always do.
    still=
    setarch -R true 2>/dev/null && still="setarch -R"
    echo 'int main(void) { return 0; }' >"$target/native/probe.c"
    if $compiler -fsanitize=address,undefined -o "$target/native/probe" "$target/native/probe.c" 2>/dev/null \
        && $still "$target/native/probe" 2>/dev/null; then
        good $make check-sanitized ROUNDS=60 RUNNER="$still"
    else
        echo "native-fragments: $platform is tested without sanitizers: $compiler has none here" >&2
    fi
    exit
    ;;
esac
mkdir -p "$target/classes/$folder"
cmp -s "$objects/$library" "$target/classes/$folder/$library" || cp "$objects/$library" "$target/classes/$folder/$library"
