#ifndef SOCKDIAG_BPF_SOCKET_RECORD_H_
#define SOCKDIAG_BPF_SOCKET_RECORD_H_

// What the kernel's side writes and this side reads: one descriptor that is a socket. C, shared by both.

#define SOCKET_RECORD_COMM 16 /* TASK_COMM_LEN */

struct socket_record {
	unsigned int inode;
	unsigned int pid; /* of the process, in the reader's pid namespace */
	unsigned int fd;
	unsigned int start_ticks; /* the low word of /proc/<pid>/stat's starttime: tells a process from the next one of its number */
	char comm[SOCKET_RECORD_COMM];
};

#endif  // SOCKDIAG_BPF_SOCKET_RECORD_H_
