#pragma once

#include "qunguan/domain/event.hpp"
#include "wecom/xml_fields.hpp"

namespace qunguan::wecom {

/// What a decrypted callback says, without ids and times; `Unknown`, with every field in `unread`,
/// for what has no event of its own or lacks what its event needs.
Event read_message(XmlFields& fields);

}  // namespace qunguan::wecom
