#include "engine/inquiry.hpp"

#include <algorithm>

#include "engine/applicability.hpp"
#include "engine/group_history.hpp"

namespace qunguan::engine {
namespace {

using rules::RuleEntry;
using rules::Trigger;

bool listens_to(const RuleEntry& entry, Trigger trigger) {
  const std::vector<Trigger>& triggers = entry.type->listens_to;
  return std::find(triggers.begin(), triggers.end(), trigger) != triggers.end();
}

bool takes(const RuleEntry& entry, const std::string& word) {
  const std::vector<rules::OrderForm> forms = entry.rule->orders();
  return std::any_of(forms.begin(), forms.end(),
                     [&](const rules::OrderForm& form) { return form.word == word; });
}

}  // namespace

void Inquiry::ask_one(const RuleEntry& entry, Trigger trigger, const MemberId& subject,
                      bool is_reminder, Findings& findings) const {
  const Group& group = proceeding_.group;
  const Member* known = group.roster.find(subject);
  const Member stranger = known == nullptr ? Member{.id = subject} : Member{};
  const Member& member = known == nullptr ? stranger : *known;
  // Where others are judged, whom and what the conditions mean is only known once the rule was
  // asked: an answer must be heard whenever it comes.
  if (trigger == Trigger::Message && !entry.type->judges_others) {
    const bool is_message_meant = fits(entry, proceeding_.event, group.policy->calendar.zone);
    if (!is_message_meant || !concerns(entry, member, directory_)) return;
  }
  const GroupHistory history{group, entry.id, recent_, store_};
  const rules::Context context{.trigger = trigger,
                               .event = proceeding_.event,
                               .subject = member,
                               .reading = proceeding_.reading,
                               .calendar = group.policy->calendar,
                               .roster = group.roster,
                               .directory = directory_,
                               .history = history,
                               .deadline = proceeding_.timer == nullptr
                                               ? std::nullopt
                                               : std::optional{proceeding_.timer->deadline},
                               .is_reminder = is_reminder,
                               .order = proceeding_.order};
  findings.add(entry, entry.rule->check(context));
}

void Inquiry::ask(Trigger trigger, const MemberId& subject, Findings& findings) const {
  for (const RuleEntry& entry : proceeding_.group.policy->rules)
    if (listens_to(entry, trigger))
      ask_one(entry, trigger, subject, /*is_reminder=*/false, findings);
}

Findings Inquiry::ask_all(const RosterChanges& changes) const {
  Findings findings;
  if (proceeding_.group.policy == nullptr) return findings;
  const Event& event = proceeding_.event;
  for (const MemberId& id : changes.left) ask(Trigger::Left, id, findings);
  for (const MemberId& id : changes.joined) ask(Trigger::Joined, id, findings);
  for (const MemberId& id : changes.seen) ask(Trigger::Seen, id, findings);
  if (event.type == EventType::MessageRecalled)
    ask(Trigger::Recall, event.message.sender.id, findings);
  if (event.type == EventType::MessageCreated)
    ask(Trigger::Message, event.message.sender.id, findings);
  return findings;
}

Findings Inquiry::ask_about_order() const {
  Findings findings;
  for (const RuleEntry& entry : proceeding_.group.policy->rules)
    if (takes(entry, proceeding_.order->word))
      ask_one(entry, Trigger::Order, proceeding_.event.message.sender.id, /*is_reminder=*/false,
              findings);
  return findings;
}

Findings Inquiry::ask_about_clock(const RuleEntry& entry) const {
  Findings findings;
  ask_one(entry, Trigger::Clock, MemberId{}, /*is_reminder=*/false, findings);
  return findings;
}

Findings Inquiry::ask_about_deadline(const RuleEntry& entry, bool is_reminder) const {
  Findings findings;
  ask_one(entry, Trigger::Due, proceeding_.timer->deadline.member, is_reminder, findings);
  return findings;
}

Findings Inquiry::ask_about_members(const RuleEntry& entry,
                                    const std::vector<MemberId>& members) const {
  Findings findings;
  for (const MemberId& id : members)
    ask_one(entry, Trigger::Seen, id, /*is_reminder=*/false, findings);
  return findings;
}

}  // namespace qunguan::engine
