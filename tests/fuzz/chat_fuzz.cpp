#include "fuzz.hpp"
#include "qunguan/text/characters.hpp"
#include "qunguan/text/mentions.hpp"
#include "qunguan/text/patterns.hpp"
#include "qunguan/text/quotation.hpp"
#include "qunguan/text/similarity.hpp"

using namespace qunguan;
using qunguan::fuzz::require;
using qunguan::fuzz::take_line;

namespace {

Roster roster_of(std::string_view name) {
  Roster roster;
  Member member;
  member.id = MemberId{"a"};
  member.name = name;
  roster.members.emplace(member.id, member);
  return roster;
}

void check_characters(std::string_view text) {
  const std::size_t count = text::count_characters(text);
  require(text::shorten(text, count) == text);
  require(text::cut(text, text.size() / 2).size() <= text.size() / 2);
  require(text::printable(text::printable(text)) == text::printable(text));
}

void check_pattern(std::string_view expression, std::string_view text) {
  text::Patterns patterns;
  if (expression.size() > 40 || !patterns.add(expression) || !patterns.compile()) return;
  for (const text::PatternHit& hit : patterns.match(text))
    require(hit.begin <= hit.end && hit.end <= text.size());
}

}  // namespace

/// Input: a member's name, an expression, and a message, a line each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view message = fuzz::text_of(bytes, size);
  const std::string_view name = take_line(message);
  const std::string_view expression = take_line(message);

  check_characters(message);
  check_pattern(expression, message);
  require(message.ends_with(text::own_words(message)));
  require(text::without_mentions(message).size() <= message.size());
  const Roster roster = roster_of(name);
  require(text::find_mentions(message, text::NameIndex{roster}).members.size() <= 1);
  const double share = text::similarity(message, name);
  require(share >= 0 && share <= 1);
  return 0;
}
