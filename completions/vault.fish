# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_vault_global_optspecs
    string join \n h/help V/version
end

function __fish_vault_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_vault_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_vault_using_subcommand
    set -l cmd (__fish_vault_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c vault -n "__fish_vault_needs_command" -s h -l help -d 'Print help'
complete -c vault -n "__fish_vault_needs_command" -s V -l version -d 'Print version'
complete -c vault -n "__fish_vault_needs_command" -f -a "init" -d 'Make a vault'
complete -c vault -n "__fish_vault_needs_command" -f -a "verify" -d 'Check every part of the vault file'
complete -c vault -n "__fish_vault_needs_command" -f -a "compact" -d 'Rewrite the vault file without its dead parts'
complete -c vault -n "__fish_vault_needs_command" -f -a "unlock" -d 'Open the vault for a while, for all your terminals'
complete -c vault -n "__fish_vault_needs_command" -f -a "lock" -d 'End the session of the vault, or of all vaults'
complete -c vault -n "__fish_vault_needs_command" -f -a "status" -d 'Tell whether the vault is unlocked, and for how long yet'
complete -c vault -n "__fish_vault_needs_command" -f -a "backup" -d 'Copy the vault, or put a copy back'
complete -c vault -n "__fish_vault_needs_command" -f -a "recover" -d 'Make a new vault of what still verifies in a damaged one'
complete -c vault -n "__fish_vault_needs_command" -f -a "slot" -d 'Show, add or remove what opens the vault'
complete -c vault -n "__fish_vault_needs_command" -f -a "passphrase" -d 'Change the passphrase'
complete -c vault -n "__fish_vault_needs_command" -f -a "rekey" -d 'Give the vault a new key'
complete -c vault -n "__fish_vault_needs_command" -f -a "env" -d 'Print secrets as variables for a shell to evaluate'
complete -c vault -n "__fish_vault_needs_command" -f -a "run" -d 'Run a command with secrets in its environment'
complete -c vault -n "__fish_vault_needs_command" -f -a "get" -d 'Print a secret\'s value, and nothing else'
complete -c vault -n "__fish_vault_needs_command" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c vault -n "__fish_vault_needs_command" -f -a "man" -d 'Write the manual pages'
complete -c vault -n "__fish_vault_needs_command" -f -a "help" -d 'Show what a command does'
complete -c vault -n "__fish_vault_needs_command" -f -a "batch-get-secret-value" -d 'Retrieve the contents of several secrets'
complete -c vault -n "__fish_vault_needs_command" -f -a "batch-get" -d 'Retrieve the contents of several secrets'
complete -c vault -n "__fish_vault_needs_command" -f -a "cancel-rotate-secret" -d 'Switch the rotation of a secret off, and stop one that is under way'
complete -c vault -n "__fish_vault_needs_command" -f -a "cancel-rotate" -d 'Switch the rotation of a secret off, and stop one that is under way'
complete -c vault -n "__fish_vault_needs_command" -f -a "create-secret" -d 'Create a secret, with its first value if one is given'
complete -c vault -n "__fish_vault_needs_command" -f -a "create" -d 'Create a secret, with its first value if one is given'
complete -c vault -n "__fish_vault_needs_command" -f -a "delete-resource-policy" -d 'Remove the policy of a secret; not built yet'
complete -c vault -n "__fish_vault_needs_command" -f -a "delete-secret" -d 'Schedule a secret\'s deletion, or delete it at once'
complete -c vault -n "__fish_vault_needs_command" -f -a "delete" -d 'Schedule a secret\'s deletion, or delete it at once'
complete -c vault -n "__fish_vault_needs_command" -f -a "describe-secret" -d 'Show all about a secret but its value'
complete -c vault -n "__fish_vault_needs_command" -f -a "describe" -d 'Show all about a secret but its value'
complete -c vault -n "__fish_vault_needs_command" -f -a "get-random-password" -d 'Generate a random password; nothing is stored'
complete -c vault -n "__fish_vault_needs_command" -f -a "generate" -d 'Generate a random password; nothing is stored'
complete -c vault -n "__fish_vault_needs_command" -f -a "get-resource-policy" -d 'Show the policy of a secret; not built yet'
complete -c vault -n "__fish_vault_needs_command" -f -a "get-secret-value" -d 'Retrieve the contents of a secret'
complete -c vault -n "__fish_vault_needs_command" -f -a "list-secret-version-ids" -d 'List the versions of a secret, without their values'
complete -c vault -n "__fish_vault_needs_command" -f -a "versions" -d 'List the versions of a secret, without their values'
complete -c vault -n "__fish_vault_needs_command" -f -a "list-secrets" -d 'List secrets, without their values'
complete -c vault -n "__fish_vault_needs_command" -f -a "list" -d 'List secrets, without their values'
complete -c vault -n "__fish_vault_needs_command" -f -a "put-resource-policy" -d 'Attach a policy to a secret; not built yet'
complete -c vault -n "__fish_vault_needs_command" -f -a "put-secret-value" -d 'Store a new value of a secret; it becomes the current one unless labels say otherwise'
complete -c vault -n "__fish_vault_needs_command" -f -a "put" -d 'Store a new value of a secret; it becomes the current one unless labels say otherwise'
complete -c vault -n "__fish_vault_needs_command" -f -a "remove-regions-from-replication" -d 'Delete replicas of a secret; not built yet'
complete -c vault -n "__fish_vault_needs_command" -f -a "replicate-secret-to-regions" -d 'Replicate a secret to other Regions; not built yet'
complete -c vault -n "__fish_vault_needs_command" -f -a "restore-secret" -d 'Take the scheduled deletion of a secret back'
complete -c vault -n "__fish_vault_needs_command" -f -a "restore" -d 'Take the scheduled deletion of a secret back'
complete -c vault -n "__fish_vault_needs_command" -f -a "rotate-secret" -d 'Configure the rotation of a secret, and rotate it now'
complete -c vault -n "__fish_vault_needs_command" -f -a "rotate" -d 'Configure the rotation of a secret, and rotate it now'
complete -c vault -n "__fish_vault_needs_command" -f -a "stop-replication-to-replica" -d 'Make a replica a secret of its own; not built yet'
complete -c vault -n "__fish_vault_needs_command" -f -a "tag-resource" -d 'Add tags to a secret, or change their values'
complete -c vault -n "__fish_vault_needs_command" -f -a "tag" -d 'Add tags to a secret, or change their values'
complete -c vault -n "__fish_vault_needs_command" -f -a "untag-resource" -d 'Remove tags from a secret; a key that it does not have is no error'
complete -c vault -n "__fish_vault_needs_command" -f -a "untag" -d 'Remove tags from a secret; a key that it does not have is no error'
complete -c vault -n "__fish_vault_needs_command" -f -a "update-secret" -d 'Change a secret\'s description, or store a new current value'
complete -c vault -n "__fish_vault_needs_command" -f -a "update" -d 'Change a secret\'s description, or store a new current value'
complete -c vault -n "__fish_vault_needs_command" -f -a "update-secret-version-stage" -d 'Move a staging label from one version of a secret to another, attach it or remove it'
complete -c vault -n "__fish_vault_needs_command" -f -a "stage" -d 'Move a staging label from one version of a secret to another, attach it or remove it'
complete -c vault -n "__fish_vault_needs_command" -f -a "validate-resource-policy" -d 'Check a policy before attaching it; not built yet'
complete -c vault -n "__fish_vault_using_subcommand init" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand init" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand init" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand init" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand init" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand init" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand init" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand init" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand init" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand init" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand init" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand init" -l account-id -d 'The account that ARNs name' -r
complete -c vault -n "__fish_vault_using_subcommand init" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand init" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand init" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand init" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand verify" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand verify" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand verify" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand verify" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand verify" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand verify" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand verify" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand verify" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand verify" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand verify" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand verify" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand verify" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand verify" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand verify" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand verify" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand compact" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand compact" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand compact" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand compact" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand compact" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand compact" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand compact" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand compact" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand compact" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand compact" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand compact" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand compact" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand compact" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand compact" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand compact" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand compact" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand unlock" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand unlock" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand unlock" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand unlock" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand unlock" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand unlock" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand unlock" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand unlock" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand unlock" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand unlock" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand unlock" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand unlock" -l for -d 'How long at most' -r
complete -c vault -n "__fish_vault_using_subcommand unlock" -l idle -d 'How long without use [default: 15m, or all of --for if that is shorter]' -r
complete -c vault -n "__fish_vault_using_subcommand unlock" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand unlock" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand unlock" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand unlock" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand unlock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand lock" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand lock" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand lock" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand lock" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand lock" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand lock" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand lock" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand lock" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand lock" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand lock" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand lock" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand lock" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand lock" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand lock" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand lock" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand lock" -l all -d 'End all your sessions, of whatever vault'
complete -c vault -n "__fish_vault_using_subcommand lock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand status" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand status" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand status" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand status" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand status" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand status" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand status" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand status" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand status" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand status" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand status" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand status" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand status" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand status" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand status" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand backup" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand backup" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand backup" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand backup" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand backup" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand backup" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand backup" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand backup" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand backup" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand backup" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand backup" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand backup" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand backup" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand backup" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand backup" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand backup" -l force -d 'create: replace FILE if it is there'
complete -c vault -n "__fish_vault_using_subcommand backup" -l yes -d 'restore: do not ask'
complete -c vault -n "__fish_vault_using_subcommand backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand recover" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand recover" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand recover" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand recover" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand recover" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand recover" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand recover" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand recover" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand recover" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand recover" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand recover" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand recover" -l into -d 'The vault to be made, where nothing is yet' -r -F
complete -c vault -n "__fish_vault_using_subcommand recover" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand recover" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand recover" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand recover" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand recover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand slot" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand slot" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand slot" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand slot" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand slot" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand slot" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand slot" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand slot" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand slot" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand slot" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand slot" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand slot" -l new-passphrase-file -d 'add: a passphrase, from a file' -r -F
complete -c vault -n "__fish_vault_using_subcommand slot" -l new-key-file -d 'add: a key file, which is made if it is not there; beside a passphrase, the slot needs both' -r -F
complete -c vault -n "__fish_vault_using_subcommand slot" -l prove-key-file -d 'A key file that opens another slot; may be given several times' -r -F
complete -c vault -n "__fish_vault_using_subcommand slot" -l prove-passphrase-file -d 'A file with the passphrase of another slot; may be given several times' -r -F
complete -c vault -n "__fish_vault_using_subcommand slot" -l drop-slot -d 'A slot to remove, by its number or the beginning of its id; may be given several times' -r
complete -c vault -n "__fish_vault_using_subcommand slot" -l recovery-key-out -d 'Where the new recovery key is written, in place of the terminal' -r -F
complete -c vault -n "__fish_vault_using_subcommand slot" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand slot" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand slot" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand slot" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand slot" -l new-passphrase -d 'add: a passphrase, asked for twice'
complete -c vault -n "__fish_vault_using_subcommand slot" -l recovery -d 'add: a recovery key, shown once on the terminal'
complete -c vault -n "__fish_vault_using_subcommand slot" -l yes -d 'Do not ask before slots are removed'
complete -c vault -n "__fish_vault_using_subcommand slot" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l slot -d 'The slot whose passphrase is changed, if there are several' -r
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l new-passphrase-file -d 'A file with the new passphrase, in place of the terminal' -r -F
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l prove-key-file -d 'A key file that opens another slot; may be given several times' -r -F
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l prove-passphrase-file -d 'A file with the passphrase of another slot; may be given several times' -r -F
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l drop-slot -d 'A slot to remove, by its number or the beginning of its id; may be given several times' -r
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l recovery-key-out -d 'Where the new recovery key is written, in place of the terminal' -r -F
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand passphrase" -l yes -d 'Do not ask before slots are removed'
complete -c vault -n "__fish_vault_using_subcommand passphrase" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand rekey" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rekey" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rekey" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rekey" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand rekey" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand rekey" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand rekey" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand rekey" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand rekey" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand rekey" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand rekey" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand rekey" -l prove-key-file -d 'A key file that opens another slot; may be given several times' -r -F
complete -c vault -n "__fish_vault_using_subcommand rekey" -l prove-passphrase-file -d 'A file with the passphrase of another slot; may be given several times' -r -F
complete -c vault -n "__fish_vault_using_subcommand rekey" -l drop-slot -d 'A slot to remove, by its number or the beginning of its id; may be given several times' -r
complete -c vault -n "__fish_vault_using_subcommand rekey" -l recovery-key-out -d 'Where the new recovery key is written, in place of the terminal' -r -F
complete -c vault -n "__fish_vault_using_subcommand rekey" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand rekey" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand rekey" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand rekey" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand rekey" -l deep -d 'Seal each value anew too, below a data key of its own'
complete -c vault -n "__fish_vault_using_subcommand rekey" -l yes -d 'Do not ask before slots are removed'
complete -c vault -n "__fish_vault_using_subcommand rekey" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand env" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand env" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand env" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand env" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand env" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand env" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand env" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand env" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand env" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand env" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand env" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand env" -l allow-unsafe-names -d 'Set this variable though such a name can run code or change the shell' -r
complete -c vault -n "__fish_vault_using_subcommand env" -l format -d 'The shell or format to write for; the calling shell\'s if left out' -r -f -a "bash\t'bash, zsh, ksh, mksh, busybox'
sh\t'sh, dash, ash, yash and every other POSIX shell'
fish\t'fish'
pwsh\t'PowerShell'
nu\t'Nushell'
dotenv\t'A .env file'
json\t'A JSON object'"
complete -c vault -n "__fish_vault_using_subcommand env" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand env" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand env" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand env" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand run" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand run" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand run" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand run" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand run" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand run" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand run" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand run" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand run" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand run" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand run" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand run" -l allow-unsafe-names -d 'Set this variable though such a name can run code or change the shell' -r
complete -c vault -n "__fish_vault_using_subcommand run" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand run" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand run" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand run" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand get" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand get" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand get" -l version-id -d 'The id of the version to read' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l version-stage -d 'The staging label of the version to read; AWSCURRENT when neither is given' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l key -d 'Print this member of a JSON value' -r
complete -c vault -n "__fish_vault_using_subcommand get" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand get" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand get" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand get" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand get" -l raw -d 'Print control characters to a terminal too'
complete -c vault -n "__fish_vault_using_subcommand get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand completions" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand completions" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand completions" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand completions" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand completions" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand completions" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand completions" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand completions" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand completions" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand completions" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand completions" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand completions" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand completions" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand completions" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand completions" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand man" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand man" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand man" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand man" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand man" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand man" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand man" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand man" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand man" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand man" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand man" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand man" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand man" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand man" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand man" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand help" -s h -l help -d 'Print help'
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l secret-id-list -d 'The names or ARNs of the secrets, at most 20' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l filters -d 'Which secrets, as Key=...,Values=... pairs that must all match; keys are description, name, tag-key, tag-value, primary-region, owning-service and all' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l max-results -d 'Secrets in one answer of the service, 1 to 20; only with filters' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l next-token -d 'Where the answer before this one ended' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand batch-get-secret-value" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l filters -d 'Which secrets, as Key=...,Values=... pairs that must all match; keys are description, name, tag-key, tag-value, primary-region, owning-service and all' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l max-results -d 'Secrets in one answer of the service, 1 to 20; only with filters' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l next-token -d 'Where the answer before this one ended' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand batch-get" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand batch-get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand cancel-rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l name -d 'The name of the new secret: letters, digits and /_+=.@-' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l client-request-token -d 'The id of the first version, for repeating the call safely; a random UUID if left out' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l description -d 'What the secret is for' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l kms-key-id -d 'The KMS key that encrypts the values; only alias/aws/secretsmanager, the default, so far' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l secret-binary -d 'The value as bytes: base64, or fileb:// and a path' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l secret-string -d 'The value as text, usually JSON; - reads it from standard input' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l tags -d 'Tags as Key=...,Value=... pairs' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l add-replica-regions -d 'Regions to replicate the secret to, as Region=...,KmsKeyId=... pairs; not built yet' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l type -d 'The partner type of a managed external secret' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l force-overwrite-replica-secret -d 'Overwrite a secret of the same name in the other Region; not built yet'
complete -c vault -n "__fish_vault_using_subcommand create-secret" -l no-force-overwrite-replica-secret -d 'The opposite of --force-overwrite-replica-secret'
complete -c vault -n "__fish_vault_using_subcommand create-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand create" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand create" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand create" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand create" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand create" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand create" -l client-request-token -d 'The id of the first version, for repeating the call safely; a random UUID if left out' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l description -d 'What the secret is for' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l kms-key-id -d 'The KMS key that encrypts the values; only alias/aws/secretsmanager, the default, so far' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l secret-binary -d 'The value as bytes: base64, or fileb:// and a path' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l secret-string -d 'The value as text, usually JSON; - reads it from standard input' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l tags -d 'Tags as Key=...,Value=... pairs' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l add-replica-regions -d 'Regions to replicate the secret to, as Region=...,KmsKeyId=... pairs; not built yet' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l type -d 'The partner type of a managed external secret' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand create" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand create" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand create" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand create" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand create" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand create" -l force-overwrite-replica-secret -d 'Overwrite a secret of the same name in the other Region; not built yet'
complete -c vault -n "__fish_vault_using_subcommand create" -l no-force-overwrite-replica-secret -d 'The opposite of --force-overwrite-replica-secret'
complete -c vault -n "__fish_vault_using_subcommand create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand delete-resource-policy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l recovery-window-in-days -d 'Days until the deletion, 7 to 30; 30 if left out' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l force-delete-without-recovery -d 'Remove the secret at once, without a way back'
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -l no-force-delete-without-recovery -d 'The opposite of --force-delete-without-recovery'
complete -c vault -n "__fish_vault_using_subcommand delete-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand delete" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand delete" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand delete" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand delete" -l recovery-window-in-days -d 'Days until the deletion, 7 to 30; 30 if left out' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand delete" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand delete" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand delete" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand delete" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand delete" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand delete" -l force-delete-without-recovery -d 'Remove the secret at once, without a way back'
complete -c vault -n "__fish_vault_using_subcommand delete" -l no-force-delete-without-recovery -d 'The opposite of --force-delete-without-recovery'
complete -c vault -n "__fish_vault_using_subcommand delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand describe-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand describe" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand describe" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand describe" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand describe" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand describe" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand describe" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand describe" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand describe" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand describe" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand describe" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand describe" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand describe" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand describe" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand describe" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand describe" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand describe" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand describe" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand describe" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand describe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l password-length -d 'Characters in the password, 1 to 4096; 32 if left out' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l exclude-characters -d 'Single characters to leave out' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l exclude-numbers -d 'Leave out digits'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l no-exclude-numbers -d 'The opposite of --exclude-numbers'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l exclude-punctuation -d 'Leave out punctuation'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l no-exclude-punctuation -d 'The opposite of --exclude-punctuation'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l exclude-uppercase -d 'Leave out upper-case letters'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l no-exclude-uppercase -d 'The opposite of --exclude-uppercase'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l exclude-lowercase -d 'Leave out lower-case letters'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l no-exclude-lowercase -d 'The opposite of --exclude-lowercase'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l include-space -d 'Let spaces occur'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l no-include-space -d 'The opposite of --include-space'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l require-each-included-type -d 'Hold at least one character of every type that is not left out; on unless turned off'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -l no-require-each-included-type -d 'The opposite of --require-each-included-type'
complete -c vault -n "__fish_vault_using_subcommand get-random-password" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand generate" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand generate" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand generate" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand generate" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand generate" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand generate" -l password-length -d 'Characters in the password, 1 to 4096; 32 if left out' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l exclude-characters -d 'Single characters to leave out' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand generate" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand generate" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand generate" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand generate" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand generate" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand generate" -l exclude-numbers -d 'Leave out digits'
complete -c vault -n "__fish_vault_using_subcommand generate" -l no-exclude-numbers -d 'The opposite of --exclude-numbers'
complete -c vault -n "__fish_vault_using_subcommand generate" -l exclude-punctuation -d 'Leave out punctuation'
complete -c vault -n "__fish_vault_using_subcommand generate" -l no-exclude-punctuation -d 'The opposite of --exclude-punctuation'
complete -c vault -n "__fish_vault_using_subcommand generate" -l exclude-uppercase -d 'Leave out upper-case letters'
complete -c vault -n "__fish_vault_using_subcommand generate" -l no-exclude-uppercase -d 'The opposite of --exclude-uppercase'
complete -c vault -n "__fish_vault_using_subcommand generate" -l exclude-lowercase -d 'Leave out lower-case letters'
complete -c vault -n "__fish_vault_using_subcommand generate" -l no-exclude-lowercase -d 'The opposite of --exclude-lowercase'
complete -c vault -n "__fish_vault_using_subcommand generate" -l include-space -d 'Let spaces occur'
complete -c vault -n "__fish_vault_using_subcommand generate" -l no-include-space -d 'The opposite of --include-space'
complete -c vault -n "__fish_vault_using_subcommand generate" -l require-each-included-type -d 'Hold at least one character of every type that is not left out; on unless turned off'
complete -c vault -n "__fish_vault_using_subcommand generate" -l no-require-each-included-type -d 'The opposite of --require-each-included-type'
complete -c vault -n "__fish_vault_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand get-resource-policy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l version-id -d 'The id of the version to read' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l version-stage -d 'The staging label of the version to read; AWSCURRENT if neither is given' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand get-secret-value" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l max-results -d 'Versions in one answer of the service, 1 to 100' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l next-token -d 'Where the answer before this one ended' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l include-deprecated -d 'List versions without a label too'
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -l no-include-deprecated -d 'The opposite of --include-deprecated'
complete -c vault -n "__fish_vault_using_subcommand list-secret-version-ids" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand versions" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand versions" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand versions" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand versions" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand versions" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand versions" -l max-results -d 'Versions in one answer of the service, 1 to 100' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l next-token -d 'Where the answer before this one ended' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand versions" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand versions" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand versions" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand versions" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand versions" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand versions" -l include-deprecated -d 'List versions without a label too'
complete -c vault -n "__fish_vault_using_subcommand versions" -l no-include-deprecated -d 'The opposite of --include-deprecated'
complete -c vault -n "__fish_vault_using_subcommand versions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l max-results -d 'Secrets in one answer of the service, 1 to 100' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l next-token -d 'Where the answer before this one ended' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l filters -d 'What to list, as Key=...,Values=... pairs that must all match; keys are description, name, tag-key, tag-value, primary-region, owning-service and all' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l sort-order -d 'asc or desc' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l sort-by -d 'created-date, last-accessed-date, last-changed-date or name' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l max-items -d 'How many items to print; more are behind the answer\'s NextToken' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l starting-token -d 'The NextToken of an earlier answer that --max-items ended' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l page-size -d 'How many items each request asks for' -r
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l include-planned-deletion -d 'List secrets that are scheduled for deletion too'
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -l no-include-planned-deletion -d 'The opposite of --include-planned-deletion'
complete -c vault -n "__fish_vault_using_subcommand list-secrets" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand list" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand list" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand list" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand list" -l max-results -d 'Secrets in one answer of the service, 1 to 100' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l next-token -d 'Where the answer before this one ended' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l filters -d 'What to list, as Key=...,Values=... pairs that must all match; keys are description, name, tag-key, tag-value, primary-region, owning-service and all' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l sort-order -d 'asc or desc' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l sort-by -d 'created-date, last-accessed-date, last-changed-date or name' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand list" -l max-items -d 'How many items to print; more are behind the answer\'s NextToken' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l starting-token -d 'The NextToken of an earlier answer that --max-items ended' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l page-size -d 'How many items each request asks for' -r
complete -c vault -n "__fish_vault_using_subcommand list" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand list" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand list" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand list" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand list" -l include-planned-deletion -d 'List secrets that are scheduled for deletion too'
complete -c vault -n "__fish_vault_using_subcommand list" -l no-include-planned-deletion -d 'The opposite of --include-planned-deletion'
complete -c vault -n "__fish_vault_using_subcommand list" -s 1 -l names -d 'Print the names alone, one a line'
complete -c vault -n "__fish_vault_using_subcommand list" -l tree -d 'Print the names as a tree by their slashes'
complete -c vault -n "__fish_vault_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l resource-policy -d 'The policy as JSON' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l block-public-policy -d 'Refuse a policy that opens the secret to everybody'
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -l no-block-public-policy -d 'The opposite of --block-public-policy'
complete -c vault -n "__fish_vault_using_subcommand put-resource-policy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l client-request-token -d 'The id of the new version, for repeating the call safely; a random UUID if left out' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l secret-binary -d 'The value as bytes: base64, or fileb:// and a path' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l secret-string -d 'The value as text, usually JSON; - reads it from standard input' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l version-stages -d 'The labels of the new version; AWSCURRENT if left out' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l rotation-token -d 'The token that a rotation function was given; accepted and ignored' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand put-secret-value" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand put" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand put" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand put" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand put" -l client-request-token -d 'The id of the new version, for repeating the call safely; a random UUID if left out' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l secret-binary -d 'The value as bytes: base64, or fileb:// and a path' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l secret-string -d 'The value as text, usually JSON; - reads it from standard input' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l version-stages -d 'The labels of the new version; AWSCURRENT if left out' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l rotation-token -d 'The token that a rotation function was given; accepted and ignored' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand put" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand put" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand put" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand put" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand put" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand put" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l remove-replica-regions -d 'The Regions of the replicas' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand remove-regions-from-replication" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l add-replica-regions -d 'The Regions, as Region=...,KmsKeyId=... pairs' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l force-overwrite-replica-secret -d 'Overwrite a secret of the same name in the other Region; not built yet'
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -l no-force-overwrite-replica-secret -d 'The opposite of --force-overwrite-replica-secret'
complete -c vault -n "__fish_vault_using_subcommand replicate-secret-to-regions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand restore-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand restore" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand restore" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand restore" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand restore" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand restore" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand restore" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand restore" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand restore" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand restore" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand restore" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand restore" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand restore" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand restore" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand restore" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand restore" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand restore" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand restore" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand restore" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l client-request-token -d 'The id of the new version, for repeating the call safely; a random UUID if left out' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l rotation-lambda-arn -d 'The function that rotates; arn:aws:lambda:REGION:ACCOUNT:function:vault-random makes random values' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l rotation-rules -d 'When to rotate, as AutomaticallyAfterDays=DAYS, or ScheduleExpression=\'rate(10 days)\' with or without Duration=3h' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l external-secret-rotation-metadata -d 'Metadata of a managed external secret; not built yet' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l external-secret-rotation-role-arn -d 'The role for a managed external secret; not built yet' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l password-length -d 'Characters in the password, 1 to 4096; 32 if left out' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l exclude-characters -d 'Single characters to leave out' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l rotate-immediately -d 'Rotate now, not only by the schedule; on unless turned off, and then the configuration is only tested'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-rotate-immediately -d 'The opposite of --rotate-immediately'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l generate -d 'Rotate to a new random value, now and later; a JSON value gets a new password member'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l yes -d 'Agree that only the vault\'s copy of a credential changes, if the value names an engine or a host'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l exclude-numbers -d 'Leave out digits'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-exclude-numbers -d 'The opposite of --exclude-numbers'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l exclude-punctuation -d 'Leave out punctuation'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-exclude-punctuation -d 'The opposite of --exclude-punctuation'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l exclude-uppercase -d 'Leave out upper-case letters'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-exclude-uppercase -d 'The opposite of --exclude-uppercase'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l exclude-lowercase -d 'Leave out lower-case letters'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-exclude-lowercase -d 'The opposite of --exclude-lowercase'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l include-space -d 'Let spaces occur'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-include-space -d 'The opposite of --include-space'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l require-each-included-type -d 'Hold at least one character of every type that is not left out; on unless turned off'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -l no-require-each-included-type -d 'The opposite of --require-each-included-type'
complete -c vault -n "__fish_vault_using_subcommand rotate-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rotate" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rotate" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand rotate" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand rotate" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand rotate" -l client-request-token -d 'The id of the new version, for repeating the call safely; a random UUID if left out' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l rotation-lambda-arn -d 'The function that rotates; arn:aws:lambda:REGION:ACCOUNT:function:vault-random makes random values' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l rotation-rules -d 'When to rotate, as AutomaticallyAfterDays=DAYS, or ScheduleExpression=\'rate(10 days)\' with or without Duration=3h' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l external-secret-rotation-metadata -d 'Metadata of a managed external secret; not built yet' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l external-secret-rotation-role-arn -d 'The role for a managed external secret; not built yet' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l password-length -d 'Characters in the password, 1 to 4096; 32 if left out' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l exclude-characters -d 'Single characters to leave out' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand rotate" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l rotate-immediately -d 'Rotate now, not only by the schedule; on unless turned off, and then the configuration is only tested'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-rotate-immediately -d 'The opposite of --rotate-immediately'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l generate -d 'Rotate to a new random value, now and later; a JSON value gets a new password member'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l yes -d 'Agree that only the vault\'s copy of a credential changes, if the value names an engine or a host'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l exclude-numbers -d 'Leave out digits'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-exclude-numbers -d 'The opposite of --exclude-numbers'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l exclude-punctuation -d 'Leave out punctuation'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-exclude-punctuation -d 'The opposite of --exclude-punctuation'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l exclude-uppercase -d 'Leave out upper-case letters'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-exclude-uppercase -d 'The opposite of --exclude-uppercase'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l exclude-lowercase -d 'Leave out lower-case letters'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-exclude-lowercase -d 'The opposite of --exclude-lowercase'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l include-space -d 'Let spaces occur'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-include-space -d 'The opposite of --include-space'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l require-each-included-type -d 'Hold at least one character of every type that is not left out; on unless turned off'
complete -c vault -n "__fish_vault_using_subcommand rotate" -l no-require-each-included-type -d 'The opposite of --require-each-included-type'
complete -c vault -n "__fish_vault_using_subcommand rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand stop-replication-to-replica" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l tags -d 'Tags as Key=...,Value=... pairs' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand tag-resource" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand tag" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand tag" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand tag" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand tag" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand tag" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand tag" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand tag" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand tag" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand tag" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand tag" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand tag" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand tag" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand tag" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand tag" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand tag" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand tag" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand tag" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand tag" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand tag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l tag-keys -d 'The keys of the tags to remove' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand untag-resource" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand untag" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand untag" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand untag" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand untag" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand untag" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand untag" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand untag" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand untag" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand untag" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand untag" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand untag" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand untag" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand untag" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand untag" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand untag" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand untag" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand untag" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand untag" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand untag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l client-request-token -d 'The id of the new version, for repeating the call safely; a random UUID if left out' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l description -d 'What the secret is for; empty removes the description' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l kms-key-id -d 'The KMS key that encrypts the values; only alias/aws/secretsmanager, the default, so far' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l secret-binary -d 'The value as bytes: base64, or fileb:// and a path' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l secret-string -d 'The value as text, usually JSON; - reads it from standard input' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l type -d 'The partner type of a managed external secret' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand update-secret" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand update-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand update" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand update" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand update" -l client-request-token -d 'The id of the new version, for repeating the call safely; a random UUID if left out' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l description -d 'What the secret is for; empty removes the description' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l kms-key-id -d 'The KMS key that encrypts the values; only alias/aws/secretsmanager, the default, so far' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l secret-binary -d 'The value as bytes: base64, or fileb:// and a path' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l secret-string -d 'The value as text, usually JSON; - reads it from standard input' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l type -d 'The partner type of a managed external secret' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand update" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand update" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand update" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand update" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand update" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l secret-id -d 'The name or ARN of the secret' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l version-stage -d 'The label' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l remove-from-version-id -d 'The id of the version that has the label now; needed if one has it' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l move-to-version-id -d 'The id of the version to attach the label to' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand update-secret-version-stage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand stage" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand stage" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand stage" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand stage" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand stage" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand stage" -l remove-from-version-id -d 'The id of the version that has the label now; needed if one has it' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l move-to-version-id -d 'The id of the version to attach the label to' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand stage" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand stage" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand stage" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand stage" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand stage" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand stage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l vault-file -d 'The vault file [env: VAULT_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l key-file -d 'A file with the 32 bytes that open the vault [env: VAULT_KEY_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l passphrase-file -d 'A file that holds the passphrase; /dev/fd/N works [env: VAULT_PASSPHRASE_FILE]' -r -F
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l passphrase-fd -d 'An open file descriptor from which the passphrase is read' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l profile -d 'The profile of config.toml [env: VAULT_PROFILE]' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l region -d 'The Region whose secrets are meant [env: VAULT_REGION] [default: the vault\'s home Region]' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l output -d 'How the answer is printed: json, text, table, yaml, yaml-stream or off [env: VAULT_OUTPUT]' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l query -d 'What to print of the answer, in JMESPath' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l color -d 'Colour in help' -r -f -a "auto\t''
on\t''
off\t''"
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l endpoint-url -d 'Send the request to an endpoint instead (not built yet)' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l cli-binary-format -d 'How binary values are read' -r -f -a "base64\t''
raw-in-base64-out\t''"
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l secret-id -d 'The name or ARN of the secret that the policy is meant for' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l resource-policy -d 'The policy as JSON' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l cli-input-json -d 'Read the request as JSON; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l cli-input-yaml -d 'Read the request as YAML; options given beside it win' -r
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l generate-cli-skeleton -d 'Print what a request or an answer looks like, and do nothing' -r -f -a "input\t''
output\t''
yaml-input\t''"
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l no-session -d 'Use no session of `unlock` [env: VAULT_NO_SESSION]'
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l debug -d 'Tell on standard error what is done; never a value'
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l accept-rollback -d 'Open an older or forked copy of the vault, and take it for the truth [env: VAULT_ACCEPT_ROLLBACK]'
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -l no-paginate -d 'Do not ask for further pages'
complete -c vault -n "__fish_vault_using_subcommand validate-resource-policy" -s h -l help -d 'Print help (see more with \'--help\')'
