#pragma once

#include <exception>
#include <future>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace qunguan::net {

namespace detail {

template <class T>
boost::asio::awaitable<void> keep(boost::asio::awaitable<T> work, std::optional<T>& kept) {
  T value = co_await std::move(work);
  kept.emplace(std::move(value));
}

}  // namespace detail

/// Runs a coroutine on a context that another thread runs, and waits for it here.
inline void await_on(boost::asio::io_context& context, boost::asio::awaitable<void> work) {
  std::promise<void> done;
  boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr escaped) {
    if (escaped) {
      done.set_exception(std::move(escaped));
    } else {
      done.set_value();
    }
  });
  done.get_future().get();
}

template <class T>
T await_on(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
  std::optional<T> kept;
  await_on(context, detail::keep(std::move(work), kept));
  return *std::move(kept);
}

/// Runs a coroutine here, on a context of its own.
template <class T>
T await_here(boost::asio::awaitable<T> work) {
  boost::asio::io_context context{1};
  std::optional<T> kept;
  boost::asio::co_spawn(context, detail::keep(std::move(work), kept),
                        [](const std::exception_ptr& escaped) {
                          if (escaped) std::rethrow_exception(escaped);
                        });
  context.run();
  return *std::move(kept);
}

}  // namespace qunguan::net
