#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "qunguan/text/mentions.hpp"
#include "rules/topic.hpp"

namespace qunguan::rules {
namespace {

constexpr const char* kStop = "停";
constexpr const char* kResume = "恢复";

// What was typed before the order was read is no disobedience.
constexpr Duration kOnItsWay = std::chrono::seconds{10};
// Who spoke so shortly before the order took part in what it stops.
constexpr Duration kTookPart = std::chrono::minutes{10};
constexpr Duration kOneCase = std::chrono::minutes{10};

std::string topic_of(const OpenDeadline& stop) {
  for (const auto& [name, value] : stop.facts)
    if (name == "话题") return value;
  return {};
}

/// An admin stops a topic for a while; who goes on with it disobeys.
class StopRule final : public Rule {
 public:
  explicit StopRule(Duration span) : span_(span) {}

  std::vector<Finding> check(const Context& context) const override {
    if (context.trigger == Trigger::Message) return find_breach(context);
    if (context.trigger != Trigger::Order) return {};
    return context.order->word == kStop ? stop(context) : resume(context);
  }

  Duration lookback() const override { return span_ + kTookPart; }

  std::vector<OrderForm> orders() const override {
    return {{.word = kStop, .usage = "/停 话题（话题写两个字以上，例如 /停 球赛的事别聊了）"},
            {.word = kResume, .usage = "/恢复，或 /恢复 话题"}};
  }

 private:
  std::vector<Finding> stop(const Context& context) const {
    const std::string topic = text::shorten(text::printable(context.order->rest), 40);
    if (!Topic::read(topic)) return {};
    const Instant due = context.event.at + span_;
    const Facts facts{{"话题", topic},
                      {"管理员", context.subject.address()},
                      {"截止时间", context.calendar.zone.format(due).substr(11, 5)}};
    return {Opened{.member = {},
                   .cause = {"stop", context.event.message.id.text()},
                   .since = context.event.at,
                   .due = due,
                   .remind_at = std::nullopt,
                   .facts = facts},
            Remark{.member = {}, .wording = "stopped", .facts = facts, .text = {}}};
  }

  static std::vector<Finding> resume(const Context& context) {
    std::vector<Finding> findings;
    const std::string& which = context.order->rest;
    for (const OpenDeadline& stop : context.history.deadlines(MemberId{}))
      if (which.empty() || topic_of(stop).find(which) != std::string::npos)
        findings.push_back(Closed{.number = stop.number,
                                  .member = {},
                                  .wording = "ended",
                                  .facts = {{"管理员", context.subject.address()}}});
    const char* wording = findings.empty() ? "nothing_stopped" : "resumed";
    findings.push_back(
        Remark{.member = context.subject.id, .wording = wording, .facts = {}, .text = {}});
    return findings;
  }

  static std::vector<Finding> find_breach(const Context& context) {
    const Instant at = context.event.at;
    for (const OpenDeadline& stop : context.history.deadlines(MemberId{})) {
      if (at <= stop.since + kOnItsWay || at >= stop.due) continue;
      if (std::optional<Passage> passage = continuation(stop, context))
        return {Evidence{
            .member = context.subject.id,
            .cause = {"stop", stop.cause.id + "/" + std::to_string((at - stop.since) / kOneCase)},
            .wording = "went_on",
            .facts = stop.facts,
            .passage = std::move(passage)}};
    }
    return {};
  }

  /// Where the message goes on with what was stopped.
  static std::optional<Passage> continuation(const OpenDeadline& stop, const Context& context) {
    const std::optional<Topic> topic = Topic::read(topic_of(stop));
    if (!topic) return std::nullopt;
    const bool was_in_it =
        !context.history.messages(context.subject.id, stop.since - kTookPart, stop.since).empty();
    // A name that is addressed says nothing of the topic.
    const std::string_view said = text::without_mentions(context.reading.text);
    std::optional<Passage> passage = topic->continued_by(said, was_in_it);
    if (!passage) return std::nullopt;
    const auto skipped = static_cast<std::size_t>(said.data() - context.reading.text.data());
    passage->begin += skipped;
    passage->end += skipped;
    return passage;
  }

  Duration span_;
};

/// `stop: { for: 1h }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  const Duration span = config.duration_or("for", std::chrono::hours{1});
  if (span < std::chrono::minutes{1} || span > std::chrono::days{1})
    config.mistake(config.node().find("for")->at, "bad-duration",
                   {"for 应在 1m 到 1d 之间", "for must be between 1m and 1d"},
                   {"写话题停多久，例如 1h", "write how long a topic stays stopped, such as 1h"});
  if (config.finish()) return nullptr;
  return std::make_unique<StopRule>(span);
}

}  // namespace

RuleType stop() {
  return {.name = "stop",
          .listens_to = {Trigger::Message, Trigger::Order},
          .parse = parse,
          .wordings = {{"stopped", "{管理员}已叫停：{话题}。{截止时间} 之前请不要再谈"},
                       {"went_on", "{管理员}已叫停（{话题}），仍在继续谈论"},
                       {"resumed", "已恢复，可以继续谈"},
                       {"nothing_stopped", "现在没有叫停的话题"},
                       {"ended", "由{管理员}恢复"}}};
}

}  // namespace qunguan::rules
