#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "qunguan/domain/time.hpp"
#include "qunguan/engine/store.hpp"

namespace qunguan::delivery {

/// What came of one call.
struct Outcome {
  enum class Kind {
    Done,       // confirmed by the platform
    Later,      // it surely had no effect; try again after `wait`, more rarely each time
    NotYet,     // no call was made, to keep within limits; try after `wait`
    Refused,    // it never will have one as things are
    Ambiguous,  // it may have had its effect
  };

  Kind kind = Kind::Done;
  Duration wait{};
  std::string note;  // for the operator: what to do about it
  int retries = 0;   // Later: the platform asks for no more than so many; 0: it does not
};

/// What a channel can carry out.
struct Capabilities {
  bool notice = false;        // a text in the chat
  bool mention = false;       // … that rings at the people it names
  bool private_text = false;  // a text to named people
  bool removal = false;       // a member leaves the group

  bool can(engine::DeliveryKind kind) const {
    switch (kind) {
      case engine::DeliveryKind::Notice:
        return notice;
      case engine::DeliveryKind::Private:
        return private_text;
      case engine::DeliveryKind::Removal:
        return removal;
    }
    return false;
  }
};

/// One way to act on a platform: performs one recorded call, once.
///
/// Keeps to the platform's documented limits by answering `NotYet`.
/// Thread: one network thread. Outlives every call under way.
class Channel {
 public:
  virtual ~Channel() = default;

  virtual const std::string& name() const = 0;
  virtual Capabilities capabilities() const = 0;

  /// Requires: `capabilities` has the delivery's kind.
  virtual boost::asio::awaitable<Outcome> deliver(engine::Claim claim) = 0;

  /// Whether the removal has been achieved already, by whomever. `Done` when the member is gone,
  /// `Later` without a wait when he is there, with one when that cannot be told before.
  virtual boost::asio::awaitable<Outcome> verify_removal(engine::Claim claim) = 0;
};

}  // namespace qunguan::delivery
