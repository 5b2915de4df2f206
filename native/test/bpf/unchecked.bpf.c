// The kernel refuses this: after the last descriptor `file` is a null pointer.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct inode;

struct file {
	struct inode *f_inode;
} __attribute__((preserve_access_index));

struct bpf_iter__task_file {
	void *meta;
	void *task;
	unsigned int fd;
	struct file *file;
} __attribute__((preserve_access_index));

SEC("iter/task_file")
int dereferences_null(struct bpf_iter__task_file *context)
{
	return context->file->f_inode == 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
