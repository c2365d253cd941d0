#include "qunguan/text/patterns.hpp"

#include <algorithm>
#include <numeric>

#include <re2/re2.h>
#include <re2/set.h>

namespace qunguan::text {
namespace {

// Bytes, for the set and its states, which are made as texts ask for them: forty expressions want
// 20 MiB, and with less they are made again and again.
constexpr std::int64_t kSetMemory = 32 << 20;
constexpr std::int64_t kPatternMemory = 2 << 20;  // bytes, for one expression and its states

// Instructions of one expression. A text costs at most this many steps a byte, and that only when
// the states no longer fit their memory.
constexpr int kLargestProgram = 10'000;

// Instructions of all together: what is made of them must leave room for the states.
constexpr int kMostInstructions = 130'000;

re2::RE2::Options options(std::int64_t memory) {
  re2::RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(memory);
  return options;
}

/// True when it can match between two characters, and so would match nearly every text.
bool matches_nothing(const re2::RE2& expression) {
  const auto matches_emptily = [&](re2::StringPiece text) {
    re2::StringPiece match;
    return expression.Match(text, 0, text.size(), re2::RE2::UNANCHORED, &match, 1) && match.empty();
  };
  return matches_emptily("") || matches_emptily("a");
}

}  // namespace

struct Patterns::Set {
  re2::RE2::Set together{options(kSetMemory), re2::RE2::UNANCHORED};
  std::vector<std::unique_ptr<const re2::RE2>> alone;  // by number: tells where it matched
  std::int64_t instructions = 0;                       // of all of them
  bool is_compiled = false;

  /// The numbers of the expressions that match, ascending.
  std::vector<int> matching(re2::StringPiece text) const;
};

std::vector<int> Patterns::Set::matching(re2::StringPiece text) const {
  std::vector<int> numbers;
  re2::RE2::Set::ErrorInfo error{};
  // To learn that none matches, as of nearly every text, costs less than to learn which.
  if (!together.Match(text, nullptr, &error) && error.kind == re2::RE2::Set::kNoError)
    return numbers;
  if (together.Match(text, &numbers, &error)) {
    std::sort(numbers.begin(), numbers.end());
  } else if (error.kind != re2::RE2::Set::kNoError) {
    // No memory for the next state. RE2 sets enough aside when it compiles, so this is not
    // expected; should it happen, nothing gets past: each expression is asked.
    numbers.resize(alone.size());
    std::iota(numbers.begin(), numbers.end(), 0);
  }
  return numbers;
}

Patterns::Patterns() : set_(std::make_unique<Set>()) {}
Patterns::~Patterns() = default;
Patterns::Patterns(Patterns&&) noexcept = default;
Patterns& Patterns::operator=(Patterns&&) noexcept = default;

Result<std::uint32_t> Patterns::add(std::string_view expression) {
  const re2::StringPiece text{expression.data(), expression.size()};
  auto alone = std::make_unique<const re2::RE2>(text, options(kPatternMemory));
  if (alone->error_code() == re2::RE2::ErrorPatternTooLarge)
    return Error{Error::Code::TooLarge, "the expression is too dear to run"};
  if (!alone->ok()) return Error{Error::Code::Invalid, alone->error()};
  if (matches_nothing(*alone))
    return Error{Error::Code::Invalid, "the expression matches the empty text"};
  if (alone->ProgramSize() > kLargestProgram || alone->ReverseProgramSize() > kLargestProgram)
    return Error{Error::Code::TooLarge, "the expression is too dear to run"};
  std::string reason;
  if (set_->together.Add(text, &reason) < 0) return Error{Error::Code::Invalid, reason};
  set_->instructions += alone->ProgramSize();
  set_->alone.push_back(std::move(alone));
  return static_cast<std::uint32_t>(set_->alone.size() - 1);
}

Result<void> Patterns::compile() {
  set_->is_compiled = !set_->alone.empty();
  if (set_->is_compiled && (set_->instructions > kMostInstructions || !set_->together.Compile()))
    return Error{Error::Code::TooLarge, "the expressions together are too dear to run"};
  return {};
}

std::vector<PatternHit> Patterns::match(std::string_view utf8) const {
  std::vector<PatternHit> hits;
  if (!set_->is_compiled) return hits;
  const re2::StringPiece text{utf8.data(), utf8.size()};
  for (const int number : set_->matching(text)) {
    re2::StringPiece match;
    if (!set_->alone[number]->Match(text, 0, text.size(), re2::RE2::UNANCHORED, &match, 1))
      continue;
    const auto begin = static_cast<std::uint32_t>(match.data() - text.data());
    hits.push_back({.pattern = static_cast<std::uint32_t>(number),
                    .begin = begin,
                    .end = begin + static_cast<std::uint32_t>(match.size())});
  }
  return hits;
}

bool Patterns::empty() const { return set_->alone.empty(); }

}  // namespace qunguan::text
