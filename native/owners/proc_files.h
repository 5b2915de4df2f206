#ifndef SOCKDIAG_PROC_FILES_H_
#define SOCKDIAG_PROC_FILES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "owners/directory.h"
#include "owners/owners.h"

namespace sockdiag {

// What an errno says of a process in /proc.
enum class Outcome : uint8_t { kNotTried, kRead, kVanished, kForbidden };

// Throws the error on when it says nothing of the process: this one is at its limits, or was told to stop.
Outcome OutcomeOf(const class SysError& error);

// Opens a folder for reading. Throws SysError.
UniqueFd OpenFolder(int directory, const std::string& name);

// A decimal number that takes the whole text up to `end` and fits 32 bits.
bool ParseNumber(const char* text, char end, uint32_t* number);

// The names of a folder that are numbers, ascending: pids, or a process's threads. Throws SysError.
std::vector<uint32_t> ListNumbers(int directory, DirectoryReader* reader);

// A process's folder. Everything is read through this one descriptor: should the pid be reused meanwhile, it fails with ESRCH.
// Throws SysError.
UniqueFd OpenProcess(int root, uint32_t pid);

// Reads a small file from its start, as much as fits. Throws SysError.
size_t ReadFileAt(int directory, const char* name, char* buffer, size_t capacity);

// Appends argv[0] of a process; returns its length. Throws SysError.
uint32_t AppendArgv0(int process, DirectoryReader* reader, std::vector<uint8_t>* names);

// Appends argv[0] and the kernel's name of a process. Throws SysError.
OwnerProcess ReadNames(int process, uint32_t pid, DirectoryReader* reader, std::vector<uint8_t>* names);

// The inode of a socket that a link in an fd folder points at; 0 for all else, a closed descriptor among it. Throws SysError
// where the process's descriptors may not be read.
uint32_t SocketInode(int directory, const char* name);

// Whether a folder is of the kernel's own /proc, which has its rules for sizes and offsets.
bool IsProcFilesystem(int directory);

// Whether the pids in a /proc are those of this process's own pid namespace.
bool SeesOwnPids(int root);

}  // namespace sockdiag

#endif  // SOCKDIAG_PROC_FILES_H_
