#include "qunguan/engine/prepare.hpp"

namespace qunguan::engine {

Prepared prepare(const Event& event, std::shared_ptr<const rules::PolicyBook> book) {
  Prepared prepared{.book = std::move(book), .reading = {}};
  if (event.type == EventType::MessageCreated)
    prepared.reading = prepared.book->vocabulary().read(event.message);
  return prepared;
}

}  // namespace qunguan::engine
