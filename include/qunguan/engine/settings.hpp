#pragma once

#include <string>
#include <vector>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan::engine {

/// What the engine must know of a source.
struct SourceSettings {
  std::string name;
  Duration act_within =
      std::chrono::seconds{180};  // older events are stored and counted, not punished
  Duration redelivers = std::chrono::seconds{10};  // shorter outages of ours lose nothing
  std::vector<MemberId> bots;  // our own accounts; their messages are never judged
};

/// What the configuration says of a group.
struct GroupSettings {
  std::string source;
  GroupId id;
  std::string name;     // empty: not configured
  std::string channel;  // empty: nothing can be delivered
  std::string chat_id;
  std::vector<std::string> private_sources;  // whose 1:1 messages come from the same people
};

/// How the engine is set up; fixed for its lifetime.
struct Settings {
  std::vector<SourceSettings> sources;
  std::vector<GroupSettings> groups;
  Duration settling = std::chrono::seconds{30};    // how long deadlines wait for late deliveries
  Duration retention = std::chrono::days{30};      // of message texts
  Duration gap = std::chrono::seconds{10};         // a longer pause of ours is a gap
  Duration clock_jump = std::chrono::seconds{60};  // a larger disagreement of the clocks is one
  std::size_t remembered_messages = 200'000;       // in all groups together
  std::size_t remembered_members = 200'000;        // likewise

  const SourceSettings* source(const std::string& name) const {
    for (const SourceSettings& one : sources)
      if (one.name == name) return &one;
    return nullptr;
  }
};

}  // namespace qunguan::engine
