#!/bin/sh
# Measures folding and matching against their peers by turns; run by scripts/bench text. usage: tests/bench/text.sh [ROUNDS]
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-5} bin=build/release peers=build/node-bench work=build/bench-text
comments=${QUNGUAN_SHARED:-../shared}/data

scripts/install build
scripts/install hyperscan || echo 'scripts/bench: Hyperscan cannot be installed; what is measured against it is skipped' >&2
cmake --preset release >/dev/null
nice cmake --build --preset release --target bench_text_tools >&2
mkdir -p $work
[ -f $work/near_100k.txt ] || $bin/bench_text_corpus $work
: >$work/figures
if ! NODE_PATH=$peers/node_modules node -e 'require("fastscan")' 2>/dev/null; then
  timeout 300 npm install --prefix $peers --no-audit --no-fund --no-package-lock --silent fastscan@1.0.6 ||
    echo 'scripts/bench: fastscan cannot be installed; what is measured against it is skipped' >&2
fi

[ -f "$comments/cold-train.csv" ] || echo "scripts/bench: no labelled comments in $comments; the classifier is not measured" >&2
scripts/install fasttext || echo 'scripts/bench: fastText cannot be installed; the classifier is measured alone' >&2

# One figure a line: NAME.FIGURE VALUE
note() { sed "s/^/$1./" >>$work/figures; }

ours() { $bin/bench_text "$@"; }
hyperscan() { [ -x $bin/bench_text_hyperscan ] && $bin/bench_text_hyperscan "$@"; }
node_peer() { NODE_PATH=$peers/node_modules node tests/bench/peers/filter.js "$@" 2>/dev/null; }

# fastText as it comes, with pairs of characters.
fasttext_peer() {
  command -v fasttext >/dev/null || return 0
  $bin/bench_classify "$comments/cold-train.csv" "$comments/cold-dev.csv" --write $work
  fasttext supervised -input $work/lessons.txt -output $work/fasttext -wordNgrams 2 -thread 1 >/dev/null 2>&1
  fasttext test $work/fasttext.bin $work/trials.txt | awk '$1 == "P@1" { print "accuracy", $2 }'
}

classify() {
  [ -f "$comments/cold-train.csv" ] || return 0
  $bin/bench_classify "$comments/cold-train.csv" "$comments/cold-dev.csv" | note classifier
  fasttext_peer | note fasttext
}

report_classifier() {
  is_known classifier.accuracy || return 0
  row 'classifier: share of comments judged rightly' "$(median classifier.accuracy)" '>= 0.91'
  is_known fasttext.accuracy && row '  and by fastText over characters' "$(median fasttext.accuracy)" ''
  row 'classifier: messages a second' "$(median classifier.per_second)" '>= 50000'
  row 'classifier: size of the model, MiB' "$(median classifier.model_mib)" '<= 20'
  row 'classifier: seconds to learn from 25,726 comments' "$(median classifier.train_s)" '<= 60'
}

one_round() {
  for size in 1k 10k 100k; do
    ours match $work/dict_$size.txt $work/corpus.txt | note ours_$size
    hyperscan match $work/dict_$size.txt $work/corpus.txt | note hs_$size
    ours match $work/dict_$size.txt $work/near_$size.txt | note ours_near_$size
    hyperscan match $work/dict_$size.txt $work/near_$size.txt | note hs_near_$size
    node_peer fastscan $work/dict_$size.txt $work/corpus.txt | note fastscan_$size
  done
  ours build $work/dict_100k.txt | note ours
  hyperscan build $work/dict_100k.txt | note hs
  ours swap $work/dict_100k.txt $work/corpus.txt | note swap
  ours fold $work/corpus.txt | note fold
  ours fold-icu $work/corpus.txt | note icu
  ours expressions tests/bench/expressions.txt $work/corpus.txt | note expressions
  node_peer expressions tests/bench/expressions.txt $work/corpus.txt | note node_expressions
}

median() { # FIGURE
  awk -v name="$1" '$1 == name { print $2 }' $work/figures | sort -g |
    awk '{ value[NR] = $1 } END { if (NR) printf "%.6g", (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'
}

is_known() { grep -q "^$1 " $work/figures; }

row() { # WHAT VALUE GOAL AIM
  printf '%-62s %10s   %-10s %s\n' "$1" "$2" "$3" "${4:-}"
}

# How many times as much A is as B; nothing where one was not measured.
ratio() { # WHAT A B DIGITS GOAL AIM
  is_known "$2" && is_known "$3" || return 0
  row "$1" "$(awk "BEGIN { printf \"%.$4f\", $(median "$2") / $(median "$3") }")" "$5" "${6:-}"
}

# Per byte, since near-miss messages are longer.
bytes_per_line() { awk 'END { print NR }' "$1" | xargs -I{} sh -c "echo \$((\$(wc -c <$1) / {}))"; }

report_near() { # SIZE
  ratio "near-miss text, $1 words: against Hyperscan" "hs_near_$1.ns_per_message" "ours_near_$1.ns_per_message" 2 '>= 1.0' 1.3
  plain=$(bytes_per_line $work/corpus.txt) near=$(bytes_per_line $work/near_"$1".txt)
  row "near-miss text, $1 words: rate against its own normal one" \
    "$(awk "BEGIN { printf \"%.2f\", ($near / $(median ours_near_"$1".ns_per_message)) / ($plain / $(median ours_"$1".ns_per_message)) }")" '>= 0.45' 0.6
}

report() {
  printf '\n%-62s %10s   %-10s %s\n' "medians of $rounds rounds" measured goal aim
  ratio 'fold and match, 1k words: against Hyperscan without folding' hs_1k.ns_per_message ours_1k.ns_per_message 2 '>= 0.8' 1.0
  ratio 'fold and match, 10k words: against Hyperscan without folding' hs_10k.ns_per_message ours_10k.ns_per_message 2 '>= 1.5' 1.9
  ratio 'fold and match, 100k words: against Hyperscan without folding' hs_100k.ns_per_message ours_100k.ns_per_message 2 '>= 1.5' 2.0
  for size in 10k 100k; do report_near $size; done
  for size in 1k 10k 100k; do
    ratio "fold and match, $size words: against fastscan" fastscan_$size.ns_per_message ours_$size.ns_per_message 1 '>= 10' 20
  done
  ratio '100k words: build time of that of Hyperscan' ours.build_ms hs.build_ms 2 '<= 0.4' 0.2
  row '100k words: memory at the peak of the build, MiB' "$(median ours.peak_mib)" '<= 64' 32
  row 'swapping 100k words under load: the slowest message, ms' "$(median swap.slowest_ms)" '<= 5'
  row '  the same where words are built but not swapped' "$(median swap.slowest_without_ms)" ''
  row 'folding: texts that ICU folds alike, %' "$(ours agree $work/corpus.txt | awk '{ print $2 }')" '>= 99.99' 99.999
  ratio 'folding: against ICU' icu.ns_per_message fold.ns_per_message 0 '>= 50' 100
  ratio '40 expressions: against a Node loop' node_expressions.ns_per_message expressions.ns_per_message 1 '>= 4' 7
  echo "  ns a message: $(for size in 1k 10k 100k; do printf '%s %s, ' $size "$(median ours_$size.ns_per_message)"; done)near" \
    "$(median ours_near_10k.ns_per_message) and $(median ours_near_100k.ns_per_message), folding $(median fold.ns_per_message)," \
    "expressions $(median expressions.ns_per_message); build $(median ours.build_ms) ms"
}

round=1
while [ "$round" -le "$rounds" ]; do
  echo "round $round of $rounds, load $(cut -d' ' -f1 /proc/loadavg)" >&2
  one_round
  round=$((round + 1))
done
classify
report
report_classifier
