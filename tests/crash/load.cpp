#include "crash/load.hpp"

#include <algorithm>
#include <optional>

#include "qunguan/domain/envelope.hpp"
#include "support/raw_client.hpp"

namespace qunguan::test {
namespace {

constexpr int kConnections = 64;
constexpr std::size_t kUnderWay = 256;  // parcels that wait to be sent

// A question is dated back so far that its answer falls due two seconds after it is sent.
constexpr Duration kAge = Load::kWithin - std::chrono::seconds{2};
constexpr int kLatestAnswerMs = 4'000;  // after the question is sent; half come too late

constexpr std::chrono::seconds kPatience{5};  // for an acknowledgement

// Now and then a long text, so that a commit has something to write.
constexpr int kLongText = 6'000;  // bytes, about
constexpr int kLongTexts = 4;     // one in so many

constexpr const char* kGroup = "g1";
constexpr const char* kAsker = "boss";
constexpr int kChatters = 200;  // members who chat and break rules; who is asked, is asked once

std::string chat(const std::string& number, bool is_long) {
  std::string text = "收到，第 " + number + " 份";
  while (is_long && text.size() < kLongText) text += "，这一份的内容都核对过了，没有出入";
  return text;
}

}  // namespace

Load::Load(std::uint16_t port, const std::string& secret, std::uint32_t seed)
    : port_(port), webhooks_(*gateways::StandardWebhooks::with_secrets({secret})), random_(seed) {
  for (int i = 0; i < kConnections; ++i) threads_.emplace_back([this] { work(); });
}

Load::~Load() {
  {
    const std::lock_guard lock{mutex_};
    is_abandoned_ = true;
    changed_.notify_all();
  }
  join();
}

void Load::set_up(bool is_up) {
  const std::lock_guard lock{mutex_};
  is_up_ = is_up;
  changed_.notify_all();
}

void Load::at_next_acknowledgement(std::function<void()> act) {
  std::unique_lock lock{mutex_};
  trap_ = std::move(act);
  is_trapped_ = true;
  changed_.wait_for(lock, kPatience, [this] { return trap_ == nullptr; });
  if (is_trapped_.exchange(false))
    std::exchange(trap_, nullptr)();
  else
    changed_.wait(lock, [this] { return trap_ == nullptr; });
}

void Load::spring() {
  if (!is_trapped_.exchange(false)) return;
  // Nobody else touches it between the two flags.
  trap_();
  const std::lock_guard lock{mutex_};
  trap_ = nullptr;
  changed_.notify_all();
}

void Load::finish() {
  const std::lock_guard lock{mutex_};
  is_finishing_ = true;
  changed_.notify_all();
}

void Load::join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

SentEvents Load::sent() const {
  const std::lock_guard lock{mutex_};
  return sent_;
}

Event Load::message(const std::string& id, const MemberId& sender, std::string text, Instant at) {
  Event event;
  event.id = EventId{id};
  event.type = EventType::MessageCreated;
  event.at = at;
  event.group = GroupId{kGroup};
  event.message.id = MessageId{id};
  event.message.sender.id = sender;
  event.message.text = std::move(text);
  event.message.mentions.emplace();
  return event;
}

void Load::add(Event event, Sent sent) {
  const std::string id = event.id.text();
  sent.at = event.at;
  planned_.emplace(id, std::move(sent));
  const std::string body = format_envelope(event);
  const int times = std::uniform_int_distribution{1, 4}(random_);
  for (int i = 0; i < times; ++i) parcels_.push_back({.id = id, .body = body});
}

void Load::make_event() {
  const std::string number = std::to_string(++count_);
  const MemberId chatter{"w" +
                         std::to_string(std::uniform_int_distribution{1, kChatters}(random_))};
  const Instant now = clock_.now();
  switch (count_ % 20) {
    case 0: {
      const MemberId asked{"q" + number};
      Event question =
          message("question-" + number, MemberId{kAsker}, "图纸发了吗 " + number, now - kAge);
      question.message.mentions->push_back(asked);
      add(std::move(question), {.purpose = Purpose::Question, .member = asked});
      if (std::bernoulli_distribution{}(random_))
        promises_.push_back(
            {.at = now + Duration{std::uniform_int_distribution{0, kLatestAnswerMs}(random_)},
             .number = count_,
             .member = asked});
      return;
    }
    case 10:
      return add(message("breach-" + number, chatter, "今晚百家乐走起 " + number, now),
                 {.purpose = Purpose::Breach, .member = chatter});
    default:
      return add(message("chat-" + number, chatter, chat(number, count_ % kLongTexts == 0), now),
                 {.purpose = Purpose::Chat, .member = chatter});
  }
}

void Load::make_answer(const Promise& promise) {
  add(message("answer-" + std::to_string(promise.number), promise.member, "发了", clock_.now()),
      {.purpose = Purpose::Answer, .member = promise.member});
}

bool Load::take(Parcel& parcel) {
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [this] { return is_up_ || is_abandoned_; });
    if (is_abandoned_) return false;
    const auto due = std::find_if(promises_.begin(), promises_.end(), [&](const Promise& promise) {
      return promise.at <= clock_.now();
    });
    if (due != promises_.end()) {
      make_answer(*due);
      promises_.erase(due);
    }
    while (!is_finishing_ && parcels_.size() < kUnderWay) make_event();
    if (!parcels_.empty()) break;
    // Others may have to put theirs back.
    if (under_way_ == 0) return false;
    changed_.wait(lock);
  }
  const std::size_t chosen =
      std::uniform_int_distribution<std::size_t>{0, parcels_.size() - 1}(random_);
  std::swap(parcels_[chosen], parcels_.back());
  parcel = std::move(parcels_.back());
  parcels_.pop_back();
  sent_.insert(*planned_.find(parcel.id));
  ++under_way_;
  return true;
}

void Load::put_back(Parcel parcel) {
  const std::lock_guard lock{mutex_};
  parcels_.push_back(std::move(parcel));
}

void Load::note(const std::string& id, bool is_acknowledged) {
  const std::lock_guard lock{mutex_};
  --under_way_;
  if (is_acknowledged) sent_.at(id).is_acknowledged = true;
  if (under_way_ == 0) changed_.notify_all();
}

std::string Load::request(const Parcel& parcel) const {
  const Instant now = clock_.now();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  return "POST /hook/load HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
         "webhook-id: " +
         parcel.id + "\r\nwebhook-timestamp: " + std::to_string(seconds.count()) +
         "\r\nwebhook-signature: " + webhooks_.sign(parcel.id, now, parcel.body) +
         "\r\nContent-Length: " + std::to_string(parcel.body.size()) + "\r\n\r\n" + parcel.body;
}

void Load::work() {
  std::optional<RawClient> client;
  for (Parcel parcel; take(parcel);) {
    if (!client) client.emplace(port_);
    const int status = client->ask(request(parcel)).status;
    if (status == 200) spring();
    const std::string id = parcel.id;
    if (status != 200) {
      client.reset();
      put_back(std::move(parcel));
    }
    note(id, status == 200);
  }
}

}  // namespace qunguan::test
