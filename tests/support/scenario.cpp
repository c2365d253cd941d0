#include "support/scenario.hpp"

#include <gtest/gtest.h>

namespace qunguan::test {

engine::Settings Scenario::default_settings() {
  engine::Settings settings;
  settings.sources = {{.name = "s"}};
  settings.groups = {
      {.source = "s", .id = GroupId{"g"}, .name = "示范群", .channel = "app", .chat_id = "c1"}};
  settings.settling = Duration::zero();
  return settings;
}

Scenario::Scenario(const std::string& policy, engine::Settings settings)
    : file_(*storage::SqliteStore::open(":memory:")),
      disk_(file_->ports()),
      inner_(disk_.ports()),
      outbox_(
          inner_.outbox,
          [this](const engine::Action& action, const std::vector<engine::Delivery>& deliveries) {
            kept_.actions.push_back(action);
            kept_.deliveries.insert(kept_.deliveries.end(), deliveries.begin(), deliveries.end());
          }),
      ports_{.journal = inner_.journal,
             .rosters = inner_.rosters,
             .timers = inner_.timers,
             .cases = inner_.cases,
             .ledger = inner_.ledger,
             .outbox = outbox_,
             .watch = inner_.watch,
             .audit = inner_.audit,
             .transaction = inner_.transaction},
      settings_(std::move(settings)),
      book_(load(policy)),
      moderator_(std::make_unique<engine::Moderator>(ports_, settings_)) {
  file_->begin();
  moderator_->adopt(book_, directory, time("00:00:00"));
  Event snapshot = event(EventType::GroupSnapshot, "00:00:00");
  snapshot.owner = MemberId{"boss"};
  snapshot.admins = {MemberId{"admin1"}, MemberId{"admin2"}};
  for (const char* id : {"boss", "admin1", "admin2", "zhangsan", "lisi", "wangwu"})
    snapshot.members.push_back({.id = MemberId{id}, .name = id});
  static_cast<void>(feed(snapshot));
}

std::shared_ptr<const rules::PolicyBook> Scenario::load(const std::string& policy) {
  std::vector<policy::Diagnostic> problems;
  std::shared_ptr<const rules::PolicyBook> book = rules::PolicyBook::load(
      {{.file = "t.yaml", .text = policy}}, std::chrono::days{30}, problems);
  for (const policy::Diagnostic& problem : problems)
    ADD_FAILURE() << format(problem, policy::Language::English);
  return book == nullptr ? std::make_shared<const rules::PolicyBook>() : book;
}

Instant Scenario::time(const std::string& at) {
  const std::string full = at.find('T') == at.npos ? "2026-03-02T" + at : at;
  const std::string clock = full.size() == 16 ? full + ":00" : full;
  return *parse_instant(clock + "+08:00");
}

Event Scenario::event(EventType type, const std::string& at) {
  Event event;
  event.source = "s";
  event.id = EventId{"e" + std::to_string(++events_)};
  event.type = type;
  event.at = event.received_at = time(at);
  event.group = GroupId{"g"};
  event.group_name = "示范群";
  return event;
}

Event Scenario::message(const std::string& at, const std::string& who, const std::string& text) {
  Event said = event(EventType::MessageCreated, at);
  said.message.id = MessageId{"m" + std::to_string(events_)};
  said.message.sender.id = MemberId{who};
  said.message.text = text;
  return said;
}

void Scenario::advance(Instant to) {
  std::optional<Instant> next = moderator_->tick(Instant{}, 0);
  while (next && *next <= to) next = moderator_->tick(*next);
}

/// As the daemon does: what failed is forgotten.
std::optional<std::vector<engine::Action>> Scenario::commit() {
  const Result<void> committed = file_->commit();
  file_->begin();
  std::vector<engine::Action> actions = std::exchange(kept_.actions, {});
  if (committed) return actions;
  moderator_->forget();
  return std::nullopt;
}

std::vector<engine::Action> Scenario::take() {
  std::optional<std::vector<engine::Action>> actions = commit();
  EXPECT_TRUE(actions) << "the commit failed";
  return actions ? *std::move(actions) : std::vector<engine::Action>{};
}

std::optional<std::vector<engine::Action>> Scenario::try_feed(Event event) {
  advance(event.at - Duration{1});
  const engine::Prepared prepared = engine::prepare(event, book_);
  static_cast<void>(moderator_->accept(std::move(event), prepared));
  return commit();
}

std::optional<std::vector<engine::Action>> Scenario::try_wait_until(const std::string& at) {
  advance(time(at));
  return commit();
}

std::vector<engine::Action> Scenario::feed(Event event) {
  advance(event.at - Duration{1});
  const engine::Prepared prepared = engine::prepare(event, book_);
  const auto taken = moderator_->accept(std::move(event), prepared);
  EXPECT_TRUE(taken) << taken.error().message;
  return take();
}

std::vector<engine::Action> Scenario::say(const std::string& at, const std::string& who,
                                          const std::string& text) {
  return feed(message(at, who, text));
}

std::vector<engine::Action> Scenario::say_privately(const std::string& at, const std::string& who,
                                                    const std::string& text) {
  Event said = message(at, who, text);
  said.type = EventType::AppMessage;
  said.group = GroupId{};
  said.group_name.clear();
  return feed(said);
}

std::vector<engine::Action> Scenario::wait_until(const std::string& at) {
  advance(time(at));
  return take();
}

std::vector<engine::Action> Scenario::reload(const std::string& policy, const std::string& at) {
  book_ = load(policy);
  moderator_->adopt(book_, directory, time(at));
  return take();
}

void Scenario::restart() {
  moderator_ = std::make_unique<engine::Moderator>(ports_, settings_);
  moderator_->adopt(book_, directory, time("00:00:00"));
}

Fen Scenario::balance(const std::string& member) {
  Fen sum;
  for (std::int64_t number = 1; number < 100; ++number)
    for (const engine::LedgerEntry& entry : ports_.ledger.entries(number))
      if (entry.member == MemberId{member}) sum += entry.amount;
  return sum;
}

std::string summary(const std::vector<engine::Action>& actions) {
  std::string text;
  for (const engine::Action& action : actions) {
    if (!text.empty()) text += "; ";
    text += std::string{to_text(action.kind)} + " " + (action.member ? action.member->text() : "-");
    if (action.amount != Fen{}) text += " " + std::to_string(action.amount.count());
    if (action.mode == rules::Mode::Test) text += " (test)";
  }
  return text;
}

}  // namespace qunguan::test
