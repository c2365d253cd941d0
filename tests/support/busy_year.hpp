#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "qunguan/domain/event.hpp"

namespace qunguan::test {

/// A year of one busy group, by a seed: chat, questions and their answers, notices, check-ins,
/// floods, adverts, comings and goings, orders, appeals and decisions, spread over days and hours
/// as people live. The same seed and size give the same events, on any machine.
struct BusyYear {
  std::vector<Event> events;  // about as many as were asked for, in the order of their time
  std::string people;         // the directory, as CSV
};

BusyYear busy_year(std::uint64_t seed, int events);

}  // namespace qunguan::test
