#include <algorithm>

#include "engine/moderator_state.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::engine {

void resolve_mentions(Message& message, Group& group) {
  if (message.mentions) return;
  message.mentions.emplace();
  if (message.text.find('@') == message.text.npos) return;
  if (!group.by_name) group.by_name.emplace(group.roster);
  text::Mentions found = text::find_mentions(text::own_words(message.text), *group.by_name);
  message.mentions = std::move(found.members);
  message.mentions_all = message.mentions_all || found.all;
}

/// The command with all that stands around it.
std::optional<Command> Moderator::State::read_command(const Group& group,
                                                      const Message& message) const {
  std::optional<Command> command = parse_command(message, group.roster);
  if (!command) return command;
  const SourceSettings* source = settings.source(group.source);
  if (source != nullptr)
    std::erase_if(command->people, [&](const MemberId& id) {
      return std::find(source->bots.begin(), source->bots.end(), id) != source->bots.end();
    });
  if (command->numbers.empty() && !command->runs_on && message.reply_to)
    read_quote(group, *message.reply_to, *command);
  return command;
}

bool Moderator::State::hear_command(Group& group, const Event& event) {
  const Message& message = event.message;
  const std::optional<Command> command = read_command(group, message);
  // 同意入群 begins like 同意.
  if (!command || OrderDesk::knows(*group.policy, message.text)) return false;
  return hearing.hear(group, {.id = message.sender.id, .at = event.at}, *command);
}

/// Whoever answers a notice means its case, which the record knows: words of members may stand in
/// it. Whoever answers a message means its author.
void Moderator::State::read_quote(const Group& group, const Quote& quote, Command& command) const {
  if (is_notice(group, quote))
    read_notice(group, quote, command);
  else if (command.kind == Command::Kind::Withdraw && command.people.empty() &&
           !quote.sender_id.empty())
    command.people = {quote.sender_id};
}

void Moderator::State::read_notice(const Group& group, const Quote& quote, Command& command) const {
  const std::vector<std::vector<std::int64_t>> matters =
      matters_of(store.outbox, group, quote.text);
  for (const std::vector<std::int64_t>& cases : matters)
    command.noticed.insert(command.noticed.end(), cases.begin(), cases.end());
  const bool is_clear =
      matters.size() == 1 && (matters[0].size() == 1 || takes_several(command.kind));
  if (is_clear) command.numbers = matters[0];
  command.quotes_notice = !is_clear;
}

/// Anybody could write what looks like one of ours.
bool Moderator::State::is_notice(const Group& group, const Quote& quote) const {
  const Member* author = group.roster.find(quote.sender_id);
  if (author != nullptr && author->role == Role::Bot) return true;
  const SourceSettings* source = settings.source(group.source);
  return source != nullptr &&
         std::find(source->bots.begin(), source->bots.end(), quote.sender_id) != source->bots.end();
}

bool Moderator::State::hear_order(const Proceeding& proceeding) {
  const OrderDesk::Taken taken = desk.take(proceeding.group, proceeding.event);
  if (!taken.order) return taken.is_heard;
  Proceeding ordered = proceeding;
  ordered.order = &*taken.order;
  Findings findings = Inquiry{ordered, recent, directory, store}.ask_about_order();
  if (findings.all.empty()) desk.explain(proceeding.group, proceeding.event, *taken.order);
  answer_for_those_passed_over(ordered, findings);
  conclude(ordered, std::move(findings));
  return true;
}

/// Several rules may take one order; whom none of them concerns is passed over.
void Moderator::State::answer_for_those_passed_over(const Proceeding& proceeding,
                                                    const Findings& findings) {
  const Group& group = proceeding.group;
  std::map<MemberId, bool> is_meant;
  for (const auto& [entry, finding] : findings.all)
    if (const auto* evidence = std::get_if<rules::Evidence>(&finding)) {
      bool& is_any = is_meant[evidence->member];
      is_any = is_any || is_concerned(group, *entry, evidence->member);
    }
  for (const auto& [member, is_any] : is_meant)
    if (!is_any)
      answer_order(proceeding, member, "不归这条规则管，没有登记");
    else if (is_to_be_removed(group, member, proceeding.event.at))
      answer_order(proceeding, member, "已经下令移出");
}

/// 1:1 the case's number says which group is meant; without one, that its sender is in no other. A
/// stranger gets no answer.
void Moderator::State::handle_private_message(const Event& event) {
  std::optional<Command> command = parse_command(event.message.text);
  if (!command) return;
  const MemberId& sender = event.message.sender.id;
  std::optional<Case> violation;
  if (!command->numbers.empty()) violation = store.cases.find(command->numbers.front());
  Group* group = violation ? groups.find(violation->group) : nullptr;
  if (group == nullptr || !groups.shares_people(*group, event.source)) {
    const std::vector<std::int64_t> all = groups_of(sender, event.source);
    if (all.size() > 1) return ask_which_group(event, *command, all);
    group = all.empty() ? nullptr : groups.find(all.front());
  }
  if (group == nullptr) return;
  Message message = event.message;
  resolve_mentions(message, *group);
  command = read_command(*group, message);
  static_cast<void>(
      hearing.hear(*group, {.id = sender, .at = event.at, .in_private = true}, *command));
}

/// Those he is in, and those whose reports go to him by name.
std::vector<std::int64_t> Moderator::State::groups_of(const MemberId& person,
                                                      const std::string& source) {
  std::vector<std::int64_t> all = groups.all_with(person, source);
  for (const Rosters::Known& known : store.rosters.groups()) {
    const std::int64_t number = known.record.number;
    const rules::Policy* policy = groups.governing(known);
    if (policy == nullptr || !policy->report_to.includes(Member{.id = person}, directory) ||
        std::find(all.begin(), all.end(), number) != all.end())
      continue;
    const Group* group = groups.find(number);
    if (group != nullptr && groups.shares_people(*group, source)) all.push_back(number);
  }
  return all;
}

/// He is told the numbers that he could mean, those of each group as far as he may decide there.
void Moderator::State::ask_which_group(const Event& event, const Command& command,
                                       const std::vector<std::int64_t>& all) {
  const Speaker speaker{.id = event.message.sender.id, .at = event.at, .in_private = true};
  std::string listed;
  std::int64_t answers = all.front();  // through this group's channel
  for (const std::int64_t number : all) {
    const Group& group = *groups.find(number);
    const std::string cases = hearing.list(group, speaker, command);
    if (!cases.empty()) listed += "【" + say_group(group) + "】" + cases + "；";
    if (groups.find(answers)->channel.empty() && !group.channel.empty()) answers = number;
  }
  std::string why = "你在几个群里，请写明编号：" + std::string{command.usage};
  why += listed.empty() ? "。这几个群里没有可以这样处理的" : "。可能是：" + listed;
  if (why.ends_with("；")) why.resize(why.size() - std::string_view{"；"}.size());
  hearing.refuse(*groups.find(answers), speaker, why);
}

/// Whoever gives an order hears where nothing comes of it.
void Moderator::State::answer_order(const Proceeding& proceeding, const MemberId& about,
                                    const std::string& why) {
  if (proceeding.order == nullptr) return;
  const Member* member = proceeding.group.roster.find(about);
  // Whoever addresses the bot means somebody else.
  if (member != nullptr && member->role == Role::Bot) return;
  hearing.refuse(proceeding.group,
                 {.id = proceeding.event.message.sender.id, .at = proceeding.event.at},
                 say_member(proceeding.group, about) + " " + why);
}

}  // namespace qunguan::engine
