// Whatever bytes come, the request parser stands, keeps its limits, and reads the same requests
// however the bytes are cut. The first byte of the input says how they are.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_parser.hpp"

namespace {

using qunguan::http::Header;
using qunguan::http::Request;
using qunguan::http::RequestParser;
using qunguan::http::ServerOptions;
using Progress = RequestParser::Progress;

void require(bool is_so) {
  if (!is_so) std::abort();
}

// Small, so that the fuzzer reaches them.
ServerOptions small_limits() {
  ServerOptions options;
  options.header_bytes = 512;
  options.header_fields = 8;
  options.uri_bytes = 128;
  options.body_bytes = 256;
  return options;
}

void check(const Request& request, const ServerOptions& options) {
  require(request.body.size() <= options.body_bytes);
  require(request.path.size() + request.query.size() <= options.uri_bytes);
  require(request.headers.size() <= options.header_fields);
  for (const Header& header : request.headers) {
    require(header.name.find_first_of(" \t\r\n:") == header.name.npos);
    require(header.value.find_first_of(std::string_view{"\r\n\0", 3}) == header.value.npos);
  }
}

/// All that came of the bytes, in one text.
std::string read(std::string_view bytes, std::size_t piece) {
  const ServerOptions options = small_limits();
  RequestParser parser{options};
  std::string seen;
  Progress progress = Progress::NeedsMore;
  while (!bytes.empty() && progress != Progress::Refused) {
    const std::span<char> room = parser.room();
    const std::size_t count = std::min({room.size(), bytes.size(), piece});
    std::copy_n(bytes.begin(), count, room.begin());
    bytes.remove_prefix(count);
    progress = parser.take(count);
    while (progress == Progress::Done) {
      const Request& request = parser.request();
      check(request, options);
      for (const std::string_view part :
           {request.method, request.path, request.query, request.body, std::string_view{"\n"}})
        seen.append(part).push_back('\n');
      parser.next();
      progress = parser.take(0);
    }
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  require(read(bytes, bytes.size() + 1) == read(bytes, data[0] % 16 + 1U));
  return 0;
}
