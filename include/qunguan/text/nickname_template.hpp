#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/result.hpp"

namespace qunguan::text {

/// A nickname format such as `{部门}-{姓名}`: named parts with fixed text between them.
///
/// A part is compared exactly where its value is known, by shape otherwise. All hyphen and dash
/// glyphs are one separator (a doubled dash too), full-width ＋ is +, case and width do not matter;
/// underscore, space and nothing are no separator. Spaces at the ends do not count.
class NicknameTemplate {
 public:
  /// A part's name and what it must be, as far as the directory says: `姓名` -> `张三`.
  using Known = std::map<std::string, std::string, std::less<>>;

  /// Why a nickname does not fit.
  struct Misfit {
    std::string part;    // the first part that is wrong; empty when the separators are
    std::string reason;  // Chinese, for the member: 「姓名应为张三」
  };

  /// Errors: `Invalid` for an unknown part, unbalanced braces, no part at all, the same part twice,
  /// or two parts with nothing between them of which neither has a fixed shape. The message names
  /// the parts that exist.
  static Result<NicknameTemplate> parse(std::string_view format);

  /// Nothing when the nickname fits.
  std::optional<Misfit> check(std::string_view nickname, const Known& known) const;

  /// What it should be, with what is known filled in: `销售部-张三`, `{部门}-张三`, `部门-姓名`.
  std::string example(const Known& known) const;

  const std::string& format() const { return format_; }

  /// The names of its parts, in order.
  std::vector<std::string> parts() const;

 private:
  struct Piece {
    bool is_part = false;
    std::string text;  // the part's name, or the fixed text
  };

  std::string format_;
  std::vector<Piece> pieces_;
};

}  // namespace qunguan::text
