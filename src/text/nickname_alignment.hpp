#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qunguan::text {

/// What stands at one place of a nickname format.
struct NicknameDemand {
  std::string part;  // its name; empty for fixed text
  std::string text;  // the fixed text, or the part's value; empty where that is not known
  std::optional<std::u32string> exact;  // the same as nicknames are compared
  std::vector<std::u32string> choices;  // in place of `exact`: any of them

  /// Whether it is known what must stand there.
  bool is_fixed() const { return exact || !choices.empty(); }
  bool is_met_by(std::u32string_view points) const;
};

/// How one demand was met: by points [begin, end) of the nickname.
struct NicknameMatch {
  enum class Fault { None, Wrong, Missing };

  std::size_t begin = 0;
  std::size_t end = 0;
  Fault fault = Fault::None;
};

/// Lays the nickname out along the format with as few faults as possible, one match for each
/// demand.
///
/// Requires: at least one demand is a part. Time grows with the square of the nickname's length.
std::vector<NicknameMatch> align(const std::u32string& points,
                                 const std::vector<NicknameDemand>& demands,
                                 const std::u32string& separators);

}  // namespace qunguan::text
