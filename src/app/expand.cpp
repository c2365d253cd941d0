#include "app/commands.hpp"
#include "app/files.hpp"
#include "qunguan/policy/compose.hpp"
#include "qunguan/rules/compose.hpp"

namespace qunguan::app {

int expand(const ExpandOptions& options, Streams streams) {
  const Result<std::vector<rules::PolicySource>> files = read_policies(options.paths);
  if (!files) {
    streams.err << files.error().message << '\n';
    return kCouldNotRun;
  }
  std::vector<policy::Diagnostic> problems;
  const std::vector<rules::Sheet> sheets = rules::read_sheets(*files, problems);
  for (const rules::Sheet& sheet : sheets) {
    if (rules::is_base(sheet.root)) continue;
    policy::Diagnostics diagnostics{sheet.file};
    if (const auto whole = rules::inherit(sheet.root, sheets, diagnostics))
      streams.out << "# " << sheet.file << '\n' << policy::write_yaml(*whole);
    problems.insert(problems.end(), diagnostics.list().begin(), diagnostics.list().end());
  }
  return print(problems, options.language, streams.err) > 0 ? kFoundErrors : kDone;
}

}  // namespace qunguan::app
