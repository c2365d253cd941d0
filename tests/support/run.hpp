#pragma once

#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace qunguan::test {

template <class T>
boost::asio::awaitable<void> keep(boost::asio::awaitable<T> work, std::optional<T>& result) {
  T value = co_await std::move(work);
  result.emplace(std::move(value));
}

/// Runs coroutines side by side on one event loop until all have ended; their results in order.
template <class T>
std::vector<T> run_all(std::vector<boost::asio::awaitable<T>> coroutines) {
  boost::asio::io_context context;
  std::vector<std::optional<T>> results(coroutines.size());
  const auto rethrow = [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  };
  for (std::size_t i = 0; i < coroutines.size(); ++i)
    boost::asio::co_spawn(context, keep(std::move(coroutines[i]), results[i]), rethrow);
  context.run();
  std::vector<T> ended;
  ended.reserve(results.size());
  for (std::optional<T>& result : results) ended.push_back(std::move(result).value());
  return ended;
}

template <class T>
T run(boost::asio::awaitable<T> coroutine) {
  std::vector<boost::asio::awaitable<T>> one;
  one.push_back(std::move(coroutine));
  return std::move(run_all(std::move(one)).front());
}

}  // namespace qunguan::test
