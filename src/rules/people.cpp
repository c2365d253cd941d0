#include "qunguan/rules/people.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace qunguan::rules {
namespace {

using By = PersonTest::By;

bool passes(const PersonTest& test, const Member& member, const DirectoryEntry* entry) {
  switch (test.by) {
    case By::Anyone:
      return true;
    case By::Id:
      return member.id.text() == test.value;
    case By::Role:
      return member.role == test.role || (test.role == Role::Admin && member.role == Role::Owner);
    case By::Department:
      return (entry != nullptr && !entry->department.empty() ? entry->department
                                                             : member.department) == test.value;
    case By::Title:
      return entry != nullptr && entry->title == test.value;
    case By::Tag:
      return entry != nullptr &&
             std::find(entry->tags.begin(), entry->tags.end(), test.value) != entry->tags.end();
  }
  return false;
}

constexpr std::pair<std::string_view, By> kPrefixes[] = {{"id", By::Id},
                                                         {"role", By::Role},
                                                         {"dept", By::Department},
                                                         {"title", By::Title},
                                                         {"tag", By::Tag}};

std::optional<PersonTest> read_prefixed(const policy::Node& word,
                                        policy::Diagnostics& diagnostics) {
  const std::size_t colon = word.text.find(':');
  const std::string_view prefix = std::string_view{word.text}.substr(0, colon);
  for (const auto& [name, by] : kPrefixes) {
    if (name != prefix) continue;
    PersonTest test{.by = by, .value = word.text.substr(colon + 1)};
    const std::optional<Role> role = by == By::Role ? parse_role(test.value) : Role::Member;
    if (role && *role != Role::Unknown && !test.value.empty()) {
      test.role = *role;
      return test;
    }
    diagnostics.error(word.at, "bad-person",
                      {"“" + word.text + "”不能指明任何人", "'" + word.text + "' names nobody"},
                      {"role: 后面写 owner、admin、member 或 bot；其他前缀后面写名称",
                       "after role: write owner, admin, member or bot; after the others a name"});
    return std::nullopt;
  }
  diagnostics.error(
      word.at, "bad-person",
      {"不认识前缀“" + std::string{prefix} + ":”", "unknown prefix '" + std::string{prefix} + ":'"},
      {"可用：id: role: dept: title: tag:", "known: id: role: dept: title: tag:"});
  return std::nullopt;
}

std::optional<Selector> read_word(const policy::Node& word, const PeopleSets& sets,
                                  policy::Diagnostics& diagnostics) {
  if (word.text == "anyone") return Selector{{PersonTest{}}};
  if (const auto set = sets.find(word.text); set != sets.end()) return set->second;
  if (word.text.find(':') != word.text.npos) {
    const std::optional<PersonTest> test = read_prefixed(word, diagnostics);
    return test ? std::optional{Selector{{*test}}} : std::nullopt;
  }
  std::vector<std::string> names{"anyone"};
  for (const auto& [name, set] : sets) names.push_back(name);
  const std::string meant = policy::closest(word.text, names);
  if (meant.empty()) return Selector{{PersonTest{.by = By::Id, .value = word.text}}};
  diagnostics.error(
      word.at, "unknown-people",
      {"people 里没有“" + word.text + "”", "there is no '" + word.text + "' under people"},
      {"是不是“" + meant + "”？若是某人的 id，请写成 `id:" + word.text + "`",
       "did you mean '" + meant + "'? for a person's id write `id:" + word.text + "`"});
  return std::nullopt;
}

}  // namespace

bool Selector::means_anyone() const {
  return std::any_of(tests_.begin(), tests_.end(),
                     [](const PersonTest& test) { return test.by == By::Anyone; });
}

bool Selector::includes(const Member& member, const Directory& directory) const {
  const DirectoryEntry* entry = directory.find(member.id);
  return std::any_of(tests_.begin(), tests_.end(),
                     [&](const PersonTest& test) { return passes(test, member, entry); });
}

std::vector<MemberId> Selector::named() const {
  std::vector<MemberId> ids;
  for (const PersonTest& test : tests_)
    if (test.by == By::Id) ids.emplace_back(test.value);
  return ids;
}

std::vector<MemberId> Selector::resolve(const Roster& roster, const Directory& directory) const {
  std::vector<MemberId> ids = named();
  for (const auto& [id, member] : roster.members)
    if (member.present && includes(member, directory)) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void Selector::add(const Selector& other) {
  tests_.insert(tests_.end(), other.tests_.begin(), other.tests_.end());
}

Selector read_selector(const std::vector<const policy::Node*>& words, const PeopleSets& sets,
                       policy::Diagnostics& diagnostics) {
  Selector selector;
  for (const policy::Node* word : words)
    if (const std::optional<Selector> one = read_word(*word, sets, diagnostics)) selector.add(*one);
  return selector;
}

}  // namespace qunguan::rules
