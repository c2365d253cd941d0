#include "rules/wording_reader.hpp"

#include <algorithm>

#include "qunguan/rules/notice.hpp"
#include "qunguan/text/characters.hpp"

namespace qunguan::rules {
namespace {

// What decides cases is heard before any rule is asked.
const std::vector<std::string> kTaken{"申诉", "撤销", "维持", "同意", "驳回", "确认", "误报"};

// What the bot knows whatever it says.
const std::vector<std::string> kAlways{"群", "规则", "依据", "时间"};

constexpr std::size_t kLongestWord = 10;  // characters

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "、") + word;
  return text;
}

bool is_one_word(const std::string& word) {
  return word.find_first_of(" \t\r\n/@:") == word.npos && word.find("　") == word.npos &&
         word.find("／") == word.npos && text::count_characters(word) <= kLongestWord;
}

}  // namespace

std::string read_order_word(RuleConfig& config, const std::string& key) {
  if (!config.has(key)) return {};
  const std::string word = config.text(key);
  if (word.empty()) return {};
  const auto taken = std::find_if(kTaken.begin(), kTaken.end(),
                                  [&](const std::string& one) { return word.starts_with(one); });
  if (taken != kTaken.end())
    config.mistake(config.node().find(key)->at, "taken-word",
                   {"“/" + *taken + "”已经是处理编号的命令，“" + word + "”不能用",
                    "'/" + *taken + "' decides cases already: '" + word + "' cannot be used"},
                   {"换一个词，开头不要是" + join(kTaken),
                    "choose a word that does not begin with one of " + join(kTaken)});
  else if (!is_one_word(word))
    config.mistake(config.node().find(key)->at, "bad-word",
                   {"“" + word + "”不能作命令", "'" + word + "' cannot be an order"},
                   {"写一个不带斜杠、空格和 @ 的词，最长 10 个字，例如 举报",
                    "write one word of at most 10 characters without slash, spaces and @, such as "
                    "举报"});
  return word;
}

std::vector<std::string> read_sayings(RuleConfig& config, const std::string& key,
                                      const std::vector<std::string>& known) {
  std::vector<std::string> all = known;
  all.insert(all.end(), kAlways.begin(), kAlways.end());
  std::vector<std::string> sayings;
  for (const policy::Node* node : config.scalars(key)) {
    sayings.push_back(node->text);
    for (const std::string& name : placeholders_of(node->text)) {
      if (std::find(all.begin(), all.end(), name) != all.end()) continue;
      config.mistake(node->at, "bad-placeholder",
                     {"“{" + name + "}”在这里没有意义", "'{" + name + "}' means nothing here"},
                     {"可以写：" + join(all), "known: " + join(all)});
    }
  }
  return sayings;
}

std::string read_saying(RuleConfig& config, const std::string& key,
                        const std::vector<std::string>& known) {
  const std::vector<std::string> sayings = read_sayings(config, key, known);
  if (sayings.size() > 1)
    config.mistake(config.node().find(key)->at, "wrong-shape",
                   {key + " 只能写一段话", key + " is one text"},
                   {"几段话请用 | 写在一起", "write several paragraphs as one, with |"});
  return sayings.empty() ? std::string{} : sayings.front();
}

}  // namespace qunguan::rules
