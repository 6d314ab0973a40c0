//! Scheduled deletion and its recovery window (semantics 8).

use super::Secret;
use crate::error::{Error, ErrorCode, Result};
use crate::types::time::{DAY, Timestamp};

/// The recovery window when none is given.
pub const RECOVERY_WINDOW_DAYS: i64 = 30;

/// Refuses a window outside 7 to 30 days, and a window together with a forced deletion.
pub fn check_window(days: Option<i64>, force: bool) -> Result<()> {
    let refuse = |text: &str| Err(Error::service(ErrorCode::InvalidParameterException, text));
    match days {
        Some(days) if !(7..=30).contains(&days) => {
            refuse("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
        }
        Some(_) if force => refuse(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        ),
        _ => Ok(()),
    }
}

impl Secret {
    /// Whether its recovery window is over: such a secret is as good as purged.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.record.deletion.is_some_and(|due| due <= now)
    }

    /// Refuses a secret that is scheduled for deletion.
    pub fn require_active(&self) -> Result<()> {
        if self.record.deletion.is_none() {
            return Ok(());
        }
        Err(Error::service(
            ErrorCode::InvalidRequestException,
            "You can't perform this operation on the secret because it was marked for deletion.",
        ))
    }

    /// Schedules the deletion and tells its date. Nothing else changes, so that a restored secret is exactly what it was.
    pub fn schedule_deletion(&mut self, window_days: i64, now: Timestamp) -> Timestamp {
        let due = now.plus(window_days.saturating_mul(DAY));
        self.record.deletion = Some(due);
        due
    }

    /// Takes a scheduled deletion back.
    pub fn restore(&mut self) {
        self.record.deletion = None;
    }
}
