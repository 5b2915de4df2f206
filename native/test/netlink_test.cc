// NetlinkDump and NetlinkSocket against a kernel that is played, so that it can misbehave.
#include "netlink/netlink.h"

#include <algorithm>
#include <random>

#include "check.h"
#include "fake_kernel.h"

using namespace sockdiag;
using namespace sockdiag::test;

namespace {

using Types = std::vector<uint16_t>;

constexpr uint16_t kRow = 20;

constexpr uint16_t kDump = NLM_F_REQUEST | NLM_F_DUMP;

Bytes ReplyTo(const std::vector<Bytes>& datagrams, size_t capacity = kMaxDatagram, uint16_t flags = kDump) {
  FakeKernel kernel;
  for (const auto& datagram : datagrams) kernel.Say(datagram);
  NetlinkDump dump = kernel.TakeDump(flags);
  const Cancellation cancellation;
  return ReadAll(&dump, capacity, cancellation);
}

int ErrorOfReply(const std::vector<Bytes>& datagrams, size_t capacity = kMaxDatagram) {
  return ErrorOf([&] { ReplyTo(datagrams, capacity); });
}

Bytes Lying(uint32_t length) {
  Bytes message = Message(kRow, 40);
  SetLength(&message, length);
  return message;
}

}  // namespace

TEST("the request goes out as it is, and once") {
  FakeKernel kernel;
  NetlinkDump dump = kernel.TakeDump();
  kernel.Say(Message(kRow, 8));
  kernel.Say(Done());
  const Cancellation cancellation;
  ReadAll(&dump, kMaxDatagram, cancellation);
  CHECK(kernel.Hear() == Message(kRow, 8, {NLM_F_REQUEST | NLM_F_DUMP}));
  Bytes more(kMaxDatagram);
  CHECK(dump.Read(more.data(), more.size(), cancellation) == 0);
  kernel.HangUp();
}

TEST("a reply of one datagram is handed on byte for byte, its end included") {
  const Bytes reply = Join({Message(kRow, 8), Message(kRow, 40), Done()});
  CHECK(ReplyTo({reply}) == reply);
}

TEST("a reply of many datagrams is handed on whole, through a buffer that holds one at a time and one that holds many") {
  std::vector<Bytes> datagrams;
  for (size_t i = 0; i < 40; i++) datagrams.push_back(Join({Message(kRow, 100 * i), Message(kRow, 4)}));
  datagrams.push_back(Done());
  CHECK(ReplyTo(datagrams, kMaxDatagram) == Join(datagrams));
  CHECK(ReplyTo(datagrams, 8 * kMaxDatagram) == Join(datagrams));
}

TEST("a read stops while a whole datagram still fits, and the next one goes on behind it") {
  FakeKernel kernel;
  kernel.Say(Message(kRow, 20000));
  kernel.Say(Message(kRow, 20000));
  kernel.Say(Done());
  NetlinkDump dump = kernel.TakeDump();
  const Cancellation cancellation;
  Bytes buffer(kMaxDatagram + 10000);
  CHECK(dump.Read(buffer.data(), buffer.size(), cancellation) == NLMSG_HDRLEN + 20000);
  CHECK(!dump.ended());
  CHECK(dump.Read(buffer.data(), buffer.size(), cancellation) == NLMSG_HDRLEN + 20000);
  CHECK(dump.Read(buffer.data(), buffer.size(), cancellation) == NLMSG_HDRLEN + 4);
  CHECK(dump.ended());
}

TEST("NLMSG_ERROR and a DONE amid a datagram end the reply") {
  CHECK(TypesOf(ReplyTo({Message(NLMSG_ERROR, 20, {0})})) == (Types{NLMSG_ERROR}));
  CHECK(TypesOf(ReplyTo({Message(NLMSG_ERROR, 20)})) == (Types{NLMSG_ERROR}));
  CHECK(TypesOf(ReplyTo({Join({Message(kRow, 4), Done(), Message(kRow, 4)})})) == (Types{kRow, NLMSG_DONE, kRow}));
}

TEST("a message without NLM_F_MULTI ends the reply to a request for one, but not a dump") {
  const std::vector<Bytes> rows = {Message(kRow, 8), Message(kRow, 8, {0})};
  CHECK(TypesOf(ReplyTo(rows, kMaxDatagram, NLM_F_REQUEST)) == (Types{kRow, kRow}));
  CHECK(TypesOf(ReplyTo({rows[1], Join({rows[1], rows[0]}), Done()})) == (Types{kRow, kRow, kRow, NLMSG_DONE}));
}

TEST("datagrams with another sequence number or for another port are dropped, even when they say that the reply is over") {
  const Bytes row = Message(kRow, 8);
  CHECK(ReplyTo({Message(kRow, 60, {NLM_F_MULTI, kSequence + 1}), row, Message(NLMSG_DONE, 4, {NLM_F_MULTI, 0}),
                 Message(NLMSG_ERROR, 20, {0, kSequence, kPort + 1}), Message(kRow, 60, {NLM_F_MULTI, kSequence, 0}), row,
                 Done()}) == Join({row, row, Done()}));
}

TEST("a foreign message behind one of ours drops its datagram") {
  CHECK(ReplyTo({Join({Message(kRow, 8), Message(kRow, 8, {NLM_F_MULTI, kSequence + 1})}), Done()}) == Done());
}

TEST("an empty datagram is nothing") { CHECK(ReplyTo({Bytes(), Done()}) == Done()); }

TEST("a datagram longer than the buffer is EMSGSIZE, not a short reply") {
  CHECK(ErrorOfReply({Message(kRow, kMaxDatagram), Done()}) == EMSGSIZE);
  CHECK(ErrorOfReply({Message(kRow, 10), Message(kRow, 70000), Done()}, 2 * kMaxDatagram) == EMSGSIZE);
}

TEST("a length that lies is EBADMSG: none, less than a header, too short, past the end, all ones") {
  // Of 56 bytes; after a length of 20 the payload, which counts up, is taken for a header.
  for (const uint32_t length : {0u, 4u, 15u, 20u, 57u, 60u, 100000u, 0x7fffffffu, 0xfffffff0u, 0xfffffffdu, 0xffffffffu}) {
    CHECK(ErrorOfReply({Lying(length), Done()}) == EBADMSG);
    CHECK(ErrorOfReply({Join({Message(kRow, 8), Lying(length)}), Done()}) == EBADMSG);
  }
}

TEST("a datagram that ends amid a header is EBADMSG") {
  for (size_t length = 1; length < NLMSG_HDRLEN; length++) {
    const Bytes whole = Message(kRow, 0);
    CHECK(ErrorOfReply({Bytes(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length)), Done()}) == EBADMSG);
  }
}

TEST("a datagram of odd length is padded with zeros, so that the next one begins on a multiple of 4") {
  for (size_t payload = 5; payload < 9; payload++) {
    const Bytes odd = Message(kRow, payload);
    Bytes padded = odd;
    padded.resize(NLMSG_ALIGN(odd.size()), 0);
    CHECK(ReplyTo({odd, odd, Done()}, 4 * kMaxDatagram) == Join({padded, padded, Done()}));
  }
}

TEST("padding is never written past the buffer") {
  for (size_t over = 1; over < 4; over++) {
    const size_t capacity = kMaxDatagram + over;
    const Bytes exact = Message(kRow, capacity - NLMSG_HDRLEN);
    CHECK(ErrorOfReply({exact, Done()}, capacity) == EBADMSG);
  }
  const Bytes fits = Message(kRow, kMaxDatagram - NLMSG_HDRLEN);
  CHECK(ReplyTo({fits, Done()}) == Join({fits, Done()}));
}

TEST("a request that is not one message and a buffer that is too small are EINVAL") {
  const auto error_of_request = [](const Bytes& request) {
    return ErrorOf([&] { NetlinkDump(FakeKernel().TakeSocket(), request); });
  };
  CHECK(error_of_request({}) == EINVAL);
  CHECK(error_of_request(Bytes(NLMSG_HDRLEN - 1)) == EINVAL);
  CHECK(error_of_request(Lying(0)) == EINVAL);
  CHECK(error_of_request(Lying(57)) == EINVAL);
  CHECK(error_of_request(Message(kRow, 0)) == 0);
  FakeKernel kernel;
  NetlinkDump dump = kernel.TakeDump();
  const Cancellation cancellation;
  Bytes small(kMaxDatagram - 1);
  CHECK(ErrorOf([&] { dump.Read(small.data(), small.size(), cancellation); }) == EINVAL);
  CHECK(ErrorOf([&] { dump.Read(nullptr, 0, cancellation); }) == EINVAL);
}

TEST("a peer that is gone is an error of send, and raises no SIGPIPE") {
  FakeKernel kernel;
  NetlinkDump dump = kernel.TakeDump();
  kernel.HangUp();
  const Cancellation cancellation;
  Bytes buffer(kMaxDatagram);
  CHECK(ErrorOf([&] { dump.Read(buffer.data(), buffer.size(), cancellation); }) == EPIPE);
}

TEST("damaged replies end in EBADMSG or in no more bytes than were sent, whatever is wrong in them") {
  std::mt19937 random(20240229);  // NOLINT: the same bytes every time
  const auto below = [&](size_t bound) { return static_cast<size_t>(random()) % bound; };
  size_t refused = 0;
  for (int round = 0; round < 3000; round++) {
    Bytes damaged = Join({Message(kRow, below(60)), Message(kRow, below(60)), Message(kRow, below(300))});
    for (size_t i = 0; i < 1 + below(6); i++) {
      // Mostly in the first bytes, where the lengths are.
      damaged[below(below(2) ? damaged.size() : 8)] = static_cast<uint8_t>(random());
    }
    if (below(4) == 0) damaged.resize(below(damaged.size()) + 1);
    Bytes reply;
    const int error = ErrorOf([&] { reply = ReplyTo({damaged, Done()}); });
    CHECK(error == 0 || error == EBADMSG);
    if (error != 0) refused++;
    CHECK(error != 0 || reply.size() <= NLMSG_ALIGN(damaged.size()) + Done().size());
  }
  CHECK(refused > 500 && refused < 3000);
}
