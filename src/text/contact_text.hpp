#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/links.hpp"

namespace qunguan::text {

/// Places [begin, end) of a folded text.
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
};

constexpr bool is_letter(char32_t c) { return c >= U'a' && c <= U'z'; }
constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_hyphen(char32_t c);
bool is_phone(const std::string& digits);

/// A text in which contacts are looked for, and what its figures stand next to.
class ContactText {
 public:
  explicit ContactText(std::string_view text);

  std::size_t size() const { return plain_.size(); }
  const FoldedText& folded() const { return folded_; }
  /// The point there; 0 before and behind the text.
  char32_t point(std::size_t at) const { return at < size() ? folded_.points[at] : 0; }
  /// With digits and look-alikes read as plain ones.
  const std::u32string& plain() const { return plain_; }
  /// With look-alikes alone read as plain ones: 八 stays.
  char32_t letter(std::size_t at) const { return at < size() ? letters_[at] : 0; }
  /// All runs of digits, by where they begin.
  const std::vector<Piece>& numbers() const { return numbers_; }
  std::string digits_of(Piece piece) const;
  /// All links, by where they begin.
  const std::vector<Link>& links() const { return links_; }
  bool is_in_link(std::size_t at) const;

  /// Whether no letter, figure or file ending that is tied to the piece makes it a part of more.
  bool is_apart(Piece piece) const {
    return is_apart_before(piece.begin) && is_apart_behind(piece.end);
  }
  bool is_apart_behind(std::size_t end) const;

  /// Whether a word that says what else it is stands right before it: 订单号, 型号.
  bool is_labelled(std::size_t begin) const;
  /// Whether it is a part of a name after @.
  bool is_in_mention(std::size_t begin) const;
  /// Whether one of the words begins there.
  template <std::size_t N>
  bool says(std::size_t at, const std::array<std::u32string_view, N>& words) const {
    for (const std::u32string_view word : words)
      if (at <= size() && folded_.points.compare(at, word.size(), word) == 0) return true;
    return false;
  }

 private:
  void find_numbers();
  Piece without_words(Piece number) const;
  bool is_apart_before(std::size_t begin) const;
  bool is_contact_word_before(std::size_t end) const;
  bool is_contact_word_at(std::size_t begin) const;

  FoldedText folded_;
  std::vector<Link> links_;
  std::u32string plain_;
  std::u32string letters_;
  std::vector<Piece> numbers_;
};

}  // namespace qunguan::text
