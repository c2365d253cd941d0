#include "fuzz.hpp"
#include "qunguan/domain/envelope.hpp"

using namespace qunguan;
using qunguan::fuzz::require;

namespace {

/// The journal keeps what has no column of its own as `detail`.
void check_journal(const Event& event) {
  Event kept;
  kept.source = event.source;
  kept.id = event.id;
  kept.type = event.type;
  kept.at = event.at;
  kept.received_at = event.received_at;
  kept.group = event.group;
  kept.group_name = event.group_name;
  kept.message.sender.id = event.message.sender.id;
  kept.message.kind = event.message.kind;
  kept.message.text = event.message.text;
  kept.text = event.text;
  require(restore_detail(kept, format_detail(event)).has_value());
  require(format_envelope(kept) == format_envelope(event));
}

}  // namespace

/// Whatever is accepted is written in a form that reads back as the same event.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const Result<Event> event = parse_envelope(fuzz::text_of(bytes, size), "header");
  if (!event) {
    require(event.error().code == Error::Code::Invalid && event.error().message.size() < 200);
    return 0;
  }
  const std::string written = format_envelope(*event);
  const Result<Event> again = parse_envelope(written);
  require(again.has_value());
  require(format_envelope(*again) == written);
  check_journal(*event);
  return 0;
}
