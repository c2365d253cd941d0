// Stores the same rows through the daemon's journal and in a table without indexes, by turns, and
// takes the time of fdatasync between; prints one figure a line, by name.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <fmt/ostream.h>
#include <unistd.h>

#include "chat.hpp"
#include "qunguan/storage/sqlite_store.hpp"

namespace qunguan::bench {
namespace {

constexpr std::int64_t kFirstId = 7'000'000'000'000'000'000;
constexpr int kBarePages = 16'000;  // in the log before they are moved, as the daemon does
constexpr int kSyncs = 1'000;
constexpr std::size_t kBlock = 4'096;

struct Options {
  std::string folder;
  int rows = 200'000;
  int together = 128;  // rows a commit
  bool only_sync = false;
};

using Seconds = std::chrono::duration<double>;

template <class Work>
double time_of(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return Seconds{std::chrono::steady_clock::now() - begin}.count();
}

std::vector<Event> make_events(int count) {
  std::vector<Event> events(static_cast<std::size_t>(count));
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  for (std::size_t i = 0; i < events.size(); ++i) {
    Event& event = events[i];
    const Line said = line(i);
    event.source = "bench";
    event.id = EventId{std::to_string(kFirstId + static_cast<std::int64_t>(i))};
    event.type = EventType::MessageCreated;
    event.at = event.received_at = now;
    event.group = group_id(said.group);
    event.message.id = MessageId{event.id.text()};
    event.message.sender.id = said.sender;
    event.message.text = said.text;
  }
  return events;
}

std::string fresh_file(const Options& options, const char* name) {
  const std::string path = options.folder + "/" + name;
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(path + ending);
  return path;
}

void store_in_journal(const std::vector<Event>& events, const Options& options) {
  const auto store = *storage::SqliteStore::open(fresh_file(options, "journal.db"));
  engine::Journal& journal = store->ports().journal;
  for (std::size_t i = 0; i < events.size();) {
    const std::size_t end = std::min(i + static_cast<std::size_t>(options.together), events.size());
    store->begin();
    for (; i < end; ++i) static_cast<void>(journal.append(events[i], 1, 1));
    if (!store->commit()) throw std::runtime_error("the journal did not take a row");
    store->keep_small();
  }
}

/// What the journal's row holds, and nothing that is not a row.
void store_bare(const std::vector<Event>& events, const Options& options) {
  SQLite::Database database{fresh_file(options, "bare.db"),
                            SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192");
  database.exec("PRAGMA wal_autocheckpoint = " + std::to_string(kBarePages));
  database.exec(
      "CREATE TABLE event (no INTEGER PRIMARY KEY, source INTEGER, event_id TEXT, type INTEGER, "
      "at_ms INTEGER, received_at_ms INTEGER, group_no INTEGER, sender TEXT, kind INTEGER, text "
      "TEXT, detail TEXT, book INTEGER)");
  SQLite::Statement insert{database,
                           "INSERT INTO event (source, event_id, type, at_ms, received_at_ms, "
                           "group_no, sender, kind, text, book) VALUES (1,?,?,?,?,1,?,?,?,1)"};
  for (std::size_t i = 0; i < events.size();) {
    const std::size_t end = std::min(i + static_cast<std::size_t>(options.together), events.size());
    database.exec("BEGIN IMMEDIATE");
    for (; i < end; ++i) {
      const Event& event = events[i];
      insert.reset();
      insert.bindNoCopy(1, event.id.text());
      insert.bind(2, static_cast<int>(event.type));
      insert.bind(3, to_ms(event.at));
      insert.bind(4, to_ms(event.received_at));
      insert.bindNoCopy(5, event.message.sender.id.text());
      insert.bind(6, static_cast<int>(event.message.kind));
      insert.bindNoCopy(7, event.message.text);
      insert.exec();
    }
    database.exec("COMMIT");
  }
}

/// The median time to append a block and have it on disk, in microseconds.
double sync_us(const Options& options) {
  const std::string path = fresh_file(options, "blocks");
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string block(kBlock, 'x');
  std::vector<double> times;
  for (int i = 0; i < kSyncs; ++i)
    times.push_back(time_of([&] {
      if (::write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
          ::fdatasync(file) != 0)
        throw std::runtime_error("cannot write " + path);
    }));
  ::close(file);
  std::nth_element(times.begin(), times.begin() + kSyncs / 2, times.end());
  return times[kSyncs / 2] * 1e6;
}

void run(const Options& options) {
  fmt::print(std::cout, "fdatasync_us {:.1f}\n", sync_us(options));
  if (options.only_sync) return;
  const std::vector<Event> events = make_events(options.rows);
  const double bare = time_of([&] { store_bare(events, options); });
  const double journal = time_of([&] { store_in_journal(events, options); });
  fmt::print(std::cout, "bare_rows_per_second {:.0f}\njournal_rows_per_second {:.0f}\n",
             options.rows / bare, options.rows / journal);
}

}  // namespace
}  // namespace qunguan::bench

int main(int argc, char** argv) {
  qunguan::bench::Options options;
  CLI::App program{"Measures how fast rows are stored"};
  program.add_option("folder", options.folder, "for the files")->required();
  program.add_option("--rows", options.rows)->capture_default_str();
  program.add_option("--together", options.together, "rows a commit")->capture_default_str();
  program.add_flag("--only-sync", options.only_sync, "fdatasync alone");
  CLI11_PARSE(program, argc, argv);
  try {
    qunguan::bench::run(options);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << "\n";
    return 1;
  }
  return 0;
}
