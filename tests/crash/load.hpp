#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "qunguan/domain/event.hpp"
#include "qunguan/gateways/standard_webhooks.hpp"
#include "qunguan/net/clock.hpp"

namespace qunguan::test {

/// What an event of the load is for.
enum class Purpose : std::uint8_t {
  Chat,      // breaks no rule
  Breach,    // must be fined, once
  Question,  // must end in a fine, an answer or a report
  Answer,    // to the question of the same number
};

/// An event that was sent, and what its sender knows of it.
struct Sent {
  Purpose purpose = Purpose::Chat;
  MemberId member;  // the one who broke a rule, was asked, or answered
  Instant at;
  bool is_acknowledged = false;
};

/// By event id. What is in it was put on the wire at least once.
using SentEvents = std::map<std::string, Sent>;

/// Signed events from many connections at once, each sent one to four times, as a platform does
/// that is not sure; what gets no answer is sent again.
class Load {
 public:
  static constexpr Duration kWithin = std::chrono::minutes{1};  // for an answer, by the policy
  // Before a deadline fires; longer than any outage that is no gap.
  static constexpr std::chrono::seconds kSettling{12};

  Load(std::uint16_t port, const std::string& secret, std::uint32_t seed);
  ~Load();

  /// Whether the daemon can be reached.
  void set_up(bool is_up);

  /// Does this once, the moment that an answer comes: what was acknowledged a moment ago is what a
  /// hasty daemon loses. Waits until it is done, or nothing is answered for 5 s.
  void at_next_acknowledgement(std::function<void()> act);

  /// Makes no more events; those on their way are sent to the end.
  void finish();

  /// Waits until all is sent. The daemon must be up.
  void join();

  SentEvents sent() const;

 private:
  struct Parcel {
    std::string id, body;
  };

  struct Promise {
    Instant at;  // when the answer is given
    int number = 0;
    MemberId member;
  };

  void work();
  bool take(Parcel& parcel);
  void put_back(Parcel parcel);
  void make_event();
  void make_answer(const Promise& promise);
  void add(Event event, Sent sent);
  Event message(const std::string& id, const MemberId& sender, std::string text, Instant at);
  std::string request(const Parcel& parcel) const;
  void spring();
  void note(const std::string& id, bool is_acknowledged);

  const std::uint16_t port_;
  const gateways::StandardWebhooks webhooks_;
  const net::SystemClock clock_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::mt19937 random_;
  std::atomic<bool> is_trapped_ = false;
  std::function<void()> trap_;
  bool is_up_ = false;
  bool is_finishing_ = false;
  bool is_abandoned_ = false;
  int count_ = 0;
  int under_way_ = 0;
  std::vector<Parcel> parcels_;
  std::vector<Promise> promises_;
  SentEvents planned_, sent_;
  std::vector<std::thread> threads_;
};

}  // namespace qunguan::test
