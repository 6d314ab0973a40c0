//! The secret and its rules, pure.
