// Lists every descriptor that is a socket, in one pass of the kernel over all processes (its task_file iterator; Linux 5.11).
// Compiled by `npm run build:bpf`; the object is kept beside this file. Fields are found by the running kernel's BTF, so one
// object serves all: declared here are only those that are read, without their offsets.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "socket_record.h"

#define SOCKFS_MAGIC 0x534f434b /* include/uapi/linux/magic.h */
#define NANOSECONDS_PER_TICK (1000000000ull / 100) /* USER_HZ, in which /proc/<pid>/stat counts */

#define READS_BY_BTF __attribute__((preserve_access_index))

struct pid_namespace;
struct seq_file;

struct super_block {
	unsigned long s_magic;
} READS_BY_BTF;

struct inode {
	unsigned long i_ino;
	struct super_block *i_sb;
} READS_BY_BTF;

struct file {
	struct inode *f_inode;
} READS_BY_BTF;

struct upid {
	int nr;
	struct pid_namespace *ns;
} READS_BY_BTF;

struct pid {
	unsigned int level;
	struct upid numbers[1];
} READS_BY_BTF;

struct task_struct {
	int tgid;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	unsigned long long start_boottime;
	char comm[SOCKET_RECORD_COMM];
} READS_BY_BTF;

struct bpf_iter_meta {
	struct seq_file *seq;
} READS_BY_BTF;

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	unsigned int fd;
	struct file *file;
} READS_BY_BTF;

/* The process's number in the pid namespace of whoever reads, as all have that the iterator (5.8) gives; the helper is of Linux 5.11. */
static void read_pid(struct task_struct *leader, unsigned int *number)
{
	struct task_struct *reader = (struct task_struct *)bpf_get_current_task_btf();
	unsigned int level = reader->thread_pid->level;
	unsigned long long pid;

	if (level == 0) {
		*number = leader->tgid;
		return;
	}
	/* As a number: the verifier takes no pointer of the kernel's that was moved by an amount it does not know. */
	pid = (unsigned long long)BPF_CORE_READ(leader, thread_pid);
	pid += bpf_core_field_offset(struct pid, numbers) + bpf_core_field_offset(struct upid, nr);
	bpf_probe_read_kernel(number, sizeof(*number), (void *)(pid + level * bpf_core_type_size(struct upid)));
}

SEC("iter/task_file")
int list_sockets(struct bpf_iter__task_file *context)
{
	struct task_struct *task = context->task;
	struct file *file = context->file;
	struct task_struct *leader;
	struct socket_record record = {};
	struct inode *inode;

	if (!task || !file)
		return 0;
	inode = file->f_inode;
	if (inode->i_sb->s_magic != SOCKFS_MAGIC)
		return 0;
	leader = task->group_leader;
	record.inode = inode->i_ino;
	record.fd = context->fd;
	read_pid(leader, &record.pid);
	record.start_ticks = leader->start_boottime / NANOSECONDS_PER_TICK;
	bpf_probe_read_kernel(record.comm, sizeof(record.comm), leader->comm);
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
