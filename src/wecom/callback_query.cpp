#include "wecom/callback_query.hpp"

#include <algorithm>
#include <charconv>

namespace qunguan::wecom {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kLongest = 4096;
constexpr Duration kTolerance = minutes{10};
constexpr std::size_t kTimestampDigits = 10;
constexpr std::size_t kLongestNonce = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_nonce_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

/// A plus stays a plus: nothing here is a form, and base64 is full of them.
std::optional<std::string> decode_percent(std::string_view text) {
  if (text.find('%') == text.npos) return std::string{text};
  std::string decoded;
  decoded.reserve(text.size());
  for (; !text.empty(); text.remove_prefix(1)) {
    if (text.front() != '%') {
      decoded += text.front();
      continue;
    }
    unsigned char byte = 0;
    if (text.size() < 3) return std::nullopt;
    const auto [end, failure] = std::from_chars(text.data() + 1, text.data() + 3, byte, 16);
    if (failure != std::errc{} || end != text.data() + 3) return std::nullopt;
    decoded += static_cast<char>(byte);
    text.remove_prefix(2);
  }
  return decoded;
}

std::string* field_named(CallbackQuery& query, std::string_view name) {
  if (name == "msg_signature") return &query.signature;
  if (name == "timestamp") return &query.timestamp;
  if (name == "nonce") return &query.nonce;
  if (name == "echostr") return &query.echo;
  return nullptr;
}

/// False when the pair repeats a parameter or is broken; parameters that are not ours do no harm.
bool take_pair(std::string_view pair, CallbackQuery& query) {
  const std::size_t equals = std::min(pair.find('='), pair.size());
  std::string* field = field_named(query, pair.substr(0, equals));
  if (field == nullptr) return true;
  if (!field->empty() || equals == pair.size()) return false;
  std::optional<std::string> value = decode_percent(pair.substr(equals + 1));
  if (!value || value->empty()) return false;
  *field = *std::move(value);
  return true;
}

}  // namespace

std::optional<CallbackQuery> parse_callback_query(std::string_view query) {
  if (query.size() > kLongest) return std::nullopt;
  CallbackQuery read;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (!take_pair(query.substr(0, end), read)) return std::nullopt;
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  // Base64 has no spaces: somebody on the way took its pluses for them.
  std::replace(read.echo.begin(), read.echo.end(), ' ', '+');
  return read;
}

bool is_timely(const CallbackQuery& query, Instant now) {
  if (query.timestamp.size() != kTimestampDigits) return false;
  const std::optional<std::int64_t> sent = parse_digits(query.timestamp);
  if (!sent || std::chrono::abs(now - Instant{seconds{*sent}}) > kTolerance) return false;
  return !query.nonce.empty() && query.nonce.size() <= kLongestNonce &&
         std::all_of(query.nonce.begin(), query.nonce.end(), is_nonce_character);
}

std::optional<std::int64_t> parse_digits(std::string_view text) {
  std::int64_t value = 0;
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace qunguan::wecom
