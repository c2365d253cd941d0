#pragma once

#include <map>
#include <string>
#include <string_view>

namespace qunguan::sandbox {

/// A request's target, taken apart.
struct Target {
  std::string path;
  std::map<std::string, std::string> parameters;  // decoded
};

Target parse_target(std::string_view target);

/// The query again, with `***` for what nobody should read in a log.
std::string redact(const Target& target);

}  // namespace qunguan::sandbox
