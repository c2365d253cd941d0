#include "qunguan/engine/action.hpp"

#include <nlohmann/json.hpp>

namespace qunguan::engine {

std::string format_action(const Action& action, const Zone& zone) {
  static constexpr const char* kModes[] = {"test", "warn", "enforce"};
  nlohmann::ordered_json line{{"time", zone.format(action.time)},
                              {"group_id", action.group.text()}};
  line["rule"] = nullptr;
  if (!action.rule.empty()) line["rule"] = action.rule.text();
  line["action"] = to_text(action.kind);
  line["member_id"] = nullptr;
  if (action.member) line["member_id"] = action.member->text();
  if (action.amount != Fen{}) line["amount_fen"] = action.amount.count();
  if (action.step > 0) line["step"] = action.step;
  line["mode"] = kModes[static_cast<std::size_t>(action.mode)];
  if (!action.message.empty()) line["message_id"] = action.message.text();
  if (action.violation > 0) line["violation"] = std::to_string(action.violation);
  line["text"] = action.text;
  if (!action.evidence.empty()) line["evidence"] = nlohmann::ordered_json::parse(action.evidence);
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace qunguan::engine
