#pragma once

#include <atomic>
#include <memory>

#include "qunguan/domain/event.hpp"
#include "qunguan/rules/policy_book.hpp"

namespace qunguan::engine {

/// What was found in an event before moderation takes it, and under which book.
struct Prepared {
  std::shared_ptr<const rules::PolicyBook> book;
  rules::Reading reading;
};

/// Folds and matches the event's text: the pure part of judging that needs no group.
///
/// Thread: any. If the book has changed when the event is judged, the moderator prepares it again.
Prepared prepare(const Event& event, std::shared_ptr<const rules::PolicyBook> book);

/// The book in force, for those who prepare events while moderation may change it.
///
/// Thread: any.
class CurrentBook {
 public:
  std::shared_ptr<const rules::PolicyBook> get() const { return book_.load(); }
  void set(std::shared_ptr<const rules::PolicyBook> book) { book_.store(std::move(book)); }

 private:
  std::atomic<std::shared_ptr<const rules::PolicyBook>> book_{
      std::make_shared<const rules::PolicyBook>()};
};

}  // namespace qunguan::engine
