#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace qunguan::test {

/// A client that says exactly what it is told, and waits at most 5 s for an answer.
class RawClient {
 public:
  RawClient();
  explicit RawClient(std::uint16_t port);

  /// Without effect when nobody listens there.
  void connect(std::uint16_t port);

  struct Answer {
    int status = 0;  // 0: none came
    std::string head;
    std::string body;

    bool closes() const;
  };

  /// False when the server is gone.
  bool send(std::string_view bytes);

  /// One answer, by its Content-Length. Call `read_head` after HEAD.
  Answer read();
  Answer read_head();

  Answer ask(std::string_view bytes);

  /// Whether some of an answer is there, or comes within that time.
  bool has_answer(std::chrono::milliseconds patience = {}) const;

  /// All until the end.
  std::string read_rest();

  /// The server closed, and nothing is left to read.
  bool is_at_end();

  /// Will send no more.
  void finish_sending();

  /// Goes away without a farewell.
  void reset();

  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

 private:
  bool read_more();

  int socket_;
  std::string unread_;
};

}  // namespace qunguan::test
