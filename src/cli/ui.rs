//! What is said to a person: lines on standard error, questions on the terminal device. Standard output is data only.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::cli::terminal;
use crate::error::{Error, Kind, Result};
use crate::platform::heap;

static PROGRAM: OnceLock<String> = OnceLock::new();

/// Notes the name that the program was called by, which is the name that it uses for itself.
pub(crate) fn set_program(name: Option<&std::ffi::OsStr>) {
    let file = name
        .map(std::path::Path::new)
        .and_then(std::path::Path::file_name)
        .map(|file| escape(&file.to_string_lossy()).into_owned());
    let _already = PROGRAM.set(file.unwrap_or_else(|| "vault".to_owned()));
}

/// The name that the program was called by.
pub(crate) fn program() -> &'static str {
    PROGRAM.get().map_or("vault", String::as_str)
}

/// One line on standard error, made harmless for a terminal. Nobody is left to tell if it cannot be written.
pub(crate) fn line(text: &str) {
    let mut text = escape(text).into_owned();
    text.push('\n');
    let _unheard = std::io::stderr().lock().write_all(text.as_bytes());
}

/// `hint: ...` on standard error.
pub(crate) fn hint(text: &str) {
    line(&format!("hint: {text}"));
}

/// `vault: warning: ...` on standard error.
pub(crate) fn warning(text: &str) {
    line(&format!("{}: warning: {text}", program()));
}

/// Whether a person sees what goes to standard output.
pub(crate) fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// How many columns standard output has; 80 where nobody says.
pub(crate) fn columns() -> usize {
    columns_of(&std::io::stdout())
}

/// How many columns standard error has; 80 where nobody says.
pub(crate) fn stderr_columns() -> usize {
    columns_of(&std::io::stderr())
}

#[cfg(unix)]
fn columns_of(stream: &impl std::os::fd::AsFd) -> usize {
    match rustix::termios::tcgetwinsize(stream) {
        Ok(size) if size.ws_col > 0 => usize::from(size.ws_col),
        _ => 80,
    }
}

#[cfg(not(unix))]
fn columns_of(_stream: &impl std::io::IsTerminal) -> usize {
    80
}

/// Whether a person sees what goes to standard error.
pub(crate) fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Whether a person types what comes from standard input.
pub(crate) fn stdin_is_terminal() -> bool {
    std::io::stdin().is_terminal()
}

/// Whether somebody can be asked: questions go to the terminal device, wherever the standard streams go.
pub(crate) fn can_ask() -> bool {
    terminal::is_reachable()
}

/// How far a long work is: one line on standard error that is written over, only on a terminal and only after a second.
pub(crate) struct Progress {
    what: &'static str,
    due: Instant,
    /// How wide the line is that stands there.
    width: usize,
}

impl Progress {
    /// A work that begins now.
    pub(crate) fn new(what: &'static str) -> Self {
        Self {
            what,
            due: Instant::now() + Duration::from_secs(1),
            width: 0,
        }
    }

    /// Tells, not too often, that so many of so many are done.
    pub(crate) fn tell(&mut self, done: usize, all: usize) {
        let now = Instant::now();
        if now < self.due || !stderr_is_terminal() {
            return;
        }
        self.due = now + Duration::from_millis(100);
        let text = format!("{} {done} of {all}", self.what);
        self.write(&text);
        self.width = text.len();
    }

    fn write(&self, text: &str) {
        let line = format!("\r{text:<width$}\r", width = self.width);
        let _unheard = std::io::stderr().lock().write_all(line.as_bytes());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.width > 0 {
            self.write("");
        }
    }
}

/// Asks for a secret without echo: one line, and nothing behind it.
pub(crate) fn ask_secret_alone(question: &str) -> Result<Zeroizing<String>> {
    read_secret(question, true)
}

/// Asks for a secret without echo. What is typed behind its line may answer the next question.
pub(crate) fn ask_secret(question: &str) -> Result<Zeroizing<String>> {
    read_secret(question, false)
}

fn read_secret(question: &str, alone: bool) -> Result<Zeroizing<String>> {
    // rpassword's buffer grows, and what it outgrew would show how the secret begins.
    heap::wipe_from_here_on();
    terminal::read_secret(question, alone)
        .map(Zeroizing::new)
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::Interrupted => {
                Error::new(Kind::Locked, "nothing was typed")
            }
            std::io::ErrorKind::InvalidData => {
                Error::new(Kind::Usage, "what was typed is not valid UTF-8")
            }
            std::io::ErrorKind::InvalidInput => Error::new(
                Kind::Usage,
                "more than one line was typed, and only one is read",
            ),
            _ => Error::new(Kind::Locked, "the terminal cannot be asked").caused_by(error),
        })
}

/// Asks a yes-or-no question on the terminal device; anything but `y` or `yes` is no.
pub(crate) fn confirm(question: &str) -> Result<bool> {
    let answer = ask("", question)?;
    let answer = answer.trim();
    Ok(answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"))
}

/// Shows lines on the terminal device alone, where no pipe and no log takes them, and asks whether they were written down.
pub(crate) fn show_once(lines: &str, question: &str) -> Result<bool> {
    let answer = ask(lines, question)?;
    let answer = answer.trim();
    Ok(answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"))
}

/// Shows the lines, which no copy is made of, and asks.
fn ask(lines: &str, question: &str) -> Result<String> {
    let unreachable =
        |error| Error::new(Kind::Usage, "the terminal cannot be asked").caused_by(error);
    let mut device = terminal::Device::open().map_err(unreachable)?;
    let question = format!("{question} [y/N] ");
    for text in [lines, &question] {
        let text = escape(text);
        device
            .file
            .write_all(text.as_bytes())
            .map_err(unreachable)?;
    }
    if !device.is_answered().map_err(unreachable)? {
        return Err(Error::new(Kind::Other, "nothing was answered"));
    }
    let mut answer = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(&device.file), &mut answer)
        .map_err(unreachable)?;
    Ok(answer)
}

/// Text in which nothing can move a terminal's cursor, hide or reorder: control characters but line feed and tab,
/// bidirectional controls and zero-width characters stand as `\u{..}`.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~'))
    {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_treacherous(character) {
            let _infallible = write!(escaped, "\\u{{{:x}}}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// Whether a terminal does anything but show this character.
pub(crate) const fn is_treacherous(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_control_character() {
        assert_eq!(escape("plain\ttext\n"), "plain\ttext\n");
        assert_eq!(escape("ä→漢"), "ä→漢");
        assert_eq!(escape("\u{1b}[2J\r\u{9b}x"), "\\u{1b}[2J\\u{d}\\u{9b}x");
        assert_eq!(escape("a\u{202e}b\u{200b}"), "a\\u{202e}b\\u{200b}");
    }
}
