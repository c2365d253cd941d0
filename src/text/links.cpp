#include "qunguan/text/links.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include "qunguan/text/fold.hpp"
#include "text/host_endings.hpp"
#include "text/utf8.hpp"

namespace qunguan::text {
namespace {

constexpr std::size_t kLongestHost = 253;
constexpr std::size_t kLongestLabel = 63;

// Known by their own names, which happen to be domains.
constexpr std::array<std::string_view, 3> kNoLinks{"ado.net", "asp.net", "vb.net"};

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter_or_digit(char32_t c) { return is_digit(c) || (c >= U'a' && c <= U'z'); }
bool is_dot(char32_t c) { return c == U'.' || c == U'。'; }
bool is_in_host(char32_t c) { return is_letter_or_digit(c) || is_dot(c) || c == U'-'; }

bool is_one_of(char32_t c, std::u32string_view those) { return those.find(c) != those.npos; }

/// Points [begin, end) of a folded text.
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool empty() const { return begin >= end; }
};

/// The labels of a host name, all of them sound.
std::optional<std::vector<std::string_view>> labels_of(std::string_view host) {
  if (host.size() > kLongestHost) return std::nullopt;
  std::vector<std::string_view> labels;
  while (true) {
    const std::size_t dot = host.find('.');
    const std::string_view label = host.substr(0, dot);
    if (label.empty() || label.size() > kLongestLabel) return std::nullopt;
    if (label.starts_with('-') || label.ends_with('-')) return std::nullopt;
    labels.push_back(label);
    if (dot == host.npos) return labels;
    host.remove_prefix(dot + 1);
  }
}

/// `1.App下载` begins an item of a list.
bool is_list_number(const std::vector<std::string_view>& labels) {
  const std::string_view first = labels.front();
  return labels.size() == 2 && first.size() <= 2 &&
         std::all_of(first.begin(), first.end(), is_digit) && labels.back() != "com" &&
         labels.back() != "cn" && labels.back() != "net";
}

/// Whether the name, written without a scheme, is a domain.
bool is_domain(std::string_view host, bool has_path) {
  const auto labels = labels_of(host);
  if (!labels || labels->size() < 2) return false;
  if (std::find(kNoLinks.begin(), kNoLinks.end(), host) != kNoLinks.end()) return has_path;
  const HostEnding ending = host_ending(labels->back());
  if (ending == HostEnding::BeforePath) return has_path;
  if (ending == HostEnding::Domain) return has_path || !is_list_number(*labels);
  return labels->size() > 2 && labels->front() == "www" && !is_digit(labels->back().front());
}

/// Finds the links of one text, from its beginning to its end.
class Search {
 public:
  explicit Search(std::string_view text) : text_(text), folded_(fold(text)) {}

  std::vector<Link> run() {
    while (at_ < size()) {
      const Piece name{.begin = at_, .end = end_of(at_, is_in_host)};
      at_ = std::max(name.end, at_ + 1);
      if (name.empty()) continue;
      if (const std::size_t scheme = scheme_at_end(name); scheme > 0)
        read_with_scheme(name.end - scheme, name.end + 3);
      else
        read_names(name);
    }
    return std::move(links_);
  }

 private:
  std::size_t size() const { return folded_.points.size(); }

  /// 0 beyond the end.
  char32_t point(std::size_t at) const { return at < size() ? folded_.points[at] : 0; }

  template <class Is>
  std::size_t end_of(std::size_t at, Is is) const {
    while (at < size() && is(folded_.points[at])) ++at;
    return at;
  }

  // ---- With a scheme ----

  /// How long the `http` or `https` is that the name ends with and `://` follows.
  std::size_t scheme_at_end(Piece name) const {
    const std::u32string_view points = folded_.points;
    if (!points.substr(name.end).starts_with(U"://")) return 0;
    const std::u32string_view text = points.substr(name.begin, name.end - name.begin);
    if (text.ends_with(U"https")) return 5;
    return text.ends_with(U"http") ? 4 : 0;
  }

  void read_with_scheme(std::size_t begin, std::size_t authority) {
    at_ = authority;
    const Piece host = trimmed(host_after(behind_user(authority)));
    if (!host.empty()) add(begin, host);
  }

  /// Past `user:password@`: what stands before the last @ only looks like a host.
  std::size_t behind_user(std::size_t authority) const {
    std::size_t behind = authority;
    for (std::size_t at = authority; at < size() && !is_one_of(point(at), U"/?#\\"); ++at) {
      if (!is_in_link(at) && !is_dot(point(at))) break;
      if (point(at) == U'@') behind = at + 1;
    }
    return behind;
  }

  Piece host_after(std::size_t begin) const {
    const char32_t first = point(begin);
    const bool is_foreign = first >= 0x80 && !is_noise(first) && !is_sentence_mark(first);
    const std::size_t end = end_of(begin, [is_foreign](char32_t c) {
      const bool is_foreign_letter = c >= 0x80 && !is_noise(c) && !is_sentence_mark(c);
      return is_in_host(c) || c == U'_' || (is_foreign && is_foreign_letter);
    });
    return at_full_stop({.begin = begin, .end = end});
  }

  /// A full stop is a dot in 例如。com but ends a sentence in `example.com。Then`.
  Piece at_full_stop(Piece host) const {
    if (is_domain(text_of(trimmed(host)), /*has_path=*/true)) return host;
    const std::size_t last = std::min(host.end, host.begin + kLongestHost);
    for (std::size_t at = host.begin; at < last; ++at)
      if (point(at) == U'。' && is_domain(text_of({host.begin, at}), /*has_path=*/true))
        return {.begin = host.begin, .end = at};
    return host;
  }

  // ---- Without one ----

  /// Reads names between which dots stand in a row.
  void read_names(Piece all) {
    while (!all.empty()) {
      std::size_t end = all.begin;
      while (end < all.end && !(is_dot(point(end)) && is_dot(point(end + 1)))) ++end;
      read_name(trimmed({all.begin, end}));
      all.begin = end_of(end, is_dot);
    }
  }

  void read_name(Piece name) {
    if (name.empty() || is_in_mail_address(name) || read_domain(name)) return;
    for (std::size_t begin = name.begin; begin < name.end;) {
      std::size_t end = begin;
      while (end < name.end && point(end) != U'。') ++end;
      if (end - begin < name.end - name.begin) read_domain(trimmed({begin, end}));
      begin = end + 1;
    }
  }

  bool read_domain(Piece name) {
    const bool has_path = is_one_of(point(name.end), U"/?") && point(name.end) != 0;
    if (!is_domain(text_of(name), has_path)) return false;
    add(name.begin, name);
    return true;
  }

  bool is_in_mail_address(Piece name) const {
    if (point(name.end) == U'@') return true;
    if (name.begin < 2 || point(name.begin - 1) != U'@') return false;
    const char32_t before = point(name.begin - 2);
    return is_letter_or_digit(before) || is_one_of(before, U"._+-");
  }

  // ---- Both ----

  /// Without the dots and hyphens at its ends.
  Piece trimmed(Piece name) const {
    const auto is_edge = [this](std::size_t at) { return is_dot(point(at)) || point(at) == U'-'; };
    while (!name.empty() && is_edge(name.begin)) ++name.begin;
    while (!name.empty() && is_edge(name.end - 1)) --name.end;
    return name;
  }

  std::string text_of(Piece name) const {
    std::string text;
    for (std::size_t at = name.begin; at < name.end; ++at)
      append_utf8(text, is_dot(point(at)) ? U'.' : point(at));
    return text;
  }

  /// Full-width punctuation belongs to the sentence, full-width letters may belong to the link.
  bool is_in_link(std::size_t at) const {
    const char32_t c = point(at);
    if (is_letter_or_digit(c) || c == U'/') return true;
    const bool is_ascii = static_cast<unsigned char>(text_[folded_.begins[at]]) < 0x80;
    return is_ascii && c > U' ' && c < 0x7F && !is_one_of(c, U"\"<>`{}|^");
  }

  /// Where the link whose host is known ends, punctuation of the sentence left out.
  std::size_t end_of_link(Piece host) const {
    if (!is_one_of(point(host.end), U":/?#\\")) return host.end;
    std::size_t end = host.end;
    while (end < size() && is_in_link(end)) ++end;
    while (end > host.end && is_one_of(point(end - 1), U".,;:!?'()[]")) --end;
    return end;
  }

  void add(std::size_t begin, Piece host) {
    const std::size_t end = end_of_link(host);
    at_ = std::max(at_, end);
    Link link{.host = text_of(host), .begin = folded_.begins[begin], .end = folded_.ends[end - 1]};
    // ¾ is three points: one link may end in it and the next begin.
    if (!links_.empty()) link.begin = std::max(link.begin, links_.back().end);
    if (link.begin < link.end) links_.push_back(std::move(link));
  }

  std::string_view text_;
  FoldedText folded_;
  std::size_t at_ = 0;  // how far it has read
  std::vector<Link> links_;
};

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The name as it is looked up: 例子.com is xn--fsqu00a.com. A name that cannot be is left as it
/// is.
std::string in_punycode(std::string_view host) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna{
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, status)};
  if (U_FAILURE(status) != 0) return std::string{host};
  icu::IDNAInfo info;
  std::string name;
  icu::StringByteSink<std::string> sink{&name};
  idna->nameToASCII_UTF8({host.data(), static_cast<int>(host.size())}, sink, info, status);
  return U_FAILURE(status) != 0 || info.hasErrors() ? std::string{host} : name;
}

bool lies_under(std::string_view host, std::string_view domain) {
  if (domain.empty() || host.size() < domain.size()) return false;
  const std::size_t rest = host.size() - domain.size();
  return is_same(host.substr(rest), domain) && (rest == 0 || host[rest - 1] == '.');
}

}  // namespace

std::vector<Link> find_links(std::string_view text) { return Search{text}.run(); }

bool is_under(std::string_view host, std::string_view domain) {
  if (!is_ascii(host) || !is_ascii(domain))
    return lies_under(in_punycode(host), in_punycode(domain));
  return lies_under(host, domain);
}

}  // namespace qunguan::text
