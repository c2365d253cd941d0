#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/time.hpp"
#include "qunguan/wecom/callback_crypto.hpp"

namespace qunguan::bench {

/// The keys of every server that is measured; scripts/bench writes the same into its configuration.
wecom::CallbackKeys keys();

/// Whole HTTP requests, each an encrypted callback of its own, in one piece of memory.
class Requests {
 public:
  /// Callbacks made `now` that carry the first `count` lines of the chat; their ids ascend, within
  /// one call and from call to call.
  Requests(std::string_view path, std::uint64_t count, Instant now);

  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t index) const;

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

}  // namespace qunguan::bench
