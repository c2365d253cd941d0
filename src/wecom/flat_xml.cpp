#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "wecom/xml_leaves.hpp"

namespace qunguan::wecom {
namespace {

constexpr std::size_t kUsualLeaves = 16;
constexpr std::size_t kLongestName = 64;
constexpr std::uint64_t kEach = 0x0101'0101'0101'0101;  // times a byte: that byte, eight times

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t'; }

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_name_character(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '-'; }

/// How many bytes at the front, by eights, are printable ASCII.
std::size_t plain_run(std::string_view text) {
  std::size_t size = 0;
  for (; size + 8 <= text.size(); size += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + size, sizeof word);
    const std::uint64_t below_space = (word - kEach * 0x20) & ~word;
    if (((below_space | word) & kEach * 0x80) != 0) break;
  }
  return size;
}

bool is_allowed_ascii(unsigned char c) { return c >= 0x20 || c == '\n' || c == '\t'; }

bool is_continuation(unsigned char c) { return (c & 0xC0U) == 0x80U; }

/// Three bytes that are a character: neither overlong, nor a surrogate, nor U+FFFE or U+FFFF.
bool is_three_byte(unsigned lead, unsigned second, unsigned third) {
  const unsigned pair = lead << 8U | second;
  return pair >= 0xE0A0 && !(pair >= 0xEDA0 && pair <= 0xEDBF) &&
         !(pair == 0xEFBF && third >= 0xBE);
}

bool is_four_byte(unsigned lead, unsigned second) {
  const unsigned pair = lead << 8U | second;
  return pair >= 0xF090 && pair <= 0xF48F;
}

std::size_t multibyte_size(std::string_view text) {
  std::array<unsigned char, 4> bytes{};
  std::memcpy(bytes.data(), text.data(), std::min(text.size(), bytes.size()));
  const unsigned char lead = bytes[0];
  std::size_t size = 1;
  while (size < bytes.size() && is_continuation(bytes[size])) ++size;
  if (lead >= 0xC2 && lead < 0xE0) return size >= 2 ? 2 : 0;
  if (lead >= 0xE0 && lead < 0xF0)
    return size >= 3 && is_three_byte(lead, bytes[1], bytes[2]) ? 3 : 0;
  return size >= 4 && is_four_byte(lead, bytes[1]) ? 4 : 0;
}

/// How many bytes the character at the front takes; 0 when XML has no such character or its UTF-8
/// is wrong. Carriage returns count as wrong too: XML turns them into line feeds.
std::size_t character_size(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead >= 0x80) return multibyte_size(text);
  return is_allowed_ascii(lead) ? 1 : 0;
}

/// How many bytes the characters at the front take that UTF-8 writes in three bytes: Han, and the
/// punctuation that goes with it. Stops at those that need a closer look.
std::size_t three_byte_run(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  for (; size + 3 <= text.size(); size += 3, at += 3) {
    const unsigned shape = at[0] << 16U | at[1] << 8U | at[2];
    const unsigned pair = shape >> 8U;
    if ((shape & 0xF0'C0'C0U) != 0xE0'80'80U) break;
    if (pair < 0xE0A0 || (pair >= 0xEDA0 && pair <= 0xEDBF) || pair == 0xEFBF) break;
  }
  return size;
}

bool is_xml_text(std::string_view text) {
  while (!text.empty()) {
    std::size_t size = plain_run(text);
    if (size == 0) size = three_byte_run(text);
    if (size == 0) size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

/// Reads the one shape of document off the front of a text.
class FlatScanner {
 public:
  explicit FlatScanner(std::string_view document) : rest_(document) {}

  bool scan(std::vector<XmlLeaf>& leaves) {
    skip_space();
    if (!skip("<xml>")) return false;
    for (skip_space(); !skip("</xml>"); skip_space())
      if (!scan_leaf(leaves)) return false;
    skip_space();
    return rest_.empty();
  }

 private:
  bool scan_leaf(std::vector<XmlLeaf>& leaves) {
    if (!skip("<")) return false;
    const std::string_view name = take_name();
    if (name.empty() || !skip(">")) return false;
    std::string_view text;
    if (!(skip("<![CDATA[") ? take_cdata(text) : take_text(text))) return false;
    if (!skip("</") || !skip(name) || !skip(">")) return false;
    leaves.push_back({.path = name, .text = text, .element = leaves.size()});
    return true;
  }

  std::string_view take_name() {
    if (rest_.empty() || !is_name_start(rest_.front())) return {};
    std::size_t size = 1;
    while (size < rest_.size() && is_name_character(rest_[size])) ++size;
    return size > kLongestName ? std::string_view{} : take(size);
  }

  bool take_cdata(std::string_view& text) {
    const std::size_t end = rest_.find("]]>");
    if (end == rest_.npos) return false;
    text = take(end);
    return skip("]]>");
  }

  bool take_text(std::string_view& text) {
    const std::size_t end = rest_.find('<');
    if (end == rest_.npos) return false;
    text = take(end);
    return text.find('&') == text.npos && text.find("]]>") == text.npos;
  }

  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  void skip_space() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

}  // namespace

std::optional<XmlLeaves> parse_flat(std::string_view document) {
  XmlLeaves leaves;
  leaves.list.reserve(kUsualLeaves);
  if (!is_xml_text(document) || !FlatScanner{document}.scan(leaves.list)) return std::nullopt;
  return leaves;
}

}  // namespace qunguan::wecom
