// The kernel takes this program, but not as an iterator.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int drops_all(struct __sk_buff *packet)
{
	return packet == 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
