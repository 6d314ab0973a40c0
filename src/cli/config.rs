//! `config.toml`: profiles, and nothing that could export, run or weaken anything (decisions 6).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::env;
use crate::error::{Error, Kind, Result};

/// The profile that counts when none is named and the file has it.
const DEFAULT: &str = "default";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

/// What a name stands for: `[profiles.NAME]`.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Profile {
    /// The vault file.
    pub(crate) file: Option<PathBuf>,
    /// The key file that opens it.
    pub(crate) key_file: Option<PathBuf>,
    /// The Region whose secrets are meant.
    pub(crate) region: Option<String>,
    /// The output format.
    pub(crate) output: Option<String>,
}

/// The profile of this name, or the default one, of the user's `config.toml`.
pub(crate) fn profile(name: Option<&str>) -> Result<Profile> {
    let path = env::config_file();
    let path = path.as_deref().unwrap_or(Path::new("config.toml"));
    select(config()?, name, path)
}

/// The names of all profiles.
pub(crate) fn names() -> Result<Vec<String>> {
    Ok(config()?.profiles.into_keys().collect())
}

fn config() -> Result<Config> {
    let Some(path) = env::config_file() else {
        return Ok(Config::default());
    };
    match read(&path) {
        Ok(text) => parse(&text, &path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Config::default()),
        Err(error) => Err(Error::io("cannot read", &path, error)),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the configuration is read here and nowhere else"
)]
fn read(path: &Path) -> std::io::Result<String> {
    std::fs::read_to_string(path)
}

fn parse(text: &str, path: &Path) -> Result<Config> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        let what = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        Error::new(
            Kind::Locked,
            format!("{}, line {line}: {what}", path.display()),
        )
        .hint("a profile is [profiles.NAME] with file, key-file, region and output")
    })
}

fn select(mut config: Config, name: Option<&str>, path: &Path) -> Result<Profile> {
    let mut profile = match (config.profiles.remove(name.unwrap_or(DEFAULT)), name) {
        (Some(profile), _) => profile,
        (None, None | Some(DEFAULT)) => return Ok(Profile::default()),
        (None, Some(name)) => {
            let known: Vec<String> = config.profiles.into_keys().collect();
            return Err(Error::new(
                Kind::Locked,
                format!("The config profile ({name}) could not be found"),
            )
            .hint(if known.is_empty() {
                format!("profiles are kept in {}", path.display())
            } else {
                format!("{} has {}", path.display(), known.join(", "))
            }));
        }
    };
    for place in [&mut profile.file, &mut profile.key_file] {
        *place = place.take().map(|given| resolve(&given, path));
    }
    Ok(profile)
}

/// A path as it stands in the configuration: `~/` is the home folder, and a relative one begins at the configuration's.
fn resolve(given: &Path, config: &Path) -> PathBuf {
    match (given.strip_prefix("~"), env::home()) {
        (Ok(below), Some(home)) => home.join(below),
        _ => config.parent().unwrap_or(Path::new("")).join(given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/c/vault/config.toml";

    fn profile_of(text: &str, name: Option<&str>) -> Result<Profile> {
        select(parse(text, Path::new(PATH))?, name, Path::new(PATH))
    }

    #[test]
    fn a_profile_names_places_relative_to_the_configuration() {
        let text = "[profiles.work]\nfile = \"w.vault\"\nkey-file = \"/keys/w\"\nregion = \"eu-west-1\"\noutput = \"text\"\n";
        assert_eq!(
            profile_of(text, Some("work")).unwrap(),
            Profile {
                file: Some("/c/vault/w.vault".into()),
                key_file: Some("/keys/w".into()),
                region: Some("eu-west-1".to_owned()),
                output: Some("text".to_owned()),
            }
        );
        assert_eq!(profile_of(text, None).unwrap(), Profile::default());
    }

    #[test]
    fn the_default_profile_counts_unnamed_and_need_not_exist() {
        let text = "[profiles.default]\nregion = \"eu-west-1\"\n";
        assert_eq!(
            profile_of(text, None).unwrap().region.as_deref(),
            Some("eu-west-1")
        );
        assert!(profile_of("", Some("default")).is_ok());
    }

    #[test]
    fn what_is_unknown_is_refused_with_its_line() {
        for (text, line) in [
            ("[profiles.a]\nfile = \"x\"\nrun = \"sh\"\n", "line 3"),
            ("\nexport = true\n", "line 2"),
            ("[profiles.a]\nfile = 5\n", "line 2"),
            ("[profiles", "line 1"),
        ] {
            let error = profile_of(text, None).unwrap_err();
            assert_eq!(error.kind(), Kind::Locked);
            assert!(error.message().contains(line), "{}", error.message());
            assert!(!error.message().contains('\n'));
        }
        let error = profile_of("[profiles.a]\n", Some("b")).unwrap_err();
        assert_eq!(error.message(), "The config profile (b) could not be found");
    }
}
