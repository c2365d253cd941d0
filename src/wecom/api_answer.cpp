#include "wecom/api_answer.hpp"

#include <algorithm>

#include "qunguan/net/certificate_refusal.hpp"

namespace qunguan::wecom {
namespace {

using Json = nlohmann::json;
using Kind = Outcome::Kind;
using std::chrono::seconds;

constexpr int kDeepest = 64;
constexpr seconds kSoon{5};
constexpr seconds kMinute{60};
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct NotClean {};

/// An object with one `errcode`; null for anything that the platform would not write.
Json parse_object(std::string_view text) {
  int errcodes = 0;
  const auto watch = [&errcodes](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kDeepest) throw NotClean{};
    const bool is_key = event == Json::parse_event_t::key && depth == 1;
    if (is_key && parsed == "errcode" && ++errcodes > 1) throw NotClean{};
    return true;
  };
  // nlohmann would take a byte order mark and a NUL at the end.
  if (text.starts_with(kByteOrderMark) || text.ends_with('\0')) return nullptr;
  try {
    return Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::exception&) {
    return nullptr;
  } catch (const NotClean&) {
    return nullptr;
  }
}

std::optional<int> errcode_of(const Json& body) {
  if (!body.is_object()) return std::nullopt;
  const auto found = body.find("errcode");
  if (found == body.end() || !found->is_number_integer()) return std::nullopt;
  const auto errcode = found->get<std::int64_t>();
  if (errcode < -1 || errcode > 99'999'999) return std::nullopt;
  return static_cast<int>(errcode);
}

Outcome ambiguous(std::string hint) {
  Outcome outcome;
  outcome.kind = Kind::Ambiguous;
  outcome.hint = std::move(hint);
  return outcome;
}

Outcome refused(std::string hint) {
  Outcome outcome;
  outcome.kind = Kind::Refused;
  outcome.hint = std::move(hint);
  return outcome;
}

Outcome unreachable(const Error& error) {
  std::string hint = "the platform cannot be reached";
  if (error.message.starts_with(net::kCertificateRefusal))
    hint += ": " + error.message +
            " (where its authority is unknown, install ca-certificates or set ca_file)";
  return retry_soon(std::move(hint));
}

// The transport's own words are left out: what they are about is an address that holds secrets.
// Those about a certificate name the host alone.
Outcome outcome_of(const Error& error) {
  switch (error.code) {
    case Error::Code::Unavailable:
      return unreachable(error);
    case Error::Code::Invalid:
      return refused("the platform's address in the settings is not a URL");
    default:
      return ambiguous("no whole answer came");
  }
}

/// Something between us and the platform has answered in its place.
Outcome outcome_of_stranger(int status) {
  const std::string answer = "HTTP " + std::to_string(status) + " and no errcode";
  if (status / 100 == 2 || status / 100 == 5 || status == 408) return ambiguous(answer);
  if (status != 429)
    return refused(answer + ": check the platform's address and any proxy on the way");
  Outcome outcome = retry_soon(answer);
  outcome.wait = kMinute;
  return outcome;
}

/// `… from ip: 1.2.3.4, more info at …`
std::string caller_address(std::string_view errmsg) {
  constexpr std::string_view before = "from ip: ";
  const std::size_t found = errmsg.find(before);
  if (found == errmsg.npos) return {};
  const std::string_view rest = errmsg.substr(found + before.size());
  return std::string{rest.substr(0, rest.find_first_not_of("0123456789abcdefABCDEF.:"))};
}

}  // namespace

ApiAnswer read_answer(const Result<net::HttpResponse>& answer) {
  ApiAnswer read;
  if (!answer) {
    read.outcome = outcome_of(answer.error());
    return read;
  }
  Json body = parse_object(answer->body);
  const std::optional<int> errcode = errcode_of(body);
  if (!errcode || answer->status / 100 == 5) {
    read.outcome = outcome_of_stranger(answer->status);
    return read;
  }
  read.body = std::move(body);
  read.outcome = outcome_of(*errcode);
  const std::string address = caller_address(text_field(read.body, "errmsg"));
  constexpr int address_not_trusted = 60020;
  if (*errcode == address_not_trusted && !address.empty())
    read.outcome.hint += " (it calls from " + address + ")";
  return read;
}

Outcome classify(const Result<net::HttpResponse>& answer) { return read_answer(answer).outcome; }

Outcome retry_soon(std::string hint) {
  Outcome outcome;
  outcome.kind = Kind::Retry;
  outcome.wait = kSoon;
  outcome.spread = kSoon;
  outcome.hint = std::move(hint);
  return outcome;
}

std::string text_field(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::vector<MemberId> split_members(std::string_view joined) {
  std::vector<MemberId> members;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find('|'), joined.size());
    if (end > 0) members.emplace_back(std::string{joined.substr(0, end)});
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return members;
}

std::string join_members(const std::vector<MemberId>& members) {
  std::string joined;
  for (const MemberId& member : members) {
    if (!joined.empty()) joined += '|';
    joined += member.text();
  }
  return joined;
}

std::string escape_query(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain = "-._~";
  std::string escaped;
  for (const char c : text) {
    const bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_word || plain.find(c) != plain.npos) {
      escaped += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped += '%';
    escaped += digits[byte >> 4U];
    escaped += digits[byte & 15U];
  }
  return escaped;
}

std::string to_body(const Json& object) {
  return object.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace qunguan::wecom
