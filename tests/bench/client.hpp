#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qunguan::bench {

/// One keep-alive connection to 127.0.0.1, with one request under way at a time.
class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;

  bool is_connected() const { return socket_ >= 0; }
  int descriptor() const { return socket_; }

  /// Requires: a request fits into the socket's buffer, so this never waits. False when the server
  /// is gone.
  bool send(std::string_view request);

  enum class Answer { Unfinished, Ok, Other, Gone };

  /// Reads what there is, without waiting.
  Answer read();

  /// Waits for the whole answer.
  Answer wait();

 private:
  Answer take(const char* bytes, std::size_t count);

  int socket_;
  std::string unread_;
};

}  // namespace qunguan::bench
