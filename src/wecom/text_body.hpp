#pragma once

#include <nlohmann/json.hpp>

#include "qunguan/wecom/api_client.hpp"

namespace qunguan::wecom {

/// The message that app and robot post into a group alike.
nlohmann::json text_body(const GroupText& text);

}  // namespace qunguan::wecom
