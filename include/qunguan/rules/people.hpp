#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/directory.hpp"
#include "qunguan/domain/roster.hpp"
#include "qunguan/policy/config_reader.hpp"

namespace qunguan::rules {

/// People by a property: one id, everyone of a role, a department, a title, a tag, or everyone.
struct PersonTest {
  enum class By { Anyone, Id, Role, Department, Title, Tag };

  By by = By::Anyone;
  std::string value;
  Role role = Role::Unknown;  // By::Role
};

/// Who is meant: those who pass one of the tests; an empty selector means nobody.
///
/// An admin's role includes the owner.
class Selector {
 public:
  Selector() = default;
  explicit Selector(std::vector<PersonTest> tests) : tests_(std::move(tests)) {}

  bool empty() const { return tests_.empty(); }
  bool means_anyone() const;
  bool includes(const Member& member, const Directory& directory) const;

  /// The ids that it names one by one, whether or not a group's roster has them.
  std::vector<MemberId> named() const;

  /// Everyone present in the roster who is meant, and the ids that it names, in a stable order.
  std::vector<MemberId> resolve(const Roster& roster, const Directory& directory) const;

  void add(const Selector& other);

 private:
  std::vector<PersonTest> tests_;
};

/// The named sets of people of one policy.
using PeopleSets = std::map<std::string, Selector, std::less<>>;

/// Reads `zongjian`, `id:zongjian`, `role:admin`, `dept:总经办`, `title:店长`, `tag:值班`,
/// `anyone`, the name of a set, or a list of those.
///
/// A bare word that nearly is the name of a set is a mistake: it would quietly mean an id that
/// nobody has.
Selector read_selector(const std::vector<const policy::Node*>& words, const PeopleSets& sets,
                       policy::Diagnostics& diagnostics);

}  // namespace qunguan::rules
