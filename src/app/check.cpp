#include "app/classifiers.hpp"
#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/files.hpp"
#include "qunguan/rules/word_lint.hpp"

namespace qunguan::app {
int print(const std::vector<policy::Diagnostic>& problems, policy::Language language,
          std::ostream& out) {
  int errors = 0;
  for (const policy::Diagnostic& problem : problems) {
    out << format(problem, language) << '\n';
    if (problem.severity == policy::Diagnostic::Severity::Error) ++errors;
  }
  return errors;
}

int check(const CheckOptions& options, Streams streams) {
  const bool is_chinese = options.language == policy::Language::Chinese;
  const Result<std::vector<rules::PolicySource>> files = read_policies(options.paths);
  if (!files) {
    streams.err << files.error().message << '\n';
    return kCouldNotRun;
  }
  if (files->empty()) {
    streams.err << (is_chinese ? "这里没有群规文件（.yaml）\n"
                               : "there is no policy file (.yaml) here\n");
    return kCouldNotRun;
  }
  std::vector<policy::Diagnostic> problems;
  const Config config = config_or_default(options.config);
  const rules::Classifiers classifiers =
      read_classifiers(config.classifiers, config.file, problems);
  static_cast<void>(
      rules::PolicyBook::load(*files, config.engine.retention, problems, classifiers));
  const int errors = print(problems, options.language, streams.out);
  if (errors == 0)
    print(rules::warn_of_ordinary_talk(rules::read_sheets(*files, problems)), options.language,
          streams.out);
  const std::string count = std::to_string(files->size());
  if (errors > 0)
    streams.out << (is_chinese ? count + " 个文件，" + std::to_string(errors) + " 处错误\n"
                               : count + " files, " + std::to_string(errors) + " errors\n");
  else
    streams.out << (is_chinese ? count + " 个文件，没有错误\n" : count + " files, no errors\n");
  return errors > 0 ? kFoundErrors : kDone;
}

}  // namespace qunguan::app
