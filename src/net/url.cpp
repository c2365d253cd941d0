#include "net/url.hpp"

#include <algorithm>
#include <charconv>

#include <boost/asio/ip/address_v6.hpp>

namespace qunguan::net {
namespace {

constexpr std::string_view kPlain = "80";
constexpr std::string_view kTls = "443";

Error invalid(std::string_view why) {
  return {Error::Code::Invalid, "not a URL to call: " + std::string{why}};
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool takes_prefix(std::string_view& text, std::string_view prefix) {
  const auto is_same = [](char wanted, char given) { return wanted == to_lower(given); };
  if (text.size() < prefix.size() ||
      !std::equal(prefix.begin(), prefix.end(), text.begin(), is_same)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

/// A byte that would end the request line early, or that no host or path may hold unescaped.
bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte >= 0x7f ||
         std::string_view{"\"<>\\^`{|}"}.find(c) != std::string_view::npos;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  return failure == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool is_name(std::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) {
    const char lower = to_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  });
}

bool is_ipv6(std::string_view host) {
  boost::system::error_code failure;
  boost::asio::ip::make_address_v6(host, failure);
  return !failure && host.find('%') == host.npos;  // scopes have no place in a URL
}

/// Splits `host:port` or `[v6]:port`; `port` stays empty when there is none.
bool split_authority(std::string_view authority, std::string_view& host, std::string_view& port) {
  const bool is_bracketed = authority.starts_with('[');
  if (is_bracketed) {
    const std::size_t close = authority.find(']');
    if (close == authority.npos) return false;
    host = authority.substr(1, close - 1);
    authority.remove_prefix(close + 1);
  } else {
    host = authority.substr(0, authority.find(':'));
    authority.remove_prefix(host.size());
  }
  if (host.empty() || !(is_bracketed ? is_ipv6(host) : is_name(host))) return false;
  if (authority.empty()) return true;
  port = authority.substr(1);
  return authority.front() == ':' && is_port(port);
}

}  // namespace

std::string Url::authority() const {
  std::string text = host.find(':') == host.npos ? host : "[" + host + "]";
  if (port != (is_tls ? kTls : kPlain)) text += ":" + port;
  return text;
}

Result<Url> parse_url(std::string_view text) {
  Url url;
  if (takes_prefix(text, "https://")) {
    url.is_tls = true;
  } else if (!takes_prefix(text, "http://")) {
    return invalid("it starts with neither http:// nor https://");
  }
  if (std::any_of(text.begin(), text.end(), is_forbidden))
    return invalid("a character in it must be escaped");
  text = text.substr(0, text.find('#'));
  const std::string_view authority = text.substr(0, text.find_first_of("/?"));
  std::string_view host;
  std::string_view port;
  if (authority.find('@') != authority.npos) return invalid("credentials in it");
  if (!split_authority(authority, host, port)) return invalid("bad host or port");

  const std::string_view target = text.substr(authority.size());
  url.host = host;
  url.port = port.empty() ? (url.is_tls ? kTls : kPlain) : port;
  url.target = target.starts_with('/') ? std::string{target} : "/" + std::string{target};
  return url;
}

}  // namespace qunguan::net
