//! Which word is which command. A known word builds its own options only (decisions 3).

mod allow;
mod backup;
mod compact;
mod completions;
mod create;
mod credentials;
mod diff;
mod edit;
mod env;
mod export;
mod get;
mod help;
mod hook;
mod import;
mod init;
mod inject;
mod list;
mod lock;
mod man;
mod passphrase;
mod recover;
mod rekey;
mod rollback;
mod rotate;
mod run;
mod serve;
mod slot;
mod slots_after;
mod source;
mod status;
pub(crate) mod tree;
mod unlock;
mod variables;
mod verify;
mod versions;
mod wanted_version;

use std::ffi::OsString;

use crate::cli::call::{self, Form};
use crate::cli::globals::Globals;
use crate::cli::words::Words;
use crate::cli::{complete, parse, process, ui};
use crate::error::{Error, Kind, Result};
use crate::operations;

/// A verb of the vault's own.
trait Verb: clap::Args {
    /// Does it.
    fn run(self, globals: &Globals) -> anyhow::Result<()>;
}

/// Calls the macro `$then` with every verb of the vault's own: `module::Type "word"`.
macro_rules! for_each_verb {
    ($then:ident) => {
        $then! {
            init::Init "init",
            verify::Verify "verify",
            compact::Compact "compact",
            unlock::Unlock "unlock",
            lock::Lock "lock",
            status::Status "status",
            backup::Backup "backup",
            recover::Recover "recover",
            slot::Slot "slot",
            passphrase::Passphrase "passphrase",
            rekey::Rekey "rekey",
            credentials::Credentials "credentials",
            env::Env "env",
            run::Run "run",
            serve::Serve "serve",
            inject::Inject "inject",
            hook::Hook "hook",
            allow::Allow "allow",
            allow::Deny "deny",
            import::Import "import",
            export::Export "export",
            get::Get "get",
            edit::Edit "edit",
            diff::Diff "diff",
            rollback::Rollback "rollback",
            completions::Completions "completions",
            man::Man "man",
        }
    };
}
use for_each_verb;

/// The short names of operations, with the fields that are given by their place.
const SHORT: [(&str, Form); 15] = [
    ("create-secret", Form::short("create", &["name"])),
    ("put-secret-value", Form::short("put", &["secret_id"])),
    ("update-secret", Form::short("update", &["secret_id"])),
    ("describe-secret", Form::short("describe", &["secret_id"])),
    ("list-secrets", Form::short("list", &[])),
    (
        "list-secret-version-ids",
        Form::short("versions", &["secret_id"]),
    ),
    ("rotate-secret", Form::short("rotate", &["secret_id"])),
    (
        "cancel-rotate-secret",
        Form::short("cancel-rotate", &["secret_id"]),
    ),
    ("delete-secret", Form::short("delete", &["secret_id"])),
    ("restore-secret", Form::short("restore", &["secret_id"])),
    ("tag-resource", Form::short("tag", &["secret_id", "tags"])),
    (
        "untag-resource",
        Form::short("untag", &["secret_id", "tag_keys"]),
    ),
    (
        "update-secret-version-stage",
        Form::short("stage", &["secret_id", "version_stage"]),
    ),
    (
        "batch-get-secret-value",
        Form::short("batch-get", &["secret_id_list"]),
    ),
    ("get-random-password", Form::short("generate", &[])),
];

/// Runs the command that the words name.
pub(crate) fn run(mut words: Words) -> anyhow::Result<()> {
    if words.version || words.help && words.command.is_none() {
        process::require_stdout()?;
    }
    if words.version {
        return Ok(help::version()?);
    }
    let Some(word) = words.command.take() else {
        if words.help {
            return Ok(help::overview()?);
        }
        return Err(help::no_command(&words.rest).into());
    };
    // A program may do without, and what is to be locked is locked before anything else.
    if word != "run" && word != "lock" {
        process::require_stdout()?;
    }
    #[cfg(unix)]
    if word == unlock::AGENT {
        return Ok(unlock::serve(&words.rest)?);
    }
    if word == complete::WORD {
        return Ok(complete::run(&words.rest)?);
    }
    if word == hook::WORD {
        return Ok(hook::answer(&words.rest)?);
    }
    if words.help {
        words.rest.insert(0, "--help".into());
    }
    if word == "help" {
        return Ok(help::of(&words.rest)?);
    }
    if (is_operation(&word) || takes_no_name(&word)) && words.asks_help() {
        words.rest = vec!["--help".into()];
    }
    let typed = (word == "env").then(|| words.rest.clone());
    let rest = &mut words.rest;
    let result = operation(&word, None, rest)
        .or_else(|| {
            let (name, form) = SHORT.iter().find(|(_, form)| form.word == word)?;
            operation(name, Some(*form), rest)
        })
        .or_else(|| verb(&word, rest))
        .unwrap_or_else(|| Err(help::unknown(&word).into()));
    if let (Err(_), Some(typed)) = (&result, typed) {
        env::print_failure(&typed)?;
    }
    result
}

/// Runs the operation of this name, in AWS's own form unless another is given; `None` if there is none.
fn operation(
    name: &str,
    form: Option<Form>,
    rest: &mut Vec<OsString>,
) -> Option<anyhow::Result<()>> {
    let mut take = || std::mem::take(rest);
    macro_rules! match_word {
        ($($operation:ident $word:literal,)*) => {
            match name {
                "create-secret" => create::run(&form.unwrap_or(Form::aws("create-secret")), take()),
                "list-secrets" => list::run(&form.unwrap_or(Form::aws("list-secrets")), take()),
                "rotate-secret" => rotate::run(&form.unwrap_or(Form::aws("rotate-secret")), take()),
                "list-secret-version-ids" => {
                    let form = form.unwrap_or(Form::aws("list-secret-version-ids"));
                    versions::run(&form, take())
                }
                $($word => call::run::<operations::$operation>(&form.unwrap_or(Form::aws($word)), take()),)*
                _ => return None,
            }
        };
    }
    #[expect(
        unreachable_patterns,
        reason = "four operations do more on the command line than the table's arm for them"
    )]
    let result = crate::for_each_operation!(match_word);
    Some(result)
}

fn is_operation(word: &str) -> bool {
    macro_rules! names {
        ($($operation:ident $word:literal,)*) => {
            matches!(word, $($word)|*)
        };
    }
    crate::for_each_operation!(names)
}

/// A short name whose next word can be nothing but `help`.
fn takes_no_name(word: &str) -> bool {
    matches!(
        word,
        "allow" | "deny" | "init" | "verify" | "compact" | "rekey" | "unlock" | "lock" | "status"
    ) || SHORT
        .iter()
        .any(|(_, form)| form.word == word && form.positionals.is_empty())
}

fn verb(word: &str, rest: &mut Vec<OsString>) -> Option<anyhow::Result<()>> {
    macro_rules! match_word {
        ($($module:ident::$verb:ident $word:literal,)*) => {
            match word {
                $($word => Some(run_verb::<$module::$verb>($word, std::mem::take(rest))),)*
                _ => None,
            }
        };
    }
    for_each_verb!(match_word)
}

fn run_verb<V: Verb>(word: &'static str, rest: Vec<OsString>) -> anyhow::Result<()> {
    let own = parse::declare_own::<V>(word);
    let command = if parse::needs_no_globals(&own, &rest) {
        own
    } else {
        parse::declare::<V>(word)
    };
    match parse::parse::<V>(command, rest, |_, words| Ok(words))? {
        Some(parsed) => parsed.own.run(&parsed.globals),
        None => Ok(()),
    }
}

/// Goes on only if a person agrees; where there is none, names the option that does.
fn agree(question: &str, option: &str) -> Result<()> {
    if !ui::can_ask() {
        return Err(Error::new(
            Kind::Usage,
            format!("{question} There is no terminal to ask"),
        )
        .hint(format!("{option} agrees")));
    }
    if ui::confirm(question)? {
        return Ok(());
    }
    Err(Error::new(Kind::Usage, "nothing was done"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_have_one_word() {
        let mut words: Vec<String> = tree::full()
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .collect();
        let count = words.len();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    #[test]
    fn the_whole_tree_is_well_formed() {
        tree::full().debug_assert();
    }

    #[test]
    fn every_command_has_help_and_an_example() {
        for command in tree::full().get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name} has no help");
            assert!(command.get_after_help().is_some(), "{name} has no example");
        }
    }

    #[test]
    fn every_short_name_is_an_operations() {
        for (name, form) in SHORT {
            assert!(is_operation(name), "{}", form.word);
        }
    }
}
