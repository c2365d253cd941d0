#pragma once

#include <optional>
#include <string>

#include "qunguan/rules/rule.hpp"

namespace qunguan::rules {

/// True for what everybody should read: it mentions all, or says at its beginning that it is one
/// (【通知】, 通知：).
bool is_notice(const Message& message);

/// Tells the staff who owes an answer to a notice still and how many have given theirs; nothing
/// when it was meant for nobody.
///
/// `noticed` and `owed` are the kinds of what is open for everybody meant, and for who did not
/// answer. Requires: `context.deadline` has the notice's id.
std::optional<Remark> tally(const Context& context, const std::string& noticed,
                            const std::string& owed);

}  // namespace qunguan::rules
