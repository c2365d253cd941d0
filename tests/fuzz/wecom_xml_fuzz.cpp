#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "wecom/message_reader.hpp"
#include "wecom/xml_leaves.hpp"

// Whatever the flat reader accepts, expat accepts with the same leaves; and whatever either reads
// becomes an event.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  namespace wecom = qunguan::wecom;
  const std::string_view document{reinterpret_cast<const char*>(bytes), size};
  const std::optional<wecom::XmlLeaves> flat = wecom::parse_flat(document);
  std::optional<wecom::XmlLeaves> judged = wecom::parse_with_expat(document);
  if (flat && size <= std::size_t{256} * 1024 && (!judged || judged->list != flat->list))
    std::abort();
  if (judged) {
    wecom::XmlFields fields{*std::move(judged)};
    wecom::read_message(fields);
  }
  return 0;
}
