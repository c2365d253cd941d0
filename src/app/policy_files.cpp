#include "app/policy_files.hpp"

#include <filesystem>

#include "app/files.hpp"

namespace qunguan::app {

namespace fs = std::filesystem;

PolicyFiles::Stamps PolicyFiles::look() const {
  Stamps stamps;
  std::error_code failure;
  const auto note = [&](const fs::path& path) {
    std::error_code ignored;
    const auto time = fs::last_write_time(path, ignored).time_since_epoch().count();
    stamps[path.string()] = {time, fs::file_size(path, ignored)};
  };
  for (const std::string& path : config_.policy_paths) {
    if (!fs::is_directory(path, failure)) {
      note(path);
      continue;
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator{
             path, fs::directory_options::skip_permission_denied, failure})
      if (entry.is_regular_file(failure)) note(entry.path());
  }
  if (!config_.directory_path.empty()) note(config_.directory_path);
  return stamps;
}

bool PolicyFiles::has_changed() const { return look() != stamps_; }

Shelf PolicyFiles::read() {
  stamps_ = look();
  Shelf shelf;
  Result<std::vector<rules::PolicySource>> files = read_policies(config_.policy_paths);
  if (files) {
    shelf.files = *std::move(files);
    shelf.book = rules::PolicyBook::load(shelf.files, config_.engine.retention, shelf.problems);
  } else {
    policy::Diagnostics diagnostics{config_.file};
    diagnostics.error({}, "no-policies",
                      {"读不了群规：" + files.error().message, files.error().message});
    shelf.problems.push_back(diagnostics.list().front());
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
