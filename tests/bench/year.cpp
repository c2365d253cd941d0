// Writes the year of a busy group, for `qunguan replay`: events.jsonl and people.csv.
#include <fstream>

#include <CLI/CLI.hpp>

#include "qunguan/domain/envelope.hpp"
#include "support/busy_year.hpp"

int main(int argc, char** argv) {
  CLI::App app{"Writes the year of a busy group"};
  std::string folder;
  std::uint64_t seed = 1;
  int events = 200'000;
  app.add_option("folder", folder)->required();
  app.add_option("--seed", seed);
  app.add_option("--events", events);
  CLI11_PARSE(app, argc, argv);
  const qunguan::test::BusyYear year = qunguan::test::busy_year(seed, events);
  std::ofstream lines{folder + "/events.jsonl"};
  for (const qunguan::Event& event : year.events) lines << qunguan::format_envelope(event) << '\n';
  std::ofstream{folder + "/people.csv"} << year.people;
  return lines.flush() ? 0 : 1;
}
