//! How variables are said to a shell, so that it reads back the same bytes (decisions, section 7).

mod buffer;
mod docker;
mod dotenv;
mod fish;
mod github;
mod json;
mod posix;
mod powershell;
mod systemd;

use std::io::{self, Write};
use std::str::FromStr;

use clap::ValueEnum as _;

use self::buffer::Buffer;
pub use self::github::masks;
use super::Variable;
use super::name::VariableName;
use crate::error::{Error, Kind};

/// A way of saying variables; the names are those of `--format`.
///
/// The lines at the variants stand in completion scripts, some of which evaluate what is between `$(` and `)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    /// bash, zsh, ksh, mksh, busybox
    #[value(
        name = "bash",
        aliases = ["zsh", "ksh", "mksh", "busybox"]
    )]
    Ansi,
    /// sh, dash, ash, yash and every other POSIX shell
    #[value(name = "sh", aliases = ["dash", "ash", "yash"])]
    Printf,
    /// fish
    #[value(name = "fish")]
    Fish,
    /// PowerShell
    #[value(name = "pwsh", alias = "powershell")]
    PowerShell,
    /// Nushell
    #[value(name = "nu", alias = "nushell")]
    Nushell,
    /// A .env file
    #[value(name = "dotenv")]
    Dotenv,
    /// A JSON object
    #[value(name = "json")]
    Json,
    /// A file for docker run --env-file
    #[value(name = "docker-env")]
    DockerEnv,
    /// Lines for the file GITHUB_ENV; what hides the values in the log goes to standard error
    #[value(name = "github-actions")]
    GithubActions,
    /// A file for EnvironmentFile= of systemd
    #[value(name = "systemd")]
    Systemd,
}

impl Dialect {
    /// The dialect of the shell whose executable has this file name (`bash`, `-zsh`, `ksh93`, `zsh-5.9`,
    /// `busybox.static`). Whatever is not known gets the form that every POSIX shell reads.
    ///
    /// `ash` is dash's family on one system and busybox on another, so it gets that form too.
    pub fn for_executable(name: &str) -> Self {
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let file = file.trim_start_matches('-').to_ascii_lowercase();
        let end = file.find(|letter: char| !letter.is_ascii_alphabetic());
        match &file[..end.unwrap_or(file.len())] {
            "bash" | "rbash" | "zsh" | "rzsh" | "ksh" | "rksh" | "mksh" | "lksh" | "busybox" => {
                Self::Ansi
            }
            "fish" => Self::Fish,
            "pwsh" | "powershell" => Self::PowerShell,
            "nu" => Self::Nushell,
            _ => Self::Printf,
        }
    }
}

impl FromStr for Dialect {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        <Self as clap::ValueEnum>::from_str(text, false).map_err(|_| {
            let names: Vec<String> = Self::value_variants()
                .iter()
                .filter_map(clap::ValueEnum::to_possible_value)
                .flat_map(|value| {
                    value
                        .get_name_and_aliases()
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                })
                .collect();
            Error::new(
                Kind::Usage,
                format!("\"{}\" is not a format", text.escape_debug()),
            )
            .hint(format!("the formats are {}", names.join(", ")))
        })
    }
}

/// Writes what sets these variables; nothing at all is written if one of them cannot be said.
///
/// The shells of POSIX get one line in which each statement ends in `;`, so that it survives an unquoted
/// `eval $(…)`. Fish gets a line for each variable. Errors name the variable and never show the value: NUL in no
/// dialect, bytes that are not UTF-8 only for the POSIX shells and fish. A yash in a UTF-8 locale cuts off a
/// value that is not UTF-8, as it does with every such text.
pub fn render(dialect: Dialect, variables: &[Variable], out: &mut impl Write) -> io::Result<()> {
    for variable in variables {
        if variable.value.contains(&0) {
            return Err(cannot_say(
                variable,
                "holds a NUL byte, which no variable can",
            ));
        }
    }
    let mut buffer = Buffer::default();
    match dialect {
        Dialect::Ansi => posix::ansi(variables, &mut buffer),
        Dialect::Printf => posix::printf(variables, &mut buffer),
        Dialect::Fish => fish::render(variables, &mut buffer),
        Dialect::PowerShell => powershell::render(variables, &mut buffer)?,
        Dialect::Nushell | Dialect::Json => json::render(variables, &mut buffer)?,
        Dialect::Dotenv => dotenv::render(variables, &mut buffer)?,
        Dialect::DockerEnv => docker::render(variables, &mut buffer)?,
        Dialect::GithubActions => github::render(variables, &mut buffer)?,
        Dialect::Systemd => systemd::render(variables, &mut buffer)?,
    }
    out.write_all(buffer.as_bytes())
}

/// Writes a line of a .env file for a name that need not be a variable's; it must hold no `=`, and the value no NUL.
pub fn dotenv_line(name: &str, value: &str, out: &mut impl Write) -> io::Result<()> {
    let mut buffer = Buffer::default();
    dotenv::line(name, value, &mut buffer);
    out.write_all(buffer.as_bytes())
}

/// Writes what unsets these variables. Only for shells: what is not read as commands cannot unset.
pub fn render_unset(
    dialect: Dialect,
    names: &[VariableName],
    out: &mut impl Write,
) -> io::Result<()> {
    for name in names {
        match dialect {
            Dialect::Ansi | Dialect::Printf => writeln!(out, "unset {name};")?,
            Dialect::Fish => writeln!(out, "set -eg {name};")?,
            Dialect::PowerShell => writeln!(out, "Remove-Item -ErrorAction Ignore Env:{name};")?,
            _ => {
                let text = "this format cannot unset variables: only those of shells can";
                return Err(io::Error::new(io::ErrorKind::Unsupported, text));
            }
        }
    }
    Ok(())
}

/// Writes what makes the shell notice that there is nothing to set: after it `set -e; eval $(vault env)` stops.
///
/// What no shell reads gets nothing. Nushell gets JSON that `load-env` refuses.
pub fn render_failure(dialect: Dialect, out: &mut impl Write) -> io::Result<()> {
    out.write_all(match dialect {
        Dialect::Ansi | Dialect::Printf => b"false;\n",
        Dialect::Fish | Dialect::Nushell => b"false\n",
        Dialect::PowerShell => b"throw 'vault env failed';\n",
        Dialect::Dotenv
        | Dialect::Json
        | Dialect::DockerEnv
        | Dialect::GithubActions
        | Dialect::Systemd => b"",
    })
}

/// The value as text, for the dialects that know only text.
fn text(variable: &Variable) -> io::Result<&str> {
    std::str::from_utf8(&variable.value)
        .map_err(|_| cannot_say(variable, "is not UTF-8, which this format cannot hold"))
}

fn cannot_say(variable: &Variable, why: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("the value for {} {why}", variable.name),
    )
}

/// Bytes that mean only themselves within quotes and that no unquoted `eval $(…)` splits or globs.
const fn is_literal(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'/' | b':' | b'=' | b'@' | b'%' | b'+' | b',')
}

/// Whether a value can follow `export V=` as it is. Not `=`, though it needs no escape in quotes: zsh reads `=ls` at the start
/// of a value and after `:` as the path of `ls`.
fn is_plain(value: &[u8]) -> bool {
    value
        .iter()
        .all(|&byte| byte == b'-' || (is_literal(byte) && byte != b'='))
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    pub(super) fn variable(name: &str, value: &[u8]) -> Variable {
        Variable {
            name: name.parse().unwrap(),
            value: Zeroizing::new(value.to_vec()),
        }
    }

    pub(super) fn rendered(dialect: Dialect, variables: &[Variable]) -> String {
        let mut out = Vec::new();
        render(dialect, variables, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const ALL: [Dialect; 10] = [
        Dialect::Ansi,
        Dialect::Printf,
        Dialect::Fish,
        Dialect::PowerShell,
        Dialect::Nushell,
        Dialect::Dotenv,
        Dialect::Json,
        Dialect::DockerEnv,
        Dialect::GithubActions,
        Dialect::Systemd,
    ];

    #[test]
    fn every_shell_has_a_name() {
        for (name, dialect) in [
            ("sh", Dialect::Printf),
            ("dash", Dialect::Printf),
            ("ash", Dialect::Printf),
            ("yash", Dialect::Printf),
            ("bash", Dialect::Ansi),
            ("zsh", Dialect::Ansi),
            ("ksh", Dialect::Ansi),
            ("mksh", Dialect::Ansi),
            ("busybox", Dialect::Ansi),
            ("fish", Dialect::Fish),
            ("pwsh", Dialect::PowerShell),
            ("powershell", Dialect::PowerShell),
            ("nu", Dialect::Nushell),
            ("nushell", Dialect::Nushell),
            ("dotenv", Dialect::Dotenv),
            ("json", Dialect::Json),
        ] {
            assert_eq!(name.parse::<Dialect>().unwrap(), dialect, "{name}");
        }
        let error = "tcsh".parse::<Dialect>().unwrap_err();
        assert_eq!(error.kind(), Kind::Usage);
        assert!(error.hints()[0].contains("zsh"), "{:?}", error.hints());
    }

    #[test]
    fn the_executable_of_the_parent_decides() {
        for (name, dialect) in [
            ("bash", Dialect::Ansi),
            ("-zsh", Dialect::Ansi),
            ("zsh-5.9", Dialect::Ansi),
            ("ksh93", Dialect::Ansi),
            ("mksh-static", Dialect::Ansi),
            ("busybox", Dialect::Ansi),
            ("busybox.static", Dialect::Ansi),
            ("/usr/bin/bash (deleted)", Dialect::Ansi),
            ("fish", Dialect::Fish),
            ("pwsh", Dialect::PowerShell),
            ("C:\\Windows\\PowerShell.exe", Dialect::PowerShell),
            ("nu", Dialect::Nushell),
            ("sh", Dialect::Printf),
            ("dash", Dialect::Printf),
            ("ash", Dialect::Printf),
            ("yash", Dialect::Printf),
            ("tcsh", Dialect::Printf),
            ("cargo", Dialect::Printf),
            ("bashful", Dialect::Printf),
            ("", Dialect::Printf),
        ] {
            assert_eq!(Dialect::for_executable(name), dialect, "{name}");
        }
    }

    #[test]
    fn a_nul_is_refused_by_name_and_nothing_is_written() {
        for dialect in ALL {
            let mut out = Vec::new();
            let variables = [variable("GOOD", b"abc"), variable("BAD", b"hidden\0tail")];
            let error = render(dialect, &variables, &mut out).unwrap_err();
            assert!(error.to_string().contains("BAD"), "{error}");
            assert!(!error.to_string().contains("hidden"), "{error}");
            assert!(out.is_empty());
        }
    }

    #[test]
    fn what_a_dialect_cannot_carry_is_refused_by_name_and_nothing_is_written() {
        for dialect in ALL {
            let mut out = Vec::new();
            let variables = [variable("GOOD", b"abc"), variable("BAD", b"\xff\xfe")];
            let result = render(dialect, &variables, &mut out);
            if matches!(dialect, Dialect::Ansi | Dialect::Printf | Dialect::Fish) {
                assert!(result.is_ok());
            } else {
                assert!(result.unwrap_err().to_string().contains("BAD"));
                assert!(out.is_empty());
            }
        }
    }

    #[test]
    fn an_empty_environment_is_still_something_that_can_be_read() {
        assert_eq!(
            ALL.map(|dialect| rendered(dialect, &[])),
            ["\n", "\n", "", "$null;\n", "{}\n", "", "{}\n", "", "", ""]
        );
    }

    #[test]
    fn failure_is_said_in_words_that_fail() {
        let said = ALL.map(|dialect| {
            let mut out = Vec::new();
            render_failure(dialect, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        });
        let throw = "throw 'vault env failed';\n";
        assert_eq!(
            said,
            [
                "false;\n", "false;\n", "false\n", throw, "false\n", "", "", "", "", ""
            ]
        );
    }
}
