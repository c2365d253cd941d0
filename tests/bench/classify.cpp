// Measures the classifier over labelled comments (columns: index, split, topic, label, text), and
// writes them for the peer: one character a word.
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/csv.hpp"
#include "qunguan/text/classifier.hpp"

namespace qunguan::bench {
namespace {

using Examples = std::vector<text::Classifier::Example>;

Examples read_examples(const std::string& file) {
  constexpr std::size_t kLabel = 3, kText = 4;
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  policy::Diagnostics problems{file};
  Examples examples;
  for (const app::CsvRow& row :
       app::read_csv(text.str(), problems).value_or(std::vector<app::CsvRow>{}))
    if (row.line > 1 && row.cells.size() > kText)
      examples.push_back({.text = row.cells[kText], .is_match = row.cells[kLabel] == "1"});
  return examples;
}

/// A line each: the label, and the characters apart.
void write_for_fasttext(const Examples& examples, const std::string& file) {
  std::ofstream out{file};
  for (const text::Classifier::Example& example : examples) {
    out << (example.is_match ? "__label__1" : "__label__0");
    for (const char byte : example.text) {
      const bool continues = (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
      out << (continues ? "" : " ") << (byte == '\n' ? ' ' : byte);
    }
    out << '\n';
  }
}

/// Of this process on one core, whoever else is at work.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

int measure(const Examples& lessons, const Examples& trials) {
  double begin = cpu_seconds();
  const Result<text::Classifier> model = text::Classifier::learn(lessons);
  if (!model) {
    std::cerr << model.error().message << '\n';
    return 1;
  }
  fmt::print("train_s {:.2f}\nmodel_mib {:.2f}\n", cpu_seconds() - begin,
             static_cast<double>(model->bytes().size()) / (1U << 20U));
  int right = 0;
  begin = cpu_seconds();
  for (const text::Classifier::Example& trial : trials)
    right += (model->score(text::fold(trial.text)) > 0.5) == trial.is_match ? 1 : 0;
  const auto count = static_cast<double>(trials.size());
  fmt::print("per_second {:.0f}\naccuracy {:.4f}\n", count / (cpu_seconds() - begin),
             right / count);
  return 0;
}

}  // namespace
}  // namespace qunguan::bench

int main(int argc, char** argv) {
  std::string lessons, trials, folder;
  CLI::App program{"Measures the classifier"};
  program.add_option("lessons", lessons, "what is learnt from")->required();
  program.add_option("trials", trials, "what is judged")->required();
  program.add_option("--write", folder, "write both for fastText there, and measure nothing");
  CLI11_PARSE(program, argc, argv);
  const qunguan::bench::Examples learnt = qunguan::bench::read_examples(lessons);
  const qunguan::bench::Examples tried = qunguan::bench::read_examples(trials);
  if (folder.empty()) return qunguan::bench::measure(learnt, tried);
  qunguan::bench::write_for_fasttext(learnt, folder + "/lessons.txt");
  qunguan::bench::write_for_fasttext(tried, folder + "/trials.txt");
  return 0;
}
