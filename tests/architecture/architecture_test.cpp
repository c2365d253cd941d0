#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "qunguan/rules/rule.hpp"

namespace qunguan::test {
namespace {

namespace fs = std::filesystem;

using ::testing::IsEmpty;

const fs::path kRoot{QUNGUAN_SOURCE_DIR};

std::string read(const fs::path& file) {
  std::ifstream stream{file};
  EXPECT_TRUE(stream) << file;
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<std::string> matches(const std::string& text, const std::string& expression) {
  const std::regex pattern{expression};
  std::vector<std::string> found;
  for (std::sregex_iterator match{text.begin(), text.end(), pattern}, end; match != end; ++match)
    found.push_back((*match)[match->size() - 1].str());
  return found;
}

/// A source or header of the daemon.
struct Source {
  std::string room;
  std::string path;  // from the root
  std::string text;
  bool is_public = false;  // under include/
};

std::vector<Source> read_sources() {
  std::vector<Source> sources;
  for (const fs::path& top : {fs::path{"src"}, fs::path{"include/qunguan"}})
    for (const auto& entry : fs::recursive_directory_iterator{kRoot / top}) {
      const std::string extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp" && extension != ".in") continue;
      const fs::path below = fs::relative(entry.path(), kRoot / top);
      if (below.filename().string().starts_with("generate_")) continue;  // runs when we build
      sources.push_back({.room = below.begin()->string(),
                         .path = (top / below).string(),
                         .text = read(entry.path()),
                         .is_public = top != "src"});
    }
  return sources;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = read_sources();
  return all;
}

std::set<std::string> rooms_on_disk() {
  std::set<std::string> rooms;
  for (const Source& source : sources()) rooms.insert(source.room);
  return rooms;
}

using Allowed = std::map<std::string, std::set<std::string>>;

/// The table of rooms in docs/architecture.md: who may include whom.
Allowed read_table() {
  const std::string page = read(kRoot / "docs/architecture.md");
  const std::size_t begin = page.find("\n## Rooms\n");
  EXPECT_NE(begin, page.npos);
  const std::string section = page.substr(begin, page.find("\n## ", begin + 1) - begin);
  Allowed allowed;
  std::vector<std::string> unlimited;
  const std::regex row{R"(\n\| ((?:`\w+`(?:, )?)+) \|[^\n]*\| ([^|\n]+) \|(?=\n))"};
  for (std::sregex_iterator match{section.begin(), section.end(), row}, end; match != end; ++match)
    for (const std::string& room : matches((*match)[1], R"(`(\w+)`)")) {
      const std::string cell = (*match)[2];
      if (cell == "every room") unlimited.push_back(room);
      const std::vector<std::string> names = matches(cell, R"(\b(\w+)\b)");
      allowed[room] = {};
      if (cell != "nothing" && cell != "every room") allowed[room] = {names.begin(), names.end()};
    }
  for (const std::string& room : unlimited)
    for (const auto& [other, ignored] : allowed) allowed[room].insert(other);
  return allowed;
}

/// Without comments, which may name what code may not.
std::string code_of(const std::string& text) {
  std::string code;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') is_quoted = false;
    if (is_quoted && text[i] == '\\') code += text[i++];
    const bool is_mark = text[i] == '"' && (i == 0 || text[i - 1] != '\'');
    if (is_mark) is_quoted = !is_quoted;
    if (!is_quoted && text.compare(i, 2, "//") == 0) i = std::min(text.find('\n', i), text.size());
    if (i < text.size()) code += text[i];
  }
  return code;
}

std::vector<std::string> included(const Source& source, const std::string& form) {
  return matches("\n" + source.text, "\n[ \t]*#[ \t]*include[ \t]*" + form);
}

std::string room_of(const std::string& header) { return header.substr(0, header.find('/')); }

/// What is wrong with the file's own includes; empty when nothing is.
std::vector<std::string> trespasses(const Source& source, const std::set<std::string>& allowed) {
  std::vector<std::string> found;
  const auto note = [&](const std::string& what) { found.push_back(source.path + ": " + what); };
  for (const std::string& header : included(source, "[<\"]qunguan/([^>\"]+)[>\"]")) {
    const std::string room = room_of(header);
    if (room != source.room && !allowed.contains(room)) note("may not include " + header);
  }
  for (const std::string& header : included(source, "\"(?!qunguan/)([^\"]+)\"")) {
    if (source.is_public) note("shows the private " + header);
    if (room_of(header) != source.room) note("reaches into another room: " + header);
  }
  return found;
}

/// Places in those rooms whose code matches the expression.
std::vector<std::string> places(const std::set<std::string>& rooms, const std::string& expression) {
  std::vector<std::string> found;
  for (const Source& source : sources()) {
    if (!rooms.contains(source.room)) continue;
    for (const std::string& what : matches(code_of(source.text), expression))
      found.push_back(source.path + ": " + what);
  }
  return found;
}

TEST(Architecture, IncludesPointOneWay) {
  const Allowed table = read_table();
  std::set<std::string> listed;
  for (const auto& [room, allowed] : table) listed.insert(room);

  EXPECT_EQ(listed, rooms_on_disk());
  for (const Source& source : sources()) {
    if (!table.contains(source.room)) continue;
    EXPECT_THAT(trespasses(source, table.at(source.room)), IsEmpty());
  }
}

TEST(Architecture, NoTwoRoomsIncludeEachOther) {
  const Allowed table = read_table();

  for (const auto& [room, allowed] : table)
    for (const std::string& other : allowed)
      EXPECT_FALSE(other != room && table.contains(other) && table.at(other).contains(room))
          << room << " and " << other;
}

TEST(Architecture, EngineReadsNoClock) {
  const std::set<std::string> pure{"domain", "text", "policy", "rules", "engine"};
  const std::string identifiers =
      R"(\b(system_clock|steady_clock|high_resolution_clock|gettimeofday|clock_gettime|time\(nullptr\))"
      R"(|ifstream|ofstream|fopen|sqlite3\w*|getenv|random_device|s?rand\(|sleep_for|std::cout|std::cerr)\b)";
  const std::string headers =
      R"(#include <((?:boost/|spdlog/|SQLiteCpp/|sys/)[^>]*|fstream|filesystem|iostream|thread|mutex)"
      R"(|future|condition_variable|random|ctime|time\.h|unistd\.h|fcntl\.h|netdb\.h|sqlite3\.h|cstdio)>)";

  EXPECT_THAT(places(pure, identifiers), IsEmpty());
  EXPECT_THAT(places(pure, headers), IsEmpty());
}

TEST(Architecture, OnlyStorageHasSql) {
  std::set<std::string> rooms = rooms_on_disk();
  rooms.erase("storage");

  EXPECT_THAT(
      places(
          rooms,
          R"(\b(SELECT\s[^"\n]*\sFROM|INSERT (?:OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM)"
          R"(|(?:CREATE|DROP|ALTER) (?:UNIQUE )?(?:TABLE|INDEX|TRIGGER|VIEW)|PRAGMA|BEGIN IMMEDIATE)\b)"),
      IsEmpty());
  EXPECT_THAT(places(rooms, R"(#include <(sqlite3\.h|SQLiteCpp/[^>]*|libpq[^>]*)>)"), IsEmpty());
}

TEST(Architecture, EveryRuleTypeHasATestAndAPage) {
  std::set<std::string> known;
  for (const rules::RuleType& type : rules::catalogue()) known.insert(type.name);
  std::set<std::string> written;

  for (const auto& entry : fs::directory_iterator{kRoot / "src/rules/types"}) {
    const std::string name = entry.path().stem();
    written.insert(name);
    EXPECT_TRUE(fs::exists(kRoot / "tests/rules" / (name + "_test.cpp"))) << name;
    EXPECT_TRUE(fs::exists(kRoot / "docs/rules" / (name + ".md"))) << name;
  }

  EXPECT_EQ(known, written);
}

}  // namespace
}  // namespace qunguan::test
