#pragma once

#include <string>
#include <string_view>

#include "qunguan/http/handler.hpp"

namespace qunguan::http {

/// What the request says about the form of its answer.
struct AnswerForm {
  bool is_head = false;
  bool is_http10 = false;
  bool closes = false;
};

/// Writes the answer as it goes over the wire into `text`, whose memory is used again.
///
/// A header that would break the message (a control character in it) is left out.
void write_response(const Response& response, AnswerForm form, std::string& text);

/// The answer to a request that cannot be handed on: a status and its constant text.
Response refusal_response(int status);

}  // namespace qunguan::http
