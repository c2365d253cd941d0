#include <algorithm>

#include "fuzz.hpp"
#include "qunguan/rules/policy_book.hpp"

using namespace qunguan;
using qunguan::fuzz::require;

/// A policy is taken, or refused with a place and a reason; one that is taken can be used.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text{fuzz::text_of(bytes, size)};
  std::vector<policy::Diagnostic> problems;

  const auto book =
      rules::PolicyBook::load({{.file = "p.yaml", .text = text}}, std::chrono::days{30}, problems);

  const bool has_error =
      std::any_of(problems.begin(), problems.end(), [](const policy::Diagnostic& problem) {
        return problem.severity == policy::Diagnostic::Severity::Error;
      });
  require((book == nullptr) == has_error);
  for (const policy::Diagnostic& problem : problems)
    for (const policy::Language language : {policy::Language::Chinese, policy::Language::English})
      require(format(problem, language).starts_with("p.yaml:"));
  if (book == nullptr) return 0;
  Message message;
  message.text = text.substr(0, 2000);
  static_cast<void>(book->vocabulary().read(message));
  require(!book->hash().empty());
  return 0;
}
