#include "engine/evidence.hpp"

#include <nlohmann/json.hpp>

#include "qunguan/text/characters.hpp"

namespace qunguan::engine {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kExcerpt = 60;  // characters of a passage that are kept

Json foldings_of(text::Foldings foldings) {
  constexpr std::pair<text::Foldings, const char*> kNames[] = {
      {text::kCase, "case"},
      {text::kWidth, "width"},
      {text::kTraditional, "traditional"},
      {text::kCompatibility, "compatibility"},
      {text::kInvisible, "invisible"},
      {text::kNoise, "noise"},
      {text::kLookAlike, "look_alike"},
      {text::kDigits, "digits"},
      {text::kTakenApart, "taken_apart"},
      {text::kSound, "sound"},
      {text::kJoined, "joined"}};
  Json names = Json::array();
  for (const auto& [bit, name] : kNames)
    if ((foldings & bit) != 0) names.push_back(name);
  return names;
}

Json passage_of(const rules::Passage& passage) {
  return {{"begin", passage.begin},
          {"end", passage.end},
          {"text", text::shorten(text::printable(passage.text), kExcerpt)},
          {"foldings", foldings_of(passage.foldings)}};
}

const char* name_of(Doubt doubt) {
  constexpr const char* kNames[] = {"",     "stale",  "staff_unknown",   "gap", "meaning_changed",
                                    "fuse", "unsure", "removal_proposed"};
  return kNames[static_cast<std::size_t>(doubt)];
}

Json clock_of(const Proceeding& proceeding, const rules::Evidence& evidence, const Zone& zone) {
  Json clock{{"at", zone.format(proceeding.event.at)}};
  if (proceeding.event.received_at != proceeding.event.at)
    clock["received_at"] = zone.format(proceeding.event.received_at);
  if (evidence.since) clock["since"] = zone.format(*evidence.since);
  return clock;
}

}  // namespace

rules::Cause cause_of(const Event& event, const rules::Evidence& evidence) {
  if (!evidence.cause.kind.empty()) return evidence.cause;
  if (event.type == EventType::MessageCreated)
    return {.kind = "message", .id = event.message.id.text()};
  return {.kind = "event", .id = event.id.text()};
}

std::string explain(const Proceeding& proceeding, const Ruling& ruling) {
  const rules::Evidence& evidence = ruling.matter.evidence;
  const rules::RuleEntry& entry = *ruling.matter.entry;
  const rules::Policy& policy = *proceeding.group.policy;
  Json json{
      {"rule", entry.id.text()}, {"basis", entry.basis},
      {"policy", policy.hash},   {"ladder", ladder_key(entry)},
      {"count", ruling.count},   {"clock", clock_of(proceeding, evidence, policy.calendar.zone)}};
  for (const auto& [name, value] : evidence.facts) json["facts"][name] = text::printable(value);
  for (const EventId& id : evidence.events) json["events"].push_back(id.text());
  if (evidence.passage) json["passage"] = passage_of(*evidence.passage);
  for (const rules::RuleEntry* also : ruling.also)
    json["also"].push_back({{"rule", also->id.text()}, {"basis", also->basis}});
  if (evidence.is_unsure) json["unsure"] = true;
  if (ruling.doubt != Doubt::None) json["doubt"] = name_of(ruling.doubt);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace qunguan::engine
