#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/rules/compose.hpp"
#include "qunguan/rules/policy.hpp"

namespace qunguan::rules {

/// All policies in force at one time, and what they look for. Never changes; a reload makes
/// another.
///
/// Thread: const members are safe from any thread.
class PolicyBook {
 public:
  /// An empty book: no group has a policy.
  PolicyBook() = default;

  /// Reads the files. Whatever is wrong is added to `problems`; a book comes back only when nothing
  /// is. The book keeps those of the classifiers that its policies name.
  static std::shared_ptr<const PolicyBook> load(const std::vector<PolicySource>& files,
                                                Duration retention,
                                                std::vector<policy::Diagnostic>& problems,
                                                const Classifiers& classifiers = {});

  /// The policies that name the group by its id or one of its names; one is right, two are a
  /// conflict.
  std::vector<const Policy*> policies_for(const GroupId& group,
                                          const std::vector<std::string>& names) const;

  const std::vector<Policy>& policies() const { return policies_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }

  /// Hash over the hashes of its policies.
  const std::string& hash() const { return hash_; }

 private:
  std::vector<Policy> policies_;
  Vocabulary vocabulary_;
  std::string hash_;
};

}  // namespace qunguan::rules
