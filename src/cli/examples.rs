//! Examples for the help of commands that are not declared with their own: the short names.

/// The examples of a command's word.
pub(crate) fn of(word: &str) -> Option<&'static str> {
    Some(match word {
        "create" => {
            "Examples:
  vault create prod/db                            (asks for the value)
  vault create prod/db --description 'The database' < value.txt
  vault create tls/key --secret-binary fileb://key.der"
        }
        "put" => {
            "Examples:
  vault put prod/db                               (asks for the value)
  printf %s \"$TOKEN\" | vault put ci/token
  vault put prod/db --secret-string file://value.json"
        }
        "update" => {
            "Examples:
  vault update prod/db --description 'The new database'
  vault update prod/db --secret-string file://value.json"
        }
        "describe" => {
            "Examples:
  vault describe prod/db
  vault describe prod/db --query Tags"
        }
        "list" => {
            "Examples:
  vault list                                      (AGE: of the current value; LABELS: all but AWSCURRENT)
  vault list --tree
  vault list -1 | fzf
  vault list --sort-by last-changed-date --sort-order asc
  vault list --filters Key=tag-key,Values=team --include-planned-deletion"
        }
        "versions" => {
            "Examples:
  vault versions prod/db
  vault versions prod/db --include-deprecated"
        }
        "rotate" => {
            "Examples:
  vault rotate app/token --generate
  vault rotate app/token --generate --password-length 48 --exclude-punctuation"
        }
        "cancel-rotate" => {
            "Examples:
  vault cancel-rotate app/token"
        }
        "delete" => {
            "Examples:
  vault delete old/token                          (can be restored for 30 days)
  vault delete old/token --recovery-window-in-days 7
  vault delete old/token --force-delete-without-recovery"
        }
        "restore" => {
            "Examples:
  vault restore old/token"
        }
        "tag" => {
            "Examples:
  vault tag prod/db team=core stage=prod
  vault tag prod/db Key=team,Value=core"
        }
        "untag" => {
            "Examples:
  vault untag prod/db team stage"
        }
        "stage" => {
            "Examples:
  vault stage prod/db AWSCURRENT --move-to-version-id NEW_ID --remove-from-version-id OLD_ID"
        }
        "batch-get" => {
            "Examples:
  vault batch-get prod/db prod/api
  vault batch-get --filters Key=name,Values=prod/"
        }
        "generate" => {
            "Examples:
  vault generate
  vault generate --password-length 20 --exclude-punctuation"
        }
        "help" => {
            "Examples:
  vault help get-secret-value"
        }
        _ => return None,
    })
}
