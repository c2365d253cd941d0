#include "app/policy_files.hpp"

#include <algorithm>
#include <filesystem>

#include "app/classifiers.hpp"
#include "app/files.hpp"
#include "app/people_file.hpp"

namespace qunguan::app {
namespace {

namespace fs = std::filesystem;

policy::Diagnostic unreadable(const std::string& file, const std::string& reason) {
  policy::Diagnostics diagnostics{file};
  diagnostics.error({}, "no-policies", {"读不了群规：" + reason, reason});
  return diagnostics.list().front();
}

/// A classifier may only suggest, so that one which cannot be read must not keep all groups from
/// being judged: in its place stands one that finds nothing. What is wrong was said before.
rules::Classifiers readable_classifiers(const Config& config) {
  std::vector<policy::Diagnostic> said;
  rules::Classifiers classifiers = read_classifiers(config.classifiers, config.file, said);
  for (const auto& [name, path] : config.classifiers)
    if (!classifiers.contains(name))
      classifiers.emplace(name, std::make_shared<const text::Classifier>());
  return classifiers;
}

}  // namespace

PolicyFiles::Stamps PolicyFiles::look() const {
  Stamps stamps;
  const auto note = [&](const fs::path& path) {
    std::error_code ignored;
    const auto time = fs::last_write_time(path, ignored).time_since_epoch().count();
    stamps[path.string()] = {time, fs::file_size(path, ignored)};
  };
  // What cannot be listed has no stamps; it changes when it can.
  if (const Result<std::vector<std::string>> files = list_policies(config_.policy_paths))
    for (const std::string& file : *files) note(file);
  if (!config_.directory_path.empty()) note(config_.directory_path);
  for (const auto& [name, path] : config_.classifiers) note(path);
  return stamps;
}

bool PolicyFiles::has_changed() const { return look() != stamps_; }

Shelf PolicyFiles::read() {
  stamps_ = look();
  try {
    return read_all();
  } catch (const std::exception& failure) {
    // Whatever the files do to us, the last good policies stay in force.
    Shelf shelf;
    shelf.problems.push_back(unreadable(config_.file, failure.what()));
    return shelf;
  }
}

Shelf PolicyFiles::read_all() const {
  std::vector<policy::Diagnostic> problems;
  Result<std::vector<rules::PolicySource>> files = read_policies(config_.policy_paths);
  if (!files) problems.push_back(unreadable(config_.file, files.error().message));
  std::optional<rules::PolicySource> people;
  if (!config_.directory_path.empty()) people = read_people_text(config_.directory_path, problems);
  const rules::Classifiers classifiers =
      read_classifiers(config_.classifiers, config_.file, problems);
  const bool is_all_read = problems.empty();

  Shelf shelf = make_shelf(files ? *std::move(files) : std::vector<rules::PolicySource>{},
                           std::move(people), config_.engine.retention, classifiers);
  if (!is_all_read) shelf.book = nullptr;
  shelf.problems.insert(shelf.problems.begin(), problems.begin(), problems.end());
  return shelf;
}

Shelf make_shelf(std::vector<rules::PolicySource> files, std::optional<rules::PolicySource> people,
                 Duration retention, const rules::Classifiers& classifiers) {
  Shelf shelf{.files = std::move(files)};
  shelf.book = rules::PolicyBook::load(shelf.files, retention, shelf.problems, classifiers);
  if (!people) return shelf;
  std::vector<policy::Diagnostic> problems;
  Directory directory = parse_people(*people, problems);
  shelf.problems.insert(shelf.problems.end(), problems.begin(), problems.end());
  if (problems.empty()) {
    shelf.people = std::move(people);
    shelf.directory = std::move(directory);
  } else {
    // Who is who decides who broke a rule, so a broken directory is as bad as a broken policy.
    shelf.book = nullptr;
  }
  return shelf;
}

Result<Shelf> last_good(storage::SqliteStore& store, const Shelf& broken, const Config& config) {
  store.begin();
  std::vector<rules::PolicySource> files = store.last_policies();
  std::optional<rules::PolicySource> people = store.last_directory();
  if (const Result<void> looked = store.commit(); !looked) return looked.error();
  if (!people) people = broken.people;
  Shelf shelf = make_shelf(std::move(files), std::move(people), config.engine.retention,
                           readable_classifiers(config));
  const bool lacks_people = !config.directory_path.empty() && !shelf.people;
  if (shelf.book != nullptr && !lacks_people) return shelf;
  std::string reasons;
  for (const Shelf* each : std::initializer_list<const Shelf*>{&broken, &shelf})
    for (const policy::Diagnostic& problem : each->problems)
      reasons += "\n" + format(problem, policy::Language::Chinese);
  return Error{Error::Code::Invalid,
               "the policies or the directory are broken, and the store holds none that could stay "
               "in force; mend them (群规或名册有错，库里也没有能沿用的，改好再启动):" +
                   reasons};
}

std::optional<Shelf> former(storage::SqliteStore& store, const Shelf& shelf, const Config& config) {
  const auto same = [](const rules::PolicySource& a, const rules::PolicySource& b) {
    return a.file == b.file && a.text == b.text;
  };
  store.begin();
  std::vector<rules::PolicySource> files = store.last_policies();
  std::optional<rules::PolicySource> people = store.last_directory();
  if (!store.commit() || files.empty()) return std::nullopt;
  const bool is_same_people =
      people.has_value() == shelf.people.has_value() && (!people || same(*people, *shelf.people));
  const bool is_same =
      std::is_permutation(files.begin(), files.end(), shelf.files.begin(), shelf.files.end(), same);
  if (is_same && is_same_people) return std::nullopt;
  Shelf kept = make_shelf(std::move(files), std::move(people), config.engine.retention,
                          readable_classifiers(config));
  if (kept.book == nullptr) return std::nullopt;
  return kept;
}

}  // namespace qunguan::app
