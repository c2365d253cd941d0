#include "qunguan/policy/config_reader.hpp"

#include <charconv>

namespace qunguan::policy {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Words bad_value(const std::string& key, const std::string& written, const Words& wanted) {
  return {"“" + key + "”的值“" + written + "”不对：应为" + wanted.zh,
          "'" + written + "' is no value for '" + key + "': expected " + wanted.en};
}

}  // namespace

std::optional<std::string> scalar_of(const Node& node, Diagnostics& diagnostics) {
  if (node.is_scalar() && !node.text.empty()) return node.text;
  if (node.is_null() || node.is_scalar())
    diagnostics.error(node.at, "empty-value", {"这里没有写值", "there is no value here"},
                      {"补上值，或删去这个键", "write a value, or remove the key"});
  else
    diagnostics.error(node.at, "wrong-shape", {"这里应为一段文字", "expected a text here"},
                      {"检查缩进和括号", "check indentation and brackets"});
  return std::nullopt;
}

std::optional<Duration> duration_of(const Node& node, Diagnostics& diagnostics) {
  const std::optional<std::string> written = scalar_of(node, diagnostics);
  if (!written) return std::nullopt;
  const Result<Duration> span = parse_duration(*written);
  if (span) return *span;
  diagnostics.error(node.at, "bad-duration",
                    {"“" + *written + "”不是时长", "'" + *written + "' is no duration"},
                    {"写上数字和单位，例如 10s、30m、2h、3d",
                     "write a number and a unit, such as 10s, 30m, 2h or 3d"});
  return std::nullopt;
}

ConfigReader::ConfigReader(const Node& node, Diagnostics& diagnostics)
    : node_(node), diagnostics_(diagnostics), errors_before_(diagnostics.errors()) {}

bool ConfigReader::has(const std::string& key) { return find(key) != nullptr; }

const Node* ConfigReader::find(const std::string& key) {
  known_.insert(key);
  return node_.find(key);
}

const Node* ConfigReader::require(const std::string& key) {
  const Node* value = find(key);
  if (value == nullptr && node_.is_map())
    mistake(node_.at, "missing-key", {"缺少“" + key + "”", "'" + key + "' is missing"},
            {"加上 `" + key + ": …`", "add `" + key + ": …`"});
  return value;
}

void ConfigReader::mistake(Position at, std::string_view code, Words message, Words fix) {
  diagnostics_.error(at, code, std::move(message), std::move(fix));
}

std::string ConfigReader::text(const std::string& key) {
  const Node* value = require(key);
  return value == nullptr ? std::string{} : scalar_of(*value, diagnostics_).value_or(std::string{});
}

std::string ConfigReader::text_or(const std::string& key, std::string fallback) {
  const Node* value = find(key);
  return value == nullptr ? fallback : scalar_of(*value, diagnostics_).value_or(fallback);
}

std::int64_t ConfigReader::integer(const std::string& key, std::int64_t lowest,
                                   std::int64_t highest) {
  return require(key) == nullptr ? lowest : integer_or(key, lowest, lowest, highest);
}

std::int64_t ConfigReader::integer_or(const std::string& key, std::int64_t fallback,
                                      std::int64_t lowest, std::int64_t highest) {
  const Node* value = find(key);
  if (value == nullptr) return fallback;
  const std::optional<std::string> written = scalar_of(*value, diagnostics_);
  if (!written) return fallback;
  std::int64_t number = 0;
  const auto [end, failure] =
      std::from_chars(written->data(), written->data() + written->size(), number);
  const bool is_number = failure == std::errc{} && end == written->data() + written->size();
  if (is_number && number >= lowest && number <= highest) return number;
  const bool is_open = highest == std::numeric_limits<std::int64_t>::max();
  const std::string low = std::to_string(lowest);
  const std::string high = std::to_string(highest);
  const Words wanted{
      is_open ? "不小于 " + low + " 的整数" : low + " 到 " + high + " 的整数",
      is_open ? "a whole number from " + low : "a whole number from " + low + " to " + high};
  mistake(value->at, "bad-number", bad_value(key, *written, wanted),
          {"写" + wanted.zh, "write " + wanted.en});
  return fallback;
}

double ConfigReader::share(const std::string& key) {
  constexpr double kHarmless = 0.5;
  const Node* value = require(key);
  if (value == nullptr) return kHarmless;
  const std::optional<std::string> written = scalar_of(*value, diagnostics_);
  if (!written) return kHarmless;
  double number = 0;
  const auto [end, failure] =
      std::from_chars(written->data(), written->data() + written->size(), number);
  const bool is_number = failure == std::errc{} && end == written->data() + written->size();
  if (is_number && number > 0 && number < 1) return number;
  mistake(value->at, "bad-number",
          bad_value(key, *written, {"大于 0、小于 1 的数", "a number between 0 and 1"}),
          {"写 0.9 这样的小数", "write a decimal such as 0.9"});
  return kHarmless;
}

Duration ConfigReader::duration(const std::string& key) {
  const Node* value = require(key);
  return value == nullptr ? Duration{} : duration_of(*value, diagnostics_).value_or(Duration{});
}

Duration ConfigReader::duration_or(const std::string& key, Duration fallback) {
  const Node* value = find(key);
  return value == nullptr ? fallback : duration_of(*value, diagnostics_).value_or(fallback);
}

bool ConfigReader::flag_or(const std::string& key, bool fallback) {
  return choice_or(key, {"false", "true"}, fallback ? 1 : 0) == 1;
}

std::size_t ConfigReader::choice_or(const std::string& key, const std::vector<std::string>& words,
                                    std::size_t fallback) {
  const Node* value = find(key);
  if (value == nullptr) return fallback;
  const std::optional<std::string> written = scalar_of(*value, diagnostics_);
  if (!written) return fallback;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == *written) return i;
  const std::string meant = closest(*written, words);
  mistake(value->at, "bad-choice",
          bad_value(key, *written, {join(words) + " 之一", "one of " + join(words)}),
          meant.empty() ? Words{"可以写：" + join(words), "known: " + join(words)}
                        : Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
  return fallback;
}

std::vector<const Node*> ConfigReader::items_of(const Node& value) {
  if (value.is_null()) {
    static_cast<void>(scalar_of(value, diagnostics_));
    return {};
  }
  if (!value.is_list()) return {&value};
  if (value.items.empty())
    mistake(value.at, "empty-list", {"这个列表是空的", "this list is empty"},
            {"写上内容，或删去这个键", "fill it, or remove the key"});
  std::vector<const Node*> nodes;
  for (const Node& item : value.items) nodes.push_back(&item);
  return nodes;
}

std::vector<const Node*> ConfigReader::items(const std::string& key) {
  const Node* value = find(key);
  return value == nullptr ? std::vector<const Node*>{} : items_of(*value);
}

std::vector<const Node*> ConfigReader::own_scalars() {
  is_shape_checked_ = true;
  std::vector<const Node*> good;
  for (const Node* item : items_of(node_))
    if (scalar_of(*item, diagnostics_)) good.push_back(item);
  return good;
}

std::vector<const Node*> ConfigReader::scalars(const std::string& key) {
  std::vector<const Node*> good;
  for (const Node* item : items(key))
    if (scalar_of(*item, diagnostics_)) good.push_back(item);
  return good;
}

std::vector<std::string> ConfigReader::texts(const std::string& key) {
  std::vector<std::string> words;
  for (const Node* item : scalars(key)) words.push_back(item->text);
  return words;
}

void ConfigReader::report_unknown_keys() {
  const std::vector<std::string> known{known_.begin(), known_.end()};
  for (const Entry& entry : node_.entries) {
    if (known_.contains(entry.key)) continue;
    const std::string meant = closest(entry.key, known);
    mistake(entry.at, "unknown-key",
            {"不认识的键“" + entry.key + "”", "unknown key '" + entry.key + "'"},
            meant.empty() ? Words{"这里可以写：" + join(known), "known here: " + join(known)}
                          : Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
  }
}

std::optional<Error> ConfigReader::finish() {
  if (!node_.is_map() && !is_shape_checked_)
    mistake(node_.at, "wrong-shape", {"这里应为“键: 值”", "expected `key: value` here"},
            {"检查缩进，冒号后面要有空格", "check the indentation; a space follows the colon"});
  if (!is_shape_checked_) report_unknown_keys();
  if (diagnostics_.errors() == errors_before_) return std::nullopt;
  return Error{Error::Code::Invalid, diagnostics_.file() + ": see the diagnostics"};
}

}  // namespace qunguan::policy
