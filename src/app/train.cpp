#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/ledger_text.hpp"
#include "qunguan/rules/reading.hpp"
#include "qunguan/text/classifier.hpp"

namespace qunguan::app {
namespace {

using text::Classifier;

/// The file's lines; false after saying which of them are no examples.
bool read_examples(const std::string& path, std::vector<Classifier::Example>& examples,
                   std::ostream& err) {
  const Result<std::string> text = read_file(path);
  if (!text) {
    err << text.error().message << '\n';
    return false;
  }
  constexpr int kMostToSay = 10;
  int number = 0, bad = 0;
  std::istringstream lines{*text};
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    const bool is_example =
        line.size() > 2 && (line[0] == '0' || line[0] == '1') && line[1] == '\t';
    if (is_example)
      examples.push_back({.text = line.substr(2), .is_match = line[0] == '1'});
    else if (++bad <= kMostToSay)
      err << path << ':' << number << ": 每行写 1（要找的）或 0（正常的）、一个制表符、消息\n";
  }
  if (bad > kMostToSay) err << path << ": 共有 " << bad << " 行不对\n";
  return bad == 0;
}

/// What people decided on the rules' findings; false when the store cannot be read.
bool read_judged(const TrainOptions& options, std::vector<Classifier::Example>& examples,
                 Streams streams) {
  const std::unique_ptr<storage::Records> records = open_records(options.config, streams);
  if (records == nullptr) return false;
  for (const std::string& rule : options.rules) {
    const std::vector<storage::Records::Judged> judged = records->judged(rule);
    if (judged.empty()) {
      streams.err << "管理员还没有核实过规则 " << rule << " 的发现；id 写对了吗？\n";
      return false;
    }
    streams.out << "规则 " << rule << "：管理员核实过 " << judged.size() << " 条\n";
    for (const storage::Records::Judged& one : judged)
      examples.push_back({.text = rules::own_text(one.event.message), .is_match = one.is_breach});
  }
  return finish(*records, streams) == kDone;
}

/// Whole or not at all: a daemon may be reading it.
bool write_whole(const std::string& path, const std::string& bytes, std::ostream& err) {
  // What was said in groups can in part be read off a model.
  ::umask(077);
  const std::string draft = path + ".new";
  {
    std::ofstream file{draft, std::ios::binary};
    file << bytes << std::flush;
    if (!file) {
      err << "写不了 " << draft << "\n";
      return false;
    }
  }
  // Whoever may read the former one may read this.
  struct stat former{};
  if (::stat(path.c_str(), &former) == 0) {
    static_cast<void>(::chown(draft.c_str(), former.st_uid, former.st_gid) == 0 &&
                      ::chmod(draft.c_str(), former.st_mode & 0777U) == 0);
  }
  std::error_code failure;
  std::filesystem::rename(draft, path, failure);
  if (failure) err << "写不了 " << path << "：" << failure.message() << '\n';
  return !failure;
}

double percent(int part, int whole) { return whole == 0 ? 0 : 100.0 * part / whole; }

void report(const Classifier::Trial& trial, std::ostream& out) {
  out << fmt::format("留出 {} 条没有学的来试：判对 {:.1f}%，其中要找的有 {} 条\n", trial.examples,
                     100 * trial.accuracy, trial.matches);
  out << "above\t标出\t标对\t找到\n";
  for (const Classifier::Trial::Limit& limit : trial.limits)
    out << fmt::format("{:g}\t{} 条\t{:.1f}%\t{:.1f}%\n", limit.above, limit.flagged,
                       percent(limit.rightly, limit.flagged),
                       percent(limit.rightly, trial.matches));
}

}  // namespace

int train(const TrainOptions& options, Streams streams) {
  std::vector<Classifier::Example> examples;
  if (options.examples.empty() && options.rules.empty()) {
    streams.err << "写上例子的文件，或用 --rule 写上规则的 id\n";
    return kCouldNotRun;
  }
  if (!options.examples.empty() && !read_examples(options.examples, examples, streams.err))
    return kFoundErrors;
  if (!options.rules.empty() && !read_judged(options, examples, streams)) return kCouldNotRun;
  const Result<Classifier> model = Classifier::learn(examples);
  if (!model) {
    streams.err << "例子太少：要找的和正常的都至少要 20 条（" << model.error().message << "）\n";
    return kFoundErrors;
  }
  if (!write_whole(options.to, model->bytes(), streams.err)) return kCouldNotRun;
  report(model->trial(), streams.out);
  streams.out << "学了 " << examples.size() << " 条，写入 " << options.to
              << "。在配置的 classifiers 里给它起名，群规就能用了\n";
  return kDone;
}

}  // namespace qunguan::app
