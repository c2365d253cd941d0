#include "rules/registry.hpp"

#include <algorithm>
#include <array>

#include "qunguan/rules/compose.hpp"
#include "qunguan/text/fold.hpp"

namespace qunguan::rules {
namespace {

using policy::ConfigReader;
using policy::Node;

struct Field {
  std::string key, zh;
};

const std::array<Field, 6> kFields{{{"name", "群名"},
                                    {"members", "成员"},
                                    {"content", "内容"},
                                    {"admins", "管理员"},
                                    {"approver", "批准人"},
                                    {"filing", "备案"}}};
const std::vector<std::string> kUsuallyRequired{"name", "members", "content", "admins"};

std::string known_fields() {
  std::string all;
  for (const Field& field : kFields) all += (all.empty() ? "" : ", ") + field.key;
  return all;
}

std::vector<std::string> read_required(ConfigReader& config) {
  std::vector<std::string> required;
  for (const Node* node : config.scalars("required")) {
    const bool is_known = std::any_of(kFields.begin(), kFields.end(),
                                      [&](const Field& field) { return field.key == node->text; });
    if (is_known)
      required.push_back(node->text);
    else
      config.mistake(node->at, "bad-choice",
                     {"“" + node->text + "”不是登记项", "'" + node->text + "' is no field"},
                     {"可以写：" + known_fields(), "known: " + known_fields()});
  }
  return config.has("required") ? required : kUsuallyRequired;
}

/// The policy's own `groups` and `admins` say it, too.
bool is_given(const Field& field, ConfigReader& config, const Node& root) {
  const bool is_said = !config.texts(field.key).empty();
  return is_said || (field.key == "name" && root.find("groups") != nullptr) ||
         (field.key == "admins" && root.find("admins") != nullptr);
}

void check_fields(ConfigReader& config, const Node& root) {
  const std::vector<std::string> required = read_required(config);
  std::string missing;
  std::string keys;
  for (const Field& field : kFields) {
    const bool is_here = is_given(field, config, root);
    if (is_here || std::find(required.begin(), required.end(), field.key) == required.end())
      continue;
    missing += (missing.empty() ? "" : "、") + field.zh;
    keys += (keys.empty() ? "" : ", ") + field.key;
  }
  if (missing.empty() || is_base(root)) return;
  config.mistake(config.node().at, "registry-incomplete",
                 {"群的登记缺：" + missing, "the group's record lacks: " + keys},
                 {"在 registry 里写上 " + keys, "write " + keys + " under registry"});
}

void check_names(ConfigReader& config, ConfigReader& policy) {
  const std::vector<std::string> forbidden = config.texts("forbidden");
  std::vector<const Node*> names = config.scalars("name");
  if (!is_base(policy.node())) {
    const std::vector<const Node*> groups = policy.scalars("groups");
    names.insert(names.end(), groups.begin(), groups.end());
  }
  for (const Node* name : names) {
    const std::string folded = text::fold_to_utf8(name->text);
    const auto found =
        std::find_if(forbidden.begin(), forbidden.end(), [&](const std::string& word) {
          return folded.find(text::fold_to_utf8(word)) != std::string::npos;
        });
    if (found != forbidden.end())
      config.mistake(name->at, "forbidden-name",
                     {"群名“" + name->text + "”含有不许用的“" + *found + "”",
                      "the group's name '" + name->text + "' has the forbidden '" + *found + "'"},
                     {"请先给群改名，再改这里", "rename the group first, then change this"});
  }
}

}  // namespace

void check_registry(ConfigReader& policy) {
  const Node* node = policy.find("registry");
  if (node == nullptr) return;
  ConfigReader config{*node, policy.diagnostics()};
  check_fields(config, policy.node());
  check_names(config, policy);
  static_cast<void>(config.finish());
}

}  // namespace qunguan::rules
