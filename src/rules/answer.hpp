#pragma once

#include "qunguan/rules/rule_config.hpp"
#include "rules/spoken_words.hpp"

namespace qunguan::rules {

/// A question that is open, and whose.
struct Question {
  MessageId id;
  MemberId asker;
};

/// What counts as an answer; all false and empty: any message that is not addressed to somebody
/// else.
struct AnswerForm {
  bool by_quote = false;    // it quotes the question
  bool by_mention = false;  // it mentions the asker
  SpokenWords words;
  std::vector<MessageKind> kinds;

  bool is_any() const { return !by_quote && !by_mention && words.empty() && kinds.empty(); }
};

/// Requires: `message.mentions` is resolved.
bool answers(const Message& message, const Question& question, const AnswerForm& form);

/// Reads `counts:`.
AnswerForm read_answer_form(RuleConfig& config);

}  // namespace qunguan::rules
