#pragma once

#include <map>
#include <string>
#include <vector>

#include "qunguan/policy/diagnostic.hpp"
#include "qunguan/rules/reading.hpp"

namespace qunguan::app {

/// The classifiers of those files, by name. What is wrong is added to `problems` of `config`, the
/// file that names them.
rules::Classifiers read_classifiers(const std::map<std::string, std::string>& files,
                                    const std::string& config,
                                    std::vector<policy::Diagnostic>& problems);

}  // namespace qunguan::app
