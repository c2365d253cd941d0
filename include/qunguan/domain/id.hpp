#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace qunguan {

/// A platform's or a policy's name for something: opaque text that is only ever compared.
///
/// The tag keeps a member's id from being passed where a group's is meant.
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string text_;
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
    return std::hash<std::string_view>{}(id.text());
  }
};
