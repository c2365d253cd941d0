#include "app/people_file.hpp"

#include <algorithm>
#include <sstream>

#include "app/csv.hpp"
#include "app/files.hpp"
#include "qunguan/policy/config_reader.hpp"
#include "qunguan/policy/utf8.hpp"
#include "qunguan/rules/calendar.hpp"

namespace qunguan::app {
namespace {

using policy::ConfigReader;
using policy::Diagnostics;
using policy::Node;
using policy::Position;
using std::chrono::local_days;

constexpr std::size_t kLargestYaml = std::size_t{256} * 1024;  // that `policy::read_yaml` takes
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What a person's map may hold, and the columns of a CSV file.
const std::vector<std::string>& columns() {
  static const std::vector<std::string> kColumns{"id",       "name",          "department", "title",
                                                 "tags",     "employed_from", "last_day",   "leave",
                                                 "delegate", "class",         "student"};
  return kColumns;
}

// One person

/// What is parted by `;` or spaces.
std::vector<std::string> split(std::string text) {
  std::replace(text.begin(), text.end(), ';', ' ');
  std::istringstream stream{std::move(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::optional<local_days> read_day(const std::string& text, Position at, Diagnostics& diagnostics) {
  const Result<local_days> day = rules::parse_day(text);
  if (day) return *day;
  diagnostics.error(at, "bad-day", {"“" + text + "”不是日期", "'" + text + "' is no day"},
                    {"写成 2026-03-01 这样；用 Excel 时先把这一列设为文本，免得日期被改写",
                     "write it like 2026-03-01; in a spreadsheet make the column text first, so "
                     "that it leaves days alone"});
  return std::nullopt;
}

std::optional<local_days> read_day(ConfigReader& reader, const std::string& key) {
  const std::string text = reader.text_or(key, "");
  if (text.empty()) return std::nullopt;
  return read_day(text, reader.find(key)->at, reader.diagnostics());
}

/// `2026-03-01..2026-03-05`, or one day.
std::optional<DaySpan> read_span(const std::string& text, Position at, Diagnostics& diagnostics) {
  const std::size_t dots = text.find("..");
  const std::optional<local_days> first = read_day(text.substr(0, dots), at, diagnostics);
  const std::optional<local_days> last =
      dots == text.npos ? first : read_day(text.substr(dots + 2), at, diagnostics);
  if (!first || !last) return std::nullopt;
  if (*first <= *last) return DaySpan{.first = *first, .last = *last};
  diagnostics.error(at, "bad-leave",
                    {"“" + text + "”的结束早于开始", "'" + text + "' ends before it begins"},
                    {"早的一天写在前面", "put the earlier day first"});
  return std::nullopt;
}

std::vector<std::string> read_tags(ConfigReader& reader) {
  std::vector<std::string> tags;
  for (const std::string& text : reader.texts("tags"))
    for (std::string& tag : split(text)) tags.push_back(std::move(tag));
  return tags;
}

std::vector<DaySpan> read_leave(ConfigReader& reader) {
  std::vector<DaySpan> leave;
  for (const Node* node : reader.scalars("leave"))
    for (const std::string& text : split(node->text))
      if (const auto span = read_span(text, node->at, reader.diagnostics())) leave.push_back(*span);
  return leave;
}

DirectoryEntry read_person(const Node& node, Diagnostics& diagnostics) {
  ConfigReader reader{node, diagnostics};
  DirectoryEntry person{.id = MemberId{reader.text("id")},
                        .name = reader.text_or("name", ""),
                        .department = reader.text_or("department", ""),
                        .title = reader.text_or("title", ""),
                        .tags = read_tags(reader),
                        .employed_from = read_day(reader, "employed_from"),
                        .last_day = read_day(reader, "last_day"),
                        .leave = read_leave(reader),
                        .class_name = reader.text_or("class", ""),
                        .student = reader.text_or("student", "")};
  if (const std::string delegate = reader.text_or("delegate", ""); !delegate.empty())
    person.delegate.emplace(delegate);
  if (person.employed_from && person.last_day && *person.last_day < *person.employed_from)
    reader.mistake(node.find("last_day")->at, "bad-day",
                   {"last_day 早于 employed_from", "last_day is before employed_from"},
                   {"核对这两天", "check the two days"});
  static_cast<void>(reader.finish());
  return person;
}

Directory collect(const std::vector<Node>& people, Diagnostics& diagnostics) {
  Directory directory;
  for (const Node& node : people) {
    DirectoryEntry person = read_person(node, diagnostics);
    if (person.id.empty()) continue;
    if (directory.find(person.id) != nullptr)
      diagnostics.error(node.find("id")->at, "duplicate-id",
                        {"“" + person.id.text() + "”已经写过一次",
                         "'" + person.id.text() + "' stands here already"},
                        {"一个人只写一次", "keep one entry for each person"});
    directory.add(std::move(person));
  }
  return directory;
}

// CSV

/// The first line that is not UTF-8; 0 where all are.
int garbled_line(std::string_view text) {
  for (int line = 1; !text.empty(); ++line) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    if (!policy::is_utf8(text.substr(0, length))) return line;
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return 0;
}

void check_head(const CsvRow& head, Diagnostics& diagnostics) {
  std::string all;
  for (const std::string& column : columns()) all += (all.empty() ? "" : ",") + column;
  for (const std::string& cell : head.cells) {
    if (std::find(columns().begin(), columns().end(), cell) != columns().end()) continue;
    const std::string meant = policy::closest(cell, columns());
    diagnostics.error(
        {.line = head.line}, "unknown-column",
        {"不认识的列“" + cell + "”", "unknown column '" + cell + "'"},
        meant.empty() ? policy::Words{"可用的列：" + all, "known: " + all}
                      : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
  }
  if (std::find(head.cells.begin(), head.cells.end(), "id") == head.cells.end())
    diagnostics.error(
        {.line = head.line}, "missing-column",
        {"第一行要有列名，其中必须有 id", "the first line names the columns, id among them"},
        {"第一行写 " + all + " 中要用的列", "begin with those of " + all + " that you need"});
}

/// The row as if it were written in YAML; an empty cell is a key that is not there.
Node as_map(const CsvRow& row, const CsvRow& head) {
  Node map;
  map.kind = Node::Kind::Map;
  map.at = {.line = row.line};
  for (std::size_t i = 0; i < std::min(row.cells.size(), head.cells.size()); ++i) {
    if (row.cells[i].empty()) continue;
    Node cell;
    cell.kind = Node::Kind::Scalar;
    cell.at = map.at;
    cell.text = row.cells[i];
    map.entries.push_back({.key = head.cells[i], .at = map.at, .value = std::move(cell)});
  }
  return map;
}

Directory parse_csv(std::string_view text, Diagnostics& diagnostics) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (const int line = garbled_line(text); line > 0) {
    diagnostics.error({.line = line}, "encoding",
                      {"这一行不是 UTF-8 编码", "this line is not UTF-8"},
                      {"在 Excel 里另存为“CSV UTF-8（逗号分隔）”", "save it as “CSV UTF-8”"});
    return {};
  }
  const std::optional<std::vector<CsvRow>> rows = read_csv(text, diagnostics);
  if (!rows) return {};
  const CsvRow head = rows->empty() ? CsvRow{} : rows->front();
  check_head(head, diagnostics);
  // Its rows would repeat the mistake, each on its line.
  if (diagnostics.has_errors()) return {};
  std::vector<Node> people;
  for (std::size_t i = 1; i < rows->size(); ++i) people.push_back(as_map((*rows)[i], head));
  return collect(people, diagnostics);
}

// YAML

Directory parse_yaml(std::string_view text, Diagnostics& diagnostics) {
  if (text.size() > kLargestYaml) {
    diagnostics.error({}, "too-large",
                      {"YAML 名册超过 256 KiB", "the directory is larger than 256 KiB"},
                      {"这么多人请用 CSV", "write so many people as CSV"});
    return {};
  }
  const std::optional<Node> root = policy::read_yaml(text, diagnostics);
  if (!root) return {};
  if (root->is_list() && !root->items.empty()) return collect(root->items, diagnostics);
  diagnostics.error(root->at, "wrong-shape",
                    {"名册应为一个列表，每人一项", "expected a list with an item for each person"},
                    {"每人一行，写成 `- { id: …, name: … }`",
                     "write a line `- { id: …, name: … }` for each person"});
  return {};
}

}  // namespace

Directory parse_people(const rules::PolicySource& file, std::vector<policy::Diagnostic>& problems) {
  Diagnostics diagnostics{file.file};
  Directory directory =
      is_yaml(file.file) ? parse_yaml(file.text, diagnostics) : parse_csv(file.text, diagnostics);
  std::ranges::copy(diagnostics.in_order(), std::back_inserter(problems));
  return directory;
}

std::optional<rules::PolicySource> read_people_text(const std::string& path,
                                                    std::vector<policy::Diagnostic>& problems) {
  Result<std::string> text = read_file(path);
  if (text) return rules::PolicySource{.file = path, .text = *std::move(text)};
  Diagnostics diagnostics{path};
  diagnostics.error({}, "people", {"读不了成员名册：" + text.error().message, text.error().message},
                    {"检查名册的路径和权限", "check its path and who may read it"});
  problems.push_back(diagnostics.list().front());
  return std::nullopt;
}

Directory read_people(const std::string& path, std::vector<policy::Diagnostic>& problems) {
  const std::optional<rules::PolicySource> file = read_people_text(path, problems);
  return file ? parse_people(*file, problems) : Directory{};
}

}  // namespace qunguan::app
