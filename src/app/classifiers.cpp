#include "app/classifiers.hpp"

#include "app/files.hpp"

namespace qunguan::app {

rules::Classifiers read_classifiers(const std::map<std::string, std::string>& files,
                                    const std::string& config,
                                    std::vector<policy::Diagnostic>& problems) {
  rules::Classifiers classifiers;
  policy::Diagnostics diagnostics{config};
  for (const auto& [name, path] : files) {
    const Result<std::string> bytes = read_file(path);
    Result<text::Classifier> model = bytes ? text::Classifier::parse(*bytes) : bytes.error();
    if (model)
      classifiers.emplace(name, std::make_shared<const text::Classifier>(*std::move(model)));
    else
      diagnostics.error(
          {}, "bad-classifier",
          {"分类器“" + name + "”用不了：" + path + "：" + model.error().message,
           "the classifier '" + name + "' cannot be used: " + path + ": " + model.error().message},
          {"用 `qunguan train 例子.tsv --to " + path + "` 重新训练",
           "make it again with `qunguan train EXAMPLES.tsv --to " + path + "`"});
  }
  problems.insert(problems.end(), diagnostics.list().begin(), diagnostics.list().end());
  return classifiers;
}

}  // namespace qunguan::app
