// Two maps and two programs, of kinds that tell which is which.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, unsigned int);
	__type(value, unsigned int);
} second SEC(".maps");

SEC("socket")
int keeps(struct __sk_buff *packet)
{
	unsigned int key = 2;
	unsigned int *value = bpf_map_lookup_elem(&second, &key);

	return packet->len && value ? *value : 0;
}

SEC("iter/task_file")
int wakes(void *context)
{
	unsigned int value = context == 0;

	bpf_ringbuf_output(&first, &value, sizeof(value), 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
