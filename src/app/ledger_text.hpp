#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "qunguan/domain/zone.hpp"
#include "qunguan/engine/store.hpp"
#include "qunguan/storage/records.hpp"

/// What the commands about the ledger share: how they read it, and how they show it.
namespace qunguan::app {

std::optional<Config> read_config(const std::string& path, Streams streams);

/// Opens the records, or says why not.
std::unique_ptr<storage::Records> open_records(const std::string& config_path, Streams streams);

/// The exit code of a command that has read what it wanted.
int finish(const storage::Records& records, Streams streams);

const Zone& shown_zone();

/// `2026-03-02 10:00:00`
std::string clock(Instant at);

/// `zhangsan（张三）`
std::string name_of(const std::string& id, const std::string& name);

/// A cell that no spreadsheet takes for a formula: such a cell gets a quote in front. RFC 4180
/// quoting alone does not help.
std::string cell(std::string text);

std::string word_of(engine::LedgerEntry::Kind kind);

}  // namespace qunguan::app
