#include "engine/red_packets.hpp"

#include <algorithm>

#include "qunguan/text/characters.hpp"

namespace qunguan::engine {
namespace {

using Kind = LedgerEntry::Kind;

std::int64_t case_of(const Timer& timer) { return std::stoll(timer.deadline.cause.id); }

std::string clock(const Group& group, Instant at) {
  const Zone zone = group.policy == nullptr ? Zone{} : group.policy->calendar.zone;
  return zone.format(at).substr(5, 11).replace(5, 1, " ");
}

}  // namespace

bool RedPackets::is_owed(std::int64_t violation) {
  const std::optional<Case> known = store_.cases.find(violation);
  if (!known || known->standing == Standing::Withdrawn || known->standing == Standing::Rejected)
    return false;
  const std::vector<LedgerEntry> lines = store_.ledger.entries(violation);
  const auto has = [&](Kind kind) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const LedgerEntry& line) { return line.kind == kind; });
  };
  return has(Kind::RedPacket) && !has(Kind::RedPacketSent);
}

bool RedPackets::is_owed(const Timer& timer) { return is_owed(case_of(timer)); }

bool RedPackets::is_appealed(const Timer& timer) {
  const std::optional<Case> known = store_.cases.find(case_of(timer));
  return known && known->standing == Standing::Appealed;
}

void RedPackets::take(Group& group, const Event& event) {
  const MemberId& sender = event.message.sender.id;
  const std::vector<LedgerEntry> lines = store_.ledger.entries_of(group.number, sender);
  // A source may send it again, as backlog and under another event id.
  const std::string& packet = event.message.id.text();
  const auto is_it = [&](const LedgerEntry& line) {
    return line.kind == Kind::RedPacketSent && line.cause == packet;
  };
  if (!packet.empty() && std::any_of(lines.begin(), lines.end(), is_it)) return;
  const auto settled = std::find_if(lines.begin(), lines.end(), [&](const LedgerEntry& line) {
    return line.kind == Kind::RedPacket && line.at < event.at && is_owed(line.violation);
  });
  if (settled == lines.end()) return;
  const std::int64_t number = settled->violation;
  static_cast<void>(store_.ledger.book({.group = group.number,
                                        .member = sender,
                                        .violation = number,
                                        .kind = Kind::RedPacketSent,
                                        .at = event.at,
                                        .cause = packet}));
  std::erase_if(group.timers[sender], [&](const Timer& timer) {
    const bool is_for_it = is_red_packet(timer) && case_of(timer) == number;
    if (is_for_it) store_.timers.close(timer.number);
    return is_for_it;
  });
  recorder_.remark(group,
                   {.kind = ActionKind::Record,
                    .text = "已发群红包，" + std::to_string(number) + " 号不再欠红包",
                    .member = sender,
                    .violation = number},
                   event.at);
}

Placeholders RedPackets::words_of(const Group& group, const Timer& timer) {
  const std::int64_t number = case_of(timer);
  const Member* member = group.roster.find(timer.deadline.member);
  const std::optional<Case> known = store_.cases.find(number);
  return {{"成员",
           text::printable(member == nullptr ? timer.deadline.member.text() : member->address())},
          {"编号", std::to_string(number)},
          {"事实", known ? known->summary : ""},
          {"截止时间", clock(group, timer.deadline.due)}};
}

void RedPackets::remind(Group& group, const Timer& timer) {
  recorder_.remark(group,
                   {.kind = ActionKind::Remind,
                    .text = word_notice("red_packet_reminder", words_of(group, timer)),
                    .member = timer.deadline.member,
                    .violation = case_of(timer),
                    .rule = timer.rule},
                   *timer.remind_at);
}

void RedPackets::report(Group& group, const Timer& timer, const std::string& doubt) {
  Placeholders words = words_of(group, timer);
  words["原因"] = doubt;
  recorder_.remark(group,
                   {.kind = ActionKind::Report,
                    .text = word_notice("red_packet_unpaid", words),
                    .member = timer.deadline.member,
                    .violation = case_of(timer),
                    .rule = timer.rule,
                    .to = Recorder::Remark::To::Staff},
                   timer.deadline.due);
}

}  // namespace qunguan::engine
