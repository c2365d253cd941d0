#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace qunguan::http {

/// The bytes of one connection: those of the message under way, then room for more.
///
/// Positions are counted from the message's first byte and stay true when the bytes move.
class ReadBuffer {
 public:
  /// From the message's first byte to the last one that came.
  std::span<char> bytes() { return {memory_.get() + begin_, end_ - begin_}; }

  /// Where the next bytes go; never empty. Grows by doubling, so memory follows what was sent.
  std::span<char> room();

  /// `count` bytes were put at the start of `room()`.
  void add(std::size_t count) { end_ += count; }

  /// The message ended after `count` bytes; what follows is the next one.
  void drop(std::size_t count);

  /// Moves what stands from `from` on down to `to`.
  void close_gap(std::size_t to, std::size_t from);

 private:
  void move_to(std::size_t capacity);

  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace qunguan::http
