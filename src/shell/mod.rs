//! What a shell is given.
