#include "text/host_endings.hpp"

#include <algorithm>
#include <array>

namespace qunguan::text {
namespace {

constexpr std::array<std::string_view, 64> kDomains{
    "app", "art",  "asia", "biz",     "bond", "buzz",   "cc",    "cfd",  "click", "club",  "cn",
    "co",  "com",  "cyou", "dev",     "edu",  "eu",     "fun",   "gov",  "group", "hk",    "host",
    "icu", "info", "ink",  "io",      "jp",   "kim",    "kr",    "link", "live",  "loan",  "lol",
    "ltd", "mil",  "mobi", "mom",     "net",  "online", "org",   "plus", "pro",   "quest", "ren",
    "ru",  "sbs",  "sg",   "shop",    "site", "space",  "store", "tech", "top",   "tv",    "tw",
    "uk",  "vip",  "wang", "website", "wiki", "work",   "xin",   "xyz",  "yachts"};

// Also ends of files, words and pinyin: read.me, libc.so, wo.de.
constexpr std::array<std::string_view, 39> kBeforePath{
    "ai", "am",  "at", "be", "ca", "cm", "de", "do", "es", "fm", "fr", "gd", "gg",
    "gl", "id",  "im", "in", "is", "it", "la", "ly", "md", "me", "mo", "my", "no",
    "nu", "pub", "pw", "rs", "sc", "sh", "so", "st", "to", "us", "vc", "ws", "zip"};

static_assert(std::is_sorted(kDomains.begin(), kDomains.end()));
static_assert(std::is_sorted(kBeforePath.begin(), kBeforePath.end()));

}  // namespace

HostEnding host_ending(std::string_view label) {
  if (std::binary_search(kDomains.begin(), kDomains.end(), label)) return HostEnding::Domain;
  if (std::binary_search(kBeforePath.begin(), kBeforePath.end(), label))
    return HostEnding::BeforePath;
  return HostEnding::None;
}

}  // namespace qunguan::text
