#!/bin/sh
# Measures an upload over a path with a round trip of 60 ms, from dialling to the last byte.
# Usage, as root, after the module has been built: bench/path/run.sh CLASSPATH [MEBIBYTES [ROUNDS]]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
a=fondaco-a-$$
b=fondaco-b-$$
relay=
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$relay" ] || kill "$relay" 2>/dev/null || true
    ip netns del $a 2>/dev/null || true
    ip netns del $b 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT INT TERM
gcc -O2 -Wall -o "$work/delay" "$here/delay.c"
ip netns add $a
ip netns add $b
mkfifo "$work/open"
"$work/delay" $a $b 30 <"$work/open" >"$work/ready" &
relay=$!
exec 9>"$work/open"
until grep -q ready "$work/ready"; do kill -0 $relay; done
ip -n $a link set lo up
ip -n $b link set lo up
ip -n $a addr add 10.77.0.1 peer 10.77.0.2 dev path
ip -n $b addr add 10.77.0.2 peer 10.77.0.1 dev path
ip -n $a link set path up
ip -n $b link set path up
ip netns exec $b java -Xmx512m -cp "$1" 'io.fondaco.bench.BenchHosts$Serving' /ip4/10.77.0.2/tcp/0 <"$work/open" >"$work/address" &
server=$!
until grep -q p2p "$work/address"; do kill -0 $server; done
ip netns exec $a java -Xmx512m -cp "$1" io.fondaco.bench.LongPathBench "$(cat "$work/address")" "${2:-100}" "${3:-5}"
