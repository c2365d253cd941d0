#include "engine/notices.hpp"

#include <algorithm>
#include <cassert>

#include "engine/judge.hpp"
#include "engine/notice_texts.hpp"
#include "qunguan/policy/node.hpp"
#include "qunguan/rules/notice.hpp"
#include "qunguan/text/characters.hpp"

namespace qunguan::engine {
namespace {

policy::Node read_texts() {
  policy::Diagnostics diagnostics{"notices.yaml"};
  std::optional<policy::Node> texts = policy::read_yaml(kNoticeTexts, diagnostics);
  assert(texts);
  return *std::move(texts);
}

/// A line without what it is about says nothing.
bool is_empty_line(std::string_view line, const Placeholders& values) {
  const std::vector<std::string> names = rules::placeholders_of(line);
  return !names.empty() && std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto value = values.find(name);
    return value == values.end() || value->second.empty();
  });
}

std::string say_sanction(const rules::Sanction& sanction) {
  switch (sanction.kind) {
    case ActionKind::Remind:
      return "提醒";
    case ActionKind::Warn:
      return "警告";
    case ActionKind::Mute:
      return "禁言" + to_chinese(sanction.duration);
    case ActionKind::RedPacket:
      return to_chinese(sanction.duration) + "内发一个群红包";
    case ActionKind::Fine:
      return "罚款" + to_text(sanction.amount);
    case ActionKind::ProposeRemoval:
      return "提请移出本群";
    case ActionKind::Remove:
      return "移出本群";
    case ActionKind::Escalate:
      return "上报";
    case ActionKind::Review:
      return "交管理员复核";
    default:
      return "登记";
  }
}

/// A trailing `-1` only tells the parts of a clause apart.
std::string shown_clause(const std::string& clause) {
  const std::size_t dash = clause.rfind('-');
  if (dash == clause.npos || dash + 1 == clause.size()) return clause;
  const bool is_part = clause.find_first_not_of("0123456789", dash + 1) == clause.npos;
  return is_part ? clause.substr(0, dash) : clause;
}

}  // namespace

std::string fill_notice(const std::string& pattern, const Placeholders& values) {
  std::string text;
  for (std::string_view rest = pattern; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    if (!is_empty_line(line, values)) text += rules::fill(line, values) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string word_notice(const std::string& name, const Placeholders& values) {
  static const policy::Node kTexts = read_texts();
  const policy::Node* pattern = kTexts.find(name);
  assert(pattern != nullptr);
  return fill_notice(pattern->text, values);
}

std::string say_member(const Group& group, const MemberId& id) {
  const Member* member = group.roster.find(id);
  return text::printable(member == nullptr ? id.text() : member->address());
}

std::string say_group(const Group& group) {
  return text::printable(group.names.empty() ? group.id.text() : group.names.front());
}

std::string say_numbers(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (const std::int64_t number : numbers)
    text += (text.empty() ? "" : "、") + std::to_string(number);
  return text;
}

bool is_public(ActionKind kind) {
  return kind == ActionKind::Remind || kind == ActionKind::Warn || kind == ActionKind::Mute ||
         kind == ActionKind::RedPacket || kind == ActionKind::Fine || kind == ActionKind::Remove;
}

bool is_told(const rules::Step& step) {
  return std::any_of(step.sanctions.begin(), step.sanctions.end(),
                     [](const rules::Sanction& one) { return is_public(one.kind); });
}

std::string say_step(const rules::Step& step) {
  // What is only noted or told to the staff is nothing that happens to the member.
  const auto is_quiet = [](const rules::Sanction& sanction) {
    return sanction.kind == ActionKind::Record || sanction.kind == ActionKind::Report;
  };
  const bool is_all_quiet = std::all_of(step.sanctions.begin(), step.sanctions.end(), is_quiet);
  std::string text;
  for (const rules::Sanction& sanction : step.sanctions)
    if (is_all_quiet || !is_quiet(sanction))
      text += (text.empty() ? "" : "，") + say_sanction(sanction);
  return text;
}

std::string say_next(const rules::RuleEntry& entry, int step) {
  const rules::Ladder& ladder = entry.ladder;
  const std::size_t last = ladder.steps.size() - 1;
  const std::size_t next = std::min(static_cast<std::size_t>(step), last);
  // Who is removed has no next time.
  const rules::Step present =
      cap(ladder.steps[std::min(static_cast<std::size_t>(step) - 1, last)], entry.mode);
  if (present.heaviest().kind == ActionKind::Remove) return {};
  const std::string window = ladder.window ? to_chinese(*ladder.window) + "内" : "";
  return window + "再次违反：" + say_step(cap(ladder.steps[next], entry.mode));
}

std::string say_basis(const rules::Policy& policy, const rules::RuleEntry& entry) {
  std::string clauses;
  std::vector<std::string> said;
  for (const std::string& clause : entry.basis) {
    const std::string shown = shown_clause(clause);
    if (std::find(said.begin(), said.end(), shown) != said.end()) continue;
    clauses += (said.empty() ? "" : "、") + shown;
    said.push_back(shown);
  }
  const std::string title = "《" + policy.name + "》";
  if (clauses.empty()) return title + entry.name;
  return entry.name == entry.id.text() ? title + clauses
                                       : title + clauses + "（" + entry.name + "）";
}

}  // namespace qunguan::engine
