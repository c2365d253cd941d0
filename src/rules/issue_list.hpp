#pragma once

#include <string>
#include <vector>

#include "qunguan/rules/history.hpp"

namespace qunguan::rules {

/// How long it has been open: 5 天, 不到 1 天.
std::string age_of(const OpenDeadline& issue, Instant at);

/// 1. 三楼漏水（张三，5 天）; the oldest first.
std::vector<std::string> issue_lines(const std::vector<OpenDeadline>& issues, Instant at);

}  // namespace qunguan::rules
