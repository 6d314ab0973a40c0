//! The formats, and which one a file is in.

use std::path::Path;

/// A format that secrets are imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A .env file
    Dotenv,
    /// A JSON object of names and values
    Json,
    /// A YAML mapping of names and values
    Yaml,
    /// What get-secret-value and batch-get-secret-value answer, as JSON
    Aws,
    /// The folder of a store of pass or gopass, read through gpg
    Pass,
    /// Another vault file
    Vault,
}

impl Format {
    /// Its name, which is the word of `--from`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dotenv => "dotenv",
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Aws => "aws",
            Self::Pass => "pass",
            Self::Vault => "vault",
        }
    }

    /// The format of a file by its content, and by its name where the content leaves it open; `None` if neither tells.
    pub fn of(path: &Path, content: &[u8]) -> Option<Self> {
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let named = Self::named(&name);
        match content.trim_ascii_start().first() {
            Some(b'{' | b'[') if named != Some(Self::Yaml) => Some(if is_aws(content) {
                Self::Aws
            } else {
                Self::Json
            }),
            _ => named.or_else(|| Self::of_lines(content)),
        }
    }

    fn named(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension().unwrap_or_default();
        match extension.to_str().unwrap_or_default() {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            "env" => Some(Self::Dotenv),
            _ if name == ".env" || name.starts_with(".env.") => Some(Self::Dotenv),
            _ => None,
        }
    }

    /// By the first line that says something: `NAME=` or `name:`.
    fn of_lines(content: &[u8]) -> Option<Self> {
        let lines = content.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let mut telling = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"));
        let line = telling.next()?;
        if line == b"---" || line.starts_with(b"%YAML") {
            return Some(Self::Yaml);
        }
        let end = line.iter().position(|byte| matches!(byte, b'=' | b':'))?;
        let is_yaml = line[end] == b':' && line.get(end + 1).is_none_or(u8::is_ascii_whitespace);
        match line[end] {
            b'=' => Some(Self::Dotenv),
            _ if is_yaml => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// Whether a JSON text begins as an answer of the service does. Only a guess: the members' order is AWS's.
fn is_aws(content: &[u8]) -> bool {
    let start = content[..content.len().min(4096)].trim_ascii_start();
    let Some(after) = start
        .strip_prefix(b"{")
        .or_else(|| start.strip_prefix(b"["))
    else {
        return false;
    };
    let after = after.trim_ascii_start();
    let after = after
        .strip_prefix(b"{")
        .map_or(after, <[u8]>::trim_ascii_start);
    let lists: [&[u8]; 2] = [b"\"SecretValues\"", b"\"SecretList\""];
    if lists.iter().any(|name| after.starts_with(name)) {
        return true;
    }
    let value = after.strip_prefix(b"\"ARN\"").map(<[u8]>::trim_ascii_start);
    let value = value.and_then(|after| after.strip_prefix(b":"));
    value.is_some_and(|value| value.trim_ascii_start().starts_with(b"\"arn:aws"))
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn the_word_of_a_format_is_its_name() {
        for format in Format::value_variants() {
            assert_eq!(
                format.to_possible_value().unwrap().get_name(),
                format.name()
            );
        }
    }

    #[test]
    fn name_and_content_tell_the_format() {
        for (name, content, expected) in [
            ("x.json", "{\"a\": 1}", Some(Format::Json)),
            ("x", "\u{feff} {\"a\": 1}", Some(Format::Json)),
            (
                "x.json",
                "{\"ARN\": \"arn:aws:secretsmanager:x\"",
                Some(Format::Aws),
            ),
            ("x", "{\n  \"SecretValues\": []", Some(Format::Aws)),
            ("x", "[{\"ARN\":\"arn:aws-cn:x\"", Some(Format::Aws)),
            ("x.json", "{\"ARN\": \"my boat\"", Some(Format::Json)),
            ("x.json", "", Some(Format::Json)),
            ("x.yaml", "{a: 1}", Some(Format::Yaml)),
            ("x.yml", "a=b", Some(Format::Yaml)),
            (".env", "A=1", Some(Format::Dotenv)),
            ("prod.env", "", Some(Format::Dotenv)),
            (".env.local", "A: 1", Some(Format::Dotenv)),
            ("-", "# x\n\nexport A='b: c'", Some(Format::Dotenv)),
            ("-", "# x\r\nprod/db: a=b", Some(Format::Yaml)),
            ("-", "url:\n  x", Some(Format::Yaml)),
            ("-", "---\nA=1", Some(Format::Yaml)),
            ("notes.txt", "hello", None),
            ("x", "http://a", None),
            ("x", "", None),
        ] {
            assert_eq!(
                Format::of(Path::new(name), content.as_bytes()),
                expected,
                "{name} {content}"
            );
        }
    }
}
