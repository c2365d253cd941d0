#include "engine/order_desk.hpp"

#include <algorithm>

#include "engine/command.hpp"
#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/quotation.hpp"

namespace qunguan::engine {
namespace {

using rules::OrderForm;

constexpr std::size_t kLongestWord = 30;  // bytes; longer is no command that was mistyped

std::vector<OrderForm> forms_of(const rules::Policy& policy) {
  std::vector<OrderForm> forms;
  for (const rules::RuleEntry& entry : policy.rules)
    for (OrderForm& form : entry.rule->orders()) forms.push_back(std::move(form));
  return forms;
}

/// The form with the longest word that the text begins with: 同意入群 before 同意.
const OrderForm* find(const std::vector<OrderForm>& forms, std::string_view text) {
  const OrderForm* found = nullptr;
  for (const OrderForm& form : forms)
    if (text.starts_with(form.word) && (found == nullptr || form.word.size() > found->word.size()))
      found = &form;
  return found;
}

/// The command that somebody may have meant; empty where nothing is near.
std::string meant_by(std::string_view text, const std::vector<OrderForm>& forms) {
  std::size_t end = 0;
  while (end < text.size() && space_at(text.substr(end)) == 0 && text[end] != '@') ++end;
  if (end == 0 || end > kLongestWord) return {};
  const std::string word{text.substr(0, end)};
  std::vector<std::string> known = command_words();
  for (const OrderForm& form : forms) known.push_back(form.word);
  // One that is known was heard already, and answered where it could not be followed.
  if (std::find(known.begin(), known.end(), word) != known.end()) return {};
  return policy::closest(word, known);
}

/// Whom the order is about: not whom it is addressed to.
std::vector<MemberId> people_of(const Message& message, const Roster& roster) {
  const std::string_view own = text::own_words(message.text);
  const text::Mentions addressed = text::find_mentions(
      own.substr(0, std::min(own.find('/'), own.find("／"))), text::NameIndex{roster});
  std::vector<MemberId> people = message.mentions.value_or(std::vector<MemberId>{});
  std::erase_if(people, [&](const MemberId& id) {
    const Member* member = roster.find(id);
    return (member != nullptr && member->role == Role::Bot) ||
           std::find(addressed.members.begin(), addressed.members.end(), id) !=
               addressed.members.end();
  });
  return people;
}

}  // namespace

bool OrderDesk::knows(const rules::Policy& policy, std::string_view text) {
  const std::optional<std::string_view> order = after_slash(text);
  return order && find(forms_of(policy), *order) != nullptr;
}

OrderDesk::Taken OrderDesk::take(Group& group, const Event& event) const {
  const std::optional<std::string_view> text = after_slash(event.message.text);
  if (!text) return {};
  const std::vector<OrderForm> forms = forms_of(*group.policy);
  const OrderForm* form = find(forms, *text);
  const Speaker speaker{.id = event.message.sender.id, .at = event.at};
  if (form == nullptr) {
    // A slash may begin anything; only what is nearly a command gets an answer.
    if (const std::string meant = meant_by(*text, forms); !meant.empty())
      hearing_.refuse(group, speaker, "没有这个命令，是不是“/" + meant + "”？");
    return {};
  }
  const bool is_by_staff = hearing_.is_staff(group, speaker.id);
  if (form->is_for_staff && !is_by_staff) {
    hearing_.refuse(group, speaker, "只有群主和管理员可以使用“/" + form->word + "”");
    return {.is_heard = true};
  }
  rules::Order order{.word = form->word, .people = people_of(event.message, group.roster)};
  order.is_by_staff = is_by_staff;
  order.rest = without_people(text->substr(form->word.size()), order.people, group.roster);
  return {.is_heard = true, .order = std::move(order)};
}

void OrderDesk::explain(Group& group, const Event& event, const rules::Order& order) const {
  const std::vector<OrderForm> forms = forms_of(*group.policy);
  const OrderForm* form = find(forms, order.word);
  if (form != nullptr)
    hearing_.refuse(group, {.id = event.message.sender.id, .at = event.at},
                    "请这样写：" + form->usage);
}

}  // namespace qunguan::engine
