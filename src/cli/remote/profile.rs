//! AWS's files of profiles: `~/.aws/credentials` and `~/.aws/config`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::settings::read_bounded;
use crate::cli::env::{self, Variable};
use crate::error::{Error, Kind, Result};

/// The profile that counts where none is named.
const DEFAULT: &str = "default";

/// Which profile is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    /// Whether an option names it: then it stands over keys in the environment, as in the AWS CLI.
    pub(super) by_option: bool,
    /// Whether anything names it: then it must be there.
    must_be: bool,
}

/// A profile's settings, from both files.
#[derive(Default)]
pub(super) struct Profile {
    settings: BTreeMap<String, Zeroizing<String>>,
}

impl Profile {
    /// A setting's value; an empty one counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.settings
            .get(name)
            .map(|value| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

/// The profile that option and environment name.
pub(super) fn named(option: Option<&str>) -> Named {
    let by_environment = || env::text(Variable::AwsProfile);
    let name = option.map(str::to_owned).or_else(by_environment);
    Named {
        by_option: option.is_some(),
        must_be: name.is_some(),
        name: name.unwrap_or_else(|| DEFAULT.to_owned()),
    }
}

/// The profile's settings; those of the credentials file stand over those of the configuration file.
pub(super) fn read(named: &Named) -> Result<Profile> {
    let at_home = |name: &str| env::home().map(|home| home.join(".aws").join(name));
    let place = |variable, name| {
        env::var(variable)
            .map(PathBuf::from)
            .or_else(|| at_home(name))
    };
    let files = [
        (place(Variable::AwsConfigFile, "config"), true),
        (place(Variable::AwsCredentialsFile, "credentials"), false),
    ];
    let mut profile = Profile::default();
    let mut is_there = false;
    for (path, is_config) in files {
        let Some(path) = path else { continue };
        let Some(bytes) = read_bounded(&path)? else {
            continue;
        };
        let found = parse(&bytes, &named.name, is_config).map_err(|line| malformed(&path, line))?;
        is_there |= found.is_some();
        profile.settings.extend(found.unwrap_or_default());
    }
    if named.must_be && !is_there && named.name != DEFAULT {
        return Err(Error::new(
            Kind::Locked,
            format!(
                "The config profile ({}) could not be found",
                named.name.escape_debug()
            ),
        ));
    }
    Ok(profile)
}

fn malformed(path: &Path, line: usize) -> Error {
    // The line itself could hold a key.
    Error::new(
        Kind::Locked,
        format!("{}: line {line} cannot be read", path.display()),
    )
}

/// The settings of one profile; `None` if the file does not have it. The error is the number of a line.
///
/// The format is that of Python's `configparser`, as far as AWS's files use it: sections, `name = value`, comments on lines of
/// their own. Indented lines are the settings of a setting (`s3 =`), or go on with it: none that is read here has any.
fn parse(
    bytes: &[u8],
    profile: &str,
    is_config: bool,
) -> std::result::Result<Option<BTreeMap<String, Zeroizing<String>>>, usize> {
    let mut found: Option<BTreeMap<String, Zeroizing<String>>> = None;
    let mut is_wanted = false;
    let mut in_section = false;
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        let line = std::str::from_utf8(line).map_err(|_| number)?;
        let line = match number {
            1 => line.trim_start_matches('\u{feff}'),
            _ => line,
        };
        let text = line.trim_matches([' ', '\t', '\r']);
        if text.is_empty() || text.starts_with(['#', ';']) || text.len() < line.trim_end().len() {
            continue;
        }
        if text.chars().any(|c| c.is_control() && c != '\t') {
            return Err(number);
        }
        if let Some(section) = text.strip_prefix('[') {
            let (section, behind) = section.split_once(']').ok_or(number)?;
            if !matches!(behind.trim_start().chars().next(), None | Some('#' | ';')) {
                return Err(number);
            }
            in_section = true;
            is_wanted = name_of(section, is_config).as_deref() == Some(profile);
            if is_wanted {
                found.get_or_insert_default();
            }
            continue;
        }
        let (name, value) = text.split_once('=').ok_or(number)?;
        if !in_section {
            return Err(number);
        }
        if is_wanted && let Some(found) = &mut found {
            let name = name.trim_end().to_ascii_lowercase();
            found.insert(name, Zeroizing::new(value.trim_start().to_owned()));
        }
    }
    Ok(found)
}

/// The profile that a section is about: `[profile NAME]` or `[default]` in the configuration file, `[NAME]` in the other.
fn name_of(section: &str, is_config: bool) -> Option<String> {
    let section = section.trim();
    if !is_config {
        return Some(section.to_owned());
    }
    if section == DEFAULT {
        return Some(section.to_owned());
    }
    let words = shell_words::split(section).ok()?;
    match words.as_slice() {
        [kind, name] if kind == "profile" => Some(name.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str, profile: &str) -> std::result::Result<Option<Vec<String>>, usize> {
        shown(parse(text.as_bytes(), profile, true))
    }

    fn credentials(text: &str, profile: &str) -> std::result::Result<Option<Vec<String>>, usize> {
        shown(parse(text.as_bytes(), profile, false))
    }

    fn shown(
        found: std::result::Result<Option<BTreeMap<String, Zeroizing<String>>>, usize>,
    ) -> std::result::Result<Option<Vec<String>>, usize> {
        let pair = |(name, value): (String, Zeroizing<String>)| format!("{name}={}", *value);
        found.map(|found| found.map(|found| found.into_iter().map(pair).collect()))
    }

    #[test]
    fn a_profile_is_read_from_files_as_people_have_them() {
        let text = "\u{feff}# mine\r\n[default]\r\nAWS_Access_Key_Id = AKIA1 \r\naws_secret_access_key=a=b/c+d==\r\n\
                    s3 =\n  addressing_style = path\n\n; other\n[work]   # at work\naws_session_token\t=\tt # not a comment\n\
                    [default]\nregion = eu-west-1\n";
        assert_eq!(
            credentials(text, "default"),
            Ok(Some(vec![
                "aws_access_key_id=AKIA1".to_owned(),
                "aws_secret_access_key=a=b/c+d==".to_owned(),
                "region=eu-west-1".to_owned(),
                "s3=".to_owned(),
            ]))
        );
        assert_eq!(
            credentials(text, "work"),
            Ok(Some(vec!["aws_session_token=t # not a comment".to_owned()]))
        );
        assert_eq!(credentials(text, "none"), Ok(None));
        assert_eq!(credentials("", "default"), Ok(None));
    }

    #[test]
    fn sections_of_the_configuration_file_say_what_they_are() {
        let text = "[default]\na=1\n[profile work]\na=2\n[profile \"my work\"]\na=3\n[sso-session work]\na=4\n[work]\na=5\n\
                    [profile  spaced ]\na=6\n";
        for (name, value) in [
            ("default", "a=1"),
            ("work", "a=2"),
            ("my work", "a=3"),
            ("spaced", "a=6"),
        ] {
            assert_eq!(
                config(text, name),
                Ok(Some(vec![value.to_owned()])),
                "{name}"
            );
        }
        assert_eq!(config(text, "sso-session work"), Ok(None));
        assert_eq!(credentials("[profile work]\na=2\n", "work"), Ok(None));
    }

    #[test]
    fn hostile_files_are_refused_by_the_number_of_their_line() {
        for (text, line) in [
            ("a = b\n", 1),
            ("[default]\nno equals sign\n", 2),
            ("[default\na=b\n", 1),
            ("[default] x\n", 1),
            ("[default]\na=b\0c\n", 2),
            ("[default]\na=b\x1b[2Jc\n", 2),
            ("[default]\n\nsecret", 3),
        ] {
            assert_eq!(credentials(text, "default"), Err(line), "{text:?}");
        }
        assert_eq!(
            shown(parse(b"[default]\na=\xff\n", "default", false)),
            Err(2)
        );
        let long = format!("[default]\n{}", "a=b\n".repeat(100_000));
        assert_eq!(
            credentials(&long, "default"),
            Ok(Some(vec!["a=b".to_owned()]))
        );
        let error = malformed(Path::new("/f"), 2);
        assert_eq!(error.message(), "/f: line 2 cannot be read");
    }
}
