#include "rules/split_words.hpp"

#include <algorithm>

#include "qunguan/text/fold.hpp"

namespace qunguan::rules {
namespace {

constexpr std::size_t kMostPieces = 9;     // messages that are joined, this one included
constexpr std::size_t kMostBytes = 1'000;  // of all that went before; a word is short

constexpr std::size_t kBeginning = 64;  // bytes of a message that hold its first letter

/// Whether the message begins with a letter that some word goes on with. Hardly any does, which
/// saves the reading of what went before.
bool may_go_on(const std::string& text, const std::vector<ListUse>& lists) {
  for (const char32_t point : text::fold(std::string_view{text}.substr(0, kBeginning)).points) {
    if (text::is_noise(point)) continue;
    return std::any_of(lists.begin(), lists.end(), [&](const ListUse& list) {
      return std::binary_search(list.inside.begin(), list.inside.end(), point);
    });
  }
  return false;
}

/// A member's last messages as one text.
struct Joined {
  std::string text;
  std::vector<std::pair<std::size_t, EventId>> ends;  // where each earlier message ends
};

std::vector<Event> earlier_messages(const Context& context) {
  const std::optional<Instant> last = context.history.last_breach(context.subject.id);
  const Instant since =
      std::max(context.event.at - kSplitWithin, last ? *last + Duration{1} : Instant{});
  std::vector<PastMessage> past =
      context.history.messages(context.subject.id, since, context.event.at);
  if (past.size() >= kMostPieces)
    past.erase(past.begin(), past.end() - static_cast<std::ptrdiff_t>(kMostPieces - 1));
  std::vector<Event> events;
  std::size_t bytes = 0;
  for (auto message = past.rbegin(); message != past.rend(); ++message) {
    if (message->kind != MessageKind::Text) break;
    std::optional<Event> event = context.history.event(message->number);
    if (!event) break;
    bytes += event->message.text.size();
    if (bytes > kMostBytes) break;
    events.push_back(*std::move(event));
  }
  std::reverse(events.begin(), events.end());
  return events;
}

Joined join(const Context& context) {
  Joined joined;
  for (const Event& event : earlier_messages(context)) {
    joined.text += own_text(event.message);
    joined.ends.emplace_back(joined.text.size(), event.id);
  }
  joined.text += context.reading.text;
  return joined;
}

/// 百, 家, 乐 and nothing else; the end of one sentence and the beginning of the next make a word
/// by accident.
bool is_made_of_whole(const Joined& joined, const text::Hit& hit) {
  const bool begins =
      hit.begin == 0 || std::any_of(joined.ends.begin(), joined.ends.end(),
                                    [&](const auto& piece) { return piece.first == hit.begin; });
  return begins && hit.end == joined.text.size();
}

}  // namespace

std::optional<SplitWord> find_split_word(const Context& context,
                                         const std::vector<ListUse>& lists) {
  if (context.reading.vocabulary == nullptr || context.event.message.kind != MessageKind::Text)
    return std::nullopt;
  if (!may_go_on(context.reading.text, lists)) return std::nullopt;
  const Joined joined = join(context);
  if (joined.ends.empty()) return std::nullopt;
  const std::size_t border = joined.ends.back().first;
  for (const text::Hit& hit : context.reading.vocabulary->find_words(joined.text)) {
    const auto list = std::find_if(lists.begin(), lists.end(),
                                   [&](const ListUse& one) { return one.number == hit.list; });
    if (list == lists.end() || hit.begin >= border || hit.end <= border) continue;
    SplitWord word{
        .list = list->name,
        .passage = {.begin = 0,
                    .end = hit.end - border,
                    .text = joined.text.substr(hit.begin, hit.end - hit.begin),
                    .foldings = static_cast<text::Foldings>(hit.foldings | text::kJoined)},
        .events = {},
        .is_unsure = text::is_unsure(hit.foldings) || !is_made_of_whole(joined, hit)};
    for (const auto& [end, id] : joined.ends)
      if (end > hit.begin) word.events.push_back(id);
    return word;
  }
  return std::nullopt;
}

}  // namespace qunguan::rules
