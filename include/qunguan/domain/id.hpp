#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "qunguan/domain/short_text.hpp"

namespace qunguan {

/// A platform's or a policy's name for something: opaque text that is only ever compared.
///
/// The tag keeps a member's id from being passed where a group's is meant.
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string_view text) : text_(text) {}

  /// Lives as long as the id.
  std::string_view view() const { return text_.view(); }
  std::string text() const { return std::string{view()}; }
  bool empty() const { return view().empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  ShortText text_;
};

using GroupId = Id<struct GroupTag>;
using MemberId = Id<struct MemberTag>;
using EventId = Id<struct EventTag>;
using MessageId = Id<struct MessageTag>;
using RuleId = Id<struct RuleTag>;

}  // namespace qunguan

template <class Tag>
struct std::hash<qunguan::Id<Tag>> {
  // Not noexcept: so the standard library keeps it beside each key and reads no key to walk a
  // bucket.
  std::size_t operator()(const qunguan::Id<Tag>& id) const {
    return std::hash<std::string_view>{}(id.view());
  }
};
