//! The environment: the only place that reads it (decisions 6).

use std::ffi::OsString;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::platform::{environment, heap};
use crate::shell::name::VariableName;

macro_rules! variables {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal,)*) => {
        /// A variable that the program reads. None is a name of HashiCorp's `vault`. Those of AWS are read only where requests
        /// go to an endpoint: what is set for the cloud says nothing about a file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Variable {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Variable {
            /// Every variable, as `vault help` lists them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What it says, for people.
            pub const fn help(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc,)+).trim_ascii(),)*
                }
            }
        }
    };
}

variables! {
    /// The vault file
    File "VAULT_FILE",
    /// The passphrase itself: the weakest way, for scripts
    Passphrase "VAULT_PASSPHRASE",
    /// A file that holds the passphrase
    PassphraseFile "VAULT_PASSPHRASE_FILE",
    /// A program that prints the passphrase, with its arguments; run without a shell
    PassphraseCommand "VAULT_PASSPHRASE_COMMAND",
    /// A key file
    KeyFile "VAULT_KEY_FILE",
    /// The Region whose secrets are meant
    Region "VAULT_REGION",
    /// The profile of config.toml
    Profile "VAULT_PROFILE",
    /// The profile of a project's .vault.toml
    ProjectProfile "VAULT_ENV",
    /// What `hook` itself keeps: the project whose variables are set
    Project "VAULT_PROJECT",
    /// What `env` itself keeps for --unset: what variables held before
    Undo "VAULT_UNDO",
    /// The output format
    Output "VAULT_OUTPUT",
    /// Any value: sessions of `unlock` are neither used nor made
    NoSession "VAULT_NO_SESSION",
    /// keyring or agent: sessions are kept there and nowhere else
    Session "VAULT_SESSION",
    /// 1: open an older or forked copy of the vault, and take it for the truth
    AcceptRollback "VAULT_ACCEPT_ROLLBACK",
    /// The editor of `edit`, with its arguments
    Visual "VISUAL",
    /// The same where VISUAL is not set; vi without both
    Editor "EDITOR",
    /// Any value: no colour
    NoColor "NO_COLOR",
    /// Where vaults are kept: vault/default.vault in it
    DataHome "XDG_DATA_HOME",
    /// Where vault/config.toml is
    ConfigHome "XDG_CONFIG_HOME",
    /// What is remembered about vaults: vault/ in it
    StateHome "XDG_STATE_HOME",
    /// Where an agent of `unlock` has its socket, vault/ in it, and `edit` its file
    RuntimeDir "XDG_RUNTIME_DIR",
    /// Where systemd is told that `serve` answers
    NotifySocket "NOTIFY_SOCKET",
    /// The home folder
    Home "HOME",
    /// With --remote: the endpoint, in the place of AWS's own
    AwsEndpoint "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    /// With an endpoint: the access key id
    AwsAccessKeyId "AWS_ACCESS_KEY_ID",
    /// With an endpoint: the key that signs
    AwsSecretAccessKey "AWS_SECRET_ACCESS_KEY",
    /// With an endpoint: the token of temporary credentials
    AwsSessionToken "AWS_SESSION_TOKEN",
    /// With an endpoint: the profile of AWS's files
    AwsProfile "AWS_PROFILE",
    /// With an endpoint: AWS's file of profiles with keys; ~/.aws/credentials if left out
    AwsCredentialsFile "AWS_SHARED_CREDENTIALS_FILE",
    /// With an endpoint: AWS's file of profiles; ~/.aws/config if left out
    AwsConfigFile "AWS_CONFIG_FILE",
    /// With an endpoint: the Region, behind VAULT_REGION
    AwsRegion "AWS_REGION",
    /// With an endpoint: the Region, behind AWS_REGION
    AwsDefaultRegion "AWS_DEFAULT_REGION",
    /// With an endpoint: the certificates that it is believed by
    AwsCaBundle "AWS_CA_BUNDLE",
}

/// What no child process may inherit: whoever has it opens the vault.
pub const UNLOCKING: [Variable; 4] = [
    Variable::Passphrase,
    Variable::PassphraseFile,
    Variable::PassphraseCommand,
    Variable::KeyFile,
];

/// A variable's value; an empty one counts as absent.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the door that the others use"
)]
pub fn var(variable: Variable) -> Option<OsString> {
    std::env::var_os(variable.name()).filter(|value| !value.is_empty())
}

/// What a variable of any name holds, for the words that put it back.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the door that the others use"
)]
pub fn former(name: &VariableName) -> Option<OsString> {
    std::env::var_os(name.as_str())
}

/// The folders in which a program is looked for.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the door that the others use"
)]
pub fn search_path() -> Option<OsString> {
    std::env::var_os("PATH")
}

/// A secret's bytes, once: in the environment there are zeros from then on.
pub fn take_secret(variable: Variable) -> Option<Zeroizing<Vec<u8>>> {
    let value = var(variable)?;
    heap::wipe_from_here_on();
    environment::wipe(variable.name());
    Some(Zeroizing::new(value.into_encoded_bytes()))
}

/// A variable's value as text; a value that is not UTF-8 is passed on with its bad bytes replaced, so that it is refused by name.
pub fn text(variable: Variable) -> Option<String> {
    var(variable).map(|value| value.to_string_lossy().into_owned())
}

/// Whether a variable says yes: `1` or `true`. Anything else does not, so that a slip accepts nothing.
pub fn is_set(variable: Variable) -> bool {
    var(variable).is_some_and(|value| value == "1" || value == "true")
}

/// The home folder, if `HOME` names one. The user database is not asked where it does not: a static binary cannot load
/// what glibc looks it up with, and crashes where the libraries of the machine are of another version.
pub fn home() -> Option<PathBuf> {
    var(Variable::Home)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}

/// A folder of the platform that is in the home folder.
fn in_home(platform: impl FnOnce() -> Option<PathBuf>) -> Option<PathBuf> {
    home().and_then(|_| platform())
}

/// `vault/default.vault` in the data folder.
pub fn default_vault() -> Option<PathBuf> {
    Some(place(Variable::DataHome, || in_home(dirs::data_dir))?.join("vault/default.vault"))
}

/// `vault/config.toml` in the configuration folder.
pub fn config_file() -> Option<PathBuf> {
    Some(place(Variable::ConfigHome, || in_home(dirs::config_dir))?.join("vault/config.toml"))
}

/// `vault/` in the state folder, where access dates and the rollback memory are kept.
pub fn state_folder() -> Option<PathBuf> {
    let platform = || in_home(|| dirs::state_dir().or_else(dirs::data_local_dir));
    Some(place(Variable::StateHome, platform)?.join("vault"))
}

/// Where files are that end with the user's log-out: sockets.
pub fn runtime_folder() -> Option<PathBuf> {
    place(Variable::RuntimeDir, || {
        // What systemd makes for a user, for those who came in another way (`su`, cron).
        #[cfg(target_os = "linux")]
        {
            let user = rustix::process::geteuid().as_raw();
            let folder = PathBuf::from(format!("/run/user/{user}"));
            Some(folder).filter(|folder| folder.is_dir())
        }
        #[cfg(not(target_os = "linux"))]
        in_home(dirs::cache_dir)
    })
}

/// XDG's variable where it is absolute (the XDG base directory specification ignores others), else the platform's place.
fn place(variable: Variable, platform: impl FnOnce() -> Option<PathBuf>) -> Option<PathBuf> {
    var(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(platform)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variables that HashiCorp's `vault` and OpenBao read.
    const FOREIGN: [&str; 17] = [
        "VAULT_ADDR",
        "VAULT_AGENT_ADDR",
        "VAULT_CACERT",
        "VAULT_CACERT_BYTES",
        "VAULT_CAPATH",
        "VAULT_CLIENT_CERT",
        "VAULT_CLIENT_KEY",
        "VAULT_CLIENT_TIMEOUT",
        "VAULT_CLUSTER_ADDR",
        "VAULT_FORMAT",
        "VAULT_HTTP_PROXY",
        "VAULT_LICENSE",
        "VAULT_MAX_RETRIES",
        "VAULT_NAMESPACE",
        "VAULT_SKIP_VERIFY",
        "VAULT_TLS_SERVER_NAME",
        "VAULT_TOKEN",
    ];

    #[test]
    fn no_secret_becomes_a_variable_of_our_own_unasked() {
        // What they choose is how an answer looks, or whom systemd tells something.
        let harmless = [Variable::Output, Variable::NoColor, Variable::NotifySocket];
        for variable in Variable::ALL {
            let name: VariableName = variable.name().parse().unwrap();
            let is_meant_for_others = variable.name().starts_with("AWS_");
            let is_free = is_meant_for_others || harmless.contains(variable);
            assert_eq!(name.is_dangerous(), !is_free, "{variable:?}");
        }
    }

    #[test]
    fn no_variable_is_one_of_another_vault() {
        for variable in Variable::ALL {
            assert!(!FOREIGN.contains(&variable.name()), "{variable:?}");
        }
    }

    #[test]
    fn every_variable_has_a_name_of_its_own_and_a_help_line() {
        for (index, variable) in Variable::ALL.iter().enumerate() {
            assert!(!variable.help().is_empty());
            assert!(
                Variable::ALL[index + 1..]
                    .iter()
                    .all(|other| other.name() != variable.name())
            );
        }
    }
}
