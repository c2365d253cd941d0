#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "qunguan/domain/id.hpp"

namespace qunguan {

/// One person of the organisation, as its own records name him.
struct DirectoryEntry {
  MemberId id;
  std::string name;  // the real name
  std::string department;
  std::string title;
  std::vector<std::string> tags;
};

/// The organisation's people; the only source of real names.
class Directory {
 public:
  void add(DirectoryEntry entry) {
    MemberId id = entry.id;
    entries_.insert_or_assign(std::move(id), std::move(entry));
  }

  const DirectoryEntry* find(const MemberId& id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second;
  }

  std::size_t size() const { return entries_.size(); }

 private:
  std::unordered_map<MemberId, DirectoryEntry> entries_;
};

}  // namespace qunguan
