#include "rules/answer.hpp"

#include <algorithm>

namespace qunguan::rules {
namespace {

bool mentions(const Message& message, const MemberId& id) {
  return message.mentions && std::find(message.mentions->begin(), message.mentions->end(), id) !=
                                 message.mentions->end();
}

/// Whoever mentions himself addresses nobody.
bool mentions_others(const Message& message) {
  return message.mentions &&
         std::any_of(message.mentions->begin(), message.mentions->end(),
                     [&](const MemberId& id) { return id != message.sender.id; });
}

/// Addressed to somebody, but not to the asker.
bool is_to_another(const Message& message, const MemberId& asker) {
  if (message.reply_to && message.reply_to->sender_id == asker) return false;
  if (mentions(message, asker) || message.mentions_all) return false;
  const bool quotes = message.reply_to && !message.reply_to->sender_id.empty() &&
                      message.reply_to->sender_id != message.sender.id;
  return quotes || mentions_others(message);
}

bool quotes(const Message& message, const Question& question) {
  return message.reply_to && (message.reply_to->message_id == question.id ||
                              message.reply_to->sender_id == question.asker);
}

}  // namespace

bool answers(const Message& message, const Question& question, const AnswerForm& form) {
  if (message.kind == MessageKind::System) return false;
  const bool quotes_question = message.reply_to && message.reply_to->message_id == question.id;
  if (!quotes_question && is_to_another(message, question.asker)) return false;
  if (form.is_any()) return true;
  return (form.by_quote && quotes(message, question)) ||
         (form.by_mention && mentions(message, question.asker)) ||
         std::find(form.kinds.begin(), form.kinds.end(), message.kind) != form.kinds.end() ||
         form.words.are_said(message.text);
}

AnswerForm read_answer_form(RuleConfig& config) {
  AnswerForm form;
  const policy::Node* node = config.find("counts");
  if (node == nullptr) return form;
  RuleConfig inner = config.inner(*node);
  const int errors_before = inner.diagnostics().errors();
  if (node->is_map()) {
    form.by_quote = inner.flag_or("quote", false);
    form.by_mention = inner.flag_or("mention", false);
    form.words = SpokenWords{inner.texts("words")};
    form.kinds = inner.kinds("kinds");
    if (form.is_any() && inner.diagnostics().errors() == errors_before)
      inner.mistake(
          node->at, "empty-value",
          {"counts 没有写什么算回复", "counts does not say what is an answer"},
          {"写上 quote、mention、words 或 kinds；任何消息都算就删去 counts",
           "write quote, mention, words or kinds; remove counts where any message counts"});
  }
  static_cast<void>(inner.finish());
  return form;
}

}  // namespace qunguan::rules
