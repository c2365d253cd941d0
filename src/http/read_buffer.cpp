#include "http/read_buffer.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace qunguan::http {
namespace {

constexpr std::size_t kFirstCapacity = std::size_t{8} * 1024;
constexpr std::size_t kKeptCapacity = std::size_t{32} * 1024;  // between requests
constexpr std::size_t kLeastRoom = std::size_t{2} * 1024;

}  // namespace

std::span<char> ReadBuffer::room() {
  const std::size_t used = end_ - begin_;
  if (capacity_ - end_ < kLeastRoom)
    move_to(capacity_ - used < kLeastRoom ? std::max(kFirstCapacity, 2 * capacity_) : capacity_);
  return {memory_.get() + end_, capacity_ - end_};
}

void ReadBuffer::drop(std::size_t count) {
  begin_ += count;
  assert(begin_ <= end_);
  if (begin_ != end_) return;
  begin_ = 0;
  end_ = 0;
  if (capacity_ > kKeptCapacity) move_to(kFirstCapacity);
}

void ReadBuffer::close_gap(std::size_t to, std::size_t from) {
  const std::span<char> all = bytes();
  std::memmove(all.data() + to, all.data() + from, all.size() - from);
  end_ -= from - to;
}

void ReadBuffer::move_to(std::size_t capacity) {
  const std::span<char> all = bytes();
  if (capacity == capacity_) {
    std::memmove(memory_.get(), all.data(), all.size());
  } else {
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::copy(all.begin(), all.end(), larger.get());
    memory_ = std::move(larger);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = all.size();
}

}  // namespace qunguan::http
