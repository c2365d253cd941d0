#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/event.hpp"
#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/wecom/callback_crypto.hpp"

namespace qunguan::wecom {

/// Turns the platform's callbacks into events.
///
/// Holds several sets of keys while they are rotated: each callback is tried with all of them.
/// Errors of both readers: `Forbidden` for a wrong signature, `Invalid` for everything else, both
/// always in the same words.
/// Thread: const members are safe from any thread.
class CallbackCodec {
 public:
  static constexpr std::size_t kLargestBody = std::size_t{256} * 1024;

  /// Requires: `keys` is not empty.
  explicit CallbackCodec(std::vector<CallbackCrypto> keys);

  /// What to answer to a GET that checks the address.
  ///
  /// Only plaintext of 1 to 64 ASCII letters or digits is given out, so that nobody has a captured
  /// callback decrypted by sending it here. `query` is the URL's, without the question mark.
  Result<std::string> verify_url(std::string_view query, Instant now) const;

  /// Reads a POST. The event's `source` is left to the caller.
  Result<Event> decode(std::string_view query, std::string_view body, Instant now) const;

  /// How many texts the set at `index` has opened.
  std::uint64_t uses(std::size_t index) const { return slots_[index].uses; }

 private:
  struct Slot {
    explicit Slot(CallbackCrypto keys) : crypto(std::move(keys)) {}
    CallbackCrypto crypto;
    mutable std::atomic<std::uint64_t> uses{0};
  };

  Result<std::string> open(const SealedText& sealed, std::string_view signature) const;

  std::deque<Slot> slots_;  // a deque, for an atomic cannot move
};

}  // namespace qunguan::wecom
