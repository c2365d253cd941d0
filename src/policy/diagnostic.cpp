#include "qunguan/policy/diagnostic.hpp"

#include <algorithm>
#include <numeric>

namespace qunguan::policy {
namespace {

/// Edit distance over code points, so that one wrong Chinese character counts as one.
std::size_t distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = 0;
    for (std::size_t k = 0; k < length && i + k < text.size(); ++k)
      point = point << 8U | static_cast<unsigned char>(text[i + k]);
    points.push_back(point);
    i += length;
  }
  return points;
}

const std::string& say(const Words& words, Language language) {
  return language == Language::Chinese ? words.zh : words.en;
}

}  // namespace

std::string format(const Diagnostic& diagnostic, Language language) {
  const bool is_error = diagnostic.severity == Diagnostic::Severity::Error;
  std::string text = diagnostic.file + ":" + std::to_string(diagnostic.at.line) + ":" +
                     std::to_string(diagnostic.at.column) + ": " +
                     (is_error ? "error" : "warning") + "[" + diagnostic.code +
                     "]: " + say(diagnostic.message, language);
  if (const std::string& fix = say(diagnostic.fix, language); !fix.empty())
    text += (language == Language::Chinese ? "\n  改法：" : "\n  fix: ") + fix;
  return text;
}

void Diagnostics::error(Position at, std::string_view code, Words message, Words fix) {
  list_.push_back({.code = std::string{code},
                   .file = file_,
                   .at = at,
                   .message = std::move(message),
                   .fix = std::move(fix)});
  ++errors_;
}

void Diagnostics::warn(Position at, std::string_view code, Words message, Words fix) {
  list_.push_back({.code = std::string{code},
                   .file = file_,
                   .at = at,
                   .message = std::move(message),
                   .fix = std::move(fix),
                   .severity = Diagnostic::Severity::Warning});
}

std::vector<Diagnostic> Diagnostics::in_order() const {
  std::vector<Diagnostic> sorted = list_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  return sorted;
}

std::string closest(std::string_view written, const std::vector<std::string>& known) {
  const std::u32string target = code_points(written);
  std::string best;
  std::size_t best_distance = target.size() <= 2 ? 1 : 1 + target.size() / 3;
  for (const std::string& word : known) {
    const std::size_t steps = distance(target, code_points(word));
    if (steps > best_distance || (steps == best_distance && !best.empty())) continue;
    best = word;
    best_distance = steps;
  }
  return best;
}

}  // namespace qunguan::policy
