//! The one error: what happened, what to type next, and which exit code says so.

use std::fmt;
use std::path::Path;

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in one line that never holds a secret.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: Kind,
    message: String,
    hints: Vec<String>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What sort of failure it is: this decides the exit code and nothing else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An option or its value cannot be understood (252).
    Usage,
    /// No vault, locked, wrong passphrase or key, bad configuration (253).
    Locked,
    /// The service refused, as AWS would (254).
    Service(ErrorCode),
    /// The vault is damaged or was tampered with (10).
    Damaged,
    /// The vault is an older or forked copy (11).
    Rollback,
    /// Another process holds the write lock (12).
    Busy,
    /// An I/O error left it unknown whether the change is stored (14).
    StateUnknown,
    /// Standard output was closed: end quietly.
    BrokenPipe,
    /// A comparison differs (1).
    Differs,
    /// Anything else (255).
    Other,
}

impl Kind {
    /// The exit code (decisions, section 5).
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::BrokenPipe => 0,
            Self::Differs => 1,
            Self::Damaged => 10,
            Self::Rollback => 11,
            Self::Busy => 12,
            Self::StateUnknown => 14,
            Self::Usage => 252,
            Self::Locked => 253,
            Self::Service(_) => 254,
            Self::Other => 255,
        }
    }
}

impl Error {
    /// An error of this kind that says `message`.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hints: Vec::new(),
            source: None,
        }
    }

    /// The service's refusal, with AWS's code and AWS's words.
    pub fn service(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::new(Kind::Service(code), message)
    }

    /// A failed call of the operating system on `path`.
    pub fn io(what: &str, path: &Path, source: std::io::Error) -> Self {
        let kind = if source.kind() == std::io::ErrorKind::BrokenPipe {
            Kind::BrokenPipe
        } else {
            Kind::Other
        };
        Self::new(
            kind,
            format!("{what} {}: {}", path.display(), describe(&source)),
        )
        .caused_by(source)
    }

    /// The vault does not verify.
    pub fn damaged(message: impl Into<String>) -> Self {
        Self::new(Kind::Damaged, message)
    }

    /// Adds what the user can do about it, a line of its own.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Keeps the error that led here.
    #[must_use]
    pub fn caused_by(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What sort of failure it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The service's error code, if the service refused.
    pub const fn code(&self) -> Option<ErrorCode> {
        match self.kind {
            Kind::Service(code) => Some(code),
            _ => None,
        }
    }

    /// The sentence without its code.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to type next, most useful first.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

/// The system's words for an error, without the number that Rust appends.
fn describe(source: &std::io::Error) -> String {
    let text = source.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The service's error codes (semantics, sections 3.6 and 17.6).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
            /// One that only another service has, such as `KMSInvalidStateException`.
            Foreign(&'static str),
        }

        impl ErrorCode {
            /// The code as it stands on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    Self::Foreign(name) => name,
                }
            }

            /// The code of this name. One that is not known here is kept for as long as the process lives: a client meets few.
            pub fn of(name: &str) -> Self {
                match name {
                    $(stringify!($name) => Self::$name,)*
                    _ => Self::Foreign(Box::leak(name.into())),
                }
            }
        }
    };
}

error_codes! {
    /// The caller may not do this.
    AccessDeniedException,
    /// A value cannot be decrypted with its KMS key.
    DecryptionFailure,
    /// A value cannot be encrypted with its KMS key.
    EncryptionFailure,
    /// The credentials that signed have expired.
    ExpiredTokenException,
    /// The request's Authorization header lacks a part, or cannot be read.
    IncompleteSignatureException,
    /// The service failed.
    InternalServiceError,
    /// The paging token is not one that this query gave.
    InvalidNextTokenException,
    /// A parameter's value is wrong.
    InvalidParameterException,
    /// The request does not fit the secret's state.
    InvalidRequestException,
    /// The request's signature is not the one of its key, its time or its scope.
    InvalidSignatureException,
    /// A quota would be exceeded.
    LimitExceededException,
    /// A resource policy cannot be read.
    MalformedPolicyDocumentException,
    /// The request is not signed.
    MissingAuthenticationTokenException,
    /// The operation is not built yet.
    NotImplemented,
    /// A name or token is already used.
    ResourceExistsException,
    /// A secret, version or label is not there.
    ResourceNotFoundException,
    /// The request's body is not of the operation's shape.
    SerializationException,
    /// Too many requests at once.
    ThrottlingException,
    /// The service has no such operation.
    UnknownOperationException,
    /// The access key id or the session token is not known.
    UnrecognizedClientException,
    /// A member breaks a constraint of the service model.
    ValidationException,
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
