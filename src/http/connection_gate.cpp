#include "http/connection_gate.hpp"

#include <algorithm>

namespace qunguan::http {
namespace {

namespace ip = boost::asio::ip;

bool is_within(const ip::address_v4& address, const ip::network_v4& network) {
  return ip::network_v4{address, network.prefix_length()}.canonical() == network.canonical();
}

bool is_within(const ip::address_v6& address, const ip::network_v6& network) {
  return ip::network_v6{address, network.prefix_length()}.canonical() == network.canonical();
}

/// IPv4 in IPv6 clothes, as a socket for both shows it.
ip::address undressed(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

/// Who holds one IPv6 address usually holds its whole /64.
ip::address counted_as(const ip::address& address) {
  if (address.is_v4()) return address;
  return ip::network_v6{address.to_v6(), 64}.network();
}

}  // namespace

Result<TrustedNetworks> TrustedNetworks::parse(const std::vector<std::string>& texts) {
  TrustedNetworks networks;
  for (const std::string& text : texts) {
    const bool is_single = text.find('/') == text.npos;
    boost::system::error_code v4_failure;
    boost::system::error_code v6_failure;
    const auto v4 = ip::make_network_v4(is_single ? text + "/32" : text, v4_failure);
    const auto v6 = ip::make_network_v6(is_single ? text + "/128" : text, v6_failure);
    if (v4_failure && v6_failure)
      return Error{Error::Code::Invalid, "not an address or a network: '" + text + "'"};
    if (!v4_failure) {
      networks.v4_.push_back(v4);
    } else {
      networks.v6_.push_back(v6);
    }
  }
  return networks;
}

bool TrustedNetworks::contains(const ip::address& address) const {
  const auto holds = [&](const auto& networks, const auto& one) {
    return std::any_of(networks.begin(), networks.end(),
                       [&](const auto& network) { return is_within(one, network); });
  };
  return address.is_v4() ? holds(v4_, address.to_v4()) : holds(v6_, address.to_v6());
}

ConnectionGate::ConnectionGate(const ServerOptions& options, TrustedNetworks trusted)
    : most_(options.connections),
      most_per_address_(options.connections_per_address),
      trusted_(std::move(trusted)) {}

std::variant<ConnectionGate::Ticket, Refusal> ConnectionGate::admit(const ip::address& peer) {
  const ip::address address = undressed(peer);
  const bool is_exempt = address.is_loopback() || trusted_.contains(address);
  const std::lock_guard lock{mutex_};
  if (open_ >= most_) return Refusal::Full;
  std::optional<ip::address> counted;
  if (!is_exempt) {
    counted = counted_as(address);
    std::size_t& open = open_by_address_[*counted];
    if (open >= most_per_address_) return Refusal::AddressFull;
    ++open;
  }
  ++open_;
  return Ticket{*this, std::move(counted)};
}

void ConnectionGate::leave(const std::optional<ip::address>& counted) {
  const std::lock_guard lock{mutex_};
  --open_;
  if (!counted) return;
  const auto place = open_by_address_.find(*counted);
  if (--place->second == 0) open_by_address_.erase(place);
}

}  // namespace qunguan::http
