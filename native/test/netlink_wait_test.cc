// How a read waits: cancelled, interrupted by signals, spoken to by strangers; and real dumps of the kernel.
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "check.h"
#include "fake_kernel.h"
#include "netlink/netlink.h"
#include "process.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

constexpr uint16_t kRow = 20;

// A dump that is read on a thread of its own.
class Reading {
 public:
  explicit Reading(FakeKernel* kernel)
      : dump_(kernel->TakeDump()), thread_([this] {
          id_ = ThreadId();
          error_ = ErrorOf([this] { reply_ = ReadAll(&dump_, kMaxDatagram, cancellation_); });
        }) {
    while (id_ == 0) sched_yield();
  }
  ~Reading() {
    cancellation_.Cancel();
    if (thread_.joinable()) thread_.join();
  }

  void AwaitSleep() const { AwaitPoll(id_); }
  void Cancel() { cancellation_.Cancel(); }
  pthread_t handle() { return thread_.native_handle(); }
  int Error() {
    thread_.join();
    return error_;
  }
  const Bytes& reply() const { return reply_; }

 private:
  Cancellation cancellation_;
  NetlinkDump dump_;
  Bytes reply_;
  int error_ = -1;
  std::atomic<pid_t> id_{0};
  std::thread thread_;
};

std::atomic<int> signals{0};

// Without SA_RESTART, so that a sleeping system call fails with EINTR.
void CountSignals(int number) {
  struct sigaction action {};
  action.sa_handler = [](int) { signals++; };
  CHECK(sigaction(number, &action, nullptr) == 0);
}

ino_t InodeOf(int fd) {
  struct stat status {};
  CHECK(fstat(fd, &status) == 0);
  return status.st_ino;
}

// The kernel's reply to a dump request, payload by payload; its end must be a DONE without an errno.
template <typename Row>
std::vector<Row> DumpRows(NetlinkDump* dump, size_t capacity) {
  const Cancellation cancellation;
  const Bytes reply = ReadAll(dump, capacity, cancellation);
  CHECK(TypesOf(reply).back() == NLMSG_DONE);
  std::vector<Row> rows;
  for (size_t at = 0; at < reply.size();) {
    nlmsghdr header;
    std::memcpy(&header, reply.data() + at, sizeof(header));
    const uint8_t* payload = reply.data() + at + NLMSG_HDRLEN;
    if (header.nlmsg_type == NLMSG_DONE) {
      int32_t error;
      std::memcpy(&error, payload, sizeof(error));
      CHECK(error == 0);
      break;
    }
    CHECK(header.nlmsg_len >= NLMSG_HDRLEN + sizeof(Row));
    Row row;
    std::memcpy(&row, payload, sizeof(row));
    rows.push_back(row);
    at += NLMSG_ALIGN(header.nlmsg_len);
  }
  return rows;
}

unix_diag_req EveryUnixSocket() {
  unix_diag_req request{};
  request.sdiag_family = AF_UNIX;
  request.udiag_states = ~0u;
  return request;
}

std::multiset<ino_t> DumpedUnixInodes(NetlinkSocket socket, size_t capacity) {
  NetlinkDump dump(std::move(socket), DumpRequest(EveryUnixSocket()));
  std::multiset<ino_t> inodes;
  for (const auto& row : DumpRows<unix_diag_msg>(&dump, capacity)) inodes.insert(row.udiag_ino);
  return inodes;
}

}  // namespace

TEST("a read that sleeps ends with ECANCELED as soon as another thread cancels it") {
  FakeKernel kernel;
  Reading reading(&kernel);
  reading.AwaitSleep();
  reading.Cancel();
  CHECK(reading.Error() == ECANCELED);
}

TEST("a read that is cancelled before it begins receives nothing, though a reply waits") {
  FakeKernel kernel;
  kernel.Say(Done());
  NetlinkDump dump = kernel.TakeDump();
  Cancellation cancellation;
  cancellation.Cancel();
  cancellation.Cancel();
  CHECK(ErrorOf([&] { ReadAll(&dump, kMaxDatagram, cancellation); }) == ECANCELED);
  CHECK(!dump.ended());
}

TEST("a kernel that goes on and on is stopped by a cancellation") {
  FakeKernel kernel;
  Reading reading(&kernel);
  for (int i = 0; i < 200; i++) kernel.Say(Message(kRow, 20000));
  reading.Cancel();
  CHECK(reading.Error() == ECANCELED);
}

TEST("signals that interrupt a sleeping read do not end it") {
  CountSignals(SIGUSR1);
  FakeKernel kernel;
  Reading reading(&kernel);
  for (int sent = 1; sent <= 20; sent++) {
    reading.AwaitSleep();
    const int before = signals;
    CHECK(pthread_kill(reading.handle(), SIGUSR1) == 0);
    while (signals == before) sched_yield();
  }
  kernel.Say(Done());
  CHECK(reading.Error() == 0);
  CHECK(reading.reply() == Done());
}

TEST("what a stranger sends to the socket's port is not the kernel's word") {
  const NetlinkSocket socket(NETLINK_USERSOCK);
  const NetlinkSocket stranger(NETLINK_USERSOCK);
  const UniqueFd sender(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_pid = socket.port_id();
  CHECK(socket.port_id() != 0 && socket.port_id() != stranger.port_id());
  const Bytes forged = Message(NLMSG_DONE, 4, {NLM_F_MULTI, kSequence, socket.port_id()});
  CHECK(sendto(sender.get(), forged.data(), forged.size(), 0, reinterpret_cast<sockaddr*>(&address), sizeof(address)) ==
        static_cast<ssize_t>(forged.size()));
  const Cancellation cancellation;
  Bytes buffer(kMaxDatagram);
  CHECK(socket.Receive(buffer.data(), buffer.size(), cancellation) == 0);
}

TEST("a forged end that waits in a sock_diag socket does not cut the kernel's reply short") {
  NetlinkSocket socket(NETLINK_SOCK_DIAG);
  const UniqueFd sender(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_pid = socket.port_id();
  const Bytes forged = Message(NLMSG_DONE, 4, {NLM_F_MULTI, kSequence, socket.port_id()});
  const ssize_t sent = sendto(sender.get(), forged.data(), forged.size(), 0, reinterpret_cast<sockaddr*>(&address),
                              sizeof(address));
  // Without CAP_NET_ADMIN the kernel forbids the forgery itself.
  CHECK(sent == static_cast<ssize_t>(forged.size()) || (sent < 0 && errno == EPERM));
  int ends[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const UniqueFd one(ends[0]);
  const UniqueFd two(ends[1]);
  const auto inodes = DumpedUnixInodes(std::move(socket), kMaxDatagram);
  CHECK(inodes.count(InodeOf(one.get())) == 1 && inodes.count(InodeOf(two.get())) == 1);
}

TEST("a real dump of some thousand sockets holds each exactly once, through small buffers and large") {
  std::vector<UniqueFd> sockets;
  for (int i = 0; i < 1500; i++) {
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) == 0);
    sockets.emplace_back(ends[0]);
    sockets.emplace_back(ends[1]);
  }
  for (const size_t capacity : {kMaxDatagram, 8 * kMaxDatagram}) {
    const auto inodes = DumpedUnixInodes(NetlinkSocket(NETLINK_SOCK_DIAG), capacity);
    for (const auto& fd : sockets) CHECK(inodes.count(InodeOf(fd.get())) == 1);
  }
}

TEST("a real dump of listening TCP sockets holds the one this process opened, with its port") {
  const UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t length = sizeof(address);
  CHECK(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), length) == 0);
  CHECK(listen(listener.get(), 1) == 0);
  CHECK(getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
  inet_diag_req_v2 request{};
  request.sdiag_family = AF_INET;
  request.sdiag_protocol = IPPROTO_TCP;
  request.idiag_states = 1 << 10;
  NetlinkDump dump(NetlinkSocket(NETLINK_SOCK_DIAG), DumpRequest(request));
  const auto rows = DumpRows<inet_diag_msg>(&dump, kMaxDatagram);
  const auto mine = std::find_if(rows.begin(), rows.end(),
                                 [&](const auto& row) { return row.idiag_inode == InodeOf(listener.get()); });
  CHECK(mine != rows.end() && mine->id.idiag_sport == address.sin_port);
}

TEST("a netlink protocol the kernel lacks is an error of socket") {
  CHECK(ErrorOf([] { NetlinkSocket(31); }) == EPROTONOSUPPORT);
  CHECK(ErrorOf([] { NetlinkSocket(-1); }) == EPROTONOSUPPORT);
}

TEST("dumps given up at any point leave no descriptor behind") {
  const size_t before = CountEntries("/proc/self/fd");
  for (int i = 0; i < 200; i++) {
    NetlinkDump dump(NetlinkSocket(NETLINK_SOCK_DIAG), DumpRequest(EveryUnixSocket()));
    Cancellation cancellation;
    Bytes buffer(kMaxDatagram);
    if (i % 3 > 0) dump.Read(buffer.data(), buffer.size(), cancellation);
    if (i % 3 == 2) cancellation.Cancel();
  }
  CHECK(CountEntries("/proc/self/fd") == before);
}
