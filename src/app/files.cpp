#include "app/files.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

namespace qunguan::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = std::size_t{64} << 20U;
constexpr std::size_t kPiece = std::size_t{64} << 10U;

Error unreadable(const std::string& path, const std::error_code& failure) {
  return {Error::Code::NotFound, "cannot read " + path + ": " + failure.message()};
}

/// Adds the policy files of a folder and of those in it.
Result<void> list_folder(const std::string& folder, std::vector<std::string>& files) {
  std::error_code failure;
  fs::recursive_directory_iterator entry{folder, fs::directory_options::skip_permission_denied,
                                         failure};
  for (; !failure && entry != fs::recursive_directory_iterator{}; entry.increment(failure)) {
    if (!is_yaml(entry->path().string())) continue;
    // A link to nothing is no file: editors leave such beside what they edit.
    std::error_code status_failure;
    const fs::file_type type = entry->status(status_failure).type();
    if (type == fs::file_type::none) return unreadable(entry->path().string(), status_failure);
    if (type == fs::file_type::regular) files.push_back(entry->path().string());
  }
  if (failure) return unreadable(folder, failure);
  return {};
}

}  // namespace

bool is_yaml(const std::string& path) {
  const fs::path extension = fs::path{path}.extension();
  return extension == ".yaml" || extension == ".yml";
}

/// Without asking for the size: a pipe has none.
Result<std::string> read_file(const std::string& path) {
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  std::string text;
  while (file && text.size() <= kLargest) {
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    file.read(text.data() + before, kPiece);
    text.resize(before + static_cast<std::size_t>(file.gcount()));
  }
  if (text.size() > kLargest) return Error{Error::Code::TooLarge, path + " is larger than 64 MiB"};
  if (file.eof()) return text;
  return unreadable(path, {errno == 0 ? EIO : errno, std::generic_category()});
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

}  // namespace qunguan::app
