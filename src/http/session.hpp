#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/connection_gate.hpp"
#include "http/lane.hpp"
#include "http/request_parser.hpp"
#include "http/response_text.hpp"

namespace qunguan::http {

/// One connection: reads a request, has it answered, writes the answer, until one side has enough.
///
/// Thread: its lane's.
class Session {
 public:
  Session(Lane& lane, Connection connection, ConnectionGate::Ticket ticket);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  boost::asio::awaitable<void> serve();

  /// Ends what took too long.
  void sweep(Lane::Moment now);

  /// Ends the session if it waits for a request of which nothing has come.
  void stop_if_idle();

  /// Closes the socket whatever it is doing.
  void cut_off();

 private:
  // Sockets of a concrete executor cost one indirection less per operation.
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;
  enum class Phase { Idle, Reading, Handling, Writing, Lingering };

  boost::asio::awaitable<bool> read_request();
  boost::asio::awaitable<bool> answer();
  boost::asio::awaitable<Response> ask_handler(const Request& request);
  boost::asio::awaitable<bool> write_rest(std::size_t written);
  boost::asio::awaitable<void> refuse(int status);
  boost::asio::awaitable<void> linger();

  void enter(Phase phase, Lane::Moment deadline);
  void take(std::size_t count);
  bool say_continue();
  bool write_some(std::size_t& written);

  Lane& lane_;
  Service& service_;
  Lane::Sessions::iterator place_;
  ConnectionGate::Ticket ticket_;
  Socket socket_;
  const std::string peer_;
  RequestParser parser_;
  RequestParser::Progress progress_ = RequestParser::Progress::NeedsMore;
  std::string out_;  // the answer being written; its memory is used again
  Phase phase_ = Phase::Idle;
  Lane::Moment deadline_;          // of the phase
  Lane::Moment request_deadline_;  // for the whole request to come
  bool is_late_ = false;
};

}  // namespace qunguan::http
