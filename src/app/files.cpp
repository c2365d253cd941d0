#include "app/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <csv.h>

namespace qunguan::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargest = 64U << 20U;

bool is_yaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

Error unreadable(const std::string& path, const std::error_code& failure) {
  return {Error::Code::NotFound, "cannot read " + path + ": " + failure.message()};
}

/// Adds the policy files of a folder and of those in it.
Result<void> list_folder(const std::string& folder, std::vector<std::string>& files) {
  std::error_code failure;
  fs::recursive_directory_iterator entry{folder, fs::directory_options::skip_permission_denied,
                                         failure};
  for (; !failure && entry != fs::recursive_directory_iterator{}; entry.increment(failure)) {
    if (!is_yaml(entry->path())) continue;
    // A link to nothing is no file: editors leave such beside what they edit.
    std::error_code status_failure;
    const fs::file_type type = entry->status(status_failure).type();
    if (type == fs::file_type::none) return unreadable(entry->path().string(), status_failure);
    if (type == fs::file_type::regular) files.push_back(entry->path().string());
  }
  if (failure) return unreadable(folder, failure);
  return {};
}

/// Puts the cells of a CSV file together, line by line.
struct Table {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> line;

  static void take_cell(void* text, std::size_t size, void* self) {
    static_cast<Table*>(self)->line.emplace_back(static_cast<const char*>(text), size);
  }
  static void take_line(int, void* self) {
    Table& table = *static_cast<Table*>(self);
    table.lines.push_back(std::exchange(table.line, {}));
  }
};

Result<Table> parse_csv(std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  Table table;
  csv_parser parser{};
  csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL);
  const bool is_good = csv_parse(&parser, text.data(), text.size(), Table::take_cell,
                                 Table::take_line, &table) == text.size() &&
                       csv_fini(&parser, Table::take_cell, Table::take_line, &table) == 0;
  const std::string reason = is_good ? "" : csv_strerror(csv_error(&parser));
  csv_free(&parser);
  if (!is_good)
    return Error{Error::Code::Invalid,
                 reason + " near line " + std::to_string(table.lines.size() + 1)};
  return table;
}

std::vector<std::string> split_tags(const std::string& text) {
  std::vector<std::string> tags;
  std::string spaced = text;
  std::replace(spaced.begin(), spaced.end(), ';', ' ');
  std::istringstream words{spaced};
  for (std::string word; words >> word;) tags.push_back(word);
  return tags;
}

/// Which column holds what.
std::map<std::string, std::size_t> read_head(const std::vector<std::string>& head,
                                             policy::Diagnostics& diagnostics) {
  static const std::vector<std::string> kKnown{"id", "name", "department", "title", "tags"};
  std::map<std::string, std::size_t> columns;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (std::find(kKnown.begin(), kKnown.end(), head[i]) == kKnown.end()) {
      const std::string meant = policy::closest(head[i], kKnown);
      diagnostics.error(
          {}, "unknown-column", {"不认识的列“" + head[i] + "”", "unknown column '" + head[i] + "'"},
          meant.empty()
              ? policy::Words{"可用的列：id,name,department,title,tags",
                              "known: id,name,department,title,tags"}
              : policy::Words{"是不是“" + meant + "”？", "did you mean '" + meant + "'?"});
    }
    columns.emplace(head[i], i);
  }
  if (!columns.contains("id"))
    diagnostics.error(
        {}, "missing-column",
        {"第一行要有列名，其中必须有 id", "the first line names the columns, id among them"},
        {"第一行写 id,name,department,title,tags", "begin with id,name,department,title,tags"});
  return columns;
}

Directory read_lines(const std::vector<std::vector<std::string>>& lines,
                     policy::Diagnostics& diagnostics) {
  Directory directory;
  if (lines.empty()) return directory;
  const std::map<std::string, std::size_t> columns = read_head(lines.front(), diagnostics);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto cell = [&](const char* name) {
      const auto column = columns.find(name);
      const bool is_there = column != columns.end() && column->second < lines[i].size();
      return is_there ? lines[i][column->second] : std::string{};
    };
    if (cell("id").empty()) {
      diagnostics.error({.line = static_cast<int>(i) + 1}, "missing-id",
                        {"这一行没有 id", "this line has no id"});
      continue;
    }
    directory.add({.id = MemberId{cell("id")},
                   .name = cell("name"),
                   .department = cell("department"),
                   .title = cell("title"),
                   .tags = split_tags(cell("tags"))});
  }
  return directory;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::error_code failure;
  const std::uintmax_t size = fs::file_size(path, failure);
  if (failure) return unreadable(path, failure);
  if (size > kLargest) return Error{Error::Code::TooLarge, path + " is larger than 64 MiB"};
  const std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Error{Error::Code::NotFound, "cannot read " + path};
  return std::move(text).str();
}

Result<std::vector<std::string>> list_policies(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code failure;
    if (!fs::exists(path, failure))
      return Error{Error::Code::NotFound, "no such file or folder: " + path};
    if (!fs::is_directory(path, failure))
      files.push_back(path);
    else if (const Result<void> listed = list_folder(path, files); !listed)
      return listed.error();
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

Result<std::vector<rules::PolicySource>> read_policies(const std::vector<std::string>& paths) {
  const Result<std::vector<std::string>> files = list_policies(paths);
  if (!files) return files.error();
  std::vector<rules::PolicySource> sources;
  for (const std::string& file : *files) {
    Result<std::string> text = read_file(file);
    if (!text) return text.error();
    sources.push_back({.file = file, .text = *std::move(text)});
  }
  return sources;
}

Directory read_people(const std::string& path, std::vector<policy::Diagnostic>& problems) {
  policy::Diagnostics diagnostics{path};
  Directory directory;
  Result<std::string> text = read_file(path);
  const Result<Table> table = text ? parse_csv(*std::move(text)) : Result<Table>{text.error()};
  if (table)
    directory = read_lines(table->lines, diagnostics);
  else
    diagnostics.error({}, "people",
                      {"读不了成员名册：" + table.error().message, table.error().message});
  problems.insert(problems.end(), diagnostics.list().begin(), diagnostics.list().end());
  return directory;
}

}  // namespace qunguan::app
