#include "rules/receiver.hpp"

namespace qunguan::rules {

Receiver read_receiver(RuleConfig& config, const std::string& key) {
  const policy::Node* node = config.find(key);
  if (node == nullptr) return {};
  if (node->is_scalar() && node->text == "staff") return {};
  if (node->is_scalar() && node->text == "owner") return {.to = Remark::To::Owner, .people = {}};
  return {.to = Remark::To::People, .people = config.people(key)};
}

void address(Remark& remark, const Receiver& receiver, const Context& context) {
  remark.to = receiver.to;
  if (receiver.to != Remark::To::People) return;
  remark.people = receiver.people.resolve(context.roster, context.directory);
  if (remark.people.empty()) remark.to = Remark::To::Staff;
}

}  // namespace qunguan::rules
