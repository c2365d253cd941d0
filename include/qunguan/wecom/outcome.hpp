#pragma once

#include <string>
#include <vector>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/net/transport.hpp"

namespace qunguan::wecom {

/// What became of one call to the platform.
struct Outcome {
  enum class Kind {
    Done,
    Retry,       // nothing happened; the same again after `wait`
    Refused,     // nothing happened and the same again will not either; `hint` says what to mend
    TargetGone,  // nothing happened: the group or the robot is no more
    Ambiguous,   // it may have happened
  };

  Kind kind = Kind::Ambiguous;
  Duration wait{};    // Retry: at least this long,
  Duration spread{};  // and a random part of this, so that those who wait do not return together
  int retries = 0;    // Retry: at most so many; 0: the platform names no number
  int errcode = 0;    // the platform's, where it gave one
  std::string hint;   // for the operator; free of secrets
  std::vector<MemberId> unreached;  // Done: whom the platform left out, in lower case
};

/// Reads an answer of the platform. Only its `errcode` says what happened: not `errmsg`, and not
/// the HTTP status, which is 200 whenever the platform itself has answered.
Outcome classify(const Result<net::HttpResponse>& answer);

}  // namespace qunguan::wecom
