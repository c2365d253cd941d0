#pragma once

#include <string>
#include <vector>

#include "qunguan/rules/rule_config.hpp"

namespace qunguan::rules {

/// The word of an order under the key, without its slash; empty when the key is absent.
///
/// Refuses what no order can be called: a word that is no single word, or that begins like one of
/// those by which cases are decided.
std::string read_order_word(RuleConfig& config, const std::string& key);

/// The texts under the key that the bot says. Refuses placeholders other than `known` and those
/// that every such text has.
std::vector<std::string> read_sayings(RuleConfig& config, const std::string& key,
                                      const std::vector<std::string>& known = {});

/// As `read_sayings`, where there is one text; empty when the key is absent.
std::string read_saying(RuleConfig& config, const std::string& key,
                        const std::vector<std::string>& known = {});

}  // namespace qunguan::rules
