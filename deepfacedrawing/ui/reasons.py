"""What the system says against a file, as a part of an error's sentence that can be translated."""

from __future__ import annotations

import errno

from deepfacedrawing.rendering import UserError

REASONS = {
    errno.EACCES: UserError("no permission"),
    errno.EDQUOT: UserError("your share of the disk is used up"),
    errno.EEXIST: UserError("there is a file of this name"),
    errno.EFBIG: UserError("the file would be too large for this disk"),
    errno.EIO: UserError("the disk does not answer as it should"),
    errno.EISDIR: UserError("it is a folder"),
    errno.ENAMETOOLONG: UserError("the name is too long"),
    errno.ENOENT: UserError("there is no such folder"),
    errno.ENOSPC: UserError("the disk is full"),
    errno.ENOTDIR: UserError("a part of its path is no folder"),
    errno.EPERM: UserError("no permission"),
    errno.EROFS: UserError("the folder is read-only"),
}
# Windows does not replace or open a file that another program keeps to itself; its numbers for that are no errno.
ACCESS_DENIED, SHARING_VIOLATIONS = 5, (32, 33)


def find_reason(error: OSError) -> UserError | str:
    """The usual reasons in our words, the others in those of the system."""
    code, is_move = getattr(error, "winerror", None), error.filename2 is not None
    if code in SHARING_VIOLATIONS or (code == ACCESS_DENIED and is_move):
        return UserError("another program has the file open")
    return REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
