#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "qunguan/wecom/outcome.hpp"

namespace qunguan::wecom {

/// An answer of the platform, understood.
struct ApiAnswer {
  Outcome outcome;
  nlohmann::json body = nlohmann::json::object();  // an object always
};

ApiAnswer read_answer(const Result<net::HttpResponse>& answer);

/// What `errcode` means for whoever made the call; without the errcode's own hint of an address.
Outcome outcome_of(int errcode);

/// The platform did not take the access token that the call was made with.
bool is_token_refused(const Outcome& outcome);

/// A limit was passed, so the platform takes no such call for some time.
bool is_blocked(const Outcome& outcome);

/// The platform did not take the corp id or the secret.
bool is_secret_refused(const Outcome& outcome);

/// Nothing happened and the platform is not to blame: soon again.
Outcome retry_soon(std::string hint);

/// Empty when the field is missing or no text.
std::string text_field(const nlohmann::json& object, const char* key);

/// The parts of a text that are joined with `|`.
std::vector<MemberId> split_members(std::string_view joined);

std::string join_members(const std::vector<MemberId>& members);

/// For a place in a URL's query.
std::string escape_query(std::string_view text);

/// JSON text; what is no UTF-8 in it is replaced rather than refused.
std::string to_body(const nlohmann::json& object);

}  // namespace qunguan::wecom
