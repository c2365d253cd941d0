#!/bin/bash
# Runs what the pages tell people to type, against a sandbox of its own. usage: readme_commands.sh BINARY PROJECT
set -euo pipefail
binary=$1
project=$2

home=$(mktemp -d)
daemon=
clean_up() {
  [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
  rm -rf "$home"
}
trap clean_up EXIT

free_port() {
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}
port=$(free_port)
wecom_port=$(free_port)
own_ports() { sed -e "s/127\.0\.0\.1:8080/127.0.0.1:$port/g" -e "s/127\.0\.0\.1:8090/127.0.0.1:$wecom_port/g"; }

# A project as a visitor has it once it is built, but for the ports.
cp -r "$project/config" "$project/rules" "$home"
own_ports <"$project/config/qunguan.yaml" >"$home/config/qunguan.yaml"
chmod 600 "$home/config/qunguan.yaml"
mkdir -p "$home/build/release" "$home/var"
ln -s "$binary" "$home/build/release/qunguan"
cd "$home"

coproc sandbox { exec build/release/qunguan sandbox 2>sandbox.err; }
daemon=$sandbox_PID
is_over=
while IFS= read -r -t 120 line <&"${sandbox[0]}"; do
  case $line in 这一天演完了*) is_over=yes && break ;; esac
done
[ -n "$is_over" ] || { echo "the sandbox did not play its day" >&2; cat sandbox.err >&2; exit 1; }

# The scripts build everything anew; that they are there has to do.
is_script_there() {
  [ -x "$project/$1" ] || { echo "$1 is not there to run" >&2; exit 1; }
}

blocks=0
for page in README.md docs/webhook.md; do
  awk -v home="$home" '/^```sh$/ { inside = 1; n++; next } /^```$/ { inside = 0 }
    inside { print > (home "/block" n ".sh") }' "$project/$page"
  for block in block*.sh; do
    for script in $(sed -n 's/^\(scripts\/[a-z]*\).*/\1/p' "$block"); do is_script_there "$script"; done
    sed '/^scripts\//d' "$block" | own_ports >commands.sh
    bash -euo pipefail -x commands.sh || { echo "$page: $block failed" >&2; exit 1; }
    blocks=$((blocks + 1))
  done
  rm -f block*.sh
done
[ "$blocks" -ge 4 ] || { echo "only $blocks blocks of commands were found" >&2; exit 1; }

kill -TERM "$daemon"
wait "$daemon" || { echo "the sandbox ended with $?" >&2; cat sandbox.err >&2; exit 1; }
daemon=
