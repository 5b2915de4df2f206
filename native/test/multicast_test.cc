// MulticastSocket against a kernel that is played, so that it can misbehave.
#include "netlink/multicast.h"

#include <random>

#include "check.h"
#include "fake_kernel.h"
#include "process.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

constexpr uint16_t kRow = 20;
constexpr size_t kRoomForAll = 8 * kMaxDatagram;

// A subscription to a kernel that has said all of `datagrams` already.
class Heard {
 public:
  explicit Heard(const std::vector<Bytes>& datagrams) : socket_(kernel_.TakeSocket()) {
    for (const auto& datagram : datagrams) kernel_.Say(datagram);
  }

  Bytes Read(size_t capacity = kRoomForAll) {
    Bytes buffer(capacity, 0xee);
    const size_t used = socket_.Read(buffer.data(), buffer.size(), cancellation_);
    CHECK(used > 0 && used <= capacity && used % 4 == 0);
    buffer.resize(used);
    return buffer;
  }
  int Error(size_t capacity = kRoomForAll) {
    return ErrorOf([&] { Read(capacity); });
  }

  const FakeKernel& kernel() const { return kernel_; }
  const MulticastSocket& socket() const { return socket_; }
  void Cancel() { cancellation_.Cancel(); }

 private:
  FakeKernel kernel_;
  MulticastSocket socket_;
  Cancellation cancellation_;
};

Bytes Lying(uint32_t length) {
  Bytes message = Message(kRow, 40);
  SetLength(&message, length);
  return message;
}

}  // namespace

TEST("all datagrams that wait come with one read, whatever their sequence number and port") {
  const std::vector<Bytes> datagrams = {Message(kRow, 8, {0, 0, 0}), Join({Message(kRow, 40), Message(NLMSG_ERROR, 20)}),
                                        Done(), Message(kRow, 60, {NLM_F_MULTI, 1, 2})};
  CHECK(Heard(datagrams).Read() == Join(datagrams));
}

TEST("a read stops while a whole datagram still fits, and the next one goes on behind it") {
  Heard heard({Message(kRow, 100), Message(kRow, 200), Message(kRow, 20000), Message(kRow, 300)});
  CHECK(heard.Read(kMaxDatagram) == Message(kRow, 100));
  CHECK(heard.Read(kMaxDatagram + 10000) == Join({Message(kRow, 200), Message(kRow, 20000)}));
  CHECK(heard.Read(kMaxDatagram) == Message(kRow, 300));
}

TEST("an empty datagram is nothing, and what comes behind it is waited for") {
  Heard heard({Bytes(), Message(kRow, 8), Bytes()});
  CHECK(heard.Read() == Message(kRow, 8));
  Joined other([&, awaited = ThreadId()] {
    AwaitPoll(awaited);
    heard.kernel().Say(Message(kRow, 12));
  });
  CHECK(heard.Read() == Message(kRow, 12));
}

TEST("a datagram of odd length is padded with zeros for the next one, and never past the buffer") {
  for (size_t payload = 5; payload < 9; payload++) {
    const Bytes odd = Message(kRow, payload);
    Bytes padded = odd;
    padded.resize(NLMSG_ALIGN(odd.size()), 0);
    CHECK(Heard({odd, odd}).Read() == Join({padded, padded}));
  }
  for (size_t over = 1; over < 4; over++) {
    const size_t capacity = kMaxDatagram + over;
    CHECK(Heard({Message(kRow, capacity - NLMSG_HDRLEN)}).Error(capacity) == EBADMSG);
  }
  const Bytes fits = Message(kRow, kMaxDatagram - NLMSG_HDRLEN);
  CHECK(Heard({fits}).Read(kMaxDatagram) == fits);
}

TEST("a length that lies is EBADMSG once all before it was delivered, and for ever") {
  for (const uint32_t length : {0u, 15u, 20u, 57u, 60u, 0x7fffffffu, 0xfffffff0u, 0xfffffffdu, 0xffffffffu}) {
    for (const auto& bad : {Lying(length), Join({Message(kRow, 8), Lying(length)})}) {
      Heard heard({Message(kRow, 8), Message(kRow, 12), bad, Message(kRow, 16)});
      CHECK(heard.Read() == Join({Message(kRow, 8), Message(kRow, 12)}));
      CHECK(heard.Error() == EBADMSG);
      CHECK(heard.Error() == EBADMSG);
    }
  }
}

TEST("a datagram that ends amid a header is EBADMSG") {
  const Bytes whole = Message(kRow, 0);
  for (ptrdiff_t length = 1; length < static_cast<ptrdiff_t>(whole.size()); length++) {
    CHECK(Heard({Bytes(whole.begin(), whole.begin() + length)}).Error() == EBADMSG);
  }
}

TEST("a datagram longer than the buffer is EMSGSIZE once all before it was delivered, and for ever") {
  constexpr size_t kCapacity = 2 * kMaxDatagram;
  Heard heard({Message(kRow, 8), Message(kRow, kCapacity), Message(kRow, 8)});
  CHECK(heard.Read(kCapacity) == Message(kRow, 8));
  for (int i = 0; i < 2; i++) CHECK(heard.Error(kCapacity) == EMSGSIZE);
  CHECK(Heard({Message(kRow, kMaxDatagram)}).Error(kMaxDatagram) == EMSGSIZE);
}

TEST("a buffer that is too small is EINVAL, and costs no datagram") {
  Heard heard({Message(kRow, 8)});
  CHECK(heard.Error(kMaxDatagram - 1) == EINVAL);
  CHECK(heard.Error(0) == EINVAL);
  CHECK(heard.Read() == Message(kRow, 8));
}

TEST("what is sent goes out as it is; a peer that is gone is an error, and raises no SIGPIPE") {
  FakeKernel kernel;
  const MulticastSocket socket(kernel.TakeSocket());
  const Bytes request = Message(kRow, 40);
  socket.Send(request.data(), request.size());
  CHECK(kernel.Hear() == request);
  kernel.HangUp();
  CHECK(ErrorOf([&] { socket.Send(request.data(), request.size()); }) == EPIPE);
}

TEST("sending never waits for room") {
  const Heard heard({});
  const Bytes request = Message(kRow, 10000);
  const int error = ErrorOf([&] {
    for (;;) heard.socket().Send(request.data(), request.size());
  });
  CHECK(error == EAGAIN);
}

TEST("a subscription that is cancelled before it is read receives nothing, though something waits") {
  Heard heard({Message(kRow, 8)});
  heard.Cancel();
  CHECK(heard.Error() == ECANCELED);
  CHECK(heard.Error() == ECANCELED);
}

TEST("a subscription that waits ends with ECANCELED as soon as another thread cancels it") {
  Heard heard({});
  Joined other([&, waiting = ThreadId()] {
    AwaitPoll(waiting);
    heard.Cancel();
  });
  CHECK(heard.Error() == ECANCELED);
}

TEST("damaged datagrams end in EBADMSG or in no more bytes than were sent, whatever is wrong in them") {
  std::mt19937 random(20240229);  // NOLINT: the same bytes every time
  const auto below = [&](size_t bound) { return static_cast<size_t>(random()) % bound; };
  size_t refused = 0;
  for (int round = 0; round < 3000; round++) {
    Bytes damaged = Join({Message(kRow, below(60)), Message(kRow, below(60)), Message(kRow, below(300))});
    // Mostly in the first bytes, where the lengths are.
    for (size_t i = below(6); i < 6; i++) damaged[below(below(2) ? damaged.size() : 8)] = static_cast<uint8_t>(random());
    if (below(4) == 0) damaged.resize(below(damaged.size()) + 1);
    Bytes heard;
    const int error = ErrorOf([&] { heard = Heard({damaged}).Read(); });
    CHECK(error == 0 || error == EBADMSG);
    if (error != 0) refused++;
    CHECK(heard.size() <= NLMSG_ALIGN(damaged.size()));
  }
  CHECK(refused > 500 && refused < 3000);
}
