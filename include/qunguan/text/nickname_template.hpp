#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/result.hpp"

namespace qunguan::text {

/// A text as nicknames are compared: folded, any run of hyphens and dashes one `-`, any middle dot
/// `·`.
std::u32string plain_nickname(std::string_view text);

/// A nickname format such as `{部门}-{姓名}`: named parts with fixed text between them; `{★|☆}` is
/// a choice of fixed texts.
///
/// A part is compared exactly where its value is known, by shape otherwise. All hyphen and dash
/// glyphs are one separator (a run of them too), full-width ＋ is +, case, width, middle dots and
/// traditional characters do not matter; underscore, space and nothing are no separator. Spaces at
/// the ends do not count. Parts may stand side by side (`{公司}{部门}{姓名}`): what is known of
/// some tells the others apart.
class NicknameTemplate {
 public:
  /// A part's name and what it must be, as far as the directory says: `姓名` -> `张三`.
  using Known = std::map<std::string, std::string, std::less<>>;

  /// Why a nickname does not fit.
  struct Misfit {
    std::string part;    // the first part that is wrong; empty when a separator is
    std::string reason;  // Chinese, for the member: 姓名应为“张三”，现在是“小张”
  };

  /// Errors: `Invalid` for an unknown part, unbalanced braces, no part at all, the same part twice,
  /// or a choice of nothing. The message names the parts that exist.
  static Result<NicknameTemplate> parse(std::string_view format);

  /// Nothing when the nickname fits. An empty value in `known` is not known.
  std::optional<Misfit> check(std::string_view nickname, const Known& known) const;

  /// Nothing when the nickname has it somewhere, whatever else stands there, or when some part is
  /// not known. Requires: it has no choices.
  std::optional<Misfit> check_within(std::string_view nickname, const Known& known) const;

  /// What it should be, with what is known filled in: `销售部-张三`, `{部门}-张三`, `部门-姓名`; a
  /// choice is shown as `{★/☆}`.
  std::string example(const Known& known) const;

  const std::string& format() const { return format_; }

  bool has_choices() const;

  /// The names of its parts, in order.
  std::vector<std::string> parts() const;

 private:
  struct Piece {
    bool is_part = false;
    std::string text;                  // the part's name, or the fixed text
    std::vector<std::string> choices;  // fixed texts of which one must stand here
  };

  static Result<Piece> read_choice(std::string_view braced);

  std::string format_;
  std::vector<Piece> pieces_;
};

}  // namespace qunguan::text
