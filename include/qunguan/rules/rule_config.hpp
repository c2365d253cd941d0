#pragma once

#include <map>
#include <string>
#include <vector>

#include "qunguan/domain/money.hpp"
#include "qunguan/policy/config_reader.hpp"
#include "qunguan/rules/calendar.hpp"
#include "qunguan/rules/people.hpp"
#include "qunguan/rules/reading.hpp"

namespace qunguan::rules {

/// What the rules of one policy may refer to, while it is read.
struct PolicyScope {
  PeopleSets people;
  std::map<std::string, Vocabulary::Builder::List, std::less<>> lists;
  const Calendar& calendar;
  Vocabulary::Builder& vocabulary;
  std::vector<std::string> rule_ids = {};  // of all its rules, as they are written
};

/// A word list of the policy as one rule uses it.
struct ListUse {
  std::uint32_t number = 0;  // by which hits name it
  std::string name;
  std::u32string inside;  // the folded letters, sorted, that its words go on with after the first
};

/// Reads the value under a rule's type key: `ConfigReader`, and the words that only policies have.
class RuleConfig : public policy::ConfigReader {
 public:
  RuleConfig(const policy::Node& node, PolicyScope& scope, policy::Diagnostics& diagnostics)
      : ConfigReader(node, diagnostics), scope_(scope) {}

  /// The people under the key; nobody when it is absent.
  Selector people(const std::string& key);

  /// The policy's lists that are named under the key, matched as `match` says or, where it is
  /// absent, as each list says.
  std::vector<ListUse> lists(const std::string& key, std::optional<text::Match> match);

  /// The numbers of the regular expressions under the key.
  std::vector<std::uint32_t> patterns(const std::string& key);

  /// The place among `Reading::scores` of the classifier that is named under the key.
  std::size_t classifier(const std::string& key);

  /// The amount in yuan under the key, which is required.
  Fen money(const std::string& key);

  /// The amounts under the key, by the id of a rule of the policy: `{ complaint: 10 }`.
  std::vector<std::pair<RuleId, Fen>> money_by_rule(const std::string& key);

  std::vector<MessageKind> kinds(const std::string& key);
  std::vector<Span> spans(const std::string& key);

  /// The spans where the value is a span or a list of them.
  std::vector<Span> own_spans();

  /// The rule reads `Reading::links`, `Reading::contacts`, `Reading::traits`.
  void want_links() { scope_.vocabulary.want_links(); }
  void want_contacts() { scope_.vocabulary.want_contacts(); }
  void want_traits() { scope_.vocabulary.want_traits(); }

  /// Reads a map inside this one.
  RuleConfig inner(const policy::Node& node) { return {node, scope_, diagnostics()}; }

  const Calendar& calendar() const { return scope_.calendar; }

 private:
  Fen money_of(const policy::Node& node);

  PolicyScope& scope_;
};

/// `smart`, `anywhere` or `whole` under `match:`.
std::optional<text::Match> read_match(policy::ConfigReader& config);

std::vector<Span> read_spans(const std::vector<const policy::Node*>& words,
                             policy::Diagnostics& diagnostics);
std::vector<MessageKind> read_kinds(const std::vector<const policy::Node*>& words,
                                    policy::Diagnostics& diagnostics);

}  // namespace qunguan::rules
