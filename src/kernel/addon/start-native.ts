import { systemError } from '../../base/errors.ts';

/** Starts a native thread; what keeps it from starting, such as having no descriptor left, is a SockdiagError like the rest. */
export function startNative<Handle>(start: () => Handle): Handle {
  try {
    return start();
  } catch (error) {
    const { errno, syscall } = error as NodeJS.ErrnoException;
    if (errno === undefined || syscall === undefined) throw error;
    throw systemError(syscall, errno);
  }
}
