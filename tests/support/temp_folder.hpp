#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <stdlib.h>  // mkdtemp

namespace qunguan::test {

/// A folder of its own for one test, gone with it.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "qunguan-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
    path_ = name;
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  /// The path of a file in it.
  std::string file(const std::string& name) const { return (path_ / name).string(); }

  /// Writes a file that only we may read, and returns its path.
  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = file(name);
    std::ofstream{path, std::ios::binary} << text;
    std::filesystem::permissions(path, std::filesystem::perms{0600});
    return path;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace qunguan::test
