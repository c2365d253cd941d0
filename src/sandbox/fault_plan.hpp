#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "qunguan/sandbox/fault.hpp"

namespace qunguan::sandbox {

/// Which faults wait for which path.
class FaultPlan {
 public:
  void add(std::string path, Fault fault, int calls) {
    once_[std::move(path)].push_back({fault, calls});
  }
  void add_always(std::string path, Fault fault) { always_[std::move(path)] = fault; }

  void clear() {
    once_.clear();
    always_.clear();
  }

  /// The fault of the next call to `path`, if it has one.
  std::optional<Fault> take(const std::string& path) {
    std::deque<Planned>& planned = once_[path];
    while (!planned.empty() && planned.front().calls <= 0) planned.pop_front();
    if (!planned.empty()) {
      --planned.front().calls;
      return planned.front().fault;
    }
    const auto standing = always_.find(path);
    return standing == always_.end() ? std::nullopt : std::optional{standing->second};
  }

 private:
  struct Planned {
    Fault fault;
    int calls;
  };

  std::map<std::string, std::deque<Planned>> once_;
  std::map<std::string, Fault> always_;
};

}  // namespace qunguan::sandbox
