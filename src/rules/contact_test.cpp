#include "rules/contact_test.hpp"

#include <algorithm>
#include <array>

namespace qunguan::rules {
namespace {

using Kind = text::Contact::Kind;

struct KindName {
  Kind kind;
  const char* word;
  const char* chinese;
};

constexpr std::array<KindName, 5> kKinds{{{Kind::Phone, "phone", "手机号"},
                                          {Kind::WeChat, "wechat", "微信号"},
                                          {Kind::Qq, "qq", "QQ号"},
                                          {Kind::Invitation, "invitation", "别的群"},
                                          {Kind::ShortLink, "short_link", "短链接"}}};

std::vector<Kind> read_contact_kinds(RuleConfig& config, const std::string& key) {
  std::vector<Kind> kinds;
  std::string known;
  for (const KindName& one : kKinds) known += (known.empty() ? "" : ", ") + std::string{one.word};
  for (const policy::Node* node : config.scalars(key)) {
    const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                    [&](const KindName& one) { return node->text == one.word; });
    if (found != kKinds.end())
      kinds.push_back(found->kind);
    else
      config.mistake(
          node->at, "bad-choice",
          {"“" + node->text + "”不是联系方式", "'" + node->text + "' is no kind of contact"},
          {"可以写：" + known, "known: " + known});
  }
  return kinds;
}

std::vector<Kind> all_kinds() {
  return {Kind::Phone, Kind::WeChat, Kind::Qq, Kind::Invitation, Kind::ShortLink};
}

/// Those values of the kinds that each entry may be, as `text::Contact` has them.
std::vector<std::string> read_allowed(RuleConfig& config, const std::vector<Kind>& kinds) {
  std::vector<std::string> allowed;
  for (const policy::Node* entry : config.scalars("allow")) {
    const std::size_t before = allowed.size();
    for (const text::Contact& contact : text::contacts_written(entry->text))
      if (std::find(kinds.begin(), kinds.end(), contact.kind) != kinds.end())
        allowed.push_back(contact.value);
    if (allowed.size() == before && !kinds.empty())
      config.mistake(entry->at, "no-effect",
                     {"“" + entry->text + "”不会被当成所禁的联系方式，许可它没有用",
                      "'" + entry->text + "' is never taken for a contact that is forbidden here"},
                     {"照原样写出整个号码、微信号或链接，或删去",
                      "write the whole number, id or link, or remove it"});
  }
  return allowed;
}

}  // namespace

bool ContactTest::forbids(const text::Contact& contact) const {
  return std::find(kinds.begin(), kinds.end(), contact.kind) != kinds.end() &&
         std::find(allow.begin(), allow.end(), contact.value) == allow.end();
}

std::string chinese(Kind kind) {
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](const KindName& one) { return one.kind == kind; });
  return found->chinese;
}

std::optional<ContactTest> read_contact_test(RuleConfig& config) {
  const policy::Node* node = config.find("contacts");
  if (node == nullptr) return std::nullopt;
  config.want_contacts();
  if (node->is_scalar() && node->text == "forbidden")
    return ContactTest{.kinds = all_kinds(), .allow = {}};
  if (!node->is_map())
    return ContactTest{.kinds = read_contact_kinds(config, "contacts"), .allow = {}};
  RuleConfig inner = config.inner(*node);
  ContactTest test{.kinds = inner.has("kinds") ? read_contact_kinds(inner, "kinds") : all_kinds(),
                   .allow = {}};
  test.allow = read_allowed(inner, test.kinds);
  static_cast<void>(inner.finish());
  return test;
}

}  // namespace qunguan::rules
