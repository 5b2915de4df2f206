// What a kernel before Linux 5.8, without the iterator, is to the real program: no kernel has this iterator.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("iter/sockdiag_has_no_such_kind")
int never_runs(void *context)
{
	return context == 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
