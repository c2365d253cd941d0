#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qunguan::text {

bool is_nickname_part(std::string_view name);

/// All of their names, for a message: `部门、姓名、…`.
std::string nickname_part_names();

/// Whether hardly anything but the part itself looks like it: a name, a staff number.
bool has_telling_shape(std::string_view name);

/// Whether the text may be the part, for all that can be seen.
///
/// `separators` are the format's own signs, which no free part may have.
/// Requires: `points` is of a `NicknameText`; `name` is a part.
bool has_part_shape(std::string_view name, std::u32string_view points,
                    std::u32string_view separators);

/// Why it has not, in Chinese: 「“张三1”不像姓名，…」. `shown` is the text as its member wrote it.
std::string part_shape_misfit(std::string_view name, std::u32string_view points,
                              std::u32string_view separators, std::string_view shown);

}  // namespace qunguan::text
