#include "qunguan/policy/compose.hpp"

#include <algorithm>

#include <yaml-cpp/emitter.h>

namespace qunguan::policy {
namespace {

bool holds_maps(const Node& list) {
  return std::any_of(list.items.begin(), list.items.end(),
                     [](const Node& item) { return item.is_map(); });
}

/// A rule's own settings fit on a line; what holds rules does not.
bool is_short(const Node& node) {
  constexpr std::size_t kLine = 90;  // bytes of the canonical form
  return canonical(node).size() <= kLine;
}

void emit(YAML::Emitter& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::Null:
      out << YAML::Null;
      return;
    case Node::Kind::Scalar:
      out << node.text;
      return;
    case Node::Kind::List:
      out << (holds_maps(node) ? YAML::Block : YAML::Flow) << YAML::BeginSeq;
      for (const Node& item : node.items) emit(out, item);
      out << YAML::EndSeq;
      return;
    case Node::Kind::Map:
      break;
  }
  out << (is_short(node) && node.find("id") == nullptr ? YAML::Flow : YAML::Block)
      << YAML::BeginMap;
  for (const Entry& entry : node.entries) {
    out << YAML::Key << entry.key << YAML::Value;
    emit(out, entry.value);
  }
  out << YAML::EndMap;
}

}  // namespace

Node overlay(Node base, const Node& over) {
  if (!base.is_map() || !over.is_map()) return over;
  for (const Entry& entry : over.entries) {
    const auto known = std::find_if(base.entries.begin(), base.entries.end(),
                                    [&](const Entry& one) { return one.key == entry.key; });
    if (known == base.entries.end()) {
      base.entries.push_back(entry);
      continue;
    }
    known->at = entry.at;
    known->value = overlay(std::move(known->value), entry.value);
  }
  base.at = over.at;
  return base;
}

Node standing_at(Node node, Position at) {
  node.at = at;
  for (Node& item : node.items) item = standing_at(std::move(item), at);
  for (Entry& entry : node.entries) {
    entry.at = at;
    entry.value = standing_at(std::move(entry.value), at);
  }
  return node;
}

std::string write_yaml(const Node& node) {
  YAML::Emitter out;
  out.SetStringFormat(YAML::Auto);
  emit(out, node);
  return std::string{out.c_str()} + "\n";
}

}  // namespace qunguan::policy
