#include "sandbox/query.hpp"

#include <algorithm>
#include <charconv>

namespace qunguan::sandbox {
namespace {

/// What is no percent code stays as it is.
std::string decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const char* code = text.data() + i + 1;
    const bool is_code = text[i] == '%' && i + 2 < text.size() &&
                         std::from_chars(code, code + 2, byte, 16).ptr == code + 2;
    decoded += is_code ? static_cast<char>(byte) : text[i];
    if (is_code) i += 2;
  }
  return decoded;
}

bool is_secret(std::string_view name) {
  return name == "access_token" || name == "corpsecret" || name == "key";
}

}  // namespace

Target parse_target(std::string_view target) {
  const std::size_t question = std::min(target.find('?'), target.size());
  Target parsed{.path = std::string{target.substr(0, question)}, .parameters = {}};
  std::string_view query = target.substr(std::min(question + 1, target.size()));
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    parsed.parameters[decode(pair.substr(0, equals))] = decode(value);
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return parsed;
}

std::string redact(const Target& target) {
  std::string query;
  for (const auto& [name, value] : target.parameters) {
    if (!query.empty()) query += '&';
    query += name;
    query += '=';
    query += is_secret(name) ? "***" : value;
  }
  return query;
}

}  // namespace qunguan::sandbox
