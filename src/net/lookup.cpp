#include "net/lookup.hpp"

#include <charconv>
#include <memory>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace qunguan::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// Shared by the caller and the resolver, whichever comes last.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor) : resolver(executor), timer(executor) {}

  tcp::resolver resolver;
  asio::steady_timer timer;  // cancelled by the answer
  Endpoints found;
};

std::shared_ptr<Lookup> start(const asio::any_io_executor& executor, const std::string& host,
                              const std::string& port) {
  auto lookup = std::make_shared<Lookup>(executor);
  lookup->resolver.async_resolve(
      host, port, tcp::resolver::numeric_service,
      [lookup](const error_code&, const tcp::resolver::results_type& results) {
        for (const auto& entry : results) lookup->found.push_back(entry.endpoint());
        lookup->timer.cancel();
      });
  return lookup;
}

}  // namespace

asio::awaitable<Result<Endpoints>> look_up(std::string host, std::string port,
                                           std::chrono::steady_clock::time_point by) {
  error_code ignored;
  const asio::ip::address literal = asio::ip::make_address(host, ignored);
  if (!ignored) {
    std::uint16_t number = 0;
    std::from_chars(port.data(), port.data() + port.size(), number);
    Endpoints one{tcp::endpoint{literal, number}};
    co_return one;
  }

  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const std::shared_ptr<Lookup> lookup = start(executor, host, port);
  lookup->timer.expires_at(by);
  co_await lookup->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (lookup->found.empty())
    co_return Error{Error::Code::Unavailable, "no address found for " + host};
  co_return std::move(lookup->found);
}

}  // namespace qunguan::net
