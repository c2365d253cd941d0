#include <algorithm>
#include <memory>
#include <set>
#include <sstream>

#include "app/classifiers.hpp"
#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/files.hpp"
#include "app/people_file.hpp"
#include "qunguan/domain/envelope.hpp"
#include "qunguan/engine/moderator.hpp"
#include "qunguan/storage/sqlite_store.hpp"

namespace qunguan::app {
namespace {

/// The events in the order of their time, or nothing after saying which line is wrong.
std::optional<std::vector<Event>> read_events(const std::string& path, std::ostream& err) {
  const Result<std::string> text = read_file(path);
  if (!text) {
    err << text.error().message << '\n';
    return std::nullopt;
  }
  std::vector<Event> events;
  bool is_good = true;
  std::istringstream lines{*text};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    Result<Event> event = parse_envelope(line);
    if (event) {
      events.push_back(*std::move(event));
    } else {
      err << path << ':' << number << ": " << event.error().message << '\n';
      is_good = false;
    }
  }
  if (!is_good) return std::nullopt;
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.at < b.at; });
  return events;
}

/// Runs the engine on the events' own time.
class VirtualClock {
 public:
  explicit VirtualClock(engine::Moderator& moderator) : moderator_(moderator) {}

  /// Fires what falls due up to then, each at its own time.
  void advance(Instant to) {
    std::optional<Instant> next = moderator_.tick(Instant{}, 0);
    while (next && *next <= to) next = moderator_.tick(*next);
  }

 private:
  engine::Moderator& moderator_;
};

bool play(engine::Moderator& moderator, const std::shared_ptr<const rules::PolicyBook>& book,
          const std::vector<Event>& events, std::optional<Instant> until, std::ostream& err) {
  VirtualClock clock{moderator};
  for (const Event& event : events) {
    if (until && event.at > *until) break;
    // What falls due at this very moment can still be met by it.
    clock.advance(event.at - Duration{1});
    const Result<engine::Moderator::Acceptance> taken =
        moderator.accept(event, engine::prepare(event, book));
    if (taken) continue;
    err << "event " << event.id.text() << ": " << taken.error().message << '\n';
    return false;
  }
  if (until)
    clock.advance(*until);
  else if (!events.empty())
    clock.advance(events.back().at);
  return true;
}

/// A policy that names none of the groups judges nothing, which looks like a clean record.
void warn_if_ungoverned(const rules::PolicyBook& book, const std::vector<Event>& events,
                        std::ostream& err) {
  std::set<std::string> ungoverned;
  for (const Event& event : events) {
    if (event.group.empty()) continue;
    if (!book.policies_for(event.group, {event.group_name}).empty()) return;
    ungoverned.insert(event.group.text() +
                      (event.group_name.empty() ? "" : " (" + event.group_name + ")"));
  }
  if (ungoverned.empty()) return;
  err << "群规里的 groups 没有提到这些群，没有一条消息受到判断：";
  for (const std::string& group : ungoverned) err << ' ' << group;
  err << '\n';
}

std::optional<Instant> read_until(const ReplayOptions& options, bool& is_good, std::ostream& err) {
  if (options.until.empty()) return std::nullopt;
  const Result<Instant> until = parse_instant(options.until);
  is_good = until.has_value();
  if (!is_good) err << "--until: " << until.error().message << '\n';
  return is_good ? std::optional{*until} : std::nullopt;
}

}  // namespace

int replay(const ReplayOptions& options, Streams streams) {
  bool is_good = true;
  const std::optional<Instant> until = read_until(options, is_good, streams.err);
  if (!is_good) return kCouldNotRun;
  const Result<std::vector<rules::PolicySource>> files = read_policies(options.policies);
  if (!files) {
    streams.err << files.error().message << '\n';
    return kCouldNotRun;
  }
  std::vector<policy::Diagnostic> problems;
  const Config config = config_or_default(options.config);
  const rules::Classifiers classifiers =
      read_classifiers(config.classifiers, config.file, problems);
  const std::shared_ptr<const rules::PolicyBook> book =
      rules::PolicyBook::load(*files, config.engine.retention, problems, classifiers);
  Directory directory;
  if (!options.directory.empty()) directory = read_people(options.directory, problems);
  if (print(problems, options.language, streams.err) > 0 || book == nullptr) return kFoundErrors;
  const std::optional<std::vector<Event>> events = read_events(options.events, streams.err);
  if (!events) return kFoundErrors;
  warn_if_ungoverned(*book, *events, streams.err);

  Result<std::unique_ptr<storage::SqliteStore>> store = storage::SqliteStore::open(":memory:");
  if (!store) {
    streams.err << store.error().message << '\n';
    return kCouldNotRun;
  }
  const engine::Store ports = (*store)->ports();
  const Zone zone = book->policies().empty() ? Zone{} : book->policies().front().calendar.zone;
  engine::WatchedOutbox outbox{ports.outbox, [&](const engine::Action& action, const auto&) {
                                 streams.out << format_action(action, zone) << '\n';
                               }};
  (*store)->begin();
  engine::Moderator moderator{{.journal = ports.journal,
                               .rosters = ports.rosters,
                               .timers = ports.timers,
                               .cases = ports.cases,
                               .ledger = ports.ledger,
                               .outbox = outbox,
                               .watch = ports.watch,
                               .audit = ports.audit,
                               .transaction = ports.transaction},
                              {.settling = Duration::zero()}};
  moderator.adopt(book, std::move(directory), Instant{});
  const bool is_played = play(moderator, book, *events, until, streams.err);
  const Result<void> finished = (*store)->commit();
  if (!finished) streams.err << finished.error().message << '\n';
  return is_played && finished ? kDone : kCouldNotRun;
}

}  // namespace qunguan::app
