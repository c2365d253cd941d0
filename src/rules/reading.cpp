#include "qunguan/rules/reading.hpp"

#include <algorithm>

#include "qunguan/text/quotation.hpp"

namespace qunguan::rules {
namespace {

/// Kinds whose text is the sender's; that of the others is a placeholder such as [图片].
bool has_words(MessageKind kind) {
  return kind == MessageKind::Text || kind == MessageKind::Link ||
         kind == MessageKind::MiniProgram || kind == MessageKind::RedPacket ||
         kind == MessageKind::Unknown;
}

}  // namespace

std::string own_text(const Message& message) {
  std::string text{text::own_words(message.text)};
  const auto add = [&](const std::string& more) {
    if (more.empty()) return;
    if (!text.empty()) text += '\n';
    text += more;
  };
  if (message.card) {
    add(message.card->title);
    add(message.card->description);
    add(message.card->url);
  }
  if (message.red_packet) add(message.red_packet->wish);
  if (message.location) add(message.location->title);
  return text;
}

Reading Vocabulary::read(const Message& message) const {
  Reading reading;
  reading.text = own_text(message);
  reading.vocabulary = this;
  if (!lexicon_.empty()) reading.hits = lexicon_.scan(reading.text);
  if (!patterns_.empty()) reading.patterns = patterns_.match(reading.text);
  if (wants_links_) reading.links = text::find_links(reading.text);
  if (wants_contacts_) reading.contacts = text::find_contacts(reading.text);
  if (!has_words(message.kind) || (!wants_traits_ && classifiers_.empty())) return reading;
  const text::FoldedText folded = text::fold(reading.text);
  if (wants_traits_) reading.traits = text::traits_of(folded);
  for (const auto& classifier : classifiers_) reading.scores.push_back(classifier->score(folded));
  return reading;
}

std::string Vocabulary::models() const {
  std::string digests;
  for (const auto& classifier : classifiers_)
    digests += std::to_string(classifier->digest()) + "\n";
  return digests;
}

std::optional<std::size_t> Vocabulary::Builder::want_classifier(const std::string& name) {
  const auto known = classifiers_.find(name);
  if (known == classifiers_.end()) return std::nullopt;
  const auto wanted = std::find(wanted_.begin(), wanted_.end(), known->second);
  const auto place = static_cast<std::size_t>(wanted - wanted_.begin());
  if (wanted == wanted_.end()) wanted_.push_back(known->second);
  return place;
}

std::uint32_t Vocabulary::Builder::add(const List& list) {
  if (const auto known = lists_.find(list); known != lists_.end()) return known->second;
  const std::uint32_t number = lexicon_.add_list(list.match);
  for (const std::string& word : list.words) static_cast<void>(lexicon_.add_word(number, word));
  for (const std::string& word : list.by_sound)
    static_cast<void>(lexicon_.add_word_by_sound(number, word));
  for (const std::string& phrase : list.allow)
    static_cast<void>(lexicon_.add_allowed(number, phrase));
  lists_.emplace(list, number);
  return number;
}

Result<std::uint32_t> Vocabulary::Builder::add_pattern(const std::string& expression) {
  if (const auto known = expressions_.find(expression); known != expressions_.end())
    return known->second;
  const Result<std::uint32_t> number = patterns_.add(expression);
  if (number) expressions_.emplace(expression, *number);
  return number;
}

Result<Vocabulary> Vocabulary::Builder::build() {
  if (const Result<void> compiled = patterns_.compile(); !compiled) return compiled.error();
  Vocabulary vocabulary;
  vocabulary.lexicon_ = lexicon_.build();
  vocabulary.patterns_ = std::move(patterns_);
  vocabulary.classifiers_ = std::move(wanted_);
  vocabulary.wants_links_ = wants_links_;
  vocabulary.wants_contacts_ = wants_contacts_;
  vocabulary.wants_traits_ = wants_traits_;
  return vocabulary;
}

}  // namespace qunguan::rules
