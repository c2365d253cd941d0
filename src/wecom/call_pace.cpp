#include "qunguan/wecom/call_pace.hpp"

#include <algorithm>

#include "wecom/api_answer.hpp"

namespace qunguan::wecom {
namespace {

// It does not say which of its limits was passed; the longest of them blocks for an hour.
constexpr Duration kLongestBlock = std::chrono::hours{1};

}  // namespace

void CallPace::heed(Outcome& outcome, Instant now) {
  const bool has_answered = outcome.kind == Outcome::Kind::Done || outcome.errcode != 0;
  if (is_blocked(outcome)) {
    for (int i = 0; i < blocks_ && outcome.wait < kLongestBlock; ++i) outcome.wait *= 2;
    outcome.wait = std::min(outcome.wait, kLongestBlock);
    ++blocks_;
  } else if (has_answered) {
    blocks_ = 0;
  }
  if (outcome.kind == Outcome::Kind::Retry) calls_.pause(now + outcome.wait);
}

}  // namespace qunguan::wecom
