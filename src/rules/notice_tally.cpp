#include "rules/notice_tally.hpp"

#include "qunguan/text/fold.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::rules {

bool is_notice(const Message& message) {
  const std::string words =
      text::fold_to_utf8(text::without_mentions(text::own_words(message.text)));
  return message.mentions_all || words.starts_with("【通知】") || words.starts_with("通知:");
}

std::optional<Remark> tally(const Context& context, const std::string& noticed,
                            const std::string& owed) {
  const OpenDeadline& deadline = *context.deadline;
  const std::string& notice = deadline.cause.id;
  const std::size_t all = context.history.deadlines(Cause{noticed, notice}).size();
  const std::vector<OpenDeadline> silent = context.history.deadlines(Cause{owed, notice});
  if (all < silent.size() || all == 0) return std::nullopt;
  std::string names;
  for (const OpenDeadline& one : silent) {
    const Member* member = context.roster.find(one.member);
    if (!names.empty()) names += "、";
    names += member == nullptr ? one.member.text() : member->address();
  }
  Remark remark{.kind = ActionKind::Report,
                .to = Remark::To::Staff,
                .member = std::nullopt,
                .people = {},
                .wording = silent.empty() ? "all_answered" : "tally",
                .facts = deadline.facts,
                .text = {}};
  remark.facts.emplace_back("已回复", std::to_string(all - silent.size()));
  remark.facts.emplace_back("未回复", std::to_string(silent.size()));
  remark.facts.emplace_back("名单", names);
  return remark;
}

}  // namespace qunguan::rules
