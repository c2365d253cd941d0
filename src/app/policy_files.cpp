#include "app/policy_files.hpp"

#include <filesystem>

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
  return stamps;
}

bool PolicyFiles::has_changed() const { return look() != stamps_; }

Shelf PolicyFiles::read() {
  stamps_ = look();
  try {
    return read_all();
  } catch (const std::exception& failure) {
    // Whatever the files do to us, the last good policies stay in force.
    return {.book = nullptr,
            .files = {},
            .directory = {},
            .problems = {unreadable(config_.file, failure.what())}};
  }
}

Shelf PolicyFiles::read_all() const {
  Shelf shelf;
  Result<std::vector<rules::PolicySource>> files = read_policies(config_.policy_paths);
  if (files) {
    shelf.files = *std::move(files);
    shelf.book = rules::PolicyBook::load(shelf.files, config_.engine.retention, shelf.problems);
  } else {
    shelf.problems.push_back(unreadable(config_.file, files.error().message));
  }
  std::vector<policy::Diagnostic> directory_problems;
  if (!config_.directory_path.empty())
    shelf.directory = read_people(config_.directory_path, directory_problems);
  // Who is who decides who broke a rule, so a broken directory is as bad as a broken policy.
  if (!directory_problems.empty()) shelf.book = nullptr;
  shelf.problems.insert(shelf.problems.end(), directory_problems.begin(), directory_problems.end());
  return shelf;
}

}  // namespace qunguan::app
