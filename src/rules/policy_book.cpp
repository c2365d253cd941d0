#include "qunguan/rules/policy_book.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "qunguan/rules/compose.hpp"

namespace qunguan::rules {
namespace {

using policy::Diagnostic;
using policy::Diagnostics;

/// A group that two files name would have two masters.
void check_groups(const std::vector<Policy>& policies, std::vector<Diagnostic>& problems) {
  std::map<std::string, const Policy*> owners;
  for (const Policy& policy : policies) {
    for (std::size_t i = 0; i < policy.groups.size(); ++i) {
      const std::string& group = policy.groups[i];
      const auto [known, is_new] = owners.emplace(group, &policy);
      if (is_new || known->second == &policy) continue;
      Diagnostics diagnostics{policy.file};
      diagnostics.error(
          policy.group_places[i], "group-conflict",
          {"群“" + group + "”已经归 " + known->second->file + " 管",
           "the group '" + group + "' is governed by " + known->second->file + " already"},
          {"从其中一个文件的 groups 里删去它", "remove it from the groups of one of the files"});
      problems.push_back(diagnostics.list().front());
    }
  }
}

}  // namespace

std::shared_ptr<const PolicyBook> PolicyBook::load(const std::vector<PolicySource>& files,
                                                   Duration retention,
                                                   std::vector<Diagnostic>& problems,
                                                   const Classifiers& classifiers) {
  auto book = std::make_shared<PolicyBook>();
  Vocabulary::Builder vocabulary{classifiers};
  bool is_good = true;
  std::string hashes;
  const std::vector<Sheet> sheets = read_sheets(files, problems);
  is_good = sheets.size() == files.size();
  for (const Sheet& sheet : sheets) {
    Diagnostics diagnostics{sheet.file};
    const std::optional<policy::Node> whole = inherit(sheet.root, sheets, diagnostics);
    std::optional<Policy> policy =
        whole ? load_policy(*whole, diagnostics, vocabulary, retention) : std::nullopt;
    std::ranges::copy(diagnostics.in_order(), std::back_inserter(problems));
    is_good = is_good && policy.has_value();
    if (!policy || is_base(sheet.root)) continue;
    hashes += policy->hash + "\n";
    book->policies_.push_back(std::move(*policy));
  }
  const std::size_t before = problems.size();
  check_groups(book->policies_, problems);
  Result<Vocabulary> built = vocabulary.build();
  if (!built) {
    Diagnostics diagnostics{files.empty() ? "" : files.front().file};
    diagnostics.error({}, "regex-too-dear",
                      {"所有正则合在一起太大", "all expressions together are too large"},
                      {"减少正则，改用词表", "use fewer expressions and more word lists"});
    problems.push_back(diagnostics.list().front());
  }
  if (!is_good || problems.size() > before) return nullptr;
  book->vocabulary_ = std::move(*built);
  book->hash_ = policy::hash_of(hashes + book->vocabulary_.models());
  return book;
}

std::vector<const Policy*> PolicyBook::policies_for(const GroupId& group,
                                                    const std::vector<std::string>& names) const {
  std::vector<const Policy*> found;
  for (const Policy& policy : policies_) {
    const bool is_named =
        std::any_of(policy.groups.begin(), policy.groups.end(), [&](const std::string& name) {
          return name == group.text() || std::find(names.begin(), names.end(), name) != names.end();
        });
    if (is_named) found.push_back(&policy);
  }
  return found;
}

}  // namespace qunguan::rules
