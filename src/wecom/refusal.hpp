#pragma once

#include "qunguan/domain/result.hpp"

namespace qunguan::wecom {

// The only two answers to a callback that is not taken. They say no more, so that nobody can learn
// from them how far a forged one got.

inline Error wrong_signature() { return {Error::Code::Forbidden, "wrong signature"}; }
inline Error not_acceptable() { return {Error::Code::Invalid, "not an acceptable callback"}; }

}  // namespace qunguan::wecom
