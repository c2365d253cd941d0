#include "qunguan/http/server.hpp"

#include <latch>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "http/connection_gate.hpp"
#include "http/lane.hpp"
#include "http/listener.hpp"

namespace qunguan::http {

namespace asio = boost::asio;

/// One listener, on the first thread, that deals connections out to all lanes in turn.
class Server::State {
 public:
  State(net::IoThreads& threads, Handler& handler, ServerOptions options, TrustedNetworks trusted)
      : threads_(threads),
        service_{.handler = handler, .options = std::move(options), .counters = {}},
        gate_(service_.options, std::move(trusted)) {
    for (std::size_t i = 0; i < threads.size(); ++i)
      lanes_.push_back(std::make_unique<Lane>(threads.at(i), service_));
  }

  Result<void> start() {
    Listener::Callbacks callbacks{.accepted = [this](Connection fresh) { deal(std::move(fresh)); },
                                  .starved = [this] { service_.count(Refusal::NoDescriptors); }};
    Result<std::unique_ptr<Listener>> listener =
        Listener::open(threads_.at(0), service_.options.listen, std::move(callbacks));
    if (!listener) return listener.error();
    listener_ = *std::move(listener);
    for (const std::unique_ptr<Lane>& lane : lanes_)
      asio::post(lane->context(), [&lane = *lane] { lane.start(); });
    asio::co_spawn(threads_.at(0), listener_->run(),
                   [this](const std::exception_ptr&) { closed_.count_down(); });
    return {};
  }

  void stop() {
    asio::post(threads_.at(0), [this] { listener_->close(); });
    closed_.wait();
    std::latch ended{static_cast<std::ptrdiff_t>(lanes_.size())};
    const auto count = [&ended] { ended.count_down(); };
    for (const std::unique_ptr<Lane>& lane : lanes_)
      asio::post(lane->context(), [&lane = *lane, count] { lane.stop(count); });
    ended.wait();
  }

  std::uint16_t port() const { return listener_->port(); }
  const ServerCounters& counters() const { return service_.counters; }

 private:
  /// On the listener's thread.
  void deal(Connection fresh) {
    std::variant<ConnectionGate::Ticket, Refusal> admitted = gate_.admit(fresh.peer.address());
    if (const Refusal* refusal = std::get_if<Refusal>(&admitted)) return service_.count(*refusal);
    service_.counters.accepted.fetch_add(1, std::memory_order_relaxed);
    Lane& lane = *lanes_[turn_++ % lanes_.size()];
    asio::dispatch(lane.context(), [&lane, fresh = std::move(fresh),
                                    ticket = std::get<0>(std::move(admitted))]() mutable {
      lane.adopt(std::move(fresh), std::move(ticket));
    });
  }

  net::IoThreads& threads_;
  Service service_;
  ConnectionGate gate_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::size_t turn_ = 0;
  std::unique_ptr<Listener> listener_;
  std::latch closed_{1};
};

Result<std::unique_ptr<Server>> Server::start(net::IoThreads& threads, Handler& handler,
                                              ServerOptions options) {
  Result<TrustedNetworks> trusted = TrustedNetworks::parse(options.trusted_networks);
  if (!trusted) return trusted.error();
  auto state = std::make_unique<State>(threads, handler, std::move(options), *std::move(trusted));
  const Result<void> started = state->start();
  if (!started) return started.error();
  return std::unique_ptr<Server>{new Server{std::move(state)}};
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { state_->stop(); }

std::uint16_t Server::port() const { return state_->port(); }
const ServerCounters& Server::counters() const { return state_->counters(); }

}  // namespace qunguan::http
