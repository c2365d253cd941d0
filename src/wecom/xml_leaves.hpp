#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qunguan::wecom {

/// An element with no elements inside.
struct XmlLeaf {
  std::string_view path;    // below the root: `MsgType`, `MemChangeList/Item`
  std::string_view text;    // as written, white space and all
  std::size_t element = 0;  // which of the root's elements it is or is part of, from 0

  friend bool operator==(const XmlLeaf&, const XmlLeaf&) = default;
};

/// The leaves of one document, in its order.
struct XmlLeaves {
  std::vector<XmlLeaf> list;
  std::unique_ptr<std::string> storage;  // what they point into; null where that is the document
};

/// Reads a document whose root is `<xml>`.
///
/// Nothing for what is not well-formed UTF-8 XML of at most 256 KiB and 32 levels, or brings a
/// DOCTYPE. The leaves may point into `document`.
std::optional<XmlLeaves> parse_xml(std::string_view document);

/// The same by expat alone: the judge of what XML is, at several times the cost.
std::optional<XmlLeaves> parse_with_expat(std::string_view document);

/// The same for the plain documents that nearly every callback is, and nothing for all others:
/// `<xml>`, then `<Name>text</Name>` or `<Name><![CDATA[text]]></Name>`, then `</xml>`, with white
/// space between them; no attributes, entities, comments, carriage returns.
///
/// What it reads, expat reads alike.
std::optional<XmlLeaves> parse_flat(std::string_view document);

}  // namespace qunguan::wecom
