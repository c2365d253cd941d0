#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qunguan::policy {

/// The same sentence in the admins' language and in the developers'.
struct Words {
  std::string zh, en;
};

enum class Language { Chinese, English };

/// A place in a file: both 1-based, columns in characters (code points).
struct Position {
  int line = 1;
  int column = 1;

  friend auto operator<=>(const Position&, const Position&) = default;
};

/// One thing that is wrong with a file, and what to do about it.
struct Diagnostic {
  enum class Severity { Error, Warning };

  std::string code;  // stable, such as `unknown-key`
  std::string file;
  Position at;
  Words message;
  Words fix;  // empty where there is nothing better to say than the message
  Severity severity = Severity::Error;
};

/// `file:line:column: error[code]: message`, and the fix on a line of its own.
std::string format(const Diagnostic& diagnostic, Language language);

/// Collects everything that is wrong with one file.
class Diagnostics {
 public:
  explicit Diagnostics(std::string file) : file_(std::move(file)) {}

  void error(Position at, std::string_view code, Words message, Words fix = {});
  void warn(Position at, std::string_view code, Words message, Words fix = {});

  const std::string& file() const { return file_; }
  const std::vector<Diagnostic>& list() const { return list_; }

  /// By place, as one mends a file.
  std::vector<Diagnostic> in_order() const;

  bool has_errors() const { return errors_ > 0; }
  int errors() const { return errors_; }

 private:
  std::string file_;
  std::vector<Diagnostic> list_;
  int errors_ = 0;
};

/// The word of `known` that was most likely meant, or an empty one.
std::string closest(std::string_view written, const std::vector<std::string>& known);

}  // namespace qunguan::policy
