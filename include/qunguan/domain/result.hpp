#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace qunguan {

/// Why something a caller could expect to fail did fail.
///
/// `code` says what to do next; `message` is for the log and the operator: free of secrets and
/// chats.
struct Error {
  enum class Code {
    Invalid,      // what was given is wrong; the same again fails again
    Forbidden,    // not proven to come from whom it says
    NotFound,     // what it names does not exist
    Conflict,     // it contradicts what is already recorded
    TooLarge,     // a limit was reached
    Unavailable,  // retry later
    Ambiguous,    // it may have taken effect; do not repeat blindly
    Internal,     // a bug or a broken machine
  };

  Code code = Code::Internal;
  std::string message;
};

/// A value, or the reason there is none; used like `std::expected`, which C++20 lacks.
template <class T>
class [[nodiscard]] Result {
 public:
  // A function returns either as it is.
  // NOLINTBEGIN(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  T& value() {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or the reason for failure.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const {
    assert(error_);
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace qunguan
