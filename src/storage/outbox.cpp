#include <algorithm>

#include <nlohmann/json.hpp>

#include "storage/ports.hpp"

namespace qunguan::storage {
namespace {

using engine::Claim;
using engine::Delivery;
using engine::DeliveryKind;
using engine::DeliveryState;

constexpr const char* kClaimable =
    "SELECT d.no, d.kind, d.channel, d.chat_id, d.text, d.people, d.expires_at_ms, d.attempts, "
    "a.group_no, a.case_no, coalesce(d.first_tried_ms, a.time_ms) "
    "FROM deliveries d JOIN actions a ON a.no = d.action_no WHERE d.state = 'waiting' AND "
    "d.channel = ? AND d.next_attempt_ms <= ? ORDER BY d.no LIMIT ?";
constexpr const char* kInterrupted =
    "SELECT d.no, d.kind, d.channel, d.chat_id, d.text, d.people, d.expires_at_ms, d.attempts, "
    "a.group_no, a.case_no, coalesce(d.first_tried_ms, a.time_ms) "
    "FROM deliveries d JOIN actions a ON a.no = d.action_no WHERE d.state = 'sending' ORDER BY "
    "d.no";

std::string write_people(const std::vector<MemberId>& people) {
  nlohmann::json ids = nlohmann::json::array();
  for (const MemberId& id : people) ids.push_back(id.text());
  return ids.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Claim read_claim(const Row& row) {
  Claim claim{.number = row.integer(0),
              .group = row.integer(8),
              .violation = row.integer(9),
              .first_tried_at = row.instant(10),
              .attempts = static_cast<int>(row.integer(7))};
  claim.delivery = {.kind = engine::parse_delivery_kind(row.text(1)).value_or(DeliveryKind::Notice),
                    .channel = row.text(2),
                    .chat_id = row.text(3),
                    .text = row.text(4),
                    .expires_at = row.maybe_instant(6)};
  for (const nlohmann::json& id : nlohmann::json::parse(row.text(5)))
    claim.delivery.people.emplace_back(id.get<std::string>());
  return claim;
}

/// The case itself, or all where the evidence names several.
std::vector<std::int64_t> cases_of(std::int64_t violation, const std::string& evidence) {
  const nlohmann::json json = nlohmann::json::parse(evidence, nullptr, /*allow_exceptions=*/false);
  const auto cases = json.find("cases");
  if (cases == json.end() || !cases->is_array()) return {violation};
  return cases->get<std::vector<std::int64_t>>();
}

std::string word(DeliveryState state) { return std::string{to_text(state)}; }

/// Why a delivery cannot be made at all; empty when it can.
std::string obstacle(const Delivery& delivery) {
  if (delivery.channel.empty()) return "the group has no channel";
  if (delivery.kind == DeliveryKind::Private && delivery.people.empty())
    return "report_to names nobody in the group";
  return {};
}

}  // namespace

void SqliteOutbox::add(const engine::Action& action, std::int64_t group,
                       const std::vector<Delivery>& deliveries) {
  database_.run(
      "INSERT INTO actions (time_ms, group_no, rule, kind, member, amount_fen, step, mode, "
      "message, case_no, text, evidence) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      action.time, group, action.rule, std::string{to_text(action.kind)}, action.member,
      action.amount, action.step, static_cast<int>(action.mode), action.message, action.violation,
      action.text, action.evidence);
  const std::int64_t number = database_.last_id();
  for (const Delivery& delivery : deliveries) {
    const std::string reason = obstacle(delivery);
    const DeliveryState state =
        reason.empty() ? DeliveryState::Waiting : DeliveryState::Undeliverable;
    database_.run(
        "INSERT INTO deliveries (action_no, kind, channel, chat_id, text, people, expires_at_ms, "
        "state, next_attempt_ms, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number, std::string{to_text(delivery.kind)}, delivery.channel, delivery.chat_id,
        delivery.text, write_people(delivery.people), delivery.expires_at, word(state), Instant{},
        reason);
  }
}

std::map<MemberId, int> SqliteOutbox::closings(std::int64_t group, const std::string& reason,
                                               Instant since, Instant until) {
  std::map<MemberId, int> found;
  const std::string evidence = nlohmann::json{{"closed", reason}}.dump();
  database_.each(
      "SELECT member, count(*) FROM actions WHERE kind = 'record' AND case_no = 0 AND group_no = ? "
      "AND time_ms >= ? AND time_ms < ? AND evidence = ? AND mode <> ? AND member IS NOT NULL "
      "GROUP BY member",
      [&](const Row& row) { found[MemberId{row.text(0)}] = static_cast<int>(row.integer(1)); },
      group, since, until, evidence, static_cast<int>(rules::Mode::Test));
  return found;
}

std::vector<engine::Outbox::Told> SqliteOutbox::told(std::int64_t group, std::size_t limit) {
  std::vector<Told> found;
  database_.each(
      "SELECT text, case_no, evidence FROM actions a WHERE group_no = ? AND case_no > 0 AND EXISTS "
      "(SELECT 1 FROM deliveries d WHERE d.action_no = a.no AND d.kind <> 'removal') ORDER BY no "
      "DESC LIMIT ?",
      [&](const Row& row) {
        found.push_back({.text = row.text(0), .cases = cases_of(row.integer(1), row.text(2))});
      },
      group, static_cast<std::int64_t>(limit));
  return found;
}

void SqliteOutbox::change_state(std::int64_t violation, DeliveryState from, DeliveryState to,
                                bool only_removals) {
  database_.run(
      "UPDATE deliveries SET state = ? WHERE state = ? AND (kind = 'removal' OR NOT ?) AND "
      "action_no IN (SELECT no FROM actions WHERE case_no = ?)",
      word(to), word(from), only_removals, violation);
}

void SqliteOutbox::hold(std::int64_t violation) {
  change_state(violation, DeliveryState::Waiting, DeliveryState::Held, /*only_removals=*/true);
  database_.run(
      "UPDATE deliveries SET afterwards = 'held' WHERE state = 'sending' AND kind = 'removal' AND "
      "afterwards IS NULL AND action_no IN (SELECT no FROM actions WHERE case_no = ?)",
      violation);
}

void SqliteOutbox::resume(std::int64_t violation) {
  change_state(violation, DeliveryState::Held, DeliveryState::Waiting, /*only_removals=*/true);
  database_.run(
      "UPDATE deliveries SET afterwards = NULL WHERE state = 'sending' AND afterwards = 'held' AND "
      "action_no IN (SELECT no FROM actions WHERE case_no = ?)",
      violation);
}

void SqliteOutbox::cancel(std::int64_t violation) {
  change_state(violation, DeliveryState::Waiting, DeliveryState::Cancelled,
               /*only_removals=*/false);
  change_state(violation, DeliveryState::Held, DeliveryState::Cancelled, /*only_removals=*/false);
  database_.run(
      "UPDATE deliveries SET afterwards = 'cancelled' WHERE state = 'sending' AND "
      "action_no IN (SELECT no FROM actions WHERE case_no = ?)",
      violation);
}

void SqliteOutbox::cancel_removals(std::int64_t group, const MemberId& member) {
  database_.run(
      "UPDATE deliveries SET state = 'cancelled', note = 'the member came back; look at the case' "
      "WHERE kind = 'removal' AND state IN ('waiting', 'held') AND "
      "action_no IN (SELECT no FROM actions WHERE group_no = ? AND member = ? AND kind = 'remove')",
      group, member);
  database_.run(
      "UPDATE deliveries SET afterwards = 'cancelled' WHERE kind = 'removal' AND state = 'sending' "
      "AND action_no IN (SELECT no FROM actions WHERE group_no = ? AND member = ? AND kind = "
      "'remove')",
      group, member);
}

void SqliteOutbox::confirm_removals(std::int64_t group, const MemberId& member, Instant since) {
  database_.run(
      "UPDATE deliveries SET state = 'done', note = 'the member is gone' WHERE kind = 'removal' "
      "AND state IN ('waiting', 'held', 'undeliverable', 'failed', 'unknown') AND action_no IN "
      "(SELECT no FROM actions WHERE group_no = ? AND member = ? AND kind = 'remove' AND time_ms "
      ">= ?)",
      group, member, since);
}

std::vector<Claim> SqliteOutbox::claim(const std::string& channel, Instant now, std::size_t limit) {
  std::vector<Claim> claims;
  database_.each(
      kClaimable, [&](const Row& row) { claims.push_back(read_claim(row)); }, channel, now, limit);
  for (Claim& claim : claims) {
    claim.taken_at = now;
    if (claim.attempts == 0) claim.first_tried_at = now;
    if (claim.delivery.kind == DeliveryKind::Notice)
      claim.audience = static_cast<std::size_t>(database_.integer(
          0, "SELECT count(*) FROM members WHERE group_no = ? AND present = 1", claim.group));
    database_.run(
        "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, first_tried_ms = ? "
        "WHERE no = ?",
        claim.first_tried_at, claim.number);
  }
  return claims;
}

void SqliteOutbox::settle(const Claim& claim, const engine::Settlement& settlement) {
  // What was decided meanwhile is about the next attempt: this one is over.
  database_.run(
      "UPDATE deliveries SET state = CASE WHEN ?1 = 'waiting' THEN coalesce(afterwards, ?1) ELSE "
      "?1 END, afterwards = NULL, next_attempt_ms = ?2, note = ?3, attempts = attempts - ?4 WHERE "
      "no = ?5 AND state = 'sending'",
      word(settlement.state), settlement.next_attempt.value_or(Instant{}), settlement.note,
      settlement.was_tried ? 0 : 1, claim.number);
}

std::size_t SqliteOutbox::give_up_others(const std::vector<std::string>& channels) {
  std::vector<std::string> waiting;
  database_.each("SELECT DISTINCT channel FROM deliveries WHERE state IN ('waiting', 'held')",
                 [&](const Row& row) { waiting.push_back(row.text(0)); });
  int given_up = 0;
  for (const std::string& channel : waiting) {
    if (std::find(channels.begin(), channels.end(), channel) != channels.end()) continue;
    given_up += database_.run(
        "UPDATE deliveries SET state = 'undeliverable', note = ? WHERE state IN ('waiting', "
        "'held') AND channel = ?",
        "the channel " + channel + " is no longer configured", channel);
  }
  return static_cast<std::size_t>(given_up);
}

std::vector<Claim> SqliteOutbox::interrupted() {
  std::vector<Claim> claims;
  database_.each(kInterrupted, [&](const Row& row) { claims.push_back(read_claim(row)); });
  return claims;
}

std::optional<Instant> SqliteOutbox::next_attempt(const std::string& channel) {
  std::optional<Instant> next;
  database_.each(
      "SELECT min(next_attempt_ms) FROM deliveries WHERE state = 'waiting' AND channel = ?",
      [&](const Row& row) { next = row.maybe_instant(0); }, channel);
  return next;
}

}  // namespace qunguan::storage
