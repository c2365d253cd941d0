#include "fuzz.hpp"
#include "qunguan/text/contacts.hpp"
#include "qunguan/text/links.hpp"

using namespace qunguan::text;
using qunguan::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = qunguan::fuzz::text_of(bytes, size);
  std::uint32_t last = 0;
  for (const Link& link : find_links(text)) {
    require(last <= link.begin && link.begin < link.end && link.end <= size);
    require(!link.host.empty() && is_under(link.host, link.host));
    last = link.end;
  }
  for (const Contact& contact : find_contacts(text)) {
    require(contact.begin < contact.end && contact.end <= size);
    require(!contact.value.empty());
  }
  return 0;
}
