#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "qunguan/domain/id.hpp"

namespace qunguan {

/// Days from `first` to `last`, both included.
struct DaySpan {
  std::chrono::local_days first, last;

  bool contains(std::chrono::local_days day) const { return first <= day && day <= last; }
};

/// One person of the organisation, as its own records name him.
struct DirectoryEntry {
  MemberId id;
  std::string name;  // the real name
  std::string department;
  std::string title;
  std::vector<std::string> tags;
  std::optional<std::chrono::local_days> employed_from;  // formally; absent: as long as known
  std::optional<std::chrono::local_days> last_day;       // the last one with us
  std::vector<DaySpan> leave;
  std::optional<MemberId> delegate;  // who answers for him
  std::string class_name, student;   // schools: whose parent or teacher he is

  bool is_on_leave(std::chrono::local_days day) const {
    return std::any_of(leave.begin(), leave.end(),
                       [&](const DaySpan& span) { return span.contains(day); });
  }
  bool has_departed(std::chrono::local_days day) const { return last_day && *last_day < day; }
  bool is_employed(std::chrono::local_days day) const {
    return !has_departed(day) && (!employed_from || *employed_from <= day);
  }
};

/// The organisation's people; the only source of real names.
class Directory {
 public:
  /// A person of the same id is replaced.
  void add(DirectoryEntry entry) {
    if (const DirectoryEntry* known = find(entry.id); known != nullptr && known->delegate)
      std::erase(delegating_[*known->delegate], entry.id);
    if (entry.delegate) delegating_[*entry.delegate].push_back(entry.id);
    MemberId id = entry.id;
    entries_.insert_or_assign(std::move(id), std::move(entry));
  }

  /// For whom the person may answer.
  std::vector<MemberId> delegating_to(const MemberId& id) const {
    const auto found = delegating_.find(id);
    return found == delegating_.end() ? std::vector<MemberId>{} : found->second;
  }

  const DirectoryEntry* find(const MemberId& id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second;
  }

  std::size_t size() const { return entries_.size(); }

  /// Everybody, in no order.
  const std::unordered_map<MemberId, DirectoryEntry>& entries() const { return entries_; }

 private:
  std::unordered_map<MemberId, DirectoryEntry> entries_;
  std::unordered_map<MemberId, std::vector<MemberId>> delegating_;  // by who answers for them
};

}  // namespace qunguan
