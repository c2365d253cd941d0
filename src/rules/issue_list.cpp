#include "rules/issue_list.hpp"

#include "rules/facts.hpp"

namespace qunguan::rules {

std::string age_of(const OpenDeadline& issue, Instant at) {
  const auto days = std::chrono::floor<std::chrono::days>(at - issue.since).count();
  return days < 1 ? "不到 1 天" : std::to_string(days) + " 天";
}

std::vector<std::string> issue_lines(const std::vector<OpenDeadline>& issues, Instant at) {
  std::vector<std::string> lines;
  lines.reserve(issues.size());
  for (const OpenDeadline& issue : issues)
    lines.push_back(std::to_string(lines.size() + 1) + ". " + value_of(issue.facts, "事项") + "（" +
                    value_of(issue.facts, "负责人") + "，" + age_of(issue, at) + "）");
  return lines;
}

}  // namespace qunguan::rules
