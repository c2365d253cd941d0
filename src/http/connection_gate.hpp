#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "qunguan/domain/result.hpp"
#include "qunguan/http/server.hpp"

namespace qunguan::http {

/// Addresses that are named together: `10.0.0.0/8`, or one address.
class TrustedNetworks {
 public:
  /// Errors: `Invalid`, naming the text that is none.
  static Result<TrustedNetworks> parse(const std::vector<std::string>& texts);

  bool contains(const boost::asio::ip::address& address) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

/// Counts open connections, in all and per address, and says which may come in.
///
/// Outlives its tickets. Thread: any.
class ConnectionGate {
 public:
  ConnectionGate(const ServerOptions& options, TrustedNetworks trusted);

  /// One connection's place; given back on destruction.
  class Ticket {
   public:
    Ticket(ConnectionGate& gate, std::optional<boost::asio::ip::address> counted)
        : gate_(&gate), counted_(std::move(counted)) {}
    Ticket(Ticket&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), counted_(std::move(other.counted_)) {}
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket() {
      if (gate_ != nullptr) gate_->leave(counted_);
    }

   private:
    ConnectionGate* gate_;
    std::optional<boost::asio::ip::address> counted_;
  };

  /// A place, or why there is none.
  std::variant<Ticket, Refusal> admit(const boost::asio::ip::address& peer);

 private:
  void leave(const std::optional<boost::asio::ip::address>& counted);

  const std::size_t most_;
  const std::size_t most_per_address_;
  const TrustedNetworks trusted_;
  std::mutex mutex_;
  std::size_t open_ = 0;
  std::map<boost::asio::ip::address, std::size_t> open_by_address_;
};

}  // namespace qunguan::http
