//! The options that every command has, as the AWS CLI names them.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command};

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
// No doc comment: clap would take it for the command's help.
pub(crate) struct Globals {
    /// The vault file [env: VAULT_FILE]
    #[arg(long, value_name = "PATH")]
    pub(crate) vault_file: Option<PathBuf>,
    /// A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]
    #[arg(long, value_name = "PATH")]
    pub(crate) key_file: Option<PathBuf>,
    /// A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]
    #[arg(long, value_name = "PATH")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// An open file descriptor from which the passphrase is read
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub(crate) passphrase_fd: Option<u32>,
    /// Use no session of `unlock` [env: VAULT_NO_SESSION]
    #[arg(long)]
    pub(crate) no_session: bool,
    /// The profile of config.toml [env: VAULT_PROFILE]; for an endpoint, AWS's [env: AWS_PROFILE]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// The Region whose secrets are meant [env: VAULT_REGION] [default: the vault's home Region]
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) output: Option<String>,
    /// What to print of the answer, in JMESPath
    #[arg(long, value_name = "JMESPATH")]
    pub(crate) query: Option<String>,
    /// Colour in help
    #[arg(long, value_name = "WHEN", value_parser = ["auto", "on", "off"], hide_short_help = true)]
    pub(crate) color: Option<String>,
    /// Tell on standard error what is done; never a value
    #[arg(long, hide_short_help = true)]
    pub(crate) debug: bool,
    /// Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]
    #[arg(long, hide_short_help = true)]
    pub(crate) accept_rollback: bool,
    /// Send requests to this endpoint of Secrets Manager instead of the file, as AWS's variables and profiles say
    #[arg(long, value_name = "URL", hide_short_help = true)]
    pub(crate) endpoint_url: Option<String>,
    /// Send requests to AWS instead of the file [env, for another endpoint: AWS_ENDPOINT_URL_SECRETS_MANAGER]
    #[arg(long, hide_short_help = true)]
    pub(crate) remote: bool,
    /// The certificates that an endpoint is believed by (PEM), and no others [env: AWS_CA_BUNDLE]
    #[arg(long, value_name = "PATH", hide_short_help = true)]
    pub(crate) ca_bundle: Option<PathBuf>,
    /// Seconds to wait for an endpoint's connection; 0 waits for ever [default: 10]
    #[arg(long, value_name = "SECONDS", hide_short_help = true)]
    pub(crate) cli_connect_timeout: Option<u32>,
    /// Seconds to wait for an endpoint's answer; 0 waits for ever [default: 60]
    #[arg(long, value_name = "SECONDS", hide_short_help = true)]
    pub(crate) cli_read_timeout: Option<u32>,
    /// How binary values are read
    #[arg(
        long,
        value_name = "FORMAT",
        value_parser = ["base64", "raw-in-base64-out"],
        hide_short_help = true
    )]
    pub(crate) cli_binary_format: Option<String>,
    /// Do not ask for further pages
    #[arg(long, hide_short_help = true)]
    pub(crate) no_paginate: bool,
}

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Input")]
// No doc comment: clap would take it for the command's help.
pub(crate) struct Input {
    /// Read the request as JSON; options given beside it win
    #[arg(long, value_name = "JSON", hide_short_help = true)]
    pub(crate) cli_input_json: Option<String>,
    /// Read the request as YAML; options given beside it win
    #[arg(long, value_name = "YAML", hide_short_help = true)]
    pub(crate) cli_input_yaml: Option<String>,
    /// Print what a request or an answer looks like, and do nothing
    #[arg(
        long,
        value_name = "WHAT",
        num_args = 0..=1,
        default_missing_value = "input",
        value_parser = ["input", "output", "yaml-input"],
        hide_short_help = true
    )]
    pub(crate) generate_cli_skeleton: Option<String>,
}

/// AWS's other global options, which change nothing here: taken out before the command reads its own. None takes a value.
pub(crate) const IGNORED: [&str; 5] = [
    "--no-verify-ssl",
    "--no-sign-request",
    "--cli-auto-prompt",
    "--no-cli-auto-prompt",
    "--no-cli-pager",
];

/// The global options that take a value: what may stand before the command's word.
pub(crate) const VALUED: [&str; 14] = [
    "--vault-file",
    "--key-file",
    "--passphrase-file",
    "--passphrase-fd",
    "--profile",
    "--region",
    "--output",
    "--query",
    "--color",
    "--endpoint-url",
    "--ca-bundle",
    "--cli-connect-timeout",
    "--cli-read-timeout",
    "--cli-binary-format",
];

/// Shows the ignored options in long help, man pages and completions.
pub(crate) fn declare_ignored(mut command: Command) -> Command {
    for name in IGNORED {
        let name = name.trim_start_matches('-');
        command = command.arg(
            Arg::new(name)
                .long(name)
                .action(ArgAction::SetTrue)
                .help_heading("Accepted and ignored")
                .hide_short_help(true)
                .help("Changes nothing; accepted for scripts written for the AWS CLI"),
        );
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_valued_options_is_the_declarations() {
        use clap::Args as _;
        let command = Globals::augment_args(Command::new("x"));
        let declared: Vec<String> = command
            .get_arguments()
            .filter(|arg| arg.get_action().takes_values())
            .filter_map(|arg| arg.get_long().map(|long| format!("--{long}")))
            .collect();
        assert_eq!(declared, VALUED);
    }
}
