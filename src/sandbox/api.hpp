#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "qunguan/domain/id.hpp"
#include "qunguan/domain/time.hpp"
#include "qunguan/sandbox/simulated_wecom.hpp"

namespace qunguan::sandbox {

using Json = nlohmann::json;

/// A call as the platform understands it.
struct ApiCall {
  std::string method;
  std::string path;
  std::map<std::string, std::string> parameters;  // of the query, decoded
  Json body = Json::object();                     // an object always
  Instant at;

  std::string parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string{} : found->second;
  }
};

struct ApiReply {
  int errcode = 0;
  Json fields = Json::object();  // beside errcode and errmsg
  bool took_effect = true;

  static ApiReply no(int errcode) { return {errcode, Json::object(), false}; }
};

/// Empty when the field is missing or no text.
std::string text_of(const Json& body, const char* key);

/// Nothing when the field is missing or no list of texts.
std::optional<std::vector<MemberId>> members_of(const Json& body, const char* key);

Json ids_of(const std::vector<MemberId>& members);

/// The errcode for a message's type and content; 0 for a good one.
int check_text(const Json& body);

/// Requires: `check_text` found it good.
SeenText read_text(const Json& body, Instant at);

}  // namespace qunguan::sandbox
