// The peer of `bench_text match` and `build`: Hyperscan over the same bytes, without folding.
// usage: bench_text_hyperscan match DICTIONARY MESSAGES | build DICTIONARY
#include <hs/hs.h>

#include "text_lines.hpp"

namespace qunguan::bench {
namespace {

hs_database_t* compile(const std::vector<std::string>& words) {
  std::vector<const char*> expressions;
  std::vector<std::size_t> sizes;
  std::vector<unsigned> flags(words.size());
  std::vector<unsigned> ids;
  for (const std::string& word : words) {
    ids.push_back(static_cast<unsigned>(expressions.size()));
    expressions.push_back(word.c_str());
    sizes.push_back(word.size());
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto count = static_cast<unsigned>(words.size());
  hs_compile_lit_multi(expressions.data(), flags.data(), ids.data(), sizes.data(), count,
                       HS_MODE_BLOCK, nullptr, &database, &error);
  return database;
}

int note_hit(unsigned, unsigned long long, unsigned long long, unsigned, void* hits) {
  ++*static_cast<std::uint64_t*>(hits);
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  const std::vector<std::string> words = read_lines(arguments.at(1));
  const double begun = seconds(CLOCK_PROCESS_CPUTIME_ID);
  hs_database_t* const database = compile(words);
  if (database == nullptr) return 1;
  if (arguments[0] == "build") {
    std::printf("build_ms %.1f\n", (seconds(CLOCK_PROCESS_CPUTIME_ID) - begun) * 1e3);
    return 0;
  }
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 1;
  measure(read_lines(arguments.at(2)), [&](std::string_view message) {
    std::uint64_t hits = 0;
    hs_scan(database, message.data(), static_cast<unsigned>(message.size()), 0, scratch, note_hit,
            &hits);
    return hits;
  });
  return 0;
}

}  // namespace
}  // namespace qunguan::bench

int main(int count, char** arguments) {
  return qunguan::bench::run({arguments + 1, arguments + count});
}
