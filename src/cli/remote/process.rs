//! `credential_process`: a program that prints credentials (AWS SDKs and Tools Reference Guide, "Process credential provider").

use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::cli::buffer::WipedBuffer;
use crate::cli::env;
use crate::error::{Error, Kind, Result};
use crate::platform::{heap, process};
use crate::sigv4::Credentials;
use crate::types::sensitive::SecretString;
use crate::types::time::Timestamp;

/// The most that such a program prints: session tokens have some thousand characters.
const MOST: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    version: i64,
    access_key_id: String,
    secret_access_key: SecretString,
    #[serde(default)]
    session_token: Option<SecretString>,
    #[serde(default)]
    expiration: Option<String>,
}

/// Runs the program, split into words as a shell does it but without one. It may ask on the terminal and tell on standard error;
/// what it prints is shown to nobody.
pub(super) fn run(line: &str, now: Timestamp) -> Result<Credentials> {
    let words = shell_words::split(line).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(failed("cannot be split into words"));
    };
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::piped());
    for variable in env::UNLOCKING {
        command.env_remove(variable.name());
    }
    process::restore_for(&mut command);
    let why = |error: std::io::Error| failed(&format!("cannot be run: {error}")).caused_by(error);
    let mut child = command.spawn().map_err(why)?;
    let stdout = child.stdout.take().map(OwnedFd::from);
    // Closed behind the limit, so that a program that prints for ever ends.
    let printed = stdout.map(|stdout| WipedBuffer::read(stdout.into(), MOST));
    let status = child.wait().map_err(why)?;
    // What parses it copies keys out of it.
    heap::wipe_from_here_on();
    let bytes = printed
        .transpose()
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => failed("prints more than 64 KiB"),
            _ => why(error),
        })?
        .unwrap_or_default();
    if !status.success() {
        return Err(failed(&format!("failed: {status}")));
    }
    read(&bytes, now)
}

fn read(bytes: &[u8], now: Timestamp) -> Result<Credentials> {
    // What serde says could quote a key.
    let printed: Printed = serde_json::from_slice(bytes)
        .map_err(|_| failed("prints no JSON with Version, AccessKeyId and SecretAccessKey"))?;
    if printed.version != 1 {
        return Err(failed("prints credentials of another version than 1"));
    }
    if let Some(text) = &printed.expiration {
        let end = chrono::DateTime::parse_from_rfc3339(text)
            .map_err(|_| failed("prints an Expiration that is no date"))?;
        if end.timestamp_millis() <= now.millis() {
            return Err(failed("prints credentials that have expired"));
        }
    }
    Ok(Credentials {
        access_key_id: printed.access_key_id,
        secret_key: printed.secret_access_key,
        session_token: printed
            .session_token
            .filter(|token| !token.expose().is_empty()),
    })
}

fn failed(how: &str) -> Error {
    Error::new(Kind::Locked, format!("the credential_process {how}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-01 00:00:00 UTC.
    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    fn printing(json: &str) -> Result<Credentials> {
        run(&shell_words::join(["printf", "%s", json]), NOW)
    }

    #[test]
    fn what_the_program_prints_are_the_credentials() {
        let found = printing(
            r#"{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-01-01T00:00:01Z","More":2}"#,
        )
        .unwrap();
        assert_eq!(found.access_key_id, "AKIA");
        assert_eq!(found.secret_key.expose(), "s");
        assert_eq!(found.session_token.unwrap().expose(), "t");
        let found =
            printing(r#"{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s"}"#).unwrap();
        assert!(found.session_token.is_none());
    }

    #[test]
    fn no_shell_reads_the_line() {
        let line =
            r#"printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s"}' '$HOME;`id`'"#;
        assert_eq!(run(line, NOW).unwrap().access_key_id, "$HOME;`id`");
    }

    #[test]
    fn what_fails_says_how_and_never_what_was_printed() {
        let json =
            |rest: &str| format!(r#"{{"AccessKeyId":"AKIA","SecretAccessKey":"s3cret"{rest}}}"#);
        for (text, why) in [
            (json(""), "no JSON with"),
            (json(r#","Version":"1""#), "no JSON with"),
            (json(r#","Version":2"#), "another version"),
            (json(r#","Version":1,"Expiration":"soon""#), "no date"),
            (
                json(r#","Version":1,"Expiration":"2026-01-01T00:00:00Z""#),
                "have expired",
            ),
            (
                json(r#","Version":1,"Expiration":"2026-01-01T01:00:00+02:00""#),
                "have expired",
            ),
            (
                r#"{"Version":1,"SecretAccessKey":"s3cret","AccessKeyId":7}"#.to_owned(),
                "no JSON with",
            ),
            ("s3cret".to_owned(), "no JSON with"),
        ] {
            let error = printing(&text).unwrap_err();
            assert_eq!(error.kind(), Kind::Locked);
            assert!(error.message().contains(why), "{text}: {error}");
            assert!(!error.message().contains("s3cret"), "{error}");
        }
        for (line, why) in [
            ("", "cannot be split"),
            ("'open", "cannot be split"),
            ("/nowhere/program", "cannot be run"),
            ("false", "failed"),
            ("yes", "more than 64 KiB"),
        ] {
            let error = run(line, NOW).unwrap_err();
            assert!(error.message().contains(why), "{line}: {error}");
        }
    }
}
