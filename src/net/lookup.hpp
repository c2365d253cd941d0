#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "qunguan/domain/result.hpp"

namespace qunguan::net {

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// Finds the addresses of a host, a name or an address itself, in the order to try them.
///
/// Errors: `Unavailable` when there is none, or none is known by the time given: the system's
/// resolver cannot be interrupted, so its late answer is dropped.
boost::asio::awaitable<Result<Endpoints>> look_up(std::string host, std::string port,
                                                  std::chrono::steady_clock::time_point by);

}  // namespace qunguan::net
