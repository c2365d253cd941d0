#include <algorithm>

#include "qunguan/rules/rule.hpp"
#include "qunguan/rules/rule_config.hpp"
#include "qunguan/text/characters.hpp"
#include "qunguan/text/quotation.hpp"
#include "rules/contact_test.hpp"
#include "rules/split_words.hpp"
#include "rules/word_test.hpp"

namespace qunguan::rules {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Which links are a breach: all but those under `allow`, or only those under `deny`.
struct LinkPolicy {
  bool is_closed = false;  // what is not allowed is denied
  std::vector<std::string> allow, deny;

  bool forbids(const std::string& host) const {
    const auto is_in = [&](const std::vector<std::string>& domains) {
      return std::any_of(domains.begin(), domains.end(),
                         [&](const std::string& domain) { return text::is_under(host, domain); });
    };
    if (is_in(deny)) return true;
    return is_closed && !is_in(allow);
  }
};

/// A classifier, and from which score on it finds something.
struct Suspicion {
  std::size_t classifier = 0;  // its place among the scores
  std::string name;
  double above = 1;
};

class ContentRule final : public Rule {
 public:
  struct Config {
    WordTest words;
    std::vector<std::uint32_t> patterns;
    std::optional<LinkPolicy> links;
    std::optional<ContactTest> contacts;
    std::vector<MessageKind> kinds;
    std::optional<Suspicion> suspicion;
    std::optional<std::size_t> longest;  // characters of a text; each link counts as one
  };

  explicit ContentRule(Config config) : config_(std::move(config)) {}

  /// What leaves no doubt counts before what does.
  std::vector<Finding> check(const Context& context) const override {
    using Check = std::optional<Evidence> (ContentRule::*)(const Context&) const;
    static constexpr Check kChecks[] = {
        &ContentRule::check_kind,   &ContentRule::check_words,     &ContentRule::check_patterns,
        &ContentRule::check_links,  &ContentRule::check_contacts,  &ContentRule::check_split_words,
        &ContentRule::check_length, &ContentRule::check_classifier};
    std::vector<Finding> unsure;
    for (const Check one : kChecks) {
      std::optional<Evidence> found = (this->*one)(context);
      if (!found) continue;
      found->member = context.subject.id;
      if (!found->is_unsure) return {*std::move(found)};
      if (unsure.empty()) unsure.emplace_back(*std::move(found));
    }
    return unsure;
  }

  Duration lookback() const override { return joins_messages() ? kSplitWithin : Duration::zero(); }

 private:
  std::optional<Evidence> check_kind(const Context& context) const {
    const MessageKind kind = context.event.message.kind;
    if (std::find(config_.kinds.begin(), config_.kinds.end(), kind) == config_.kinds.end())
      return std::nullopt;
    return Evidence{.wording = "kind", .facts = {{"类型", chinese(kind)}}};
  }

  std::optional<Evidence> check_words(const Context& context) const {
    const std::optional<WordTest::Found> found = config_.words.find(context);
    if (!found) return std::nullopt;
    Passage passage = passage_of(context.reading.text, found->area.begin, found->area.end);
    passage.foldings = found->foldings;
    return Evidence{.wording = "word",
                    .facts = {{"词表", found->lists}, {"原文", passage.text}},
                    .passage = passage,
                    .is_unsure = text::is_unsure(found->foldings)};
  }

  /// Whether a word may be looked for in several messages: what else must be there is looked for in
  /// one.
  bool joins_messages() const {
    const WordTest& words = config_.words;
    return !words.lists.empty() && !words.at_person && words.together == 0 &&
           words.where != Where::Title;
  }

  std::optional<Evidence> check_split_words(const Context& context) const {
    if (!joins_messages()) return std::nullopt;
    const std::optional<SplitWord> found = find_split_word(context, config_.words.lists);
    if (!found) return std::nullopt;
    return Evidence{.wording = "split",
                    .facts = {{"词表", found->list}, {"原文", found->passage.text}},
                    .events = found->events,
                    .passage = found->passage,
                    .is_unsure = found->is_unsure};
  }

  std::optional<Evidence> check_patterns(const Context& context) const {
    const Area area = area_of(config_.words.where, context);
    for (const text::PatternHit& hit : context.reading.patterns) {
      const bool is_ours = std::find(config_.patterns.begin(), config_.patterns.end(),
                                     hit.pattern) != config_.patterns.end();
      if (!is_ours || !area.holds(hit.begin, hit.end)) continue;
      const Passage passage = passage_of(context.reading.text, hit.begin, hit.end);
      return Evidence{.wording = "pattern", .facts = {{"原文", passage.text}}, .passage = passage};
    }
    return std::nullopt;
  }

  std::optional<Evidence> check_links(const Context& context) const {
    if (!config_.links) return std::nullopt;
    const Area area = area_of(config_.words.where, context);
    for (const text::Link& link : context.reading.links) {
      if (!config_.links->forbids(link.host) || !area.holds(link.begin, link.end)) continue;
      const Passage passage = passage_of(context.reading.text, link.begin, link.end);
      return Evidence{.wording = "link", .facts = {{"域名", link.host}}, .passage = passage};
    }
    return std::nullopt;
  }

  std::optional<Evidence> check_contacts(const Context& context) const {
    if (!config_.contacts) return std::nullopt;
    const Area area = area_of(config_.words.where, context);
    for (const text::Contact& contact : context.reading.contacts) {
      if (!config_.contacts->forbids(contact) || !area.holds(contact.begin, contact.end)) continue;
      const Passage passage = passage_of(context.reading.text, contact.begin, contact.end);
      return Evidence{.wording = "contact",
                      .facts = {{"联系方式", rules::chinese(contact.kind)}, {"原文", passage.text}},
                      .passage = passage};
    }
    return std::nullopt;
  }

  std::optional<Evidence> check_length(const Context& context) const {
    if (!config_.longest || context.event.message.kind != MessageKind::Text) return std::nullopt;
    const std::size_t length = length_of(context);
    if (length <= *config_.longest) return std::nullopt;
    return Evidence{
        .wording = "long",
        .facts = {{"字数", std::to_string(length)}, {"上限", std::to_string(*config_.longest)}}};
  }

  /// What a machine has learnt to suspect is for people to judge.
  std::optional<Evidence> check_classifier(const Context& context) const {
    const std::vector<double>& scores = context.reading.scores;
    if (!config_.suspicion || scores.empty()) return std::nullopt;
    const double score = scores.at(config_.suspicion->classifier);
    if (score <= config_.suspicion->above) return std::nullopt;
    return Evidence{.wording = "likeness",
                    .facts = {{"分类器", config_.suspicion->name},
                              {"把握", std::to_string(static_cast<int>(score * 100)) + "%"}},
                    .passage = passage_of(context.reading.text, 0, context.reading.text.size()),
                    .is_unsure = true};
  }

  /// Of the sender's own text, without the blanks at its ends.
  static std::size_t length_of(const Context& context) {
    std::string_view own = text::own_words(context.event.message.text);
    std::size_t at = std::min(own.find_first_not_of(kBlanks), own.size());
    own = own.substr(0, own.find_last_not_of(kBlanks) + 1);
    std::size_t length = 0;
    for (const text::Link& link : context.reading.links) {
      if (link.begin < at || link.end > own.size()) continue;
      length += text::count_characters(own.substr(at, link.begin - at)) + 1;
      at = link.end;
    }
    return at < own.size() ? length + text::count_characters(own.substr(at)) : length;
  }

  static Passage passage_of(const std::string& text, std::size_t begin, std::size_t end) {
    return {.begin = begin, .end = end, .text = text.substr(begin, end - begin)};
  }

  static std::string chinese(MessageKind kind) {
    switch (kind) {
      case MessageKind::Image:
        return "图片";
      case MessageKind::Voice:
        return "语音";
      case MessageKind::Video:
        return "视频";
      case MessageKind::File:
        return "文件";
      case MessageKind::Sticker:
        return "表情";
      case MessageKind::Location:
        return "位置";
      case MessageKind::Link:
        return "链接";
      case MessageKind::MiniProgram:
        return "小程序";
      case MessageKind::ContactCard:
        return "名片";
      case MessageKind::RedPacket:
        return "红包";
      case MessageKind::Transfer:
        return "转账";
      case MessageKind::ChatRecord:
        return "聊天记录";
      case MessageKind::Invitation:
        return "入群邀请";
      case MessageKind::ChannelsVideo:
        return "视频号";
      default:
        return std::string{to_text(kind)};
    }
  }

  Config config_;
};

std::vector<std::string> read_domains(RuleConfig& config, const std::string& key) {
  std::vector<std::string> domains;
  for (const policy::Node* node : config.scalars(key)) {
    const bool is_domain = node->text.find('.') != std::string::npos &&
                           node->text.find_first_of("/: @") == std::string::npos;
    if (is_domain)
      domains.push_back(node->text);
    else
      config.mistake(node->at, "bad-domain",
                     {"“" + node->text + "”不是域名", "'" + node->text + "' is no domain"},
                     {"只写域名，例如 qq.com", "write the domain alone, such as qq.com"});
  }
  return domains;
}

/// `links: forbidden`, or `links: { allow: [qq.com] }`, or `links: { deny: [bad.example] }`.
std::optional<LinkPolicy> read_links(RuleConfig& config) {
  const policy::Node* node = config.find("links");
  if (node == nullptr) return std::nullopt;
  config.want_links();
  if (node->is_scalar()) {
    static_cast<void>(config.choice_or("links", {"forbidden"}, 0));
    return LinkPolicy{.is_closed = true};
  }
  RuleConfig inner = config.inner(*node);
  LinkPolicy links{.is_closed = inner.has("allow"),
                   .allow = read_domains(inner, "allow"),
                   .deny = read_domains(inner, "deny")};
  if (!inner.has("allow") && !inner.has("deny"))
    inner.mistake(
        node->at, "empty-list", {"links 要写 allow 或 deny", "links needs allow or deny"},
        {"禁止所有链接请写 `links: forbidden`", "to forbid every link write `links: forbidden`"});
  for (const std::string& domain : links.deny)
    if (std::find(links.allow.begin(), links.allow.end(), domain) != links.allow.end())
      inner.mistake(node->find("deny")->at, "no-effect",
                    {"“" + domain + "”同时写在 allow 和 deny 里",
                     "'" + domain + "' stands under allow and under deny"},
                    {"从其中一处删去", "remove it from one of them"});
  static_cast<void>(inner.finish());
  return links;
}

/// What limits nothing that there is.
void check_where(RuleConfig& config, const WordTest& words) {
  if (!config.has("in")) return;
  const policy::Position at = config.node().find("in")->at;
  const std::vector<std::string> keys{"lists", "regex", "links", "contacts"};
  if (std::none_of(keys.begin(), keys.end(),
                   [&](const std::string& key) { return config.has(key); }))
    config.mistake(at, "no-effect",
                   {"in 只管 lists、regex、links 和 contacts",
                    "in is about lists, regex, links and contacts alone"},
                   {"写上其中一个，或删去 in", "write one of them, or remove in"});
  else if (words.at_person && words.where == Where::Title)
    config.mistake(at, "no-effect",
                   {"at_person 只看自己写的话，in 却只看标题",
                    "at_person looks at what the sender wrote, in at titles alone"},
                   {"删去 in，或删去 at_person", "remove in, or remove at_person"});
}

/// `classifier: 辱骂, above: 0.9`
std::optional<Suspicion> read_suspicion(RuleConfig& config) {
  if (!config.has("classifier")) {
    if (const policy::Node* above = config.find("above"))
      config.mistake(above->at, "no-effect",
                     {"above 只管 classifier", "above is about classifier alone"},
                     {"写上 classifier，或删去 above", "write classifier, or remove above"});
    return std::nullopt;
  }
  Suspicion suspicion;
  suspicion.classifier = config.classifier("classifier");
  suspicion.name = config.text("classifier");
  suspicion.above = config.share("above");
  return suspicion;
}

bool says_something(RuleConfig& config) {
  const std::vector<std::string> keys{"lists", "regex",       "links",     "contacts",
                                      "kinds", "longer_than", "classifier"};
  return std::count_if(keys.begin(), keys.end(),
                       [&](const std::string& key) { return config.has(key); }) > 0;
}

/// `content: { lists: [赌博], regex: ['1[3-9]\d{9}'], links: { allow: [qq.com] }, kinds:
/// [red_packet], longer_than: 200 }`
std::unique_ptr<Rule> parse(RuleConfig& config) {
  if (!says_something(config))
    config.mistake(config.node().at, "no-effect",
                   {"content 没有写禁止什么", "content forbids nothing"},
                   {"写上 lists、regex、links、contacts、kinds、longer_than 或 classifier",
                    "write lists, regex, links, contacts, kinds, longer_than or classifier"});
  ContentRule::Config parsed{.words = read_word_test(config),
                             .patterns = config.patterns("regex"),
                             .links = read_links(config),
                             .contacts = read_contact_test(config),
                             .kinds = config.kinds("kinds"),
                             .suspicion = read_suspicion(config)};
  check_where(config, parsed.words);
  if (config.has("longer_than")) {
    parsed.longest = static_cast<std::size_t>(config.integer("longer_than", /*lowest=*/1, 100'000));
    config.want_links();
  }
  if (config.finish()) return nullptr;
  return std::make_unique<ContentRule>(std::move(parsed));
}

}  // namespace

RuleType content() {
  return {.name = "content",
          .listens_to = {Trigger::Message},
          .parse = parse,
          .wordings = {{"word", "消息含有“{词表}”类禁止内容“{原文}”"},
                       {"pattern", "消息含有禁止内容“{原文}”"},
                       {"link", "消息含有不允许的链接 {域名}"},
                       {"split", "分几条发出“{词表}”类禁止内容“{原文}”"},
                       {"contact", "消息留有{联系方式}“{原文}”"},
                       {"kind", "本群禁止发{类型}"},
                       {"likeness", "消息像是“{分类器}”（把握 {把握}）"},
                       {"long", "消息有{字数}字，超过{上限}字，请改发链接"}}};
}

}  // namespace qunguan::rules
