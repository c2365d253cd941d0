#include "qunguan/net/worker.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <typeinfo>
#include <vector>

namespace qunguan::net {
namespace {

using Jobs = std::vector<std::unique_ptr<Worker::Job>>;

/// Also keeps the clock's arithmetic from overflowing when `idle` says "never".
constexpr Duration kLongestWait = std::chrono::hours{1};

/// Jobs on their way to the worker.
///
/// Shared with the wake-ups under way, which may come after the worker's end.
class Queue : public std::enable_shared_from_this<Queue> {
 public:
  explicit Queue(std::size_t capacity) : capacity_(capacity) {}

  bool push(std::unique_ptr<Worker::Job>& job) {
    boost::asio::any_io_executor home;
    {
      const std::lock_guard lock{mutex_};
      if (is_closed_ || waiting_.size() >= capacity_) return false;
      if (std::exchange(is_asleep_, false)) home = job->home();
      waiting_.push_back(std::move(job));
    }
    // Once the caller's thread has dealt with what is ready there: a worker woken at once would
    // find this job alone, and run a batch for each.
    if (home)
      boost::asio::post(home, [queue = shared_from_this()] { queue->arrival_.notify_one(); });
    return true;
  }

  /// Takes all there are.
  void take(Jobs& jobs) {
    const std::lock_guard lock{mutex_};
    jobs.swap(waiting_);
  }

  /// Nothing is left, and nothing will come.
  bool is_finished() {
    const std::lock_guard lock{mutex_};
    return is_closed_ && waiting_.empty();
  }

  void wait(Duration longest) {
    std::unique_lock lock{mutex_};
    if (!waiting_.empty() || is_closed_) return;
    is_asleep_ = true;
    arrival_.wait_for(lock, longest, [this] { return !is_asleep_ || is_closed_; });
    is_asleep_ = false;
  }

  void close() {
    {
      const std::lock_guard lock{mutex_};
      is_closed_ = true;
    }
    arrival_.notify_one();
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable arrival_;
  Jobs waiting_;
  bool is_asleep_ = false;
  bool is_closed_ = false;
};

/// The type alone: what a library's exception says may quote a chat.
Error thrown(const std::exception& failure) {
  return {Error::Code::Internal, std::string{"a job threw "} + typeid(failure).name()};
}

void run(Worker::Job& job) {
  try {
    job.run();
  } catch (const std::exception& failure) {
    job.fail(thrown(failure));
  }
}

/// Ends the waits of jobs that share an executor.
class Release {
 public:
  explicit Release(Jobs jobs) : jobs_(std::move(jobs)) {}

  void operator()() {
    for (std::unique_ptr<Worker::Job>& job : jobs_) {
      job->complete();
      job.reset();
    }
  }

 private:
  Jobs jobs_;
};

struct Group {
  boost::asio::any_io_executor home;
  Jobs jobs;
};

/// One post per executor: waking a network thread costs more than most jobs.
void release(Jobs& jobs) {
  std::vector<Group> groups;
  for (std::unique_ptr<Worker::Job>& job : jobs) {
    const boost::asio::any_io_executor home = job->home();
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& known) { return known.home == home; });
    if (group == groups.end()) group = groups.insert(groups.end(), Group{.home = home, .jobs = {}});
    group->jobs.push_back(std::move(job));
  }
  jobs.clear();
  for (Group& group : groups) boost::asio::post(group.home, Release{std::move(group.jobs)});
}

}  // namespace

class Worker::State {
 public:
  State(Batches& batches, std::size_t capacity)
      : batches_(batches), queue_(std::make_shared<Queue>(capacity)), thread_([this] { work(); }) {}

  ~State() {
    queue_->close();
    thread_.join();
  }

  State(const State&) = delete;
  State& operator=(const State&) = delete;

  bool submit(std::unique_ptr<Job>& job) { return queue_->push(job); }

 private:
  void work() {
    Jobs jobs;
    while (!queue_->is_finished()) {
      queue_->take(jobs);
      if (jobs.empty()) {
        queue_->wait(std::clamp(batches_.idle(), Duration::zero(), kLongestWait));
      } else {
        run_batch(jobs);
      }
    }
  }

  void run_batch(Jobs& jobs) {
    batches_.begin();
    for (const std::unique_ptr<Job>& job : jobs) run(*job);
    const Result<void> finished = batches_.finish();
    if (!finished) {
      for (const std::unique_ptr<Job>& job : jobs) job->fail(finished.error());
    }
    release(jobs);
  }

  Batches& batches_;
  const std::shared_ptr<Queue> queue_;
  std::thread thread_;  // last: it uses the rest
};

Worker::Worker(Batches& batches, std::size_t capacity)
    : state_(std::make_unique<State>(batches, capacity)) {}
Worker::~Worker() = default;

bool Worker::submit(std::unique_ptr<Job>& job) { return state_->submit(job); }

}  // namespace qunguan::net
