#include "http/connection_gate.hpp"

#include <memory>

#include <gmock/gmock.h>

namespace qunguan::http {
namespace {

using boost::asio::ip::make_address;

/// A gate with two places per address, and the connections that came through it.
class Door {
 public:
  explicit Door(std::size_t places = 100, const std::vector<std::string>& trusted = {})
      : gate_({.connections = places, .connections_per_address = 2},
              *TrustedNetworks::parse(trusted)) {}

  /// Nothing when it came in.
  std::optional<Refusal> enter(const std::string& address) {
    auto admitted = gate_.admit(make_address(address));
    if (const Refusal* refusal = std::get_if<Refusal>(&admitted)) return *refusal;
    inside_.push_back(std::make_unique<ConnectionGate::Ticket>(std::get<0>(std::move(admitted))));
    return std::nullopt;
  }

  void last_leaves() { inside_.pop_back(); }

 private:
  ConnectionGate gate_;
  std::vector<std::unique_ptr<ConnectionGate::Ticket>> inside_;
};

TEST(ConnectionGate, HasSoManyPlaces) {
  Door door{3};

  EXPECT_EQ(door.enter("10.0.0.1"), std::nullopt);
  EXPECT_EQ(door.enter("10.0.0.2"), std::nullopt);
  EXPECT_EQ(door.enter("127.0.0.1"), std::nullopt);
  EXPECT_EQ(door.enter("10.0.0.3"), Refusal::Full);
  door.last_leaves();
  EXPECT_EQ(door.enter("10.0.0.3"), std::nullopt);
}

TEST(ConnectionGate, GivesEachAddressItsShare) {
  Door door;

  EXPECT_EQ(door.enter("10.0.0.1"), std::nullopt);
  EXPECT_EQ(door.enter("10.0.0.1"), std::nullopt);
  EXPECT_EQ(door.enter("10.0.0.1"), Refusal::AddressFull);
  EXPECT_EQ(door.enter("::ffff:10.0.0.1"), Refusal::AddressFull);
  EXPECT_EQ(door.enter("10.0.0.2"), std::nullopt);
  door.last_leaves();
  door.last_leaves();
  EXPECT_EQ(door.enter("10.0.0.1"), std::nullopt);
}

TEST(ConnectionGate, TakesANetworkOfIpv6ForOneAddress) {
  Door door;

  EXPECT_EQ(door.enter("2001:db8::1"), std::nullopt);
  EXPECT_EQ(door.enter("2001:db8::2"), std::nullopt);
  EXPECT_EQ(door.enter("2001:db8::3"), Refusal::AddressFull);
  EXPECT_EQ(door.enter("2001:db8:0:1::1"), std::nullopt);
}

TEST(ConnectionGate, DoesNotCountLoopbackAndTrustedProxies) {
  Door door{100, {"10.1.0.0/16", "192.168.1.1", "2001:db8::/32"}};
  for (const char* address : {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "10.1.2.3",
                              "192.168.1.1", "2001:db8:1::1", "::ffff:10.1.9.9"}) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(door.enter(address), std::nullopt) << address;
  }

  EXPECT_EQ(door.enter("192.168.1.2"), std::nullopt);
  EXPECT_EQ(door.enter("192.168.1.2"), std::nullopt);
  EXPECT_EQ(door.enter("192.168.1.2"), Refusal::AddressFull);
}

TEST(TrustedNetworks, NamesWhatItCannotRead) {
  for (const char* text : {"", "a", "10.0.0.0/33", "10.0.0.0/", "2001:db8::/129", "10.0.0"}) {
    const Result<TrustedNetworks> networks = TrustedNetworks::parse({"10.0.0.1", text});

    ASSERT_FALSE(networks) << text;
    EXPECT_THAT(networks.error().message, testing::HasSubstr(text));
  }
}

}  // namespace
}  // namespace qunguan::http
