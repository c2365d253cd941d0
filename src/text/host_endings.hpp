#pragma once

#include <string_view>

namespace qunguan::text {

/// What the last label of a bare name tells about it.
enum class HostEnding {
  None,        // no domain ends so, or files and words do more often
  BeforePath,  // a domain when a path follows: t.me/x
  Domain,
};

/// Requires: `label` is in lower case.
HostEnding host_ending(std::string_view label);

}  // namespace qunguan::text
