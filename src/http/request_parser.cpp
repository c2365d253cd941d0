#include "http/request_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "http/read_buffer.hpp"

namespace qunguan::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::http::field;
using BeastText = beast::string_view;

// Beast 1.81 asserts that a last chunk came with its final CRLF; no chunked rest is shorter.
constexpr std::size_t kShortestChunkedRest = 5;

constexpr std::size_t kRestOfRequestLine = 32;  // method, spaces and version

/// A part of the message, counted from its first byte: the buffer moves as it grows.
struct Piece {
  std::uint32_t at = 0;
  std::uint32_t size = 0;

  std::string_view in(std::span<const char> bytes) const { return {bytes.data() + at, size}; }
};

struct Field {
  Piece name;
  Piece value;
};

std::string_view plain(BeastText text) { return {text.data(), text.size()}; }

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

bool is_target(std::string_view text) {
  return text.starts_with('/') || text == "*" || text.starts_with("http://") ||
         text.starts_with("https://");
}

/// One request as Beast reads it, kept as pieces of the buffer: Beast's own message would
/// allocate every header.
class Message final : public beast::http::basic_parser<true> {
 public:
  Message(const ServerOptions& options, std::vector<Field>& fields)
      : options_(options), fields_(fields) {
    header_limit(static_cast<std::uint32_t>(options.header_bytes));
    body_limit(options.body_bytes);
    fields_.clear();
  }

  /// Reads on in `bytes`, the whole message so far, from `from`. Returns how far it came from
  /// there.
  std::size_t parse(std::span<char> bytes, std::size_t from, error_code& failure) {
    bytes_ = bytes;
    return put(boost::asio::const_buffer{bytes.data() + from, bytes.size() - from}, failure);
  }

  Piece method, target, body;
  bool is_http10 = false;
  bool expects_continue = false;
  int refusal = 0;  // the status that a callback chose

 private:
  void on_request_impl(beast::http::verb, BeastText method_text, BeastText target_text, int version,
                       error_code& failure) override {
    if (target_text.size() > options_.uri_bytes) return refuse(414, failure);
    if (!is_target(plain(target_text))) return refuse(400, failure);
    method = piece(method_text);
    target = piece(target_text);
    is_http10 = version == 10;
  }

  void on_field_impl(field known, BeastText name, BeastText value, error_code& failure) override {
    if (is_header_done()) return;  // trailers are checked by Beast and dropped
    if (fields_.size() == options_.header_fields) return refuse(431, failure);
    if (is_folded(name, value)) return refuse(400, failure);
    if (const int status = check(known, plain(value)); status != 0) return refuse(status, failure);
    fields_.push_back({.name = piece(name), .value = piece(value)});
  }

  /// Obsolete line folding: Beast joined the value in memory of its own, or begins it on a later
  /// line than the name.
  bool is_folded(BeastText name, BeastText value) const {
    const char* const after_name = name.data() + name.size();
    const char* const end = bytes_.data() + bytes_.size();
    const std::less<> is_before;
    if (is_before(value.data(), after_name) || !is_before(value.data(), end)) return true;
    return std::find(after_name, value.data(), '\n') != value.data();
  }

  /// The status to refuse the field with, or none.
  int check(field known, std::string_view value) {
    switch (known) {
      case field::host:
        return ++hosts_ > 1 ? 400 : 0;
      case field::content_length:
        return ++lengths_ > 1 || !is_digits(value) ? 400 : 0;
      case field::transfer_encoding:
        return beast::iequals(value, "chunked") ? 0 : 501;
      case field::expect:
        expects_continue = beast::iequals(value, "100-continue");
        return expects_continue ? 0 : 417;
      default:
        return 0;
    }
  }

  void on_header_impl(error_code& failure) override {
    const bool lacks_host = hosts_ == 0 && !is_http10;
    if (lacks_host || (chunked() && is_http10)) refuse(400, failure);
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}

  std::size_t on_body_impl(BeastText text, error_code&) override { return append(text); }

  void on_chunk_header_impl(std::uint64_t, BeastText extensions, error_code& failure) override {
    // Within quotes Beast would take a bare LF.
    if (extensions.find('\n') != BeastText::npos) refuse(400, failure);
  }

  std::size_t on_chunk_body_impl(std::uint64_t, BeastText text, error_code&) override {
    return append(text);
  }

  void on_response_impl(int, BeastText, int, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  /// Chunks move up to each other, so that the body stands in one piece.
  std::size_t append(BeastText text) {
    if (body.size == 0) body.at = piece(text).at;
    char* const end = bytes_.data() + body.at + body.size;
    if (end != text.data()) std::memmove(end, text.data(), text.size());
    body.size += static_cast<std::uint32_t>(text.size());
    return text.size();
  }

  void refuse(int status, error_code& failure) {
    refusal = status;
    failure = beast::http::error::bad_value;
  }

  Piece piece(BeastText text) const {
    return {.at = static_cast<std::uint32_t>(text.data() - bytes_.data()),
            .size = static_cast<std::uint32_t>(text.size())};
  }

  const ServerOptions& options_;
  std::vector<Field>& fields_;
  std::span<char> bytes_;  // what Beast's views point into
  int hosts_ = 0;
  int lengths_ = 0;
};

/// Without scheme and host, should the target have them.
std::string_view origin_form(std::string_view target) {
  if (target.starts_with('/') || target == "*") return target;
  target.remove_prefix(target.find("//") + 2);
  const std::size_t slash = target.find_first_of("/?");
  return slash == target.npos ? "/" : target.substr(slash);
}

}  // namespace

class RequestParser::State {
 public:
  explicit State(const ServerOptions& options) : options_(options) { begin(); }

  ReadBuffer& buffer() { return buffer_; }
  const Message& message() const { return *message_; }
  const Request& request() const { return request_; }
  int refusal() const { return refusal_; }
  bool is_idle() { return buffer_.bytes().empty(); }

  Progress take(std::size_t count) {
    buffer_.add(count);
    if (!message_->is_header_done()) {
      const Progress header = read_header();
      if (header != Progress::Done) return header;
    }
    return read_body();
  }

  void next() {
    buffer_.drop(parsed_);
    begin();
  }

 private:
  void begin() {
    parsed_ = 0;
    was_continue_asked_ = false;
    message_.emplace(options_, fields_);
  }

  Progress read_header() {
    if (!message_->got_some() && !find_request_line()) return Progress::NeedsMore;
    const std::span<char> bytes = buffer_.bytes();
    error_code failure;
    parsed_ += message_->parse(bytes, parsed_, failure);
    if (failure == beast::http::error::need_more) {
      if (bytes.size() < options_.header_bytes) return Progress::NeedsMore;
      return refuse(too_long(bytes));
    }
    if (failure) return refuse(status_of(failure));
    if (parsed_ > options_.header_bytes) return refuse(431);
    return Progress::Done;
  }

  /// Drops empty lines, which some clients send after a body; false when nothing else is there.
  bool find_request_line() {
    std::string_view text = buffer_text();
    while (text.starts_with("\r\n")) {
      buffer_.drop(2);
      text = buffer_text();
    }
    return !text.empty() && text != "\r";
  }

  std::string_view buffer_text() {
    const std::span<char> bytes = buffer_.bytes();
    return {bytes.data(), bytes.size()};
  }

  Progress read_body() {
    const std::size_t least = message_->chunked() ? kShortestChunkedRest : 1;
    const std::span<char> bytes = buffer_.bytes();
    while (!message_->is_done() && bytes.size() - parsed_ >= least) {
      error_code failure;
      parsed_ += message_->parse(bytes, parsed_, failure);
      if (failure == beast::http::error::need_more) break;
      if (failure) return refuse(status_of(failure));
    }
    return message_->is_done() ? finish() : wait_for_body();
  }

  Progress wait_for_body() {
    if (message_->chunked() && message_->body.size > 0) {
      const std::size_t end = message_->body.at + message_->body.size;
      buffer_.close_gap(end, parsed_);
      parsed_ = end;
    }
    const std::size_t unread = buffer_.bytes().size() - parsed_;
    if (unread > options_.header_bytes) return refuse(400);  // an endless chunk header or trailer
    const bool asks = message_->expects_continue && !message_->is_http10 && unread == 0 &&
                      message_->body.size == 0 && !was_continue_asked_;
    if (!asks) return Progress::NeedsMore;
    was_continue_asked_ = true;
    return Progress::AwaitsContinue;
  }

  Progress finish() {
    const std::span<const char> bytes = buffer_.bytes();
    headers_.clear();
    for (const Field& field : fields_)
      headers_.push_back({.name = field.name.in(bytes), .value = field.value.in(bytes)});
    const std::string_view target = origin_form(message_->target.in(bytes));
    const std::size_t mark = std::min(target.find('?'), target.size());
    request_.method = message_->method.in(bytes);
    request_.path = mark == 0 ? "/" : target.substr(0, mark);
    request_.query = target.substr(std::min(mark + 1, target.size()));
    request_.body = message_->body.in(bytes);
    request_.headers = headers_;
    return Progress::Done;
  }

  Progress refuse(int status) {
    refusal_ = status;
    return Progress::Refused;
  }

  int status_of(const error_code& failure) {
    if (message_->refusal != 0) return message_->refusal;
    if (failure == beast::http::error::body_limit) return 413;
    if (failure == beast::http::error::header_limit) return too_long(buffer_.bytes());
    return 400;
  }

  /// Which limit a header that does not end has passed: the line's or its own.
  int too_long(std::span<const char> bytes) const {
    const std::size_t longest = std::min(bytes.size(), options_.uri_bytes + kRestOfRequestLine);
    const auto line = bytes.first(longest);
    return std::find(line.begin(), line.end(), '\n') == line.end() ? 414 : 431;
  }

  const ServerOptions& options_;
  ReadBuffer buffer_;
  std::vector<Field> fields_;
  std::optional<Message> message_;
  std::size_t parsed_ = 0;  // how far Beast came
  bool was_continue_asked_ = false;
  int refusal_ = 0;
  std::vector<Header> headers_;
  Request request_;
};

RequestParser::RequestParser(const ServerOptions& options)
    : state_(std::make_unique<State>(options)) {}
RequestParser::~RequestParser() = default;

std::span<char> RequestParser::room() { return state_->buffer().room(); }
RequestParser::Progress RequestParser::take(std::size_t count) { return state_->take(count); }
bool RequestParser::is_idle() const { return state_->is_idle(); }
const Request& RequestParser::request() const { return state_->request(); }
bool RequestParser::is_head() const { return state_->request().method == "HEAD"; }
bool RequestParser::is_http10() const { return state_->message().is_http10; }
bool RequestParser::keeps_alive() const { return state_->message().keep_alive(); }
bool RequestParser::has_header() const { return state_->message().is_header_done(); }
int RequestParser::refusal() const { return state_->refusal(); }
void RequestParser::next() { state_->next(); }

}  // namespace qunguan::http
