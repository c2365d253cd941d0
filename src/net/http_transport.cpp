#include "qunguan/net/http_transport.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <openssl/ssl.h>

#include "net/lookup.hpp"
#include "net/url.hpp"
#include "qunguan/net/certificate_refusal.hpp"

namespace qunguan::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

struct HttpTransport::State {
  Options options;
  asio::ssl::context tls{asio::ssl::context::tls_client};
};

namespace {

using boost::system::error_code;
using Moment = std::chrono::steady_clock::time_point;
using WireRequest = http::request<http::string_body>;
using AnswerParser = http::response_parser<http::string_body>;
using TlsStream = asio::ssl::stream<beast::tcp_stream>;

constexpr std::uint32_t kLongestHead = 32 * 1024;
constexpr std::size_t kReadAtOnce = std::size_t{16} * 1024;
// Beast 1.81 asserts that a last chunk came with its final CRLF; no chunked rest is shorter.
constexpr std::size_t kShortestChunkedRest = 5;
constexpr std::string_view kTokenPunctuation = "!#$%&'*+-.^_`|~";
constexpr int kMostInterimAnswers = 8;  // 100 Continue and its like

Error unavailable(std::string_view doing, const Url& url, std::string_view why) {
  return {Error::Code::Unavailable,
          std::string{doing} + " " + url.authority() + ": " + std::string{why}};
}

Error ambiguous(std::string_view doing, const error_code& failure) {
  return {Error::Code::Ambiguous, std::string{doing} + ": " + failure.message()};
}

Error unread(const error_code& failure) {
  if (failure == http::error::body_limit || failure == http::error::header_limit ||
      failure == http::error::buffer_overflow)
    return {Error::Code::TooLarge, "the answer is larger than allowed"};
  return ambiguous("no complete answer came", failure);
}

// The request as it goes out

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kTokenPunctuation.find(c) != kTokenPunctuation.npos;
  });
}

bool is_header_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\t') || byte == 0x7f;
  });
}

Result<WireRequest> to_wire(HttpRequest& request, const Url& url) {
  if (!is_token(request.method)) return Error{Error::Code::Invalid, "not an HTTP method"};
  WireRequest wire;
  wire.version(11);
  wire.method_string(request.method);
  wire.target(url.target);
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !is_header_text(value))
      return Error{Error::Code::Invalid, "a header's name or value holds what none may"};
    wire.insert(name, value);
  }
  wire.set(http::field::host, url.authority());
  wire.set(http::field::connection, "close");
  wire.body() = std::move(request.body);
  wire.prepare_payload();
  return wire;
}

// The connection

/// Tries one address after another, each for its share of the time that is left.
asio::awaitable<Result<void>> connect(beast::tcp_stream& stream, const Url& url, Moment by) {
  const Result<Endpoints> endpoints = co_await look_up(url.host, url.port, by);
  if (!endpoints) co_return endpoints.error();
  error_code failure;
  auto left = static_cast<int>(endpoints->size());
  for (const asio::ip::tcp::endpoint& endpoint : *endpoints) {
    const Moment now = std::chrono::steady_clock::now();
    stream.expires_at(now + (by - now) / left--);
    co_await stream.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, failure));
    if (!failure) co_return Result<void>{};
    stream.close();
  }
  co_return unavailable("connecting to", url, failure.message());
}

Error handshake_failure(TlsStream& stream, const Url& url, const error_code& failure) {
  const long verified = SSL_get_verify_result(stream.native_handle());
  if (verified == X509_V_OK) return unavailable("TLS with", url, failure.message());
  return unavailable(kCertificateRefusal, url, X509_verify_cert_error_string(verified));
}

asio::awaitable<Result<void>> secure(TlsStream& stream, const Url& url, Moment by) {
  error_code failure;
  asio::ip::make_address(url.host, failure);
  const bool is_name = failure.failed();
  if (is_name && SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str()) != 1)
    co_return Error{Error::Code::Invalid, "not a host name TLS can carry"};
  stream.set_verify_callback(asio::ssl::host_name_verification{url.host});
  stream.next_layer().expires_at(by);
  co_await stream.async_handshake(TlsStream::client,
                                  asio::redirect_error(asio::use_awaitable, failure));
  if (failure) co_return handshake_failure(stream, url, failure);
  co_return Result<void>{};
}

// The exchange: from here on the request may have arrived

/// Parses what is in the buffer as far as it goes. Beast bounds each header, not all of them, and
/// no chunk's header at all.
error_code parse(beast::flat_buffer& buffer, AnswerParser& parser, std::size_t& head) {
  error_code failure;
  while (!failure && !parser.is_done()) {
    const bool is_chunked = parser.is_header_done() && parser.chunked();
    if (buffer.size() < (is_chunked ? kShortestChunkedRest : 1)) break;
    const std::size_t used = parser.put(buffer.data(), failure);
    buffer.consume(used);
    if (!parser.is_header_done()) head += used;
  }
  if (failure && failure != http::error::need_more) return failure;
  if (head > kLongestHead) return http::error::header_limit;
  if (buffer.size() > kLongestHead && !parser.is_done()) return http::error::buffer_overflow;
  return {};
}

template <class Stream>
asio::awaitable<error_code> read_message(Stream& stream, beast::flat_buffer& buffer,
                                         AnswerParser& parser) {
  std::size_t head = 0;
  error_code failure = parse(buffer, parser, head);
  while (!failure && !parser.is_done()) {
    const std::size_t count = co_await stream.async_read_some(
        buffer.prepare(kReadAtOnce), asio::redirect_error(asio::use_awaitable, failure));
    buffer.commit(count);
    if (failure == asio::error::eof && parser.is_header_done()) {
      parser.put_eof(failure);  // for a body that ends with the connection
      break;
    }
    if (!failure) failure = parse(buffer, parser, head);
  }
  co_return failure;
}

template <class Stream>
asio::awaitable<Result<HttpResponse>> read_answer(Stream& stream, bool is_head,
                                                  std::size_t largest) {
  beast::flat_buffer buffer;
  for (int i = 0; i < kMostInterimAnswers; ++i) {
    AnswerParser parser;
    parser.skip(is_head);
    parser.header_limit(kLongestHead);
    parser.body_limit(largest);
    const error_code failure = co_await read_message(stream, buffer, parser);
    if (failure) co_return unread(failure);
    const auto status = static_cast<int>(parser.get().result_int());
    if (status / 100 == 1) continue;
    co_return HttpResponse{.status = status, .body = std::move(parser.get().body())};
  }
  co_return Error{Error::Code::Ambiguous, "no final answer came"};
}

template <class Stream>
asio::awaitable<Result<HttpResponse>> exchange(Stream& stream, const WireRequest& request,
                                               std::size_t largest) {
  error_code failure;
  co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, failure));
  if (failure) co_return ambiguous("the request was cut off", failure);
  const bool is_head = request.method() == http::verb::head;
  Result<HttpResponse> response = co_await read_answer(stream, is_head, largest);
  co_return response;
}

}  // namespace

HttpTransport::HttpTransport(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpTransport::~HttpTransport() = default;

Result<std::unique_ptr<HttpTransport>> HttpTransport::create(Options options) {
  using asio::ssl::context;
  try {
    auto state = std::make_unique<State>();
    state->tls.set_options(context::default_workarounds | context::no_tlsv1 | context::no_tlsv1_1);
    state->tls.set_default_verify_paths();
    state->tls.set_verify_mode(asio::ssl::verify_peer);
    if (!options.extra_ca_file.empty()) state->tls.load_verify_file(options.extra_ca_file);
    state->options = std::move(options);
    return std::unique_ptr<HttpTransport>{new HttpTransport{std::move(state)}};
  } catch (const boost::system::system_error& failure) {
    return Error{Error::Code::Invalid,
                 "the certificate authorities cannot be read: " + failure.code().message()};
  }
}

asio::awaitable<Result<HttpResponse>> HttpTransport::send(HttpRequest request) {
  const Result<Url> url = parse_url(request.url);
  if (!url) co_return url.error();
  const Result<WireRequest> wire = to_wire(request, *url);
  if (!wire) co_return wire.error();

  const Options& options = state_->options;
  const Moment start = std::chrono::steady_clock::now();
  const Moment connected_by = start + std::min(options.connect, options.total);
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  TlsStream stream{executor, state_->tls};
  beast::tcp_stream& plain = stream.next_layer();

  const Result<void> connected = co_await connect(plain, *url, connected_by);
  if (!connected) co_return connected.error();
  if (url->is_tls) {
    const Result<void> secured = co_await secure(stream, *url, connected_by);
    if (!secured) co_return secured.error();
  }
  plain.expires_at(start + options.total);
  if (url->is_tls) {
    Result<HttpResponse> response = co_await exchange(stream, *wire, options.largest_answer);
    co_return response;
  }
  Result<HttpResponse> response = co_await exchange(plain, *wire, options.largest_answer);
  co_return response;
}

}  // namespace qunguan::net
