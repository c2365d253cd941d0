#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "rules/word_test.hpp"

namespace qunguan::rules {
namespace {

/// So many messages of one member within one window.
struct Burst {
  int max_messages = 0;  // still allowed; the next one is a violation
  Duration within{};
  std::vector<MessageKind> kinds;  // empty: all
};

/// The same text again and again, with nothing of his own between.
struct Repeat {
  int times = 0;  // this many are a violation
  Duration within{};
};

/// What was posted before, nearly word for word.
struct Repost {
  Duration within{};
  double similarity = 0;  // 0 to 1
  int letters = 0;        // shorter texts are never called a repost
  bool by_anyone = false;
  std::vector<ListUse> lists;  // only messages with one of their words; empty: all
};

class FloodRule final : public Rule {
 public:
  struct Config {
    std::optional<Burst> burst;
    std::optional<Repeat> repeat;
    std::optional<Repost> repost;
  };

  explicit FloodRule(Config config) : config_(std::move(config)) {}

  std::vector<Finding> check(const Context& context) const override {
    // A message that showed one breach is no part of the next.
    const std::optional<Instant> last = context.history.last_breach(context.subject.id);
    const Instant fresh = last ? *last + Duration{1} : Instant{};
    if (config_.burst)
      if (std::optional<Evidence> found = check_burst(*config_.burst, context, fresh))
        return {*std::move(found)};
    if (config_.repeat)
      if (std::optional<Evidence> found = check_repeat(*config_.repeat, context, fresh))
        return {*std::move(found)};
    if (config_.repost)
      if (std::optional<Evidence> found = check_repost(*config_.repost, context))
        return {*std::move(found)};
    return {};
  }

  Duration lookback() const override {
    Duration longest{};
    if (config_.burst) longest = std::max(longest, config_.burst->within);
    if (config_.repeat) longest = std::max(longest, config_.repeat->within);
    if (config_.repost) longest = std::max(longest, config_.repost->within);
    return longest;
  }

 private:
  static bool is_among(const std::vector<MessageKind>& kinds, MessageKind kind) {
    return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  }

  /// A sign-up chain is copied and grown by design.
  static bool is_chain(const std::string& text) { return text.find("接龙") != std::string::npos; }

  static std::vector<EventId> ids_of(const std::vector<PastMessage>& messages,
                                     const Context& context) {
    std::vector<EventId> ids;
    for (const PastMessage& message : messages)
      if (const std::optional<Event> event = context.history.event(message.number))
        ids.push_back(event->id);
    ids.push_back(context.event.id);
    return ids;
  }

  static std::optional<Evidence> check_burst(const Burst& burst, const Context& context,
                                             Instant fresh) {
    if (!is_among(burst.kinds, context.event.message.kind)) return std::nullopt;
    const Instant since = std::max(context.event.at - burst.within, fresh);
    std::vector<PastMessage> messages =
        context.history.messages(context.subject.id, since, context.event.at);
    std::erase_if(messages,
                  [&](const PastMessage& message) { return !is_among(burst.kinds, message.kind); });
    const auto count = static_cast<int>(messages.size()) + 1;
    if (count <= burst.max_messages) return std::nullopt;
    return Evidence{.member = context.subject.id,
                    .wording = "burst",
                    .facts = {{"时长", to_chinese(burst.within)},
                              {"条数", std::to_string(count)},
                              {"上限", std::to_string(burst.max_messages)}},
                    .events = ids_of(messages, context)};
  }

  static std::optional<Evidence> check_repeat(const Repeat& repeat, const Context& context,
                                              Instant fresh) {
    const std::uint64_t hash = context.reading.traits.hash;
    if (hash == 0) return std::nullopt;
    const Instant since = std::max(context.event.at - repeat.within, fresh);
    std::vector<PastMessage> messages =
        context.history.messages(context.subject.id, since, context.event.at);
    const auto other =
        std::find_if(messages.rbegin(), messages.rend(),
                     [&](const PastMessage& message) { return message.traits.hash != hash; });
    messages.erase(messages.begin(), other.base());
    const auto count = static_cast<int>(messages.size()) + 1;
    if (count < repeat.times) return std::nullopt;
    return Evidence{.member = context.subject.id,
                    .wording = "repeat",
                    .facts = {{"条数", std::to_string(count)}},
                    .events = ids_of(messages, context)};
  }

  static std::optional<Evidence> check_repost(const Repost& repost, const Context& context) {
    const text::TextTraits& traits = context.reading.traits;
    if (traits.letters < repost.letters || is_chain(context.reading.text)) return std::nullopt;
    // The earlier message is nearly the same: what this one says, it said.
    if (!repost.lists.empty() && first_hit(context.reading, repost.lists) == nullptr)
      return std::nullopt;
    std::optional<Event> original;
    context.history.each_message(
        context.event.at - repost.within, context.event.at,
        [&](const MemberId& sender, const PastMessage& past) {
          if (!repost.by_anyone && sender != context.subject.id) return true;
          if (past.traits.letters < repost.letters ||
              !text::may_be_similar(past.traits.fingerprint, traits.fingerprint))
            return true;
          std::optional<Event> event = context.history.event(past.number);
          if (!event ||
              text::similarity(own_text(event->message), context.reading.text) < repost.similarity)
            return true;
          original = std::move(event);
          return false;
        });
    if (!original) return std::nullopt;
    return Evidence{
        .member = context.subject.id,
        .wording = "repost",
        .facts = {{"原时间",
                   context.calendar.zone.format(original->at).substr(5, 11).replace(5, 1, " ")}},
        .events = {original->id, context.event.id}};
  }

  Config config_;
};

Burst parse_burst(RuleConfig& config) {
  return {.max_messages = static_cast<int>(config.integer("max_messages", /*lowest=*/1, 10'000)),
          .within = config.duration("within"),
          .kinds = config.kinds("kinds")};
}

Repeat parse_repeat(RuleConfig& config) {
  return {.times = static_cast<int>(config.integer("repeat", /*lowest=*/2, 1'000)),
          .within = config.duration_or("repeat_within", std::chrono::minutes{10})};
}

Repost parse_repost(RuleConfig& config) {
  return {.within = config.duration("repost_within"),
          .similarity = static_cast<double>(config.integer_or("similarity", 80, 50, 100)) / 100,
          .letters = static_cast<int>(config.integer_or("min_letters", 12, 4, 1'000)),
          .by_anyone = config.choice_or("repost_by", {"same_member", "anyone"}, 1) == 1,
          .lists = config.lists("lists", std::nullopt)};
}

bool has_any(RuleConfig& config, const std::vector<std::string>& keys) {
  return std::count_if(keys.begin(), keys.end(),
                       [&](const std::string& key) { return config.has(key); }) > 0;
}

/// `flood: { max_messages: 5, within: 10s }`, `{ repeat: 3 }`, `{ repost_within: 24h }`, or several
/// of them.
std::unique_ptr<Rule> parse(RuleConfig& config) {
  FloodRule::Config parsed;
  // A part of one of the three asks for its other parts.
  if (has_any(config, {"max_messages", "within", "kinds"})) parsed.burst = parse_burst(config);
  if (has_any(config, {"repeat", "repeat_within"})) parsed.repeat = parse_repeat(config);
  if (has_any(config, {"repost_within", "repost_by", "similarity", "min_letters", "lists"}))
    parsed.repost = parse_repost(config);
  if (!parsed.burst && !parsed.repeat && !parsed.repost)
    config.mistake(config.node().at, "no-effect", {"flood 没有写限制什么", "flood limits nothing"},
                   {"写上 max_messages 和 within、repeat 或 repost_within",
                    "write max_messages and within, repeat, or repost_within"});
  if (parsed.repeat || parsed.repost) config.want_traits();
  if (config.finish()) return nullptr;
  return std::make_unique<FloodRule>(std::move(parsed));
}

}  // namespace

RuleType flood() {
  return {.name = "flood",
          .listens_to = {Trigger::Message},
          .parse = parse,
          .wordings = {{"burst", "{时长}内发了{条数}条消息，最多{上限}条"},
                       {"repeat", "连续{条数}次发送同样的内容"},
                       {"repost", "重复发布 {原时间} 已有人发过的内容"}}};
}

}  // namespace qunguan::rules
