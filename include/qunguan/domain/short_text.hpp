#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace qunguan {

/// A text that never changes, kept in place up to `kShort` bytes and on the heap beyond.
///
/// Platforms' ids have 20 to 32 bytes, which is too long for `std::string` to keep in place, and
/// there are very many of them.
class ShortText {
 public:
  static constexpr std::size_t kShort = 39;

  ShortText() = default;
  explicit ShortText(std::string_view text) {
    if (text.size() <= kShort) {
      std::memcpy(bytes_.data(), text.data(), text.size());
      bytes_[kShort] = static_cast<char>(text.size());
    } else {
      const std::string* kept = new std::string{text};
      std::memcpy(bytes_.data(), &kept, sizeof kept);
      bytes_[kShort] = kLong;
    }
  }
  ShortText(const ShortText& other) : ShortText(other.view()) {}
  ShortText(ShortText&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  ShortText& operator=(ShortText other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  ~ShortText() {
    if (is_long()) delete kept();
  }

  std::string_view view() const {
    return is_long() ? std::string_view{*kept()} : std::string_view{bytes_.data(), size()};
  }

  friend bool operator==(const ShortText& a, const ShortText& b) { return a.view() == b.view(); }
  friend auto operator<=>(const ShortText& a, const ShortText& b) { return a.view() <=> b.view(); }

 private:
  static constexpr char kLong = 127;  // in the last byte, which else is the length

  bool is_long() const { return bytes_[kShort] == kLong; }
  std::size_t size() const { return static_cast<std::size_t>(bytes_[kShort]); }
  const std::string* kept() const {
    const std::string* pointer = nullptr;
    std::memcpy(&pointer, bytes_.data(), sizeof pointer);
    return pointer;
  }

  alignas(void*) std::array<char, kShort + 1> bytes_{};
};

}  // namespace qunguan
