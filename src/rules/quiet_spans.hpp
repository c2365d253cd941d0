#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {

/// When a group is quiet.
struct QuietSpans {
  std::vector<Span> quiet;  // empty: always, but for `open`
  std::vector<Span> open;

  /// One night or day of quiet.
  struct Night {
    std::string id;     // tells it from every other
    std::string hours;  // as members read it: when to be quiet; where always is, when one may talk
  };

  /// The one that this moment is part of; nothing when one may talk.
  std::optional<Night> night(const LocalTime& at) const;

  bool is_usually_quiet() const { return quiet.empty(); }
  bool is_open(const LocalTime& at) const;
};

/// Reads a span, a list of them, or `{ hours: [...], except: [...] }`.
QuietSpans read_quiet_spans(RuleConfig& config);

}  // namespace qunguan::rules
