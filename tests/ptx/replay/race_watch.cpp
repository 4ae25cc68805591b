#include "tests/ptx/replay/race_watch.hpp"

#include <algorithm>

namespace tessera::ptx {
namespace {

constexpr std::size_t kWordBytes = 4;

bool is_strong(Ordering ordering) {
  return ordering != Ordering::weak && ordering != Ordering::read_only;
}
bool acquires(Ordering ordering) {
  return ordering == Ordering::acquire || ordering == Ordering::acquire_release;
}
bool releases(Ordering ordering) {
  return ordering == Ordering::release || ordering == Ordering::acquire_release;
}

}  // namespace

RaceWatch::RaceWatch(std::size_t warps, std::size_t memory_bytes)
    : agents_(warps), pages_(memory_bytes / (kWordBytes * kPageWords) + 1) {
  for (std::size_t warp = 0; warp < warps; ++warp) {
    agents_[warp] = {Clock(warps, 0), Clock(warps, 0), Clock(warps, 0)};
    agents_[warp].now[warp] = 1;
  }
}

void RaceWatch::join(Clock& clock, const Clock& other) {
  std::ranges::transform(clock, other, clock.begin(),
                         [](std::uint32_t a, std::uint32_t b) { return std::max(a, b); });
}

RaceWatch::Word& RaceWatch::word_at(std::size_t number) {
  // Variables of the kernel's module are placed when it starts.
  if (number / kPageWords >= pages_.size()) pages_.resize(2 * (number / kPageWords));
  std::unique_ptr<Page>& page = pages_[number / kPageWords];
  if (!page) page = std::make_unique<Page>();
  return (*page)[number % kPageWords];
}

std::string RaceWatch::touch(std::size_t warp, Touch kind, Ordering ordering, std::size_t offset,
                             std::size_t bytes) {
  Agent& agent = agents_[warp];
  if (is_strong(ordering)) {
    synchronise(agent, warp, kind, ordering, offset);
    return {};
  }
  const Time now{static_cast<std::uint32_t>(warp), agent.now[warp]};
  for (std::size_t number = offset / kWordBytes; number * kWordBytes < offset + bytes; ++number) {
    Word& word = word_at(number);
    std::string fault = check(agent, warp, word, kind, ordering);
    if (!fault.empty()) return fault;
    note(word, now, kind);
  }
  return {};
}

std::string RaceWatch::check(const Agent& agent, std::size_t warp, const Word& word, Touch kind,
                             Ordering ordering) const {
  const auto story = [](const char* what, Time time) {
    return std::string(what) + " warp " + std::to_string(time.warp) +
           " of the launch, and nothing orders the two";
  };
  if (ordering == Ordering::read_only && word.write.at != 0) {
    return "reads through the read-only cache what warp " + std::to_string(word.write.warp) +
           " of the launch has written";
  }
  if (!knows(agent.now, word.write)) {
    return story(kind == Touch::read ? "reads what was written by" : "writes what was written by",
                 word.write);
  }
  if (kind == Touch::read) return {};
  for (const Time& read : word.reads) {
    if (read.warp != warp && !knows(agent.now, read)) return story("writes what is read by", read);
  }
  return {};
}

void RaceWatch::note(Word& word, Time time, Touch kind) {
  if (kind != Touch::read) {
    word.write = time;
    word.reads = {};
    return;
  }
  for (Time& read : word.reads) {
    if (read.at != 0 && read.warp == time.warp) {
      read = time;
      return;
    }
  }
  word.reads[word.next_read] = time;
  word.next_read = static_cast<std::uint8_t>((word.next_read + 1) % word.reads.size());
}

void RaceWatch::synchronise(Agent& agent, std::size_t warp, Touch kind, Ordering ordering,
                            std::size_t offset) {
  Clock& published = released_.try_emplace(offset, agents_.size(), 0U).first->second;
  if (kind != Touch::write) join(acquires(ordering) ? agent.now : agent.seen, published);
  if (kind == Touch::read) return;
  if (kind == Touch::write) published.assign(agents_.size(), 0);
  join(published, releases(ordering) ? agent.now : agent.at_fence);
  ++agent.now[warp];
}

void RaceWatch::fence(std::size_t warp) {
  Agent& agent = agents_[warp];
  join(agent.now, agent.seen);
  agent.at_fence = agent.now;
  ++agent.now[warp];
}

void RaceWatch::meet(const std::vector<std::size_t>& warps) {
  Clock all(agents_.size(), 0);
  for (const std::size_t warp : warps) join(all, agents_[warp].now);
  for (const std::size_t warp : warps) {
    agents_[warp].now = all;
    ++agents_[warp].now[warp];
  }
}

}  // namespace tessera::ptx
