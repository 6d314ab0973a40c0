//! What a value may be: names, labels, tags of an unlocked vault; profiles; the service's own words.

use std::path::{Path, PathBuf};

use clap::ValueEnum as _;

use super::cursor::{Given, Value, Word};
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::output::Format;
use crate::cli::place::Place;
use crate::cli::{config, env, project};
use crate::operations::{DescribeSecret, ListSecretVersionIds, SecretMetadata, VersionEntry};
use crate::project::Project;
use crate::secret::search::FilterKey;
use crate::secret::sort::{SortBy, SortOrder};
use crate::shell::name::VariableName;
use crate::types::version::{AWSCURRENT, AWSPENDING, AWSPREVIOUS, StagingLabel};

/// A word that may stand under the cursor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The whole word.
    pub(super) text: String,
    /// What it is, for a shell that shows it.
    pub(super) about: Option<String>,
    /// Something must follow in the same word.
    open: bool,
}

/// Everything that may stand there, and how the shell goes on.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) list: Vec<Candidate>,
    instead: Option<&'static str>,
}

impl Candidates {
    pub(super) fn of(words: Vec<Word>) -> Self {
        let mut found = Self::default();
        for (text, about) in words {
            found.add(text, about);
        }
        found
    }

    pub(super) fn files() -> Self {
        Self::instead("files")
    }

    pub(super) fn program() -> Self {
        Self::instead("program")
    }

    fn instead(manner: &'static str) -> Self {
        Self {
            instead: Some(manner),
            ..Self::default()
        }
    }

    /// The first line of an answer.
    pub(super) fn manner(&self) -> &'static str {
        let is_open = !self.list.is_empty() && self.list.iter().all(|candidate| candidate.open);
        self.instead
            .unwrap_or(if is_open { "open" } else { "words" })
    }

    /// Keeps what begins as the word under the cursor does.
    pub(super) fn keep(&mut self, current: &str) {
        self.list
            .retain(|candidate| candidate.text.starts_with(current));
    }

    fn add(&mut self, text: String, about: Option<String>) {
        self.list.push(Candidate {
            text,
            about,
            open: false,
        });
    }

    fn add_open(&mut self, text: String) {
        self.list.push(Candidate {
            text,
            about: None,
            open: true,
        });
    }
}

/// The values that a field may have; `None` where none are known.
pub(super) fn of_value(value: &Value) -> Option<Candidates> {
    let mut found = Candidates::default();
    match value.field.as_str() {
        "secret" | "secret_id" | "secret_id_list" => secrets(value, &mut found)?,
        "version_stage" | "version_stages" | "stage" | "older" | "newer" => {
            stages(value, &mut found);
        }
        "version_id" | "move_to_version_id" | "remove_from_version_id" => {
            versions(value, &mut found)?;
        }
        "tag_keys" => {
            for key in tag_keys(value)? {
                found.add(format!("{}{key}", value.before), None);
            }
        }
        "tags" => {
            for key in tag_keys(value)? {
                found.add_open(format!("{}{key}=", value.before));
            }
        }
        "references" | "stdin" => references(value, &mut found)?,
        "env" => {
            let file = project::find().ok()??;
            for name in Project::parse(&file.text, "").ok()?.profiles() {
                found.add(format!("{}{name}", value.before), None);
            }
        }
        // A new one has a name of its own.
        "credential" if value.given.get("action") != Some("create") => {
            let mut names = open(&value.given)?.credential_names().ok()?;
            names.retain(|name| value.may_be_dashed || !name.starts_with('-'));
            for name in names {
                found.add(format!("{}{name}", value.before), None);
            }
        }
        "profile" => {
            for name in config::names().ok()? {
                found.add(format!("{}{name}", value.before), None);
            }
        }
        "output" => {
            let formats = Format::value_variants().iter();
            for format in formats.filter_map(clap::ValueEnum::to_possible_value) {
                let about = format.get_help().map(ToString::to_string);
                found.add(format!("{}{}", value.before, format.get_name()), about);
            }
        }
        "sort_by" => fixed(value, &SortBy::NAMES, &mut found),
        "sort_order" => fixed(value, &SortOrder::NAMES, &mut found),
        "filters" => {
            for key in FilterKey::NAMES {
                found.add_open(format!("{}Key={key},Values=", value.before));
            }
        }
        _ => return None,
    }
    Some(found)
}

fn fixed(value: &Value, words: &[&str], found: &mut Candidates) {
    for word in words {
        found.add(format!("{}{word}", value.before), None);
    }
}

fn secrets(value: &Value, found: &mut Candidates) -> Option<()> {
    let mut vault = open(&value.given)?;
    let mut names = |planned_deletion| vault.names(planned_deletion).ok();
    let names = match value.command.as_str() {
        // Only what is scheduled for deletion can be restored.
        "restore" | "restore-secret" => {
            let kept = names(false)?;
            let kept: std::collections::HashSet<String> = kept.into_iter().collect();
            let mut all = names(true)?;
            all.retain(|name| !kept.contains(name));
            all
        }
        "describe" | "describe-secret" | "versions" | "list-secret-version-ids" => names(true)?,
        _ => names(false)?,
    };
    for name in names {
        if name.starts_with(&value.typed) && (value.may_be_dashed || !name.starts_with('-')) {
            found.add(format!("{}{name}", value.before), None);
        }
    }
    Some(())
}

/// The labels of the secret on the line; where none is known, those that the service itself gives.
fn stages(value: &Value, found: &mut Candidates) {
    let labels = described(value).map(|secret| {
        let labels = secret.version_ids_to_stages.into_values().flatten();
        labels.map(|label| label.as_str().to_owned()).collect()
    });
    let labels: Vec<String> = labels.unwrap_or_else(|| {
        [AWSCURRENT, AWSPENDING, AWSPREVIOUS]
            .map(str::to_owned)
            .to_vec()
    });
    for label in labels {
        found.add(format!("{}{label}", value.before), None);
    }
}

fn versions(value: &Value, found: &mut Candidates) -> Option<()> {
    let name = named(&value.given)?;
    let mut vault = open(&value.given)?;
    for version in all_versions(&mut vault, name)? {
        let about = labels(&version);
        let id = version.version_id.as_str();
        found.add(format!("{}{id}", value.before), Some(about));
    }
    Some(())
}

fn all_versions(vault: &mut Opened, name: &str) -> Option<Vec<VersionEntry>> {
    let mut request = ListSecretVersionIds {
        secret_id: Some(name.to_owned()),
        unpaged: true,
        ..ListSecretVersionIds::default()
    };
    request.include_deprecated = true.into();
    vault.handle(request).ok().map(|answer| answer.versions)
}

fn labels(version: &VersionEntry) -> String {
    let labels = version.version_stages.iter().map(StagingLabel::as_str);
    labels.collect::<Vec<_>>().join(", ")
}

fn tag_keys(value: &Value) -> Option<Vec<String>> {
    let tags = described(value)?.tags.unwrap_or_default();
    Some(tags.into_iter().map(|tag| tag.key).collect())
}

fn described(value: &Value) -> Option<SecretMetadata> {
    let secret_id = Some(named(&value.given)?.to_owned());
    open(&value.given)?
        .handle(DescribeSecret { secret_id })
        .ok()
}

fn named(given: &Given) -> Option<&str> {
    given.get("secret_id").or_else(|| given.get("secret"))
}

/// `NAME`, `PREFIX/`, `VAR=NAME`, `NAME@STAGE`, `NAME#member@STAGE`: never a member, which only the value knows.
fn references(value: &Value, found: &mut Candidates) -> Option<()> {
    let mut vault = open(&value.given)?;
    let names = vault.names(false).ok()?;
    let typed = value.typed.as_str();
    let assigned = typed
        .split_once('=')
        .filter(|(variable, _)| variable.parse::<VariableName>().is_ok())
        .map_or("", |(variable, _)| &typed[..=variable.len()]);
    let mut starts = vec!["", assigned];
    starts.dedup();
    for start in starts {
        let wanted = &typed[start.len()..];
        for name in names.iter().filter(|name| name.starts_with(wanted)) {
            if value.may_be_dashed || !start.is_empty() || !name.starts_with('-') {
                found.add(format!("{}{start}{name}", value.before), None);
            }
            // The folder that is next; a variable has the value of one secret.
            if let Some(slash) = name[wanted.len()..].find('/').filter(|_| start.is_empty()) {
                let folder = &name[..=wanted.len() + slash];
                let folder = format!("{}{folder}", value.before);
                if found.list.last().is_none_or(|last| last.text != folder) {
                    found.add_open(folder);
                }
            }
        }
        let Some((before, _)) = wanted.rsplit_once('@') else {
            continue;
        };
        let secret = before.split('#').next().unwrap_or_default();
        if names.iter().any(|name| name == secret) {
            for version in all_versions(&mut vault, secret)? {
                let labels = version.version_stages.iter().map(StagingLabel::as_str);
                for version in labels.chain([version.version_id.as_str()]) {
                    let text = format!("{}{start}{before}@{version}", value.before);
                    found.add(text, None);
                }
            }
        }
    }
    found.list.sort_by(|one, other| one.text.cmp(&other.text));
    found.list.dedup_by(|one, other| one.text == other.text);
    Some(())
}

/// The vault that the line means, if a session holds it. What opens it otherwise is not even looked at.
fn open(given: &Given) -> Option<Opened> {
    let mut globals = Globals {
        no_session: given.get("no_session").is_some(),
        ..Globals::default()
    };
    for (field, option) in [
        ("profile", &mut globals.profile),
        ("region", &mut globals.region),
    ] {
        *option = match given.get(field) {
            Some(typed) => Some(said(typed)?),
            None => None,
        };
    }
    if let Some(typed) = given.get("vault_file") {
        globals.vault_file = Some(at_home(&said(typed)?));
    }
    Opened::resume(Place::of(&globals).ok()?)
}

/// A value that the shell is yet to expand says nothing here.
fn said(typed: &str) -> Option<String> {
    (!typed.contains(['$', '`'])).then(|| typed.to_owned())
}

fn at_home(typed: &str) -> PathBuf {
    match (typed.strip_prefix("~/"), env::home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => Path::new(typed).to_owned(),
    }
}
