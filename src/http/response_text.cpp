#include "http/response_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace qunguan::http {
namespace {

struct Reason {
  int status;
  std::string_view text;
};

constexpr std::array<Reason, 30> kReasons{{{100, "Continue"},
                                           {200, "OK"},
                                           {201, "Created"},
                                           {202, "Accepted"},
                                           {204, "No Content"},
                                           {301, "Moved Permanently"},
                                           {302, "Found"},
                                           {303, "See Other"},
                                           {304, "Not Modified"},
                                           {400, "Bad Request"},
                                           {401, "Unauthorized"},
                                           {403, "Forbidden"},
                                           {404, "Not Found"},
                                           {405, "Method Not Allowed"},
                                           {406, "Not Acceptable"},
                                           {408, "Request Timeout"},
                                           {409, "Conflict"},
                                           {410, "Gone"},
                                           {412, "Precondition Failed"},
                                           {413, "Content Too Large"},
                                           {414, "URI Too Long"},
                                           {415, "Unsupported Media Type"},
                                           {417, "Expectation Failed"},
                                           {422, "Unprocessable Content"},
                                           {429, "Too Many Requests"},
                                           {431, "Request Header Fields Too Large"},
                                           {500, "Internal Server Error"},
                                           {501, "Not Implemented"},
                                           {503, "Service Unavailable"},
                                           {504, "Gateway Timeout"}}};

std::string_view reason(int status) {
  const auto known = std::find_if(kReasons.begin(), kReasons.end(),
                                  [&](const Reason& each) { return each.status == status; });
  return known == kReasons.end() ? std::string_view{"Unknown"} : known->text;
}

void append_number(std::size_t number, std::string& text) {
  std::array<char, 20> digits{};
  const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  text.append(digits.data(), end);
}

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\t') || byte == 0x7f;
  });
}

void append_header(std::string_view name, std::string_view value, std::string& text) {
  if (!is_one_line(name) || !is_one_line(value)) return;
  text.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void write_response(const Response& response, AnswerForm form, std::string& text) {
  text.assign("HTTP/1.1 ");
  append_number(static_cast<std::size_t>(response.status), text);
  text.append(" ").append(reason(response.status)).append("\r\n");

  const bool has_body = response.status != 204 && response.status != 304;
  if (has_body) {
    append_header("Content-Type", response.content_type, text);
    text.append("Content-Length: ");
    append_number(response.body.size(), text);
    text.append("\r\n");
  }
  for (const auto& [name, value] : response.headers) append_header(name, value, text);
  if (form.closes) {
    text.append("Connection: close\r\n");
  } else if (form.is_http10) {
    text.append("Connection: keep-alive\r\n");
  }
  text.append("\r\n");
  if (has_body && !form.is_head) text.append(response.body);
}

Response refusal_response(int status) {
  return {.status = status, .body = std::string{reason(status)} + "\n", .close = true};
}

}  // namespace qunguan::http
