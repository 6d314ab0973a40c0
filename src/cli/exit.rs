//! The end: an error becomes lines on standard error and an exit code.

use crate::cli::ui;
use crate::error::{Error, Kind};
use crate::iam::Action;

/// The operation that was called when the service refused; a context of the error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calling(pub Action);

impl std::fmt::Display for Calling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "calling {}", self.0)
    }
}

/// The status that a child process ended with, which is passed on without a word.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the command ended with status {0}")]
pub(crate) struct ChildStatus(pub u8);

/// An answer that the exit code tells too: nothing went wrong, and nothing is left to say.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("answered")]
pub(crate) struct Answered(pub Kind);

/// Says what went wrong and gives the exit code (decisions 5).
pub(crate) fn report(error: &anyhow::Error) -> u8 {
    if let Some(ChildStatus(status)) = error.downcast_ref() {
        return *status;
    }
    if let Some(Answered(kind)) = error.downcast_ref() {
        return kind.exit_code();
    }
    let Some(known) = error.downcast_ref::<Error>() else {
        ui::line(&format!("{}: error: {error:#}", ui::program()));
        return Kind::Other.exit_code();
    };
    if known.kind() != Kind::BrokenPipe {
        ui::line(&sentence(known, error.downcast_ref().copied()));
        for hint in known.hints() {
            ui::hint(hint);
        }
    }
    known.kind().exit_code()
}

/// The AWS CLI prints an empty line before the service's sentence; one line is enough here, and scripts search for it.
fn sentence(error: &Error, calling: Option<Calling>) -> String {
    match (error.code(), calling) {
        (Some(code), Some(Calling(operation))) => format!(
            "An error occurred ({code}) when calling the {operation} operation: {}",
            error.message()
        ),
        (Some(code), None) => format!("An error occurred ({code}): {}", error.message()),
        (None, _) => format!("{}: error: {}", ui::program(), error.message()),
    }
}

/// A panic says where, never what: its message could hold a value.
pub(crate) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| ui::line(&bug(panic))));
}

fn bug(panic: &std::panic::PanicHookInfo<'_>) -> String {
    let place = panic
        .location()
        .map(|at| format!(" at {}:{}", at.file(), at.line()))
        .unwrap_or_default();
    format!(
        "{}: error: internal error{place}; this is a bug",
        ui::program()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn the_services_sentence_is_awss() {
        let error = Error::service(
            ErrorCode::ResourceNotFoundException,
            "Secrets Manager can't find the specified secret.",
        );
        assert_eq!(
            sentence(&error, Some(Calling("GetSecretValue"))),
            "An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: \
             Secrets Manager can't find the specified secret."
        );
    }

    #[test]
    fn a_panic_tells_its_place_and_nothing_of_its_message() {
        use std::sync::Mutex;

        static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(|panic| TOLD.lock().unwrap().push(bug(panic))));
        let caught = std::panic::catch_unwind(|| panic!("the value is {}", "hunter2"));
        std::panic::set_hook(others);
        assert!(caught.is_err());
        let told = TOLD.lock().unwrap().join("\n");
        assert!(
            told.contains("internal error at src/cli/exit.rs:"),
            "{told}"
        );
        assert!(!told.contains("hunter2"), "{told}");
    }

    #[test]
    fn an_error_keeps_its_kind_through_its_context() {
        let error =
            anyhow::Error::from(Error::new(Kind::Busy, "x")).context(Calling("TagResource"));
        assert_eq!(error.downcast_ref::<Error>().unwrap().kind(), Kind::Busy);
        assert_eq!(error.downcast_ref::<Calling>().unwrap().0, "TagResource");
    }
}
