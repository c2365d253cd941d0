#include "storage/ports.hpp"

namespace qunguan::storage {

using engine::Gap;
using engine::Heartbeat;

std::optional<Heartbeat> SqliteWatch::last_beat() {
  std::optional<Heartbeat> last;
  database_.each(
      "SELECT b.value, u.value, t.value FROM meta b, meta u, meta t WHERE b.name = 'beat_at_ms' "
      "AND u.name = 'beat_uptime_ms' AND t.name = 'boot'",
      [&](const Row& row) {
        last = Heartbeat{
            .at = row.instant(0), .uptime = Duration{row.integer(1)}, .boot = row.text(2)};
      });
  return last;
}

void SqliteWatch::beat(const Heartbeat& heartbeat) {
  constexpr const char* kPut =
      "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = "
      "excluded.value";
  database_.run(kPut, "beat_at_ms", heartbeat.at);
  database_.run(kPut, "beat_uptime_ms", static_cast<std::int64_t>(heartbeat.uptime.count()));
  database_.run(kPut, "boot", heartbeat.boot);
}

void SqliteWatch::add_gap(const Gap& gap) {
  database_.run("INSERT INTO gaps (from_ms, to_ms, reason, source) VALUES (?, ?, ?, ?)", gap.from,
                gap.to, gap.reason, gap.source);
}

void SqliteWatch::close_gap(const std::string& source, Instant to) {
  database_.run("UPDATE gaps SET to_ms = ? WHERE source = ? AND from_ms < ? AND to_ms > ?", to,
                source, to, to);
}

std::vector<Gap> SqliteWatch::gaps(Instant since) {
  std::vector<Gap> found;
  database_.each(
      "SELECT from_ms, to_ms, reason, source FROM gaps WHERE to_ms >= ?",
      [&](const Row& row) {
        found.push_back({.from = row.instant(0),
                         .to = row.instant(1),
                         .reason = row.text(2),
                         .source = row.text(3)});
      },
      since);
  return found;
}

void SqliteAudit::note(Instant at, const std::string& actor, const std::string& what,
                       const std::string& detail) {
  database_.run("INSERT INTO audit (at_ms, actor, what, detail) VALUES (?, ?, ?, ?)", at, actor,
                what, detail);
}

}  // namespace qunguan::storage
