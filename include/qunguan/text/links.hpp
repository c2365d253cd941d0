#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qunguan::text {

/// A link, or a bare domain name, in a text.
struct Link {
  std::string host;         // lower case, without port and user; `example。com` is `example.com`
  std::uint32_t begin = 0;  // bytes in the original
  std::uint32_t end = 0;
};

/// Every link of the text: `http(s)://…` whatever its host, and bare domains under a well-known
/// ending. Under an ending that files and words have too (`read.me`) a path must follow.
///
/// File names, versions, mail addresses and numbered items (`1.App`) are none. Full-width letters
/// and dots are read as the plain ones they look like.
std::vector<Link> find_links(std::string_view text);

/// True when the host is the domain or lies under it: `mp.weixin.qq.com` is under `qq.com`,
/// `myqq.com` is not. Case does not matter, nor whether a name of other scripts is written in
/// punycode.
bool is_under(std::string_view host, std::string_view domain);

}  // namespace qunguan::text
